"""What an application costs on the wire is kept: the measure of bench/wire_bytes.py, on fewer of them."""

from __future__ import annotations

from bench.wire_bytes import run


def test_applications_stay_small():
    found = run(batch=100, alone=10)
    assert found["batch"][0] < 250
    assert found["alone"][0] < 600
    assert found["batch"][0] < found["batch"][1]
    assert found["idle"][0] < 300
