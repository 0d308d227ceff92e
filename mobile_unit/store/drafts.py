"""Applications being typed, and refused lines: kept until they are submitted or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from mobile_unit.domain.findings import Finding
from mobile_unit.domain.texts import Text
from mobile_unit.store.prepared import Prepared
from mobile_unit.store.tables import applications, blobs, draft_documents, drafts


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft as kept; ``content`` is ``{"applicant": …, "answers": …, "confirmed": reasons by finding
    code}`` or, of a line that could not be read, ``{"line": the text}``. One that ``corrects`` an application
    (its id) has its ``reason`` too."""

    id: str
    service: str
    catalogue: str
    content: Mapping[str, Any]
    problems: tuple[Finding, ...]
    updated_at: str
    corrects: str | None = None
    request: str | None = None
    reason: str | None = None


def put(
    connection: Connection,
    *,
    draft_id: str,
    service: str,
    catalogue: str,
    content: Mapping[str, Any],
    problems: Sequence[Finding],
    officer: str,
    at: str,
) -> None:
    """Make the draft or replace what it holds; its documents stay."""
    values = {
        "service": service,
        "catalogue": catalogue,
        "content": json.dumps(content, ensure_ascii=True),
        "problems": json.dumps([_plain(problem) for problem in problems], ensure_ascii=True),
        "officer": officer,
        "updated_at": at,
    }
    statement = insert(drafts).values(id=draft_id, created_at=at, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def save_content(connection: Connection, draft_id: str, content: Mapping[str, Any], at: str) -> bool:
    """Replace what was typed; False where there is no such draft (it was submitted or thrown away)."""
    result = connection.execute(
        update(drafts)
        .where(drafts.c.id == draft_id)
        .values(content=json.dumps(content, ensure_ascii=True), updated_at=at)
    )
    return result.rowcount == 1


def set_catalogue(connection: Connection, draft_id: str, catalogue: str, at: str) -> bool:
    """Write under which catalogue a draft goes on; False where there is no such draft."""
    result = connection.execute(
        update(drafts).where(drafts.c.id == draft_id).values(catalogue=catalogue, updated_at=at)
    )
    return result.rowcount == 1


def get(connection: Connection, draft_id: str) -> DraftRow | None:
    row = connection.execute(select(drafts).where(drafts.c.id == draft_id)).first()
    if row is None:
        return None
    problems = tuple(
        Finding(p["field"], p["code"], Text.of(p["message"]), p["severity"]) for p in json.loads(row.problems)
    )
    return DraftRow(
        row.id,
        row.service,
        row.catalogue,
        json.loads(row.content),
        problems,
        row.updated_at,
        row.corrects,
        row.request,
        row.reason,
    )


def correcting(connection: Connection, application: str) -> DraftRow | None:
    """The draft that corrects an application, where one was begun."""
    found = connection.execute(select(drafts.c.id).where(drafts.c.corrects == application)).scalar()
    return None if found is None else get(connection, found)


def set_correction(
    connection: Connection, draft_id: str, *, corrects: str, request: str | None, reason: str
) -> None:
    connection.execute(
        update(drafts)
        .where(drafts.c.id == draft_id)
        .values(corrects=corrects, request=request, reason=reason)
    )


def save_reason(connection: Connection, draft_id: str, reason: str, at: str) -> bool:
    """Keep why the application is corrected; False where there is no such draft."""
    result = connection.execute(
        update(drafts).where(drafts.c.id == draft_id).values(reason=reason, updated_at=at)
    )
    return result.rowcount == 1


def stopped_at(connection: Connection, draft_id: str) -> str | None:
    """Where in the draft somebody stopped, as ``stop_at`` kept it."""
    found: str | None = connection.execute(
        select(drafts.c.stopped_at).where(drafts.c.id == draft_id)
    ).scalar()
    return found


def stop_at(connection: Connection, draft_id: str, place: str) -> None:
    connection.execute(update(drafts).where(drafts.c.id == draft_id).values(stopped_at=place))


def all_drafts(connection: Connection) -> Sequence[RowMapping]:
    """Newest first, each with its count of documents and, of a correction, the number it corrects."""
    held = (
        select(func.count())
        .select_from(draft_documents)
        .where(draft_documents.c.draft == drafts.c.id)
        .scalar_subquery()
    )
    corrected = select(applications.c.number).where(applications.c.id == drafts.c.corrects).scalar_subquery()
    statement = select(drafts, held.label("document_count"), corrected.label("corrected_number")).order_by(
        drafts.c.updated_at.desc()
    )
    return connection.execute(statement).mappings().all()


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(drafts)).scalar_one()


def attach(connection: Connection, draft_id: str, kind: str, sha256: str) -> None:
    statement = insert(draft_documents).values(draft=draft_id, kind=kind, sha256=sha256)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["draft", "kind"], set_={"sha256": sha256})
    )


def detach(connection: Connection, draft_id: str, kind: str) -> None:
    connection.execute(
        delete(draft_documents).where(draft_documents.c.draft == draft_id, draft_documents.c.kind == kind)
    )


def documents_of(connection: Connection, draft_id: str) -> Sequence[RowMapping]:
    """kind, sha256, bytes, media_type of what is attached."""
    statement = (
        select(draft_documents.c.kind, draft_documents.c.sha256, blobs.c.bytes, blobs.c.media_type)
        .join(blobs, blobs.c.sha256 == draft_documents.c.sha256)
        .where(draft_documents.c.draft == draft_id)
        .order_by(draft_documents.c.kind)
    )
    return connection.execute(statement).mappings().all()


_REMOVE = Prepared(delete(drafts).where(drafts.c.id == bindparam("id")))


def remove(connection: Connection, draft_id: str) -> None:
    _REMOVE.run(connection, {"id": draft_id})


def remove_correction(connection: Connection, application: str) -> bool:
    """Throw away the draft that corrects an application; False where none was begun."""
    return connection.execute(delete(drafts).where(drafts.c.corrects == application)).rowcount > 0


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "field": finding.field,
        "code": finding.code,
        "message": finding.message.as_dict(),
        "severity": finding.severity,
    }
