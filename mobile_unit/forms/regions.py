"""Provinces, regencies, kecamatan and villages (Kepmendagri 300.2.2-2138/2025), as shipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mobile_unit.forms import shelf
from mobile_unit.resources import resource

VILLAGE, KECAMATAN, REGENCY = 13, 8, 5
_REGENCIES_SINCE_SPLIT = ("1803",)
"""Way Kanan was part of Lampung Utara until UU 12/1999; NIKs of that time keep its code for life."""


@dataclass(frozen=True, slots=True)
class Region:
    """A kecamatan (``18.08.04``) or a village (``18.08.04.2005``) with the name of what it lies in."""

    code: str
    name: str
    within: str

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.within}" if self.within else self.name


class Regions:
    """The villages of the unit's regency, and all districts of the country for what a NIK begins with."""

    def __init__(self, way_kanan: Path, indonesia: Path, published: shelf.Areas = shelf.NO_AREAS) -> None:
        """All that were ever published are known, for entries name them; those that hold are offered."""
        shipped = dict(_rows(way_kanan))
        front = shipped if published.holds is None else _named(published.holds)
        names: dict[str, str] = {}
        for said in published.known:
            names |= _named(said)
        names |= shipped | front
        self._here = {
            code: Region(code, name, names.get(code[:KECAMATAN], "") if len(code) == VILLAGE else "")
            for code, name in names.items()
            if len(code) in (KECAMATAN, VILLAGE)
        }
        self._offered = tuple(region for code, region in self._here.items() if code in front)
        self._indonesia = indonesia
        self._searchable = [(region.full_name.casefold(), region) for region in self._offered]

    @classmethod
    def load(cls) -> Regions:
        """Those that hold; the same object until others do."""
        published = shelf.areas()
        if _loaded.get("published") is not published or "regions" not in _loaded:
            here, country = resource("regions", "way-kanan.tsv"), resource("regions", "indonesia.tsv")
            _loaded.update(published=published, regions=cls(here, country, published))
        found = _loaded["regions"]
        assert isinstance(found, cls)
        return found

    def village(self, code: str) -> Region | None:
        return self._here.get(code) if len(code) == VILLAGE else None

    def kecamatan(self, code: str) -> Region | None:
        return self._here.get(code) if len(code) == KECAMATAN else None

    def name_of(self, code: str) -> str:
        """``Tiuh Balak, Baradatu``; the code itself where it is not known."""
        region = self._here.get(code)
        return region.full_name if region else code

    def kecamatan_of(self, digits: str) -> Region | None:
        """The kecamatan of this regency that a NIK beginning with these six digits was given out in."""
        return self.kecamatan(f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}")

    def district_name(self, digits: str) -> str:
        """``Kotabumi`` for ``180308``, anywhere in the country; "" where it is not known by that code."""
        return self._districts.get(digits, "")

    def search(self, text: str, limit: int = 20, *, near: str = "") -> list[Region]:
        """Villages and kecamatan in whose names stand all parts of ``text``, in any order.

        First those with words that begin so, and of these the ones in the kecamatan ``near`` (a code).
        """
        wanted = text.casefold().split()
        if not wanted:
            return []
        found = []
        for name, region in self._searchable:
            if all(part in name for part in wanted):
                begins = all(any(word.startswith(part) for word in name.split()) for part in wanted)
                here = bool(near) and region.code.startswith(near)
                found.append((not begins, not here, not name.startswith(wanted[0]), name, region))
        return [each[-1] for each in sorted(found, key=lambda each: each[:4])[:limit]]

    def villages_of(self, kecamatan: str) -> list[Region]:
        """The villages of one kecamatan, by name."""
        inside = (region for region in self.villages() if region.code.startswith(f"{kecamatan}."))
        return sorted(inside, key=lambda region: region.name)

    def villages(self) -> tuple[Region, ...]:
        return tuple(region for region in self._offered if len(region.code) == VILLAGE)

    def kecamatans(self) -> tuple[Region, ...]:
        return tuple(region for region in self._offered if len(region.code) == KECAMATAN)

    def knows_district(self, digits: str) -> bool:
        """Whether the first six digits of a NIK name a district, today's or one from before a split."""
        return digits in self._districts or digits[:4] in _REGENCIES_SINCE_SPLIT

    @cached_property
    def _districts(self) -> dict[str, str]:
        return {
            code.replace(".", ""): name for code, name in _rows(self._indonesia) if len(code) == KECAMATAN
        }


def _named(said: shelf.Document) -> dict[str, str]:
    return {each["code"]: each["name"] for each in said["regions"]}


_loaded: dict[str, object] = {}


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t", 1)
            yield code, name.strip()
