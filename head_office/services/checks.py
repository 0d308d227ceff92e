"""What an entry about an application must hold to, the same for the first version and for later ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from head_office.store.blob_store import is_name
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.forms.validation import check
from mobile_unit.sync import wire

_MAX_DOCUMENTS = 40
_MAX_WARNINGS = 100
_MAX_REASON = 1000


class Quarantined(Exception):
    """An entry that is stored and shown but not applied, with the reason's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def require_documents(listed: list[Mapping[str, Any]]) -> None:
    if len(listed) > _MAX_DOCUMENTS:
        raise Quarantined("documents.too_many")
    for document in listed:
        sha256, size = document["sha256"], document["bytes"]
        if not is_name(sha256):
            raise Quarantined("document.sha256")
        if not isinstance(size, int) or not 0 < size <= wire.MAX_BLOB_BYTES:
            raise Quarantined("document.bytes")
        if document["media_type"] not in ("image/jpeg", "application/pdf"):
            raise Quarantined("document.media_type")


def require_valid(body: Mapping[str, Any]) -> None:
    """The same check as at the counter, with the catalogue the unit named, on the day it was taken."""
    try:
        service = Catalogue.load(body["catalogue"]).service(body["service"])
    except KeyError as error:
        raise Quarantined("catalogue.unknown") from error
    outcome = check(
        service,
        {"applicant": body["applicant"], "answers": body["answers"]},
        on=date.fromisoformat(body["submitted_at"][:10]),
        documents=[document["kind"] for document in body["documents"]],
        regions=Regions.load(),
    )
    if outcome.errors:
        raise Quarantined(outcome.errors[0].code)
    _require_warnings(body["warnings"])
    _require_notice(body.get("notice"))
    if [{"code": fee.code, "amount": fee.amount} for fee in outcome.fees] != body["fees"]:
        raise Quarantined("fees.differ")
    if body.get("referred", False) is not outcome.referred:
        raise Quarantined("referred.differs")


def _require_warnings(listed: list[Mapping[str, Any]]) -> None:
    """Any warning is taken, also one that only the unit can find (who else is in its history)."""
    if not isinstance(listed, list) or len(listed) > _MAX_WARNINGS:
        raise Quarantined("warnings.shape")
    for warning in listed:
        told, reason = (warning["field"], warning["code"]), warning["reason"]
        if not all(isinstance(words, str) and 0 < len(words) <= 120 for words in told):
            raise Quarantined("warnings.shape")
        if reason is not None and (not isinstance(reason, str) or len(reason) > _MAX_REASON):
            raise Quarantined("warnings.shape")


def _require_notice(notice: Mapping[str, Any] | None) -> None:
    """Which notice about personal data the applicant was given, and how; units up to 0.1.0 don't say."""
    if notice is None:
        return
    version, how = notice["version"], notice["how"]
    if not isinstance(version, str) or not 0 < len(version) <= 40 or how not in ("shown", "printed", None):
        raise Quarantined("notice.shape")
