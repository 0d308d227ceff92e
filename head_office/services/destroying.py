"""Destruction at the end of retention, with a record that is signed and kept.

Each application is one transaction: its content goes, what was destroyed is signed, and the chains of the
journals hold by the hashes that stay. Killed anywhere it is gone on with; the record is written at the end.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.services import acts
from head_office.services.destruction_page import draw
from head_office.services.retention import Due, Rules, due
from head_office.store import acts as acts_store
from head_office.store import destructions, filed
from head_office.store.destructions import Held
from head_office.store.durable import flush_folder
from head_office.store.engine import Connection
from mobile_unit.domain.entries import MalformedEntry, canonical, read_entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.sync import wire

FORMAT = "way-kanan/destruction/1"
RECORD = "way-kanan/destruction-record/1"
"""What the record is signed as."""
LOCK = "destruction"
CAME_AGAIN = "Dibawa lagi oleh laptop lama sesudah dimusnahkan"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Done:
    """``record`` is what was signed; None where there was nothing to destroy."""

    record: Mapping[str, Any] | None
    files: tuple[Path, ...]
    left: int
    """Applications that are due and stayed: laptops hold them still."""


def destroy(
    office: HeadOffice,
    rules: Rules,
    folder: Path,
    *,
    by: str,
    approval: str,
    even_on_laptops: bool = False,
) -> Done:
    """Destroy what is due today, and what came in again of what was destroyed before; or go on with what was
    begun. The record goes into ``folder``. Raises TryAgain where another is under way."""
    by, approval = _line(by), _line(approval)
    if not by:
        raise UserFacingError(_("Say by whose order: --by NAME."))
    with office.database.hold(LOCK) as alone:
        if not alone:
            raise TryAgain(_("A destruction is under way already."), _("Wait until it has finished."))
        return _destroy(office, rules, folder, by, approval, even_on_laptops)


def _destroy(
    office: HeadOffice, rules: Rules, folder: Path, by: str, approval: str, even_on_laptops: bool
) -> Done:
    today = office.clock.now().date()
    with office.database.read() as connection:
        begun = destructions.under_way(connection)
        again = destructions.come_again(connection)
    found = due(office, rules, today)
    taken = [each for each in found if even_on_laptops or not each.on_laptop]
    if begun is None:
        if not taken and not again:
            return Done(None, (), len(found))
        begun = {"id": uuid7(), "began_at": office.now(), "by": by, "approval": approval}
        with office.database.write() as connection:
            destructions.begin(connection, begun["id"], begun["began_at"], by, approval)
    left = len(found) - len(taken)
    for each in taken:
        basis = f"{each.kind.title.id}, {each.kind.years} tahun ({each.kind.legal_basis})"
        left += not _one(office, begun, each, basis)
    for application, number in again:
        _sweep(office, begun, application, number)
    _remove_scans(office, begun["id"])
    office.database.tidy()
    record, files = _finish(office, begun, folder)
    return Done(record, files, left)


def _one(office: HeadOffice, begun: Mapping[str, Any], each: Due, basis: str) -> bool:
    """False where it is not as it was, or its entry is needed for what a laptop sends next."""
    with office.database.write() as connection:
        row = filed.hold(connection, each.ended.number)
        if row is None or row["state"] != each.ended.state:
            return False
        held = destructions.entries_about(connection, row["id"])
        if destructions.is_a_laptops_last(connection, held):
            return False
        _take(office, connection, begun, row["id"], row["number"], held, basis)
    return True


def _sweep(office: HeadOffice, begun: Mapping[str, Any], application: str, number: str) -> None:
    """An old laptop brought it again after it was destroyed."""
    with office.database.write() as connection:
        held = destructions.entries_about(connection, application)
        if held and not destructions.is_a_laptops_last(connection, held):
            _take(office, connection, begun, application, number, held, CAME_AGAIN)


def _take(
    office: HeadOffice,
    connection: Connection,
    begun: Mapping[str, Any],
    application: str,
    number: str,
    held: Sequence[Held],
    basis: str,
) -> None:
    scans = destructions.papers_of(connection, application) | _scans_in(held)
    scans -= destructions.named_elsewhere(connection, application, scans)
    destructions.take_away(connection, application, held, scans)
    said = {
        "destruction": begun["id"],
        "application": application,
        "number": number,
        "at": office.now(),
        "by": begun["by"],
        "basis": basis,
        "entries": [[each.journal, each.seq, each.hash.hex()] for each in held],
        "scans": sorted(scans),
        "batches": destructions.empty_batches(connection, application),
    }
    signature = wire.sign(office.key, destructions.CONTEXT, said)
    destructions.note(connection, begun["id"], said["at"], said, signature)


def _scans_in(held: Sequence[Held]) -> set[str]:
    """Every scan that a version of an application names."""
    found = set()
    for each in held:
        try:
            papers = read_entry(each.raw).body.get("documents", [])
            found |= {str(paper["sha256"]) for paper in papers}
        except (MalformedEntry, KeyError, TypeError, AttributeError):
            continue  # kept aside for just that: it names none that could be here
    return found


def _remove_scans(office: HeadOffice, destruction: str) -> None:
    """The bytes go after the rows: a crash between leaves bytes, and they go the next time."""
    with office.database.read() as connection:
        waiting = [each for each in destructions.statements(connection, destruction) if not each.scans_gone]
    for statement in waiting:
        with office.database.write() as connection:
            for sha256 in statement.said["scans"]:
                if not destructions.still_held(connection, sha256):
                    office.blobs.remove(sha256)
            destructions.scans_are_gone(connection, statement)


def _finish(
    office: HeadOffice, begun: Mapping[str, Any], folder: Path
) -> tuple[Mapping[str, Any], tuple[Path, ...]]:
    with office.database.read() as connection:
        statements = destructions.statements(connection, begun["id"])
        rows = {each.application: filed.find(connection, each.application) for each in statements}
    listed = [
        {
            **{name: each.said[name] for name in ("number", "at", "basis", "entries", "scans", "batches")},
            **{name: (rows[each.application] or {}).get(name) for name in ("service", "state", "unit")},
            "signature": each.signature,
        }
        for each in statements
    ]
    record = {
        "format": FORMAT,
        "id": begun["id"],
        "began_at": begun["began_at"],
        "finished_at": office.now(),
        "by": begun["by"],
        "approval": begun["approval"],
        "applications": listed,
    }
    signed = {**record, "signature": wire.sign(office.key, RECORD, record)}
    files = _written(signed, folder)
    with office.database.write() as connection:
        destructions.finish(connection, begun["id"], record["finished_at"], canonical(signed).decode())
        for unit, count in sorted(Counter(str(each["unit"]) for each in listed).items()):
            at, what = office.now(), acts.RECORDS_DESTROYED
            detail = f"{count}: {begun['id']}, {begun['by']}"
            acts_store.note(connection, at, None, what, unit, detail)
    return signed, files


def _written(record: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """The record as JSON and as a page to sign; whole under their names or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"pemusnahan-{record['finished_at'][:10]}-{record['id'][-12:]}"
    files = []
    text = json.dumps(record, ensure_ascii=False, indent=1).encode()
    for ending, content in (("json", text), ("pdf", draw(record))):
        path = folder / f"{name}.{ending}"
        part = path.with_suffix(f".{ending}.part")
        part.write_bytes(content)
        part.replace(path)
        files.append(path)
    flush_folder(folder)
    return tuple(files)


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
