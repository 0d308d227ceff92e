"""Training at head office: written down by command, told to the units where the officer works."""

from __future__ import annotations

import threading

import pytest

from head_office.services import directories, enrolment, trainings
from mobile_unit.clock import SystemClock, today
from mobile_unit.domain.periods import Period
from mobile_unit.domain.referrals import Target
from mobile_unit.resources import resource
from mobile_unit.sync import wire
from tests.head_office.inside import unit_inside, wait_for_a_lock
from tests.offices import NIP, enrolled

QUARTER = Period("2026-10", "2026-12")


def attend(office, nip: str, *more: str, topic: str = "personal_data"):
    words = ("--title", "PDP dasar", "--day", "2026-03-02", "--hours", "12", "--topic", topic)
    return office.run("training", "add", nip, *words, *more, "--json")


def test_a_unit_hears_what_its_officers_attended(office, tmp_path, clock) -> None:
    unit = enrolled(office, tmp_path / "unit", "TRN1", clock=clock)
    done = attend(office, NIP)
    assert done.returncode == 0, done.stderr
    unit.sync.run()
    seen = unit.personnel.person(NIP, QUARTER)
    assert (seen.standing.hours, [each.title for each in seen.trainings]) == (12, ["PDP dasar"])
    (kept, *_others) = office.lines("training", "list", "--unit", "TRN1")
    assert kept["nip"] == NIP
    assert office.run("training", "remove", kept["id"]).returncode == 0
    unit.sync.run()
    assert kept["id"] not in {each.id for each in unit.personnel.person(NIP, QUARTER).trainings}
    unit.close()


def test_who_comes_to_a_unit_brings_their_training(office, guest) -> None:
    code = guest.identity["unit"]["code"]
    office.run("officer", "add", "19770001", "--name", "Ani", "--role", "officer", "--unit", "TRN2")
    of_today = ("--day", today(SystemClock()).isoformat())  # what is long ago counts for nothing any more
    assert attend(office, "19770001", *of_today).returncode == 0
    assert "training.changed" not in {each["kind"] for each in guest.feed()}
    office.run("officer", "add", "19770001", "--name", "Ani", "--role", "officer", "--unit", code)
    (told,) = [each["body"] for each in guest.feed() if each["kind"] == "training.changed"]
    assert "19770001" in {each["nip"] for each in told["trainings"]}
    needs = {each["nip"]: each for each in office.lines("training", "needs", "--unit", code)}
    assert "personal_data" not in needs["19770001"]["lacking"]
    assert "integrity" in needs["19770001"]["lacking"]


def test_what_is_wrong_is_told(office) -> None:
    assert attend(office, "19990000").returncode == 1  # nobody's officer
    office.run("officer", "add", "19770002", "--name", "Ani", "--role", "officer", "--unit", "TRN3")
    assert attend(office, "19770002", topic="cooking").returncode == 1
    assert attend(office, "19770002", "--expires", "2020-01-01").returncode == 1
    assert office.run("training", "remove", "none").returncode == 1
    assert office.lines("training", "list", "--unit", "TRN3") == []


def test_a_quiz_goes_to_all_units_and_its_scores_come_back(office, tmp_path, clock) -> None:
    unit = enrolled(office, tmp_path / "unit", "TRN4", clock=clock)
    done = office.run("quiz", "issue", str(resource("staff", "quiz-example.json")))
    assert done.returncode == 0, done.stderr
    id_ = done.stdout.strip()
    unit.sync.run()
    assert id_ in {each.quiz.id for each in unit.quizzes.offered()}
    unit.quizzes.answer(id_, [1, 1])
    assert unit.sync.run().refused == 0
    unit.close()
    (result,) = office.lines("quiz", "results", id_)
    assert (result["unit"], result["officer"], result["score"], result["tries"]) == ("TRN4", NIP, 2, 1)
    later = enrolled(office, tmp_path / "later", "TRN5", clock=clock)
    later.sync.run()
    assert id_ in {each.quiz.id for each in later.quizzes.offered()}
    later.close()
    (tmp_path / "none.json").write_text("{}")
    assert office.run("quiz", "issue", str(tmp_path / "none.json")).returncode == 1


def test_an_answer_that_no_unit_gives_is_kept_aside(office, guest) -> None:
    from mobile_unit.domain.identifiers import uuid7

    good = {"quiz": uuid7(), "score": 1, "of": 2}
    wrong = [{**good, "score": 3}, {**good, "of": 0}, {**good, "score": True}, {**good, "officer": "x"}, {}]
    run = [guest.entry("quiz.answered", each) for each in (*wrong, good, good)]
    codes = [each["code"] for each in guest.send(*run).json()["quarantined"]]
    assert codes == ["body.shape"] * len(wrong)
    (result,) = office.lines("quiz", "results", good["quiz"])
    assert (result["score"], result["tries"]) == (1, 1)


def put_training(office, name: str) -> None:
    trainings.add(office, nip=NIP, title=name, day="2026-03-02", topic="", provider="", hours=2,
                  certificate="", expires_on="")  # fmt: skip


def nip_of(name: str) -> str:
    return f"1990{len(name)}"


def put_officer(office, name: str) -> None:
    enrolment.add_officer(office, nip_of(name), name, "officer", "WK01")


def put_target(office, name: str) -> None:
    directories.put(office, Target(name.lower(), "social", name))


@pytest.mark.parametrize("put", [put_training, put_officer, put_target])
def test_of_two_who_change_a_list_at_once_the_second_says_both(inside_anywhere, monkeypatch, put) -> None:
    office = inside_anywhere
    unit = unit_inside(office)
    for name in ("FIRST", "SECONDLY"):
        enrolment.add_officer(office, nip_of(name), "Ani", "officer", "WK01")
    second = threading.Thread(target=put, args=(office, "SECONDLY"))
    plain, begun = wire.sign, []

    def slow(*arguments):
        """The first has read the list, holds the feed and has not committed yet."""
        if not begun:
            begun.append(True)
            second.start()
            wait_for_a_lock(office, second)
        return plain(*arguments)

    monkeypatch.setattr(wire, "sign", slow)
    put(office, "FIRST")
    second.join(60)
    assert not second.is_alive()
    last = str(unit.feed()[-1])
    assert "FIRST" in last
    assert "SECONDLY" in last
