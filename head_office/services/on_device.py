"""Whose data a unit's laptops hold: the list for the notice of UU 27/2022 Ps 46 (within 3x24 hours)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from head_office.office import HeadOffice
from head_office.services.referral_records import opened
from head_office.store import devices, on_device, planned_visits, referrals, units
from head_office.store.engine import Connection
from mobile_unit.clock import today
from mobile_unit.domain.entries import Entry, MalformedEntry, read_entry
from mobile_unit.domain.held import COLUMNS
from mobile_unit.domain.people import identity_number, masked_nik, masked_phone
from mobile_unit.domain.referrals import KEPT_DAYS, Referred
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.sheets import write_sheet


@dataclass(frozen=True, slots=True)
class Person:
    """One application's person: ``kinds`` are the members of the form, ``scans`` the kinds of documents."""

    number: str
    full_name: str
    nik: str
    phone: str
    submitted_at: str
    kinds: tuple[str, ...]
    scans: tuple[str, ...]
    guardian: bool


@dataclass(frozen=True, slots=True)
class OnDevice:
    """``people`` as the received entries say, without what the unit said it removed. ``heard`` is when
    the last of ``entries`` arrived; ``drafts`` and ``waiting`` are what the last closing said was on the
    laptop and not here: of those nobody is known. ``wiped`` are the moments when laptops of the unit said
    that they deleted everything, ``laptops`` how many it has."""

    unit: str
    people: tuple[Person, ...]
    purged: int
    entries: int
    heard: str | None
    waiting: int
    drafts: int
    said_at: str | None
    laptops: int
    wiped: tuple[str, ...]
    booked: tuple[Person, ...] = ()
    """Who stands on the lists of planned visits that were sent to it and not removed since."""
    heard_from: tuple[Person, ...] = ()
    """Who is named by complaints that can be read there."""
    referred: tuple[Person, ...] = ()
    """Whom letters of referrals are about that may still be there."""


def people_on(office: HeadOffice, unit: str) -> OnDevice:
    """What the laptops of a unit hold, as far as it was ever heard. Raises UserFacingError."""
    with office.database.read() as connection:
        if not units.is_known(connection, unit):
            raise UserFacingError(_("Head office knows no such unit."))
        gone = {each for body in on_device.purges(connection, unit) for each in _ids(body)}
        newest: dict[str, Person] = {}
        for entry in _applications(connection, unit):
            person = _person(entry)
            if person is not None and entry.body["id"] not in gone:
                newest[entry.body["id"]] = person
        closing = on_device.last_closing(connection, unit)
        counts = closing["counts"] if closing else {}
        entries, heard = on_device.heard(connection, unit)
        laptops = devices.of_unit(connection, unit)
        return OnDevice(
            unit,
            tuple(newest.values()),
            len(gone),
            entries,
            heard,
            counts.get("waiting", 0),
            counts.get("drafts", 0) + counts.get("old_drafts", 0),
            closing["closed_at"] if closing else None,
            len(laptops),
            tuple(sorted(each.wiped_at for each in laptops if each.wiped_at)),
            tuple(_booked(connection, unit)),
            tuple(_complainants(connection, unit)),
            tuple(_referred(office, connection, unit)),
        )


def write(found: OnDevice, path: Path, at: str) -> None:
    """The list as a sheet (XLSX); NIK and phone are masked. Raises UserFacingError."""
    told = (
        f"Data pribadi pada laptop {found.unit} (UU 27/2022 Pasal 46)",
        f"{len(found.people)} permohonan; {found.purged} sudah dihapus dari laptop dan tidak termasuk",
        f"Menurut {found.entries} entri yang diterima, terakhir {found.heard or '-'}",
        f"Penutupan terakhir {found.said_at or '-'}: {found.waiting} permohonan belum terkirim dan"
        f" {found.drafts} draf ada di laptop; namanya tidak diketahui kantor",
        *([f"{len(found.booked)} orang pada daftar kunjungan terencana"] if found.booked else []),
        *([f"{len(found.heard_from)} pengaduan yang menyebut pengadunya"] if found.heard_from else []),
        *([f"{len(found.referred)} orang dalam surat rujukan"] if found.referred else []),
        *(f"Laptop yang melapor telah menghapus semua data: {moment}" for moment in found.wiped),
        f"Disusun {at}",
    )
    everybody = [*found.people, *found.booked, *found.heard_from, *found.referred]
    write_sheet(path, "Data pada laptop", told, COLUMNS, (_cells(each) for each in everybody))


def _cells(person: Person) -> tuple[str, ...]:
    return (
        person.number,
        person.full_name,
        person.nik,
        person.phone,
        person.submitted_at[:16].replace("T", " "),
        ", ".join(person.kinds),
        ", ".join(person.scans),
        "juga data orang tua/wali" if person.guardian else "" if person.number else "daftar kunjungan",
    )


def _booked(connection: Connection, unit: str) -> Iterator[Person]:
    gone = on_device.forgotten(connection, unit)
    for plan in planned_visits.every(connection, unit):
        for each in plan.bookings if plan.id not in gone else ():
            kinds = ("full_name", *(("nik",) if each.nik else ()))
            yield Person("", each.full_name, masked_nik(each.nik), "", plan.day, kinds, (), False)


def _complainants(connection: Connection, unit: str) -> Iterator[Person]:
    """Whose name and words an open complaint left on the laptops; what is sealed names nobody there."""
    for raw in on_device.complaints(connection, unit):
        try:
            body = read_entry(raw).body
            person = (body["said"] or {}).get("person")
            if person is not None:
                kinds = tuple(name for name in ("name", "phone", "address") if person[name])
                yield Person(
                    str(body["number"]),
                    str(person["name"]),
                    "",
                    masked_phone(str(person["phone"])),
                    str(body["taken_at"]),
                    (*kinds, "complaint"),
                    tuple("evidence" for _each in body["files"]),
                    False,
                )
        except (MalformedEntry, KeyError, TypeError, AttributeError):
            continue


def _referred(office: HeadOffice, connection: Connection, unit: str) -> Iterator[Person]:
    """A letter's words are on the laptop until the referral is closed there. One that was closed here is
    listed for as long as a letter is kept: whether the laptop has heard of it is not known."""
    since = (today(office.clock) - timedelta(days=KEPT_DAYS)).isoformat()
    for row, raw in referrals.maybe_on_laptops(connection, unit, since):
        told = Referred.of(opened(office, read_entry(raw).body["sealed"]))
        names = ("name", "birth_date", "address", "phone")
        yield Person(
            row["number"],
            told.name,
            "",
            masked_phone(told.phone),
            row["made_at"],
            (*(name for name in names if getattr(told, name)), "referral"),
            (),
            False,
        )


def _applications(connection: Connection, unit: str) -> Iterator[Entry]:
    for raw in on_device.applications(connection, unit):
        try:
            yield read_entry(raw)
        except MalformedEntry:
            continue


def _person(entry: Entry) -> Person | None:
    """None where a body that was kept aside is not even an application."""
    body = entry.body
    try:
        applicant, answers = body["applicant"], body["answers"]
        return Person(
            str(body["number"]),
            str(applicant["full_name"]),
            masked_nik(identity_number(applicant)),
            masked_phone(str(applicant.get("phone") or "")),
            str(body["submitted_at"]),
            tuple(sorted({*applicant, *answers})),
            tuple(str(document["kind"]) for document in body["documents"]),
            "guardian" in answers,
        )
    except (KeyError, TypeError, AttributeError):
        return None


def _ids(body: bytes) -> list[str]:
    try:
        return [str(each["id"]) for each in json.loads(body)["body"]["applications"]]
    except (KeyError, TypeError, ValueError):
        return []
