"""Bundles of laptops whose permission was withdrawn: looked at, then taken in or thrown away by a person."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services.bundles import TakenIn, read_manifest, take_in
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

DECISIONS = "decisions.jsonl"


@dataclass(frozen=True, slots=True)
class KeptBundle:
    """A bundle under ``aside/``: who wrote it, when, how much; never what it says. ``refused`` is set where
    it can't even be read."""

    file: str
    bytes: int
    unit: str | None
    device: str | None
    journal: str | None
    written_at: str | None
    entries: int
    scans: int
    refused: str | None


def kept(office: HeadOffice) -> list[KeptBundle]:
    """All that wait for a decision, by name."""
    return [look(office, path.name) for path in office.aside.bundles()]


def look(office: HeadOffice, name: str) -> KeptBundle:
    """What a bundle says of itself, its signature checked; raises UserFacingError where there is none."""
    path = _path(office, name)
    size = path.stat().st_size
    try:
        manifest = read_manifest(office, path)
    except Refusal as refusal:
        return KeptBundle(name, size, None, None, None, None, 0, 0, refusal.code)
    return KeptBundle(
        name,
        size,
        manifest.unit,
        manifest.device,
        manifest.journal,
        manifest.at,
        manifest.last - manifest.first + 1,
        len(manifest.blobs),
        None,
    )


def release(office: HeadOffice, name: str, reason: str) -> TakenIn:
    """Take a bundle in as if its laptop still had its permission: a person has decided so.

    It goes through the ingest of every other bundle. Raises Refusal where that refuses it; it then stays.
    """
    path = _path(office, name)
    said = _decided(office, look(office, name), "release", reason)
    taken = take_in(office, path, released=True)
    _write_down(office, {**said, "stored": taken.entries_stored, "scans_stored": taken.blobs_stored})
    path.unlink()
    return taken


def discard(office: HeadOffice, name: str, reason: str) -> KeptBundle:
    """Throw a bundle away; that and why is written down first."""
    path = _path(office, name)
    about = look(office, name)
    _write_down(office, _decided(office, about, "discard", reason))
    path.unlink()
    return about


def _path(office: HeadOffice, name: str) -> Path:
    found = next((path for path in office.aside.bundles() if path.name == name), None)
    if found is None:
        raise UserFacingError(_("There is no such file among those kept aside."))
    return found


def _decided(office: HeadOffice, about: KeptBundle, decision: str, reason: str) -> dict[str, Any]:
    words = " ".join(reason.split())
    if not words:
        raise UserFacingError(_("A reason is needed."))
    return {"at": office.now(), "decision": decision, "reason": words, **asdict(about)}


def _write_down(office: HeadOffice, said: dict[str, Any]) -> None:
    office.aside.write_down(DECISIONS, json.dumps(said, ensure_ascii=False))
