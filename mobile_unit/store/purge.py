"""Taking the person out of an application that head office holds for good (docs/decisions/023)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.domain.entries import FEED_TRAININGS, PERSONAL
from mobile_unit.domain.statements import is_purged, without_person
from mobile_unit.domain.states import FINAL, REFERRED
from mobile_unit.store import applications as rows
from mobile_unit.store import settings
from mobile_unit.store.tables import (
    applications,
    attachments,
    blobs,
    documents,
    draft_documents,
    drafts,
    feed,
    feed_aside,
    journal,
    journals,
    past_documents,
    reconciled,
    refusals,
    requests,
)

TRAINING = "training"
"""What head office calls what an officer attended, where it says what it destroyed."""
_WORDS = {"full_name": "", "nik": "", "phone": "", "passport": ""}
_NOBODY = {**_WORDS, "birth_date": "", "name_key": ""}
_OPTIMIZE = text("INSERT INTO application_search (application_search) VALUES ('optimize')")
_LAST_TOLD = (
    select(feed.c.raw).where(feed.c.subject == applications.c.id).order_by(feed.c.seq.desc()).limit(1)
)
_TOLD_AT = func.json_extract(func.cast(_LAST_TOLD.scalar_subquery(), applications.c.id.type), "$.at")
_RIPE = (
    select(applications.c.id, applications.c.number, applications.c.journal, applications.c.seq)
    .join(reconciled, reconciled.c.application == applications.c.id)
    .where(
        reconciled.c.purged_at.is_(None),
        reconciled.c.at <= bindparam("until"),
        applications.c.own_state.is_(None),
        applications.c.status.in_((*FINAL, REFERRED)),
        func.coalesce(_TOLD_AT, "") <= bindparam("until"),
        ~exists().where(requests.c.application == applications.c.id, requests.c.closed_at.is_(None)),
        ~exists().where(drafts.c.corrects == applications.c.id),
        ~exists().where(refusals.c.application == applications.c.id),
    )
    .order_by(applications.c.position)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Ripe:
    """An application whose content may go."""

    id: str
    number: str
    journal: str
    seq: int


def last_word(connection: Connection) -> str | None:
    """When head office said its newest word that is here, by its own clock."""
    raw = connection.execute(select(feed.c.raw).order_by(feed.c.seq.desc()).limit(1)).scalar()
    return None if raw is None else str(json.loads(raw)["at"])


def ripe(connection: Connection, until: str, limit: int) -> list[Ripe]:
    """Applications that a statement of ``until`` or before covers, that are decided for good on both sides
    since then too, and that nobody works on; the oldest first."""
    found = connection.execute(_RIPE, {"until": until, "limit": limit})
    return [Ripe(row.id, row.number, row.journal, row.seq) for row in found]


def purge(connection: Connection, application: Ripe, at: str) -> tuple[int, int]:
    """Take the person out of everything that is kept of an application, within the caller's transaction;
    answers (scans, bytes) that went. Number, service, day and state stay, and that it was done, also where no
    statement covers it any more (head office was restored)."""
    _blank(connection, journal, journal.c.subject == application.id, only=PERSONAL)
    _blank_written_again(connection, application.id)
    forget_told(connection, application.id)
    connection.execute(delete(requests).where(requests.c.application == application.id))
    gone = _remove_scans(connection, application.id)
    rows.forget_person(connection, application.id, _NOBODY)
    statement = insert(reconciled).values(application=application.id, at=at, purged_at=at)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["application"], set_={"purged_at": at})
    )
    return gone


def still_here(connection: Connection, application: str) -> Ripe | None:
    """An application whose content is on this laptop."""
    row = connection.execute(
        select(applications.c.id, applications.c.number, applications.c.journal, applications.c.seq)
        .outerjoin(reconciled, reconciled.c.application == applications.c.id)
        .where(applications.c.id == application, reconciled.c.purged_at.is_(None))
    ).first()
    return None if row is None else Ripe(*row)


def forget_said(connection: Connection, subject: str) -> None:
    """Take the person out of everything that this unit has said of a subject."""
    _blank(connection, journal, journal.c.subject == subject, only=PERSONAL)
    _blank_written_again(connection, subject)


def remove_attached(connection: Connection, record: str) -> tuple[int, int]:
    """Remove what is attached to a record that is no application; answers (blobs, bytes) that went."""
    named = list(
        connection.execute(select(attachments.c.sha256).where(attachments.c.record == record)).scalars()
    )
    connection.execute(delete(attachments).where(attachments.c.record == record))
    return _remove_unnamed(connection, named)


def forget_told(connection: Connection, subject: str) -> None:
    """Take the people out of everything that head office has said of a subject so far."""
    _blank(connection, feed, feed.c.subject == subject)
    _blank_aside(connection, subject)


def forget_aside(connection: Connection, of: str, record: str) -> None:
    """The same of what it said on lines that it left since; of what officers attended all of it, as each list
    was whole."""
    _blank_aside(connection, record)
    if of == TRAINING:
        kind = func.json_extract(func.cast(feed_aside.c.raw, feed_aside.c.signature.type), "$.kind")
        _blank(connection, feed_aside, kind == FEED_TRAININGS)


def _blank(connection: Connection, table: Table, which: Any, only: Collection[str] | None = None) -> None:
    statement = select(*table.primary_key.columns, table.c.raw).where(which)
    if only is not None:
        statement = statement.where(table.c.kind.in_(only))
    for row in connection.execute(statement).mappings().all():
        said = json.loads(row["raw"])
        if "body" not in said or is_purged(said["body"]):
            continue
        same = [column == row[column.name] for column in table.primary_key.columns]
        connection.execute(update(table).where(*same).values(raw=without_person(said)))


def _blank_written_again(connection: Connection, application: str) -> None:
    """Old bytes of entries that were said again in a later life stand under no subject."""
    left = select(journals.c.id).where(journals.c.left_at.is_not(None))
    body_id = func.json_extract(func.cast(journal.c.raw, journal.c.kind.type), "$.body.id")
    which = journal.c.journal.in_(left) & journal.c.subject.is_(None) & (body_id == application)
    _blank(connection, journal, which, only=PERSONAL)


def _blank_aside(connection: Connection, subject: str) -> None:
    """An entry on a line that was left stands under no subject: it names it itself, one about a refusal as
    ``application``."""
    said = func.cast(feed_aside.c.raw, feed_aside.c.signature.type)
    named = [func.json_extract(said, place) == subject for place in ("$.body.id", "$.body.application")]
    _blank(connection, feed_aside, or_(*named))


def _remove_scans(connection: Connection, application: str) -> tuple[int, int]:
    named: set[str] = set()
    for table in (documents, past_documents):
        ours = table.c.application == application
        named |= set(connection.execute(select(table.c.sha256).where(ours)).scalars())
        connection.execute(delete(table).where(ours))
    return _remove_unnamed(connection, named)


def _remove_unnamed(connection: Connection, named: Collection[str]) -> tuple[int, int]:
    """Remove those of the blobs that nothing names any more."""
    gone = (
        blobs.c.sha256.in_(named),
        ~exists().where(documents.c.sha256 == blobs.c.sha256),
        ~exists().where(past_documents.c.sha256 == blobs.c.sha256),
        ~exists().where(draft_documents.c.sha256 == blobs.c.sha256),
        ~exists().where(attachments.c.sha256 == blobs.c.sha256),
    )
    count, size = connection.execute(select(func.count(), func.sum(blobs.c.bytes)).where(*gone)).one()
    connection.execute(delete(blobs).where(*gone))
    return int(count), int(size or 0)


@contextmanager
def overwriting(connection: Connection) -> Iterator[None]:
    """What is deleted meanwhile leaves the search index's older parts too; its pages are always overwritten
    (``store/engine.py``). That it has yet to leave the log and the copies of before updates is noted."""
    yield
    connection.execute(_OPTIMIZE)
    settings.put(connection, settings.LET_GO, True)
