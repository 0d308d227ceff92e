"""The survey's answers as a unit hands them in; ValueError, KeyError or TypeError says that they are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from head_office.office import HeadOffice
from head_office.store import surveys
from head_office.store.engine import Connection
from mobile_unit.domain.entries import Entry
from mobile_unit.domain.periods import is_month
from mobile_unit.domain.surveys import ELEMENTS, SCORES, Answer, Trait

_LOT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_KECAMATAN = re.compile(r"\d\d\.\d\d\.\d\d", re.ASCII)
_WORD = re.compile(r"[a-z0-9_]{1,30}", re.ASCII)
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}", re.ASCII)
_MOST = 1000


def taken_in(office: HeadOffice, connection: Connection, unit: str, _letter: str, entry: Entry) -> None:
    """Keep them apart from the entry: nothing of who wrote it, when and after what goes with them."""
    body = entry.body
    _require(set(body) == {"answers", "traits"})
    _require(isinstance(body["answers"], list) and isinstance(body["traits"], list))
    _require(0 < len(body["answers"]) + len(body["traits"]) <= 5 * _MOST)
    answers = [_answer(each) for each in body["answers"]]
    traits = [_trait(each) for each in body["traits"]]
    surveys.add(connection, unit, answers, traits)


def _answer(said: Mapping[str, Any]) -> Answer:
    _require(set(said) == {"id", "month", "place", "family", "questionnaire", "scores"})
    scores = said["scores"]
    _require(isinstance(scores, dict) and set(scores) == set(ELEMENTS))
    _require(all(score is None or (type(score) is int and score in SCORES) for score in scores.values()))
    _require(any(score is not None for score in scores.values()))
    _require(said["place"] is None or bool(_KECAMATAN.fullmatch(said["place"])))
    _require(said["family"] is None or bool(_WORD.fullmatch(said["family"])))
    _require(bool(_VERSION.fullmatch(said["questionnaire"])))
    _require_lot(said)
    return Answer(
        said["id"], said["month"], said["place"], said["family"], said["questionnaire"], dict(scores)
    )


def _trait(said: Mapping[str, Any]) -> Trait:
    _require(set(said) == {"id", "month", "attribute", "value"})
    _require(bool(_WORD.fullmatch(said["attribute"])) and bool(_WORD.fullmatch(said["value"])))
    _require_lot(said)
    return Trait(said["id"], said["month"], said["attribute"], said["value"])


def _require_lot(said: Mapping[str, Any]) -> None:
    _require(bool(_LOT.fullmatch(said["id"])) and is_month(said["month"]))


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("shape")
