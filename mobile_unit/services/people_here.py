"""Whose data is on this laptop, for the notice of UU 27/2022 Ps 46 (within 3x24 hours), as a sheet.

Who receives it must be able to reach everybody on it: names, telephones and addresses are whole. A NIK is
whole only where nothing else leads to its owner.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain.entries import COMPLAINT_TAKEN, PEOPLE_EXPORTED, read_entry
from mobile_unit.domain.held import COLUMNS, LONGEST_REASON
from mobile_unit.domain.people import identity_number, masked_nik
from mobile_unit.domain.planned import Booking, Plan
from mobile_unit.errors import UserFacingError
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.exports import AT_MOST, Exports
from mobile_unit.sheets import write_sheet
from mobile_unit.store import complaints, drafts, held, journal, planned_visits, referrals
from mobile_unit.store.drafts import DraftRow
from mobile_unit.store.engine import Connection

_TOGETHER = 500
_PHONE = 3
_COLUMNS = (*COLUMNS[: _PHONE + 1], ("Alamat", 48), *COLUMNS[_PHONE + 1 :])
_Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """How many applications, drafts, bookings and complaints a list has."""

    applications: int
    drafts: int
    bookings: int = 0
    complaints: int = 0


class PeopleHere:
    def __init__(self, context: Context, exports: Exports) -> None:
        self._context = context
        self._exports = exports

    @property
    def proposed_name(self) -> str:
        return f"data-pada-laptop-{today(self._context.clock)}.xlsx"

    def require_allowed(self) -> None:
        """Raises NotAllowed but for the team leader."""
        self._exports.require_team_leader()

    def write(self, path: Path, reason: str, checkpoint: Callable[[], None] = lambda: None) -> Listed:
        """Write everybody whose data is here, of drafts too, to ``path`` (XLSX); what was purged is not.

        The journal says so first, with the ``reason``. ``checkpoint`` may raise to give up, which leaves no
        file and no entry. Raises NotAllowed but for the team leader, UserFacingError without a reason.
        """
        self.require_allowed()
        reason = " ".join(reason.split())[:LONGEST_REASON]
        if not reason:
            raise UserFacingError(_("Write why the list is taken out."), _("One short sentence is enough."))
        context = self._context
        with context.store.read() as connection:
            taken = [*self._applications(connection, checkpoint)]
            begun = [
                self._draft(connection, row["id"], row["corrected_number"])
                for row in drafts.all_drafts(connection)
            ]
            booked = [self._booked(*each) for each in planned_visits.everybody(connection)]
            heard = [*self._complaints(connection)]
            referred = [_referred(dict(row)) for row in referrals.named(connection)]
        everybody = [*taken, *begun, *booked, *heard, *referred]
        if len(everybody) > AT_MOST:
            raise UserFacingError(_("This list is too long for one sheet."), _("Ask head office for it."))
        checkpoint()
        with context.store.write() as connection:
            body = {"applications": len(taken), "drafts": len(begun), "reason": reason}
            if booked:
                body["bookings"] = len(booked)
            if heard:
                body["complaints"] = len(heard)
            if referred:
                body["referrals"] = len(referred)
            context.record(connection, PEOPLE_EXPORTED, body)
        told = (
            f"Data pribadi pada laptop {context.info.code} {context.info.name} (UU 27/2022 Pasal 46)",
            f"{len(taken)} permohonan dan {len(begun)} draf; yang sudah dihapus dari laptop tidak termasuk",
            *([f"{len(booked)} orang pada daftar kunjungan terencana"] if booked else []),
            *([f"{len(heard)} pengaduan yang menyebut pengadunya"] if heard else []),
            *([f"{len(referred)} orang dalam surat rujukan"] if referred else []),
            f"Alasan: {reason}",
            f"Disusun {context.clock.now():%d-%m-%Y %H:%M} oleh {context.officer.name}",
        )
        write_sheet(path, "Data pada laptop", told, _COLUMNS, everybody)
        return Listed(len(taken), len(begun), len(booked), len(heard))

    def _booked(self, plan: Plan, booking: Booking) -> _Line:
        """Nothing else here leads to who is booked but the NIK, where it was given."""
        note = f"daftar kunjungan {plan.day}, {plan.place_name}" + (f", {plan.group}" if plan.group else "")
        return ("", booking.full_name, booking.nik, "", "", "", "Nama, NIK, layanan", "", note)

    def _complaints(self, connection: Connection) -> Iterator[_Line]:
        """Who is named by a complaint that can be read here; what is sealed can't be, by anybody."""
        for row in complaints.with_content(connection):
            for entry in journal.about(connection, row["id"]):
                said = entry.body.get("said") if entry.kind == COMPLAINT_TAKEN else None
                if said is not None and said["person"] is not None:
                    person = said["person"]
                    yield (
                        entry.body["number"],
                        person["name"],
                        "",
                        person["phone"],
                        person["address"],
                        _moment(entry.body["taken_at"]),
                        "Nama, telepon, alamat, isi pengaduan",
                        f"{len(entry.body['files'])} berkas" if entry.body["files"] else "",
                        "pengaduan",
                    )

    def _applications(self, connection: Connection, checkpoint: Callable[[], None]) -> Iterator[_Line]:
        position, received_by = 0, held.receivers(connection)
        while rows := held.applications_after(connection, position, _TOGETHER):
            checkpoint()
            for row in rows:
                body = read_entry(row["raw"]).body
                kinds = [str(each["kind"]) for each in body["documents"]]
                yield self._line(body, kinds, "", received_by.get(body["id"], ""))
            position = rows[-1]["position"]

    def _draft(self, connection: Connection, draft_id: str, corrects: str | None) -> _Line:
        draft = drafts.get(connection, draft_id)
        assert draft is not None  # read in the same view
        note = f"draf perbaikan {corrects}" if corrects else "draf, belum diajukan"
        note += f", terakhir diubah {_moment(draft.updated_at)}"
        if "line" in draft.content:
            note = "baris berkas yang tidak terbaca; isinya pada halaman Draf"
        kinds = [str(each["kind"]) for each in drafts.documents_of(connection, draft_id)]
        return self._line(_as_body(draft), kinds, note)

    def _line(self, body: Mapping[str, Any], kinds: Sequence[str], note: str, received_by: str = "") -> _Line:
        applicant, answers = body["applicant"], body["answers"]
        catalogue = self._catalogue_of(body.get("catalogue", ""))
        phone, address = _word(applicant, "phone"), self._address(applicant)
        identity = identity_number(applicant)
        others = [*_others(answers), *([received_by] if received_by else [])]
        return (
            body.get("number", ""),
            _word(applicant, "full_name"),
            masked_nik(identity) if phone or address or _word(applicant, "email") else identity,
            "; ".join(filter(None, (phone, _word(applicant, "email")))),
            address,
            _moment(body.get("submitted_at", "")),
            ", ".join(_kinds_of_data(catalogue, body)),
            ", ".join(_label(catalogue, kind) for kind in kinds),
            "; ".join(filter(None, (note, f"juga data {', '.join(others)}" if others else ""))),
        )

    def _catalogue_of(self, version: str) -> Catalogue:
        try:
            return Catalogue.load(version)
        except (KeyError, OSError):
            return self._context.catalogue

    def _address(self, applicant: Mapping[str, Any]) -> str:
        region = _word(applicant, "region")
        named = self._context.regions.name_of(region) if region else ""
        return ", ".join(filter(None, (_word(applicant, "address"), named)))


def _referred(row: Mapping[str, Any]) -> _Line:
    """Whom the letter of a referral is about; why they were sent is not on the list."""
    said = json.loads(row["words"])["person"]
    return (
        row["number"],
        said["name"],
        "",
        said["phone"],
        said["address"],
        _moment(row["made_at"]),
        "Nama, alamat, alasan rujukan",
        "",
        "rujukan",
    )


def _as_body(draft: DraftRow) -> dict[str, Any]:
    """A draft as far as it was typed, in the shape of an application."""
    content = draft.content
    return {
        "service": draft.service,
        "catalogue": draft.catalogue,
        "applicant": content.get("applicant") or {},
        "answers": content.get("answers") or {},
    }


def _others(answers: Mapping[str, Any]) -> Iterator[str]:
    """Everybody else who is named: parents, guardians, sponsors, hosts."""
    for value in answers.values():
        if isinstance(value, Mapping) and _word(value, "full_name"):
            phone = _word(value, "phone")
            yield _word(value, "full_name") + (f" ({phone})" if phone else "")


def _kinds_of_data(catalogue: Catalogue, body: Mapping[str, Any]) -> Iterator[str]:
    """The labels of the form's fields that hold something."""
    service = catalogue.services.get(body["service"])
    for field in service.form.fields() if service else ():
        value: Any = body
        for part in field.key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value not in (None, "", (), [], {}):
            yield field.label.id


def _label(catalogue: Catalogue, kind: str) -> str:
    known = catalogue.document_labels.get(kind)
    return known.id if known else kind


def _moment(at: str) -> str:
    return at[:16].replace("T", " ")


def _word(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value.strip() if isinstance(value, str) else ""
