"""Catalogues of an office, made from the newest that ships."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mobile_unit.forms import shelf
from mobile_unit.resources import resource


def document(
    version: str,
    start: str,
    fees: Mapping[str, int] | None = None,
    change: Callable[[dict[str, Any]], object] | None = None,
) -> dict[str, Any]:
    """The newest that ships under another version, in force from a day; ``fees`` are new amounts from it."""
    made = shelf.read_folder(resource("catalogue", shelf.shipped()[-1]))
    listed = made["catalogue"]
    listed |= {"version": version, "from": start, "changes": [{"id": "Tarif baru.", "en": "New fees."}]}
    for code, amount in (fees or {}).items():
        rows = [row for row in listed["fees"] if row["code"] == code]
        rows[-1] |= {"amount": amount, "from": start}
    if change is not None:
        change(made)
    return made


def in_folder(folder: Path, made: Mapping[str, Any]) -> Path:
    """The same as the files that an office edits."""
    for part in ("services", "standards"):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for code, each in made[part].items():
            (folder / part / f"{code}.json").write_text(json.dumps(each, ensure_ascii=False), "utf-8")
    for name in ("catalogue", "form"):
        (folder / f"{name}.json").write_text(json.dumps(made[name], ensure_ascii=False), "utf-8")
    return folder
