"""Which printer is used for which paper, and what an address may be."""

from __future__ import annotations

import pytest

from mobile_unit.errors import UserFacingError
from mobile_unit.services.printers import Printer, host_and_port
from mobile_unit.store import settings

OFFICE = Printer("system", "HP LaserJet", "", "a4")


def test_at_first_there_is_none(unit):
    assert unit.printers.chosen() is None
    assert unit.printers.devices() == ()


def test_the_last_one_is_remembered_for_each_paper(unit):
    roll = unit.printers.add("network", " 192.168.1.50 ", "58mm")
    unit.printers.remember(OFFICE)
    unit.printers.remember(roll)
    assert unit.printers.chosen() == roll == Printer("network", "192.168.1.50", "192.168.1.50", "58mm")
    assert unit.printers.chosen("a4") == OFFICE
    assert unit.printers.chosen("a5") is None


def test_the_same_address_is_one_printer_and_can_be_forgotten(unit):
    unit.printers.add("usb", "04B8:0202", "80mm")
    again = unit.printers.add("usb", "04b8:0202", "58mm")
    assert unit.printers.devices() == (again,)
    unit.printers.remember(again)
    unit.printers.remember(OFFICE)
    unit.printers.forget(again)
    assert unit.printers.devices() == ()
    assert unit.printers.chosen("58mm") is None
    assert unit.printers.chosen() == OFFICE


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("network", ""),
        ("network", "192.168.1.50:0"),
        ("network", "192.168.1.50; rm"),
        ("usb", "04b8"),
        ("usb", "zzzz:0202"),
        ("serial", "COM3:fast"),
        ("file", ""),
        ("system", "HP LaserJet"),
        ("carrier pigeon", "east"),
    ],
)
def test_what_is_no_address_is_refused(unit, kind, address):
    with pytest.raises(UserFacingError):
        unit.printers.add(kind, address, "58mm")
    assert unit.printers.devices() == ()


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("network", "printer-1.kantor.lan:9100"),
        ("usb", "0416:5011"),
        ("serial", "/dev/ttyUSB0"),
        ("serial", "COM3:19200"),
        ("file", "/dev/usb/lp0"),
        ("file", "LPT1"),
    ],
)
def test_what_is_one_is_taken(unit, kind, address):
    assert unit.printers.add(kind, address, "80mm").address == address


def test_the_usual_port_is_9100():
    assert host_and_port("192.168.1.50") == ("192.168.1.50", 9100)
    assert host_and_port("192.168.1.50:6101") == ("192.168.1.50", 6101)


def test_what_another_version_kept_is_left_aside(unit):
    with unit.context.store.write() as connection:
        kept = {"paper": "a3", "by_paper": {"a3": {"kind": "system", "paper": "a3"}}, "devices": [{"x": 1}]}
        settings.put(connection, settings.PRINTERS, kept)
    assert unit.printers.chosen() is None
    assert unit.printers.devices() == ()
