"""The printers of this unit: which was last used for each paper, and those that were added by address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mobile_unit.domain.roles import Permission
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.receipts.papers import PAPERS, paper_of
from mobile_unit.services.context import Context
from mobile_unit.store import settings

SYSTEM, USB, NETWORK, SERIAL, FILE = KINDS = ("system", "usb", "network", "serial", "file")
READY, OFFLINE, UNKNOWN = "ready", "offline", "unknown"
"""What is known of a printer at the moment."""

ROLLS = tuple(key for key, paper in PAPERS.items() if paper.is_roll)
PORT = 9100

_ADDRESSES = {
    USB: re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}"),
    NETWORK: re.compile(r"[A-Za-z0-9_.\-]{1,253}(:[1-9][0-9]{0,4})?"),
    SERIAL: re.compile(r"[^\s:]{2,200}(:[1-9][0-9]{2,6})?"),
    FILE: re.compile(r"\S.{1,200}"),
}


@dataclass(frozen=True, slots=True)
class Printer:
    """A ``system`` printer is known by its name; any other is a thermal printer at an ``address``.

    Addresses: ``04b8:0202`` (USB vendor and product), ``192.168.1.50:9100``, ``/dev/ttyUSB0:19200`` or
    ``COM3``, ``/dev/usb/lp0``. ``paper`` is a key of PAPERS.
    """

    kind: str
    name: str
    address: str
    paper: str

    @property
    def place(self) -> tuple[str, str]:
        """What is the same whatever paper it holds."""
        return self.kind, self.address or self.name


class Printers:
    """Kept in the unit's database; nothing here names a person."""

    def __init__(self, context: Context) -> None:
        context.require(Permission.LAPTOP)
        self._context = context
        self._store = context.store

    def chosen(self, paper: str | None = None) -> Printer | None:
        """The printer last used for a paper; without one, the last used at all."""
        kept = self._kept()
        return _printer(kept["by_paper"].get(paper or kept["paper"]))

    def remember(self, printer: Printer) -> None:
        """From now on, this one is printed on."""
        kept = self._kept()
        kept["by_paper"][printer.paper] = asdict(printer)
        kept["paper"] = printer.paper
        self._keep(kept)

    def devices(self) -> tuple[Printer, ...]:
        """Those that were added by address."""
        return tuple(filter(None, map(_printer, self._kept()["devices"])))

    def add(self, kind: str, address: str, paper: str) -> Printer:
        """A thermal printer by its address; raises UserFacingError for an address that is none."""
        address = address.strip()
        if kind == USB:
            address = address.lower()
        shape = _ADDRESSES.get(kind)
        if shape is None or not shape.fullmatch(address):
            raise UserFacingError(_("This is no address of a printer."), example_of(kind))
        made = Printer(kind, address, address, paper)
        kept = self._kept()
        others = [each for each in self.devices() if each.place != made.place]
        kept["devices"] = [asdict(each) for each in (*others, made)]
        self._keep(kept)
        return made

    def forget(self, printer: Printer) -> None:
        kept = self._kept()
        kept["devices"] = [asdict(each) for each in self.devices() if each.place != printer.place]
        kept["by_paper"] = {
            paper: value
            for paper, value in kept["by_paper"].items()
            if (found := _printer(value)) is not None and found.place != printer.place
        }
        self._keep(kept)

    def trial_page(self, printer: Printer) -> bytes:
        """A page to see whether it prints: a PDF for a system printer, ESC/POS for any other."""
        from mobile_unit.receipts.trial import trial_parts, trial_pdf

        paper = paper_of(printer.paper)
        when = f"{self._context.clock.now():%d-%m-%Y %H.%M}"
        parts = trial_parts(self._context.info.name, printer.name, paper, when)
        if printer.kind == SYSTEM:
            return trial_pdf(parts, paper)
        from mobile_unit.receipts.stream import escpos_of

        return escpos_of(parts, paper)

    def _kept(self) -> dict[str, Any]:
        with self._store.read() as connection:
            kept = settings.get(connection, settings.PRINTERS, {})
        return {"paper": "", "by_paper": {}, "devices": [], **kept}

    def _keep(self, kept: Mapping[str, Any]) -> None:
        with self._store.write() as connection:
            settings.put(connection, settings.PRINTERS, kept)


def example_of(kind: str) -> str:
    """What an address of this kind looks like."""
    if kind == USB:
        return _("For example 04b8:0202: the printer's USB vendor and product.")
    if kind == NETWORK:
        return _("For example 192.168.1.50 or 192.168.1.50:9100.")
    if kind == SERIAL:
        return _("For example COM3 or /dev/ttyUSB0, and its speed where it is not 9600: COM3:19200.")
    return _("For example /dev/usb/lp0 or LPT1.")


def host_and_port(address: str) -> tuple[str, int]:
    host, _colon, port = address.partition(":")
    return host, int(port or PORT)


def _printer(value: Any) -> Printer | None:
    """What was kept, unless it is of another version of the program and no longer understood."""
    try:
        made = Printer(**value)
    except TypeError:
        return None
    return made if made.kind in KINDS and made.paper in PAPERS else None
