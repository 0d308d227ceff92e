"""Rebuilds the dictionary that single applications are compressed with, from the sample's shape.

    python -m bench.train_dictionary [FILE]

Real entries of one half of the sample's invented people are written by the real code, given units, officers
and days that differ, and what a unit and head office say to each other beside them is added.
``bench.wire_bytes`` measures with the other half. A dictionary that has been released is never changed: a new
one gets the next number in ``mobile_unit/sync/packing.py``, and the old file stays for the units that still
use it.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import zstandard

from bench.wire_entries import journal_of, samples
from mobile_unit.domain.entries import GENESIS, canonical, chain, read_entry
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.resources import resource
from mobile_unit.sync import packing, wire
from mobile_unit.sync.exchange import place_of_answer, place_of_entries

DICTIONARY_BYTES = 64 * 1024
_LINES = random.Random(4)
_NAMES = ("Sari Wulandari", "Budi Hartono", "Rina Lestari", "Ahmad Fauzi", "Dewi Anggraini", "Eko Prasetyo")
_STATES = ("received", "verification", "incomplete", "awaiting_payment", "ready", "handed_over", "rejected")
_PLACES = (("18.08.04", "Baradatu"), ("18.08.13", "Pakuan Ratu"), ("18.08.01", "Blambangan Umpu"))


def half(odd: bool) -> list[dict[str, Any]]:
    """The even half is learnt from, the odd half measured with."""
    return samples()[1 if odd else 0 :: 2]


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = journal_of(Path(folder), half(odd=False))
    texts = [
        _elsewhere(packing.shorten([line], _place(line, b""))[0]) for line in lines for _time in range(2)
    ]
    texts += [
        _elsewhere(packing.shorten([line], _place(line, before))[0]) for before, line in pairwise(lines)
    ]
    texts += _small_entries(lines[0]) + _answers()
    _LINES.shuffle(texts)
    target.write_bytes(zstandard.train_dictionary(DICTIONARY_BYTES, texts, k=1000, d=8, level=19).as_bytes())
    print(f"{target}: {target.stat().st_size} bytes from {len(texts)} texts")


def _place(line: bytes, before: bytes) -> packing.Place:
    entry = read_entry(line)
    return place_of_entries(entry.journal, entry.seq - 1, entry.prev, before)


def _elsewhere(text: bytes) -> bytes:
    """The same as another unit and officer would write it on another day."""
    name, nip, unit = _LINES.choice(_NAMES), _nip(), f"WK{_LINES.randrange(1, 20):02d}"
    day, hour = _LINES.randrange(1, 29), _LINES.randrange(8, 17)
    clock = f"{hour:02d}:{_LINES.randrange(60):02d}:{_LINES.randrange(60):02d}"
    month = _LINES.choice(("2026-11", "2026-12", "2027-01", "2027-02", "2027-03"))
    code, place = _LINES.choice(_PLACES)
    for old, new in (
        (rb"Sari Wulandari", name), (rb"199001012015031001", nip), (rb"WK01", unit),
        (rb"Unit Keliling 1", f"Unit Keliling {_LINES.randrange(1, 9)}"),
        (rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", f"{month}-{day:02d}T{clock}"),
        (rb"A-\d{6}-", f"A-{month[2:4]}{month[5:]}{day:02d}-"),
        (rb'"place":null', f'"place":{{"code":"{code}","name":"{place}"}}'),
        (rb'"visit":null', '"visit":"\x01"'),
        (rb'"how":null', '"how":"shown"'),
        (rb'"bytes":\d+', lambda _found: b'"bytes":%d' % _LINES.randrange(30_000, 250_000)),
    ):  # fmt: skip
        text = re.sub(old, new if callable(new) else new.encode(), text)
    return text


def _nip() -> str:
    """An officer's number: born, appointed, sex, running number."""
    born = f"19{_LINES.randrange(70, 99)}{_LINES.randrange(1, 13):02d}{_LINES.randrange(1, 29):02d}"
    return f"{born}2015{_LINES.randrange(1, 13):02d}{_LINES.choice('12')}{_LINES.randrange(1, 20):03d}"


def _small_entries(line: bytes) -> list[bytes]:
    """The entries around applications, twenty of each kind."""
    like, made = read_entry(line), []
    for number in range(20):
        about = {"application": uuid7(), "number": f"WK01A-261125-{number:04d}-K"}
        for kind, body in (
            ("officer.signed_in", {}),
            (
                "receipt.printed",
                {**about, "copy": 0, "paper": _LINES.choice(("a5", "80mm")), "target": "printer"},
            ),
            ("visit.paused", {"visit": uuid7(), "day": "2026-11-24"}),
            (
                "application.withdrawn",
                {"id": uuid7(), "number": about["number"], "reason": "pemohon membatalkan"},
            ),
        ):
            entry = {"v": 1, "journal": like.journal, "seq": 7, "prev": GENESIS.hex(), "at": like.at,
                     "officer": like.officer, "kind": kind, "body": body}  # fmt: skip
            place = packing.Place(7, chain, GENESIS, (like.journal,))
            made.append(_elsewhere(packing.shorten([canonical(entry)], place)[0]))
    return made


def _answers() -> list[bytes]:
    """What head office answers, with no and with one entry of the feed."""
    made, journal, signed = [], uuid7(), wire.encode(os.urandom(64))
    for number in range(40):
        at = "2026-11-24T09:14:03+07:00"
        head = {
            "journal": journal,
            "seq": number * 7 + 1,
            "hash": GENESIS.hex(),
            "at": at,
            "signature": signed,
        }
        lines = [canonical({"head": head, "more": False, "quarantined": [], "stored": number % 3})]
        if number % 2:
            state = _LINES.choice(_STATES)
            body = {
                "id": uuid7(),
                "number": f"WK01A-261125-{number:04d}-K",
                "status": state,
                "note": None,
                "at": at,
            }
            lines.append(canonical({"unit": "WK01", "seq": number + 1, "prev": "1" * 64, "at": at,
                                    "kind": "application.status", "body": body,
                                    "signature": wire.encode(os.urandom(64))}))  # fmt: skip
        place = place_of_answer(journal, GENESIS.hex(), number, bytes.fromhex("1" * 64))
        made.append(_elsewhere(packing.shorten(lines, place)[0]))
    return made


if __name__ == "__main__":
    name = resource("wire", f"{packing.DICTIONARY}.dictionary")
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else name)
