"""Everybody whose data is on the laptop: reachable, with a reason on record, only with the team leader."""

from __future__ import annotations

import dataclasses
import json

import pytest
from openpyxl import load_workbook

from mobile_unit.domain.entries import PEOPLE_EXPORTED, RECORDS_PURGED
from mobile_unit.domain.people import masked_nik
from mobile_unit.errors import Cancelled, NotAllowed, UserFacingError
from mobile_unit.services.exports import Exports
from mobile_unit.services.people_here import PeopleHere
from mobile_unit.store import purge
from mobile_unit.store.tables import applications, journal, reconciled

REASON = "Stik USB hilang di Baradatu"


def sheet(path) -> tuple[list[str], list[dict]]:
    rows = [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]
    top = next(n for n, row in enumerate(rows) if row[0] == "Nomor permohonan")
    return [row[0] for row in rows[: top - 1]], [
        dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]
    ]


def on_record(unit) -> list[dict]:
    with unit.context.store.read() as connection:
        rows = connection.execute(journal.select().where(journal.c.kind == PEOPLE_EXPORTED)).all()
    return [json.loads(row.raw)["body"] for row in rows]


def test_everybody_can_be_reached_drafts_too(unit, draft_of, samples, tmp_path):
    child = next(r for r in samples if "guardian" in r["answers"])
    number = unit.intake.submit(draft_of(child).id).number
    draft = unit.intake.new_draft("passport.new")
    unit.intake.save_draft(draft.id, {"full_name": "DEWI", "nik": "1808131512642258"}, {})
    out = tmp_path / unit.people_here.proposed_name
    assert unit.people_here.write(out, f"  {REASON}\n") == unit.people_here.write(out, REASON)
    told, (first, second) = sheet(out)
    assert "1 permohonan dan 1 draf" in told[1]
    assert told[2] == f"Alasan: {REASON}"
    applicant = child["applicant"]
    assert first["Nomor permohonan"] == number
    assert first["Nama lengkap"] == applicant["full_name"]
    assert first["NIK/nomor paspor"] == masked_nik(applicant["nik"])
    assert applicant["address"].upper() in first["Alamat"]
    assert "18.08" not in first["Alamat"], "a village by its name"
    assert applicant["email"] in first["Telepon"]
    assert child["answers"]["guardian"]["full_name"] in first["Catatan"]
    assert "Tanggal lahir" in first["Jenis data"]
    assert "Kartu Keluarga" in first["Berkas"]
    assert second["Nama lengkap"] == "DEWI"
    assert second["NIK/nomor paspor"] == "1808131512642258", "nothing else leads to her"
    assert second["Catatan"].startswith("draf, belum diajukan")
    assert not second["Diajukan"]
    said = {"applications": 1, "drafts": 1, "reason": REASON}
    assert on_record(unit) == [said, said]


def test_what_was_purged_is_not_on_it_and_who_took_the_passport_is(unit, draft_of, samples, tmp_path):
    gone, kept = (unit.intake.submit(draft_of(record).id) for record in samples[:2])
    body = {"id": kept.id, "receiver": {"relation": "family", "name": "RATNA"}}
    with unit.context.store.write() as connection:
        row = connection.execute(applications.select().where(applications.c.id == gone.id)).one()
        connection.execute(reconciled.insert().values(application=gone.id, at=unit.context.now()))
        purge.purge(connection, purge.Ripe(row.id, row.number, row.journal, row.seq), unit.context.now())
        unit.context.record(connection, "passport.handed_over", body, subject=kept.id)
    unit.people_here.write(tmp_path / "a.xlsx", REASON)
    _told, (only,) = sheet(tmp_path / "a.xlsx")
    assert only["Nomor permohonan"] == kept.number
    assert "RATNA" in only["Catatan"]
    assert RECORDS_PURGED not in str(on_record(unit))


def test_a_line_that_could_not_be_read_is_on_it(unit, tmp_path):
    from mobile_unit.store import drafts

    with unit.context.store.write() as connection:
        drafts.put(
            connection, draft_id="x", service="", catalogue="", content={"line": "{SITI"}, problems=(),
            officer="1", at=unit.context.now(),
        )  # fmt: skip
    unit.people_here.write(tmp_path / "a.xlsx", REASON)
    _told, (only,) = sheet(tmp_path / "a.xlsx")
    assert "tidak terbaca" in only["Catatan"]


def test_without_a_reason_or_the_team_leader_nothing_is_written(unit, tmp_path):
    with pytest.raises(UserFacingError, match="mengapa"):
        unit.people_here.write(tmp_path / "a.xlsx", " \n")
    officer = dataclasses.replace(unit.context.officer, role="officer")
    context = dataclasses.replace(unit.context, officer=officer)
    with pytest.raises(NotAllowed):
        PeopleHere(context, Exports(context)).write(tmp_path / "a.xlsx", REASON)

    def give_up() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        unit.people_here.write(tmp_path / "a.xlsx", REASON, give_up)
    assert on_record(unit) == []
    assert not (tmp_path / "a.xlsx").exists()
