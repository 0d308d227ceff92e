"""Jobs over a real loopback line, a real serial line and a device file; switched off, empty, missing."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

import pytest

from mobile_unit.services import thermal_printers
from mobile_unit.services.print_faults import PrintFailed
from mobile_unit.services.printers import OFFLINE, READY, UNKNOWN, Printer
from mobile_unit.services.thermal_printers import send, state_of
from tests.serving import own_port
from tests.tcp_printer import NO_PAPER, TcpPrinter

JOB = b"\x1b@" + b"TANDA TERIMA PERMOHONAN\n" * 500


PATIENT = 60.0
"""Seconds for what comes at once, so that a machine with much else to do has its time."""


@pytest.fixture(params=[True, False], ids=["answers", "is silent"])
def tcp(request, monkeypatch):
    monkeypatch.setattr(thermal_printers, "ANSWER_SECONDS", PATIENT if request.param else 0.2)
    monkeypatch.setattr(thermal_printers, "LINGER_SECONDS", 0.2)
    printer = TcpPrinter(answers=request.param)
    yield printer
    printer.close()


def at(address: str, kind: str = "network") -> Printer:
    return Printer(kind, "Loket", address, "80mm")


def test_the_job_arrives_whole(tcp):
    send(at(tcp.address), JOB)
    send(at(tcp.address), b"again")
    assert_arrived(tcp, [JOB, b"again"])


def assert_arrived(tcp: TcpPrinter, jobs: list[bytes]) -> None:
    """The printer's thread may still be counting what we know is sent."""
    for _look in range(6000):
        if tcp.jobs == jobs:
            return
        threading.Event().wait(0.01)
    assert [len(job) for job in tcp.jobs] == [len(job) for job in jobs]


@pytest.mark.parametrize("after", [0, 10, 4000, 11_000])
def test_switched_off_in_the_middle_it_says_so_and_takes_it_the_next_time(tcp, after, monkeypatch):
    tcp.off_after = after
    with monkeypatch.context() as patient:
        patient.setattr(thermal_printers, "LINGER_SECONDS", PATIENT)
        with pytest.raises(PrintFailed) as failed:
            send(at(tcp.address), JOB)
    assert failed.value.code in ("interrupted", "unreachable")
    assert "Loket" in failed.value.message
    tcp.off_after = None
    send(at(tcp.address), JOB)
    assert_arrived(tcp, [JOB])


def test_without_paper_nothing_is_sent(monkeypatch):
    monkeypatch.setattr(thermal_printers, "ANSWER_SECONDS", PATIENT)
    printer = TcpPrinter()
    printer.paper = NO_PAPER
    with pytest.raises(PrintFailed) as failed:
        send(at(printer.address), JOB)
    assert failed.value.code == "paper_out"
    assert state_of(at(printer.address)) == OFFLINE
    printer.close()
    assert printer.jobs == []


def test_a_printer_that_is_off_does_not_answer(tcp):
    assert state_of(at(tcp.address)) == READY
    with own_port() as nobodys:
        address = f"127.0.0.1:{nobodys.getsockname()[1]}"
        assert state_of(at(address)) == OFFLINE
        with pytest.raises(PrintFailed) as failed:
            send(at(address), JOB)
    assert failed.value.code == "unreachable"


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal stands for the serial line")
def test_a_serial_line():
    ours, theirs = os.openpty()
    taken: list[bytes] = []
    reading = threading.Thread(target=_read_all, args=(ours, taken, len(b"TANDA TERIMA")))
    reading.start()
    port = os.ttyname(theirs)
    send(at(f"{port}:19200", "serial"), b"TANDA TERIMA")
    reading.join()
    assert b"".join(taken) == b"TANDA TERIMA"
    assert state_of(at(port, "serial")) == READY
    os.close(ours)
    os.close(theirs)


def _read_all(handle: int, into: list[bytes], count: int) -> None:
    with suppress(OSError):
        while sum(map(len, into)) < count:
            into.append(os.read(handle, 4096))


@pytest.mark.skipif(os.name != "posix", reason="a named pipe stands for the device")
def test_a_device_file(tmp_path):
    device = tmp_path / "lp0"
    os.mkfifo(device)
    taken: list[bytes] = []
    reading = threading.Thread(target=lambda: taken.append(device.read_bytes()))
    reading.start()
    send(at(str(device), "file"), JOB)
    reading.join()
    assert taken == [JOB]
    assert state_of(at(str(device), "file")) == READY


@pytest.mark.skipif(os.name != "posix", reason="Windows has other names for devices")
@pytest.mark.parametrize("kind", ["file", "serial"])
def test_a_device_that_is_not_there(tmp_path, kind):
    missing = at(str(tmp_path / "lp9"), kind)
    assert state_of(missing) == OFFLINE
    with pytest.raises(PrintFailed) as failed:
        send(missing, JOB)
    assert failed.value.code == "missing"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has other names for devices")
def test_an_ordinary_file_is_no_printer(tmp_path):
    """It would keep somebody's data where anybody can read it."""
    file = tmp_path / "receipt.prn"
    file.write_bytes(b"before")
    with pytest.raises(PrintFailed) as failed:
        send(at(str(file), "file"), JOB)
    assert failed.value.code == "refused"
    assert file.read_bytes() == b"before"


def test_a_usb_printer_that_is_not_there():
    nobodys = at("dead:beef", "usb")
    assert state_of(nobodys) in (OFFLINE, UNKNOWN)
    with pytest.raises(PrintFailed) as failed:
        send(nobodys, JOB)
    assert failed.value.code == "missing"
