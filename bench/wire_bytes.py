"""Bytes on the wire for applications without their scans: every byte above TLS, both directions.

    python -m bench.wire_bytes

A real unit and a real head office, a counting TCP proxy between them; the round ends where the scans would
begin. The applications are those that the dictionary has not seen (the odd half of the sample), each naming
its three to five documents by SHA-256. JSON+gzip is the same entries' lines through gzip -9 in the same run,
without the HTTP around them. The token of the moment is in hand; the first round tells what a new one costs.
"""

from __future__ import annotations

import gzip
import tempfile
from contextlib import suppress
from pathlib import Path
from statistics import mean
from typing import Any

from bench.train_dictionary import half
from bench.wire_entries import lines_of, take
from mobile_unit.app import Home, Unit
from mobile_unit.errors import Cancelled
from tests.conftest import CHEAP
from tests.counting_proxy import CountingProxy, counting_proxy
from tests.offices import NIP, PIN, running_office


def entries_only(unit: Unit) -> None:
    """A round that ends where the scans would begin."""
    seen: list[str] = []
    with suppress(Cancelled):
        unit.sync.run(lambda step: seen.append(step.step), lambda: bool(seen) and seen[-1] == "ask")


def measured(unit: Unit, proxy: CountingProxy, records: list[dict[str, Any]]) -> tuple[float, float]:
    """(bytes on the wire, bytes through gzip), an application."""
    before = len(lines_of(unit))
    take(unit, records)
    start = proxy.total
    entries_only(unit)
    assert unit.sync.status().waiting == 0
    zipped = len(gzip.compress(b"\n".join(lines_of(unit)[before:]), 9))
    return (proxy.total - start) / len(records), zipped / len(records)


def run(batch: int, alone: int) -> dict[str, tuple[float, float]]:
    """(ours, JSON+gzip) an application: ``batch`` of one batch of so many, ``alone`` the mean of so many sent
    one by one; and of a round that sends nothing (``idle``) and a unit's ``first``."""
    found: dict[str, tuple[float, float]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        running_office(Path(folder) / "office") as office,
        counting_proxy(office.port) as proxy,
    ):
        for name, code in (("alone", "WK07"), ("batch", "WK08")):
            home = Home(Path(folder) / name, cost=CHEAP)
            unit = home.enrol(proxy.url, office.code(code), NIP, PIN)
            start = proxy.total
            entries_only(unit)
            found["first"] = (proxy.total - start, 0)
            if name == "batch":
                found[name] = measured(unit, proxy, half(odd=True)[:batch])
            else:
                each = [measured(unit, proxy, [record]) for record in half(odd=True)[:alone]]
                found[name] = (mean(one[0] for one in each), mean(one[1] for one in each))
            start = proxy.total
            entries_only(unit)
            found["idle"] = (proxy.total - start, 0)
            unit.close()
    return found


if __name__ == "__main__":
    found = run(100, 50)
    for name, words in (("alone", "alone"), ("batch", "in a batch of 100")):
        ours, zipped = found[name]
        print(f"{words:<18} {ours:6.0f} bytes an application; JSON+gzip body alone {zipped:6.0f}")
    print(f"{'nothing to send':<18} {found['idle'][0]:6.0f} bytes a round")
    print(f"{'first round':<18} {found['first'][0]:6.0f} bytes (a token, the first entries, the officers)")
