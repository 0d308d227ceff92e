"""Destruction at the end of retention, with a record that is signed and kept.

Each application or other record is one transaction: its content goes, what was destroyed is signed, and the
chains of the journals and of the units' feeds hold by the hashes that stay. Killed anywhere it is gone on
with; the record is written at the end.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.services import acts
from head_office.services.destruction_page import draw
from head_office.services.feed_destroying import destroy_told, look_through
from head_office.services.named_scans import EVERYWHERE, named_in
from head_office.services.retention import Due, Rules, due
from head_office.store import acts as acts_store
from head_office.store import destructions, ended_records, feed, filed, journals, nameless, never_filed
from head_office.store import trainings as trainings_store
from head_office.store.blob_store import is_name
from head_office.store.destructions import APPLICATION, Ended, Held, Statement
from head_office.store.durable import write_whole
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
LEFT_IN_FEEDS = "Tersisa dalam pesan kepada unit sesudah dimusnahkan"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Done:
    """``record`` is what was signed; None where there was nothing to destroy."""

    record: Mapping[str, Any] | None
    files: tuple[Path, ...]
    left: int
    """How many are due and stayed: laptops hold them still."""

    @property
    def count(self) -> int:
        return 0 if self.record is None else len(self.record["applications"]) + len(self.record["records"])


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
    look_through(office)
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
    for first in again:
        _sweep(office, begun, first)
    _remove_scans(office, begun["id"])
    office.database.tidy()
    record, files = _finish(office, begun, folder)
    return Done(record, files, left)


def _one(office: HeadOffice, begun: Mapping[str, Any], each: Due, basis: str) -> bool:
    """False where it is not as it was, or its entry is needed for what a laptop sends next."""
    ended = each.ended
    with office.database.write() as connection:
        if not _is_still_over(connection, ended):
            return False
        held = _held(connection, ended.of, ended.id)
        if destructions.is_a_laptops_last(connection, held):
            return False
        units = _units_to_tell(connection, ended)
        on_file = ended.of == APPLICATION and not ended.never_filed
        more = {} if on_file else {"unit": ended.unit, "state": ended.state, "ended_at": ended.ended_at}
        _take(office, connection, begun, ended.of, ended.id, ended.number, held, basis, more, units)
    return True


def _is_still_over(connection: Connection, ended: Ended) -> bool:
    if ended.never_filed:
        journals.hold_all(connection, ended.unit)
        find = nameless.closed if ended.of == nameless.ENTRY else never_filed.closed
        return find(connection, ended.id) == ended
    if ended.of != APPLICATION:
        return ended_records.still_ended(connection, ended)
    row = filed.hold(connection, ended.number)
    return row is not None and row["state"] == ended.state


def _held(connection: Connection, of: str, record: str) -> list[Held]:
    if of == nameless.ENTRY:
        return nameless.held(connection, record)
    return ended_records.entries_of(connection, of, record)


def _units_to_tell(connection: Connection, ended: Ended) -> list[str]:
    """Whose laptops list what an officer attended: they are told the list that is left."""
    if ended.of != ended_records.TRAINING:
        return []
    known = trainings_store.find(connection, ended.id)
    return [] if known is None else trainings_store.units_of(connection, known.nip)


def _sweep(office: HeadOffice, begun: Mapping[str, Any], first: Mapping[str, Any]) -> None:
    """An old laptop brought it again after it was destroyed, or it is left in what units were told; ``first``
    is what was signed of it then."""
    of, record, number = first["of"], first["record"], first["number"]
    more = {name: first[name] for name in ("unit", "state", "ended_at") if name in first}
    with office.database.write() as connection:
        held = _held(connection, of, record)
        told = feed.about(connection, record)
        aside = destructions.is_named_aside(connection, record)
        if (held or told or aside) and not destructions.is_a_laptops_last(connection, held):
            basis = CAME_AGAIN if held or aside else LEFT_IN_FEEDS
            _take(office, connection, begun, of, record, number, held, basis, more)


def _take(
    office: HeadOffice,
    connection: Connection,
    begun: Mapping[str, Any],
    of: str,
    record: str,
    number: str,
    held: Sequence[Held],
    basis: str,
    more: Mapping[str, str],
    units: Sequence[str] = (),
) -> None:
    scans = destructions.papers_of(connection, record) | _scans_in(held)
    scans -= destructions.named_elsewhere(connection, record, scans)
    destructions.empty_entries(connection, held)
    destructions.forget_scans(connection, record, scans)
    if of == APPLICATION:
        destructions.take_away(connection, record)
    elif of == nameless.ENTRY:
        nameless.note_told(connection, more["unit"], record)
    else:
        ended_records.take_away(connection, of, record)
    told = destroy_told(office, connection, of, record, units, more)
    said = {
        "destruction": begun["id"],
        "of": of,
        of if of == APPLICATION else "record": record,
        "number": number,
        "at": office.now(),
        "by": begun["by"],
        "basis": basis,
        "entries": [[each.journal, each.seq, each.hash.hex()] for each in held],
        "scans": sorted(scans),
        "feed": [[unit, seq, hash_.hex()] for unit, seq, hash_ in told],
        "batches": destructions.empty_batches(connection, record),
        **more,
    }
    signature = wire.sign(office.key, destructions.CONTEXT, said)
    destructions.note(connection, begun["id"], of, record, said, signature)


def _scans_in(held: Sequence[Held]) -> set[str]:
    """Every scan, photo or paper that a version of it names."""
    found: set[str] = set()
    for each in held:
        with suppress(MalformedEntry):
            papers = named_in(read_entry(each.raw).body, *EVERYWHERE)
            found |= {paper["sha256"] for paper in papers}
    return found


def _remove_scans(office: HeadOffice, destruction: str) -> None:
    """The bytes go after the rows: a crash between leaves bytes, and they go the next time."""
    with office.database.read() as connection:
        waiting = [each for each in destructions.statements(connection, destruction) if not each.scans_gone]
    for statement in waiting:
        with office.database.write() as connection:
            # one that an older program began may name what is no scan
            for sha256 in filter(is_name, statement.said["scans"]):
                if not destructions.still_held(connection, sha256):
                    office.blobs.remove(sha256)
            destructions.scans_are_gone(connection, statement)


def _finish(
    office: HeadOffice, begun: Mapping[str, Any], folder: Path
) -> tuple[Mapping[str, Any], tuple[Path, ...]]:
    with office.database.read() as connection:
        statements = destructions.statements(connection, begun["id"])
        listed = [_listed(connection, each) for each in statements]
    of_applications = [each for each in listed if each["of"] == APPLICATION]
    record = {
        "format": FORMAT,
        "id": begun["id"],
        "began_at": begun["began_at"],
        "finished_at": office.now(),
        "by": begun["by"],
        "approval": begun["approval"],
        "applications": of_applications,
        "records": [each for each in listed if each["of"] != APPLICATION],
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


def _listed(connection: Connection, each: Statement) -> dict[str, Any]:
    """A statement as the record lists it; what its row says still is beside it."""
    row = (filed.find(connection, each.record) if each.of == APPLICATION else None) or each.said
    return {
        "of": each.of,
        **{name: each.said[name] for name in ("number", "at", "basis", "entries", "scans", "batches")},
        "feed": each.said.get("feed", []),
        **{name: row.get(name) for name in ("service", "state", "unit")},
        "signature": each.signature,
    }


def _written(record: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """The record as JSON and as a page to sign; whole under their names or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"pemusnahan-{record['finished_at'][:10]}-{record['id'][-12:]}"
    files = []
    text = json.dumps(record, ensure_ascii=False, indent=1).encode()
    for ending, content in (("json", text), ("pdf", draw(record))):
        path = folder / f"{name}.{ending}"
        write_whole(path, content)
        files.append(path)
    return tuple(files)


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
