"""Whether a receipt is ours: written into its code when it is drawn, checked from it without a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobile_unit.domain.entries import RECORDS_OF_AN_APPLICATION
from mobile_unit.domain.roles import Permission
from mobile_unit.domain.statements import is_purged
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.store import applications, journal, settings
from mobile_unit.store.engine import Connection

if TYPE_CHECKING:
    from mobile_unit.sync.proof import Proof

_LONGEST_PATH = 250
SAME, EARLIER, DIFFERENT, NOT_HERE = "same", "earlier", "different", "not_here"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a code said. ``genuine``: a device of the named unit drew it, by head office's word.

    ``data`` compares the paper with the application on this laptop: ``same``; ``earlier``, before a
    correction; ``different``; ``not_here``, another laptop took it. ``application`` is its id here.
    """

    genuine: bool
    number: str
    date: str
    unit: str
    service: str
    data: str
    application: str | None

    @property
    def ok(self) -> bool:
        return self.genuine and self.data != DIFFERENT


def in_words(verdict: Verdict) -> tuple[str, str]:
    """(what is to be thought of the receipt, what to do or know)."""
    if not verdict.genuine:
        return (
            _("This receipt is not genuine."),
            _("Its code was changed or made elsewhere. Keep the paper and tell head office."),
        )
    if verdict.data == DIFFERENT:
        return (
            _("The code is ours, but it speaks of other data than this laptop holds."),
            _("Compare the paper with the application, line by line, and tell head office."),
        )
    if verdict.data == EARLIER:
        return (
            _("This receipt is genuine; the application was corrected after it was printed."),
            _("The data on paper are of before the correction."),
        )
    if verdict.data == NOT_HERE:
        return (
            _("This receipt is genuine; another laptop took the application."),
            _("Its data are not on this laptop; head office can show them."),
        )
    return (
        _("This receipt is genuine."),
        _("The application on this laptop has the same data."),
    )


class Authenticity:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    def code(self, body: Mapping[str, Any]) -> str:
        """What a receipt's QR code says; the number alone until head office has certified this device."""
        from mobile_unit.sync import proof
        from mobile_unit.sync.keys import private_key

        with self._context.store.read() as connection:
            certificate = settings.get(connection, settings.DEVICE_CERTIFICATE)
            server = settings.get(connection, settings.SERVER)
            key = settings.get(connection, settings.DEVICE_KEY)
        if certificate is None:
            number: str = body["number"]
            return number
        return proof.write(server, body, device_key=private_key(key), certificate=certificate)

    def is_code(self, text: str) -> bool:
        """Whether a scanned text is a receipt's code, genuine or not."""
        from mobile_unit.sync import proof

        try:
            proof.read(text)
        except proof.NoProof:
            return False
        return True

    def judge(self, code_or_file: str) -> Verdict:
        """Judge a code, or the picture or PDF at a path; raises UserFacingError where no code is seen."""
        file = Path(code_or_file)
        if len(code_or_file) < _LONGEST_PATH and file.is_file():
            return self.check_picture(file.read_bytes())
        return self.check(code_or_file)

    def check(self, text: str) -> Verdict:
        """Judge a code as scanned or typed; raises UserFacingError for a text that is none."""
        from mobile_unit.sync import proof

        try:
            said = proof.read(text)
        except proof.NoProof as error:
            raise UserFacingError(
                _("This is not the code of a receipt."),
                _("Scan the square code at the top of the receipt, whole and flat."),
            ) from error
        with self._context.store.read() as connection:
            key = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
            held = applications.find(connection, said.number)
            data = NOT_HERE if held is None else _compared(connection, held["id"], said)
        try:
            proof.check(said, key)
            genuine = True
        except proof.Forged:
            genuine = False
        application = None if held is None else held["id"]
        return Verdict(genuine, said.number, said.date, said.unit, said.service, data, application)

    def check_picture(self, content: bytes) -> Verdict:
        """Judge the code in a photo, scan or PDF of a receipt; raises UserFacingError where none is seen."""
        from mobile_unit.services.codes import codes_in

        texts = codes_in(content)
        for text in texts:
            try:
                return self.check(text)
            except UserFacingError:
                continue
        if texts:
            return self.check(texts[0])
        raise UserFacingError(
            _("No receipt's code is seen in this picture."),
            _("Take it again: flat, sharp, the whole code, without glare."),
        )


def _compared(connection: Connection, application: str, said: Proof) -> str:
    from mobile_unit.sync.proof import data_hash

    bodies = [
        entry.body
        for entry in journal.about(connection, application)
        if entry.kind in RECORDS_OF_AN_APPLICATION and not is_purged(entry.body)
    ]
    if not bodies:
        return NOT_HERE
    hashes = [data_hash(said.number, body["applicant"]) for body in bodies]
    if said.service not in {body["service"] for body in bodies} or said.data not in hashes:
        return DIFFERENT
    return SAME if said.data == hashes[-1] else EARLIER
