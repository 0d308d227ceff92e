"""Who is here already: applications and drafts of the same person, by index."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, text

from mobile_unit.domain.duplicates import SAME_NAME_AND_BIRTH, SAME_NIK, SAME_PASSPORT, name_key
from mobile_unit.store import applications
from mobile_unit.store.prepared import Prepared

MOST = 20
"""How many of a kind are looked at, newest first."""

_FIND = Prepared(
    text("""
    SELECT * FROM (SELECT 'nik' AS how, id, NULL AS service, NULL AS at, NULL AS content FROM applications
        WHERE nik = :identity AND id <> :own ORDER BY position DESC LIMIT :most)
    UNION ALL
    SELECT * FROM (SELECT 'person', id, NULL, NULL, NULL FROM applications
        WHERE birth_date = :birth_date AND name_key = :name_key AND id <> :own
        ORDER BY position DESC LIMIT :most)
    UNION ALL
    SELECT 'draft', id, service, updated_at, content FROM drafts
        WHERE id <> :own AND corrects IS NULL AND (json_extract(content, '$.applicant.nik') = :identity
            OR json_extract(content, '$.applicant.passport_number') = :identity
            OR json_extract(content, '$.applicant.birth_date') = :birth_date)
    """)
)


@dataclass(frozen=True, slots=True)
class Found:
    """``code`` says how it is the same; ``number`` and ``state`` are None for a draft."""

    code: str
    id: str
    number: str | None
    service: str
    at: str
    state: str | None


def find(
    connection: Connection,
    *,
    own: str,
    nik: str | None,
    passport_number: str | None,
    full_name: str | None,
    birth_date: str | None,
) -> list[Found]:
    """Others than ``own`` with this NIK or, without one, passport number, or with this name and
    birth date; each once, applications first."""
    key = name_key(full_name) if full_name and birth_date else None
    identity = nik or passport_number
    if not identity and not key:
        return []
    values = {
        "most": MOST,
        "own": own,
        "identity": identity,
        "birth_date": birth_date if key else None,
        "name_key": key,
    }
    same = SAME_NIK if nik else SAME_PASSPORT
    found: dict[str, Found] = {}
    for how, id_, service, at, content in _FIND.run(connection, values):
        if id_ in found:
            continue
        if how == "draft":
            code = _how_alike(content, nik, passport_number, key, birth_date)
            if code is not None:
                found[id_] = Found(code, id_, None, service, at, None)
            continue
        held = applications.find(connection, id_)
        if held is not None:
            code = same if how == "nik" else SAME_NAME_AND_BIRTH
            told = held["number"], held["service"], held["submitted_at"], held["state"]
            found[id_] = Found(code, id_, *told)
    return list(found.values())


def _how_alike(
    content: str, nik: str | None, passport_number: str | None, key: str | None, birth_date: str | None
) -> str | None:
    applicant = json.loads(content)["applicant"]
    if nik and applicant.get("nik") == nik:
        return SAME_NIK
    if passport_number and not nik and applicant.get("passport_number") == passport_number:
        return SAME_PASSPORT
    name = applicant.get("full_name")
    same = isinstance(name, str) and key == name_key(name) and applicant.get("birth_date") == birth_date
    return SAME_NAME_AND_BIRTH if same else None
