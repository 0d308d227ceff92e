"""Finding people by any word of their name. The first word is found by the whole name's key; the words after
it are kept one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select

from head_office.store import bulk
from head_office.store.engine import Connection
from head_office.store.tables import applications, name_words
from mobile_unit.domain.duplicates import name_key

MOST_WORDS = 12
LOOKED_AT = 8_000
"""So many names with each word are looked through: where all words are common and nobody has them all, it
would be everybody otherwise."""
_LAST = "z" * 24
"""After every name that begins as what stands before it."""
_A, _W = applications.c, name_words.c


def words_of(full_name: str) -> list[str]:
    """The words of a name as they are compared, without the first and each once."""
    later = [name_key(word) for word in full_name.split()[1:]]
    return list(dict.fromkeys(word for word in later if word))[:MOST_WORDS]


def rows_of(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The (application, word) pairs that are kept of (application, full name) pairs."""
    return [(id_, word) for id_, full_name in named for word in words_of(full_name)]


def add(connection: Connection, named: Iterable[tuple[str, str]]) -> None:
    bulk.add(connection, name_words, ("application", "word"), rows_of(named))


def replace(connection: Connection, application: str, full_name: str) -> None:
    connection.execute(delete(name_words).where(_W.application == application))
    add(connection, [(application, full_name)])


def found(
    connection: Connection, words: Sequence[str], columns: Sequence[ColumnElement[Any]], limit: int
) -> tuple[list[dict[str, Any]], bool]:
    """(at most so many applications in whose name some word begins with each of ``words``, as ``name_key``
    writes them, whatever their order; whether everybody was looked through)."""
    apart = [word for word in words if not any(word != each and each.startswith(word) for each in words)]
    rows: dict[str, dict[str, Any]] = {}
    whole = True
    for way, leading in _ways(list(dict.fromkeys(apart))):
        others = [_holds(word) for word in apart if word != leading]
        looked = way.limit(LOOKED_AT).subquery()
        statement = select(*columns).join(looked, looked.c.id == _A.id).where(*others).limit(limit)
        some = [dict(row) for row in connection.execute(statement).mappings()]
        rows |= {row["id"]: row for row in some if row["id"] not in rows}
        if others and len(some) < limit:
            counted = select(func.count()).select_from(way.limit(LOOKED_AT).subquery())
            whole = whole and int(connection.execute(counted).scalar_one()) < LOOKED_AT
    return list(rows.values())[:limit], whole


def _ways(words: Sequence[str]) -> list[tuple[Select[Any], str]]:
    """Where to begin: of several words one at least is no first word, and those are in no order of the whole
    name, so that whoever has all of them turns up early."""
    later = [
        (
            select(_W.application.label("id"))
            .where(_begins(_W.word, word))
            .order_by(_W.word, _W.application),
            word,
        )
        for word in words
    ]
    if len(words) > 1:
        return later
    first = select(_A.id.label("id")).where(_begins(_A.name_key, words[0])).order_by(_A.name_key)
    return [(first, words[0]), *later]


def _begins(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return column.between(word, word + _LAST)


def _holds(word: str) -> ColumnElement[bool]:
    mine = name_words.alias()
    some = select(mine.c.word).where(mine.c.application == _A.id, mine.c.word.between(word, word + _LAST))
    return or_(func.substr(_A.name_key, 1, len(word)) == word, some.exists())
