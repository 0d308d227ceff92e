"""The list of ASVS points has each number of the standard once, and names files that there are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TABLE = ROOT / "docs" / "security.md"
STANDARD = [
    line.split()[0]
    for line in (ROOT / "tests" / "asvs-4.0.3.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in TABLE.read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| ASVS")
]


def meant(said: str) -> list[str]:
    """The numbers of a first cell; a range is those of the standard from its first to its last."""
    found = []
    for part in said.split(", "):
        first, _dash, last = part.partition(" – ")
        assert first in STANDARD, part
        assert (last or first) in STANDARD, part
        found += STANDARD[STANDARD.index(first) : STANDARD.index(last or first) + 1]
        assert first.rpartition(".")[0] == (last or first).rpartition(".")[0], part
    return found


def test_every_number_of_the_standard_stands_there_once():
    assert len(STANDARD) == len(set(STANDARD)) == 259
    counted = Counter(number for cells in ROWS for number in meant(cells[0]))
    assert [number for number in STANDARD if counted[number] != 1] == []


def test_a_number_is_in_its_chapter_s_table():
    for chapter in re.split(r"(?m)^## ", TABLE.read_text("utf-8"))[1:]:
        firsts = [line.split("|")[1].strip() for line in chapter.splitlines() if re.match(r"\| \d", line)]
        assert {first.split(".")[0] for first in firsts} == {chapter.split()[0]}


def test_what_the_table_names_is_there():
    files = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if ".venv" not in path.parts]
    files += [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "deploy").iterdir()]
    named = set(re.findall(r"`([\w/]+\.(?:py|conf)|deploy/[\w.-]+)`", TABLE.read_text("utf-8")))
    assert len(named) > 50
    assert {name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in files)} == set()


def test_decisions_that_it_names_are_there():
    named = re.findall(r"decisions? ([\d, ]+\d)", TABLE.read_text("utf-8"))
    assert len(named) > 5
    for number in {each for several in named for each in several.split(", ")}:
        assert len(list((ROOT / "docs" / "decisions").glob(f"{number}-*.md"))) == 1


def test_each_point_says_how_it_is_met_or_that_it_is_not():
    assert len(ROWS) > 150
    assert all(len(cells) == 4 and all(cells[:3]) for cells in ROWS)
