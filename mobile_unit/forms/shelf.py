"""Where the texts stand that head office can publish anew: in the folders that ship, or in a database.

A catalogue's version says one thing for ever, wherever it is kept, so that the shelf is one for the whole
process: who opens a database lends it what that holds, until it is closed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from mobile_unit.resources import resource

Document = Mapping[str, Any]
"""A whole version: ``catalogue`` and ``form``, and ``services`` and ``standards`` by code."""


@dataclass(frozen=True, eq=False)
class Areas:
    """Every list of regions that was published, the oldest first, and the one that holds; None where what
    ships still does."""

    known: tuple[Document, ...] = ()
    holds: Document | None = None


NO_AREAS = Areas()


class Lender(Protocol):
    """An open database that something was published to. What is asked for again is the same object until
    something else holds."""

    def catalogue(self, version: str) -> Document | None:
        """The text of a version that was published."""

    def holds(self) -> str | None:
        """The catalogue's version that holds today, where nobody names one; None leaves it to others."""

    def calendars(self) -> tuple[Document, ...]:
        """The holidays that were published and hold, the oldest first."""

    def areas(self) -> Areas:
        """The regions that were published."""


_lenders: list[Lender] = []


def lend(lender: Lender) -> None:
    """Ask this one too, before those that were here."""
    _lenders.append(lender)


def take_back(lender: Lender) -> None:
    if lender in _lenders:
        _lenders.remove(lender)


def current() -> str:
    """The catalogue's version that holds today; the newest that ships where nobody says more."""
    said = (lender.holds() for lender in reversed(_lenders))
    return next((version for version in said if version is not None), shipped()[-1])


def calendars() -> tuple[Document, ...]:
    """The published holidays that hold here, the oldest first."""
    return _lenders[-1].calendars() if _lenders else ()


def areas() -> Areas:
    """The published regions, and which of them hold here."""
    return _lenders[-1].areas() if _lenders else NO_AREAS


def find(version: str) -> Document | None:
    """The text of a version; None where nobody here has it."""
    if version in shipped():
        return read_folder(resource("catalogue", version))
    found = (lender.catalogue(version) for lender in reversed(_lenders))
    return next((document for document in found if document is not None), None)


@cache
def shipped() -> tuple[str, ...]:
    """The versions that ship, oldest first (``2026.1``, ``2026.2`` …)."""
    folders = (path.name for path in resource("catalogue").iterdir() if path.is_dir())
    return tuple(sorted(folders, key=in_order))


def in_order(version: str) -> list[int]:
    """What versions are sorted by; raises ValueError for what is none."""
    return [int(part) for part in version.split(".")]


def read_folder(folder: Path) -> dict[str, Any]:
    """A version that lies in a folder, as one document."""
    catalogue = _read(folder / "catalogue.json")
    return {
        "catalogue": catalogue,
        "form": _read(folder / "form.json"),
        "services": {code: _read(folder / "services" / f"{code}.json") for code in catalogue["services"]},
        "standards": {
            code: _read(folder / "standards" / f"{code}.json") for code in catalogue.get("standards", ())
        },
    }


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
