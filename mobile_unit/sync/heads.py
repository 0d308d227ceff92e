"""What a reply says that head office holds of our lives, held against our own chains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mobile_unit.clock import timestamp
from mobile_unit.domain.lease import NEVER
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.store import blobs, journal, lease, reconciled, settings
from mobile_unit.store.engine import Connection
from mobile_unit.sync import replies, wire
from mobile_unit.sync.bundles import BadBundle
from mobile_unit.sync.lives import part


@dataclass(frozen=True, slots=True)
class _Held:
    """What head office signed ``at`` a moment to hold of a life, as (seq, hash): its last entry, and the
    ``earlier`` ones where laptops end that know no more of it. ``generation`` is the life of its own database
    that speaks; an older program there does not say so."""

    journal: str
    last: tuple[int, bytes]
    earlier: list[tuple[int, bytes]]
    at: str
    generation: str | None


def believe(
    connection: Connection, manifest: replies.Manifest, head_office_key: bytes, *, now: datetime, officer: str
) -> None:
    """Note what head office holds, all of its heads seen through before any is noted.

    Where it knows less than it once acknowledged, or nothing of a life, or speaks from another life of its
    own database, and says so later than anything heard before, it was restored from a backup: what it lacks
    waits again. Raises BadBundle, and UserFacingError for a reply from before that.
    """
    heads = [_read(head, head_office_key) for head in manifest.heads]
    own = journal.acknowledged(connection)
    known = lease.read(connection)
    heard = known.heard if known else NEVER
    is_later = _is_later(manifest.at, heard)
    _note_generation(connection, heads, is_later=is_later)
    for head in heads:
        if head.journal in own:
            _hold_against_ours(connection, head, own[head.journal], heard, now=now, officer=officer)
    named = {head.journal for head in heads}
    if len(heads) < replies.MAX_HEADS and is_later:
        for life in [life for life, seq in own.items() if seq and life not in named]:
            journal.take_back(connection, life, 0)  # it was begun after the backup
            _doubt_all(connection)


def _hold_against_ours(
    connection: Connection, head: _Held, acknowledged: int, heard: datetime, *, now: datetime, officer: str
) -> None:
    """Where head office holds more of a life than we do, it goes on elsewhere too: one that ended here is
    held as far as an earlier entry is ours. Where that is another story, and from the current life, we part
    at the last entry that both surely have in common."""
    life, (seq, _hash) = head.journal, head.last
    if _is_ours(connection, life, head.last):
        if seq < acknowledged and _is_later(head.at, heard):
            journal.take_back(connection, life, seq)
            _doubt_all(connection)
        journal.acknowledge(connection, life, seq)
        lease.renew(connection, head.at, now)
        return
    end = dict(journal.lives(connection))[life]
    within = [point for point in (head.last, *head.earlier) if point[0] <= end]
    common = {point[0] for point in within if _is_ours(connection, life, point)}
    other = {point[0] for point in within} - common
    if min(other, default=end + 1) > acknowledged:  # else head office lost since what it acknowledged
        common.add(acknowledged)
    same = min(max(common, default=0), end)
    if other or life == journal.current_head(connection).journal:
        part(connection, life, same, at=timestamp(now), officer=officer)
    else:
        journal.acknowledge(connection, life, same)


def _is_ours(connection: Connection, life: str, point: tuple[int, bytes]) -> bool:
    return journal.hash_of(connection, life, point[0]) == point[1]


def _read(head: Any, head_office_key: bytes) -> _Held:
    """What a head says, its signature checked."""
    try:
        said = {name: value for name, value in head.items() if name != "signature"}
        wire.check(head_office_key, wire.HEAD, said, str(head["signature"]))
        last, *earlier = [
            (int(point["seq"]), bytes.fromhex(point["hash"])) for point in (said, *said.get("earlier", ()))
        ]
        return _Held(str(said["journal"]), last, earlier, str(said["at"]), said.get("generation"))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadBundle("bundle.signature") from error


def _note_generation(connection: Connection, heads: list[_Held], *, is_later: bool) -> None:
    """Which life of head office's database speaks. Raises UserFacingError where it is a former one: what it
    held and said was lost since."""
    generation = heads[0].generation if heads else None
    known = settings.get(connection, settings.OFFICE_GENERATION)
    if generation in (None, known):
        return
    if known is not None:
        if not is_later:
            raise UserFacingError(
                _("This reply is from before head office was restored from a backup."),
                _("Ask head office for a new reply, and whether its clock is right."),
            )
        _doubt_all(connection)
    settings.put(connection, settings.OFFICE_GENERATION, str(generation))


def _doubt_all(connection: Connection) -> None:
    """Head office was restored: the scans that it has are named in this very reply, and what it signed to
    hold it states again."""
    blobs.doubt_all(connection)
    reconciled.doubt_all(connection)


def _is_later(at: str, heard: datetime) -> bool:
    try:
        return datetime.fromisoformat(at) > heard
    except (TypeError, ValueError):
        return False
