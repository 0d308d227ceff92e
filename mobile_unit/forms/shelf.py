"""Where the text of a catalogue version stands: in the folder that ships, or in what head office published.

A version says one thing for ever, wherever it is kept, so that the shelf is one for the whole process: who
opens a database lends it what that holds, until it is closed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mobile_unit.resources import resource

Document = Mapping[str, Any]
"""A whole version: ``catalogue`` and ``form``, and ``services`` and ``standards`` by code."""

Lender = Callable[[str], Document | None]
Current = Callable[[], str]
_lenders: list[Lender] = []
_current: dict[Lender, Current] = {}


def lend(lender: Lender, current: Current | None = None) -> None:
    """Ask this one too for versions that do not ship, and ``current`` for the one that holds today where
    nobody names a version."""
    _lenders.append(lender)
    if current is not None:
        _current[lender] = current


def take_back(lender: Lender) -> None:
    if lender in _lenders:
        _lenders.remove(lender)
    _current.pop(lender, None)


def current() -> str:
    """The version that holds today; the newest that ships where nobody says more."""
    return next(iter(reversed(_current.values())))() if _current else shipped()[-1]


def find(version: str) -> Document | None:
    """The text of a version; None where nobody here has it."""
    if version in shipped():
        return read_folder(resource("catalogue", version))
    return next((found for lender in reversed(_lenders) if (found := lender(version)) is not None), None)


def shipped() -> list[str]:
    """The versions that ship, oldest first (``2026.1``, ``2026.2`` …)."""
    return sorted((path.name for path in resource("catalogue").iterdir() if path.is_dir()), key=in_order)


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
