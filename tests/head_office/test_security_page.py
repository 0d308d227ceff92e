"""The table of ASVS points names files that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TABLE = ROOT / "docs" / "security.md"


def test_what_the_table_names_is_there():
    files = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if ".venv" not in path.parts]
    files += [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "deploy").iterdir()]
    named = set(re.findall(r"`([\w/]+\.(?:py|conf)|deploy/\w+)`", TABLE.read_text("utf-8")))
    assert len(named) > 30
    assert {name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in files)} == set()


def test_each_point_says_how_it_is_met_or_that_it_is_not():
    rows = [line.split("|")[1:-1] for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert len(rows) > 50
    assert all(len(cells) == 4 and cells[0].strip() and cells[2].strip() for cells in rows)
