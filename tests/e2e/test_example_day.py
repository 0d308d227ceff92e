"""The example day, whole: what a unit, its head office and the night make of sixty applicants."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from docs.example_day.checks import checks, index_of
from docs.example_day.play import Play, played
from docs.example_day.script import Script
from docs.example_day.stage import stage
from mobile_unit.resources import resource


@pytest.mark.timeout(900)  # half a minute of a processor that may have much else to do
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_day_is_whole(qapp, tmp_path):
    """Counted, sent, acknowledged and reconciled; every receipt names its application; the IKM is the one
    computed here; the night finds no gap and wants nobody; what head office answered is told."""
    with stage(Script.load(), tmp_path) as prepared, played(prepared) as play:
        for what, wanted, found in checks(play):
            assert found == wanted, what


def test_the_script_holds_what_a_day_holds():
    script = Script.load()
    said = script.said
    assert len(script.applications) == len({each["id"] for each in script.applications}) == 60
    assert (len(said["questions"]), len(said["complaints"]), len(said["survey"])) == (12, 2, 40)
    assert {each["service"] for each in script.applications} >= {
        "passport.new", "passport.replacement", "permit.itk"
    }  # fmt: skip
    assert len([each for each in script.applications if each.get("reasons")]) >= 3
    moments = [moment for moment, _do, _more in script.steps]
    assert moments == sorted(moments)
    assert all(hasattr(Play, do) for _moment, do, _more in script.steps)


@pytest.mark.parametrize(
    ("steps", "count"), [(("take", "take_in_the_window"), 60), (("survey", "kiosk"), 40)]
)
def test_the_timetable_takes_each_once(steps, count):
    taken = Counter()
    for _moment, do, more in Script.load().steps:
        if do in steps:
            first = more.get("line") or more["from"]
            taken.update(range(first, (more.get("line") or more["to"]) + 1))
    assert taken == Counter(range(1, count + 1))


def test_nobody_in_it_is_in_the_samples():
    lines = resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    samples = {json.loads(line)["applicant"].get("nik") for line in lines}
    ours = [each["applicant"]["nik"] for each in Script.load().applications if "nik" in each["applicant"]]
    assert len(ours) == len(set(ours)) == 59
    assert not samples & set(ours)


@pytest.mark.parametrize(
    ("rows", "index"),
    [(["333333333"], "75.00"), (["444444444", "333333333"], "87.50"), (["111111110", "444444444"], "66.67")],
)
def test_the_index_by_hand(rows, index):
    assert index_of(rows) == index
