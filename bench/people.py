"""Invented people for a large database: some names are everybody's, most are few people's."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

COMMON = (
    *("MUHAMMAD", "SITI", "NUR", "AHMAD", "SRI", "DEWI", "ABDUL", "AGUS", "ANDI", "EKO", "RINA", "BUDI"),
    *("HENDRA", "WAHYU", "INDAH", "FITRI", "RIZKI", "YULI", "RATNA", "DWI", "TRI", "PUTRI", "MADE", "KETUT"),
    *("SUMIATI", "SLAMET", "SUPARMAN", "NURHASANAH", "RAHMAWATI", "KURNIAWAN", "SETIAWAN", "WULANDARI"),
    *("HIDAYAT", "SAPUTRA", "LESTARI", "SUSANTI", "SANTOSO", "PRATAMA", "HASANAH", "MA'RUF", "NASUTION"),
    *("SIREGAR", "LUBIS", "TANJUNG", "HARAHAP", "SIHOMBING", "FIRMANSYAH", "PERMATASARI", "RAMADHAN"),
    *("MAULANA", "HAKIM", "IRAWAN", "GUNAWAN", "WIBOWO", "UTAMI", "ANGGRAINI", "SAFITRI", "HANDAYANI"),
)
_STARTS = ("SU", "HAR", "MUL", "SAR", "WI", "KAR", "NGA", "JU", "PAR", "TU", "BA", "RO", "DJO", "YA", "ZUL")
_MIDDLES = ("", "MI", "DI", "YA", "RI", "NI", "TA", "LI", "WA", "KU", "FA", "SI", "PRA", "NGE", "BI", "HA")
_ENDS = ("NO", "TI", "NAH", "MAN", "YONO", "WATI", "DI", "NINGSIH", "RTO", "YANI", "LAH", "TO", "FIN", "KIR")
_OPERATORS = ("12", "13", "21", "22", "52", "57", "77", "95")
SERVICES = ("passport.new", "passport.new", "passport.replacement")


@dataclass(frozen=True, slots=True)
class Person:
    full_name: str
    nik: str
    phone: str
    sex: str
    birth_date: str
    old_passport: str


class People:
    """The same people for the same seed. The most frequent name is had by one in twelve."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        rare = [a + b + c for a in _STARTS for b in _MIDDLES for c in _ENDS]
        self._names = [*COMMON, *self._random.sample(rare, len(rare))]
        self._weights = [1 / (rank + 3) for rank in range(len(self._names))]

    def some(self, count: int) -> list[Person]:
        words = iter(self._random.choices(self._names, self._weights, k=3 * count))
        return [self._person([next(words), next(words), next(words)]) for _ in range(count)]

    def _person(self, words: list[str]) -> Person:
        pick = self._random
        born = date(1940, 1, 1) + timedelta(days=pick.randrange(27_000))
        female = pick.random() < 0.5
        born_in = f"{born.day + 40 * female:02d}{born:%m%y}"
        nik = f"1808{pick.randrange(1, 16):02d}{born_in}{pick.randrange(1, 9999):04d}"
        phone = f"+628{pick.choice(_OPERATORS)}{pick.randrange(10**7, 10**8)}"
        return Person(
            " ".join(words[: pick.choice((1, 2, 2, 2, 3, 3))]),
            nik,
            phone if pick.random() < 0.9 else "",
            "female" if female else "male",
            born.isoformat(),
            f"{pick.choice('ABCX')}{pick.randrange(10**6, 10**7)}",
        )


def another_person(record: dict[str, Any], number: int) -> dict[str, Any]:
    """The record as somebody else's, so that nobody applies twice: another NIK, one more word of name."""
    applicant = record["applicant"]
    letters = "".join(chr(ord("A") + int(digit)) for digit in f"{number:04d}")
    own = {
        "nik": f"{applicant['nik'][:12]}{number + 1:04d}",
        "full_name": f"{applicant['full_name']} {letters}",
    }
    return {**record, "applicant": {**applicant, **own}}
