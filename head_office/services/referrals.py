"""Referrals at head office: for supervisors only, every look written down; what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from head_office.office import HeadOffice
from head_office.services.publishing import publish
from head_office.services.referral_records import opened
from head_office.services.roles import Permission, may
from head_office.services.scan_images import page_in
from head_office.store import attachments, filed, journals, looks, referrals, staff
from head_office.store.engine import Connection
from head_office.store.staff import Member
from mobile_unit.domain.entries import FEED_REFERRAL_STATUS, canonical, read_entry
from mobile_unit.domain.referrals import CLOSED, LONGEST_TEXT, NEXT, Referred
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.sync import sealing, wire

PAGE = 50


@dataclass(frozen=True, slots=True)
class Step:
    status: str
    at: str
    who: str
    result: str


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral, opened: its row, what is told of the person, whether the consent's scan has arrived (None
    where it was signed on paper only), what became of it, and what may follow."""

    row: Mapping[str, Any]
    told: Referred
    scan: bool | None
    steps: list[Step]
    following: tuple[str, ...]


def listed(
    office: HeadOffice, member: Member, *, closed: bool = False, after: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """(a page of referrals with nothing of whom they are about; where the next one begins)."""
    _require(member)
    with office.database.read() as connection:
        rows = referrals.page(connection, closed=closed, after=after, limit=PAGE + 1)
    return rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else None


def look(office: HeadOffice, member: Member, referral: str) -> Referral:
    """One whole; the look is written down first."""
    _require(member)
    with office.database.write() as connection:
        row = _found(connection, referral)
        looks.note(connection, member.nip, row["id"], "referral", office.now())
    with office.database.read() as connection:
        told = Referred.of(opened(office, filed.body_of(connection, row)["sealed"]))
        files = attachments.of(connection, row["id"])
        names = staff.names(connection)
        steps = [_step(office, connection, names, step) for step in referrals.steps_of(connection, row["id"])]
    scan = None if row["consent"] == "paper" else bool(files and files[0]["held"])
    return Referral(row, told, scan, steps, NEXT[row["status"]])


def consent_scan(office: HeadOffice, member: Member, referral: str) -> bytes:
    """The first page of the signed consent as JPEG; raises UserFacingError where it has not arrived."""
    _require(member)
    with office.database.write() as connection:
        row = _found(connection, referral)
        files = attachments.of(connection, row["id"])
        looks.note(connection, member.nip, row["id"], "referral consent", office.now())
    if not files or not files[0]["held"]:
        raise UserFacingError(_("This scan is not here."))
    sealed = office.blobs.read(files[0]["sha256"]) or b""
    try:
        opened = sealing.opened_bytes(sealed, office.bundle_identity)
    except (sealing.NotForUs, sealing.Damaged) as error:
        raise UserFacingError(_("This scan is not here.")) from error
    return page_in(opened, 0)


def set_status(office: HeadOffice, member: Member, referral: str, status: str, result: str) -> None:
    """What became of it, as the office heard; the unit hears the status, and nothing of the result."""
    _require(member)
    result = " ".join(result.split())
    if len(result) > LONGEST_TEXT:
        raise UserFacingError(_("At most {count} letters.").format(count=LONGEST_TEXT))
    if status in CLOSED and not result:
        raise UserFacingError(_("Write what came of it."))
    with office.database.write() as connection:
        row = referrals.hold(connection, referral)
        if row is None or status not in NEXT[row["status"]]:
            raise UserFacingError(_("This referral can't be put to that status."))
        sealed = None
        if result:
            recipient = sealing.recipient_of(office.bundle_identity)
            sealed = wire.encode(sealing.sealed_bytes(canonical({"result": result}), [recipient]))
        referrals.set_status(connection, referral, status, office.now(), by=member.nip, result=sealed)
        said = {"id": row["id"], "number": row["number"], "status": status, "at": office.now()}
        publish(office, connection, row["unit"], FEED_REFERRAL_STATUS, said)


def _step(
    office: HeadOffice, connection: Connection, names: Mapping[str, str], step: Mapping[str, Any]
) -> Step:
    if step["by"] is not None:
        result = opened(office, step["result"])["result"] if step["result"] else ""
        return Step(step["status"], step["at"], names.get(step["by"], step["by"]), result)
    entry = read_entry(journals.raw(connection, step["journal"], step["seq"]))
    sealed = entry.body.get("sealed") if "status" in entry.body else None
    result = str(opened(office, sealed)["result"]) if sealed else ""
    return Step(step["status"], step["at"], str(entry.body["officer"]["name"]), result)


def _found(connection: Connection, referral: str) -> dict[str, Any]:
    row = referrals.find(connection, referral)
    if row is None:
        raise UserFacingError(_("There is no such referral."))
    return row


def _require(member: Member) -> None:
    if not may(member.role, Permission.REFERRALS):
        raise NotAllowed(_("Your role may not do this."), _("Ask your supervisor."))
