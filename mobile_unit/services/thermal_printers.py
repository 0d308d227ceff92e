"""Sending a job to a thermal printer, and asking it how it is. Never called in the window's thread.

A printer that answers questions (most with a network plug do) is asked for its paper before a job and has to
say after it that all was received; from one that does not, an unbroken connection is all there is to know.
"""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from mobile_unit.receipts.escpos_library import printer_classes
from mobile_unit.services.print_faults import (
    INTERRUPTED,
    MISSING,
    PAPER_OUT,
    REFUSED,
    UNREACHABLE,
    PrintFailed,
)
from mobile_unit.services.printers import (
    FILE,
    NETWORK,
    OFFLINE,
    READY,
    SERIAL,
    UNKNOWN,
    USB,
    Printer,
    host_and_port,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS, LOOK_SECONDS = 4.0, 1.5
ANSWER_SECONDS, CONFIRM_SECONDS, LINGER_SECONDS = 0.7, 20.0, 1.0
SEND_SECONDS = 15.0
SPEED = 9600

_ASK_PAPER = b"\x10\x04\x04"
"""DLE EOT 4: answered at once, whatever waits to be printed."""

_ASK_IN_TURN = b"\x1dr\x01"
"""GS r 1: answered when everything before it has been received and taken up."""

_FIXED_BITS, _STATUS = 0x93, 0x12
_PAPER_END = 0x60


def send(printer: Printer, job: bytes) -> None:
    """Returns once the device has the whole job; raises PrintFailed."""
    _SENDERS[printer.kind](printer, job)


def state_of(printer: Printer) -> str:
    """READY, OFFLINE or UNKNOWN, in at most two seconds."""
    try:
        return _STATES[printer.kind](printer)
    except OSError:
        return OFFLINE


def _send_network(printer: Printer, job: bytes) -> None:
    """Over a line of our own: the library's tells nothing of what became of the bytes."""
    try:
        line = socket.create_connection(host_and_port(printer.address), CONNECT_SECONDS)
    except OSError as error:
        raise PrintFailed(UNREACHABLE, printer.name) from error
    with line, _interruptions_told(printer):
        answers = _asked_for_paper(line, printer)
        line.settimeout(SEND_SECONDS)
        line.sendall(job)
        if answers:
            _confirmed(line)
        else:
            _not_hung_up(line)


def _asked_for_paper(line: socket.socket, printer: Printer) -> bool:
    """Whether it answers at all; raises PrintFailed where it has no paper."""
    line.settimeout(ANSWER_SECONDS)
    line.sendall(_ASK_PAPER)
    try:
        answer = line.recv(16)
    except TimeoutError:
        return False
    if not answer:
        raise PrintFailed(UNREACHABLE, printer.name)
    if answer[-1] & _FIXED_BITS == _STATUS and answer[-1] & _PAPER_END:
        raise PrintFailed(PAPER_OUT, printer.name)
    return True


def _confirmed(line: socket.socket) -> None:
    line.settimeout(CONFIRM_SECONDS)
    line.sendall(_ASK_IN_TURN)
    if not line.recv(16):
        raise ConnectionResetError


def _not_hung_up(line: socket.socket) -> None:
    """Wait a moment for a broken line to show itself, first with our end open, then with it shut."""
    line.settimeout(LINGER_SECONDS / 2)
    with suppress(TimeoutError):
        if not line.recv(16):
            raise ConnectionResetError
    line.shutdown(socket.SHUT_WR)
    line.settimeout(LINGER_SECONDS)
    with suppress(TimeoutError):
        line.recv(16)


def _send_serial(printer: Printer, job: bytes) -> None:
    port, _colon, speed = printer.address.partition(":")
    serial = printer_classes().Serial(port, int(speed or SPEED))
    with _opened(serial, printer):
        serial.device.write_timeout = SEND_SECONDS
        _write(serial, job)


def _send_usb(printer: Printer, job: bytes) -> None:
    vendor, product = (int(part, 16) for part in printer.address.split(":"))
    with _missing_unless_there(printer):
        where_in, where_out = _endpoints(vendor, product)
    usb = printer_classes().Usb(
        vendor, product, timeout=round(1000 * SEND_SECONDS), in_ep=where_in, out_ep=where_out
    )
    with _opened(usb, printer):
        _write(usb, job)


def _send_file(printer: Printer, job: bytes) -> None:
    """To a device that is a file; an ordinary file is refused, it would keep a person's data readable."""
    with _missing_unless_there(printer):
        if os.name == "posix" and stat.S_ISREG(os.stat(printer.address).st_mode):
            raise PrintFailed(REFUSED, printer.name)
    file = printer_classes().File(printer.address)
    with _opened(file, printer):
        _write(file, job)


def _write(device: Any, job: bytes) -> None:
    device._raw(job)  # noqa: SLF001 - the library's name for bytes as they are


@contextmanager
def _opened(device: Any, printer: Printer) -> Iterator[None]:
    """The library's device, open."""
    from escpos.exceptions import DeviceNotFoundError

    try:
        device.open()
    except (DeviceNotFoundError, OSError, ValueError) as error:
        raise PrintFailed(MISSING, printer.name) from error
    try:
        with _interruptions_told(printer):
            yield
    finally:
        with suppress(OSError):
            device.close()


@contextmanager
def _interruptions_told(printer: Printer) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PrintFailed(INTERRUPTED, printer.name) from error


@contextmanager
def _missing_unless_there(printer: Printer) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise PrintFailed(MISSING, printer.name) from error


def _endpoints(vendor: int, product: int) -> tuple[int, int]:
    """Where the printer's bulk lines are; raises OSError or ValueError where there is no such printer."""
    import usb.core
    import usb.util

    device = usb.core.find(idVendor=vendor, idProduct=product)
    if device is None:
        raise FileNotFoundError
    where_in, where_out = 0x82, 0x01
    for interface in device.get_active_configuration():
        for endpoint in interface:
            if usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK:
                if usb.util.endpoint_direction(endpoint.bEndpointAddress) == usb.util.ENDPOINT_OUT:
                    where_out = endpoint.bEndpointAddress
                else:
                    where_in = endpoint.bEndpointAddress
    return where_in, where_out


def _network_state(printer: Printer) -> str:
    with socket.create_connection(host_and_port(printer.address), LOOK_SECONDS) as line:
        line.settimeout(ANSWER_SECONDS)
        line.sendall(_ASK_PAPER)
        with suppress(TimeoutError):
            answer = line.recv(16)
            if answer and answer[-1] & _FIXED_BITS == _STATUS and answer[-1] & _PAPER_END:
                return OFFLINE
    return READY


def _usb_state(printer: Printer) -> str:
    import usb.core

    vendor, product = (int(part, 16) for part in printer.address.split(":"))
    try:
        found = usb.core.find(idVendor=vendor, idProduct=product)
    except ValueError:  # no USB library on this machine
        return UNKNOWN
    return OFFLINE if found is None else READY


def _file_state(printer: Printer) -> str:
    path = printer.address.partition(":")[0] if printer.kind == SERIAL else printer.address
    if os.name != "posix":
        return UNKNOWN
    os.stat(path)
    return READY if os.access(path, os.W_OK) else OFFLINE


_SENDERS: dict[str, Callable[[Printer, bytes], None]] = {
    NETWORK: _send_network,
    SERIAL: _send_serial,
    USB: _send_usb,
    FILE: _send_file,
}
_STATES: dict[str, Callable[[Printer], str]] = {
    NETWORK: _network_state,
    SERIAL: _file_state,
    USB: _usb_state,
    FILE: _file_state,
}
