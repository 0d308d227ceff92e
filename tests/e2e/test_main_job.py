"""The 200 sample applications from file to head office, and the broken ones refused one by one."""

from __future__ import annotations

import json
import shutil

import pytest

from mobile_unit.domain.numbers import is_application_number
from mobile_unit.resources import resource
from tests.offices import NIP, PIN, json_lines, mobile_unit, running_office

SAMPLES = resource("samples", "applications.jsonl")


@pytest.fixture(scope="module")
def home(office, tmp_path_factory):
    """A unit set up by the command line alone."""
    home = tmp_path_factory.mktemp("unit")
    done = mobile_unit(home, "enrol", "--server", office.url, "--code", office.code(), "--officer", NIP)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="module")
def taken(home):
    """The intake of the samples."""
    done = mobile_unit(home, "intake", str(SAMPLES), "--officer", NIP)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def sent(home, taken):
    """The round that took them along."""
    done = mobile_unit(home, "sync")
    assert done.returncode == 0, done.stderr
    return done


def test_the_samples_arrive_whole_and_once(office, home, taken, sent):
    answers = json_lines(taken)
    assert [answer["line"] for answer in answers] == list(range(1, 201))
    assert all(answer["ok"] and is_application_number(answer["number"]) for answer in answers)
    assert len({answer["number"] for answer in answers}) == 200

    result = json.loads(sent.stdout)
    assert (result["sent"], result["waiting"], result["blobs_waiting"], result["refused"]) == (200, 0, 0, 0)

    here = {row["id"]: row for row in json_lines(mobile_unit(home, "list", "--json"))}
    there = {row["id"]: row for row in office.lines("list")}
    assert {i: row["number"] for i, row in here.items()} == {a["id"]: a["number"] for a in answers}
    assert {i: row["number"] for i, row in there.items()} == {a["id"]: a["number"] for a in answers}
    assert all(document["held"] for row in there.values() for document in row["documents"])
    kinds = {
        json.loads(line)["id"]: json.loads(line)["documents"]
        for line in SAMPLES.read_text("utf-8").splitlines()
    }
    assert all(
        [d["kind"] for d in there[i]["documents"]] == [d["kind"] for d in documents]
        for i, documents in kinds.items()
    )
    assert {row["state"] for row in here.values()} <= {"received", "ready"}  # one is decided below

    second = json.loads(mobile_unit(home, "sync").stdout)
    assert (second["sent"], second["entries_sent"], second["received"]) == (0, 0, 0)

    again = json_lines(mobile_unit(home, "intake", str(SAMPLES)))
    assert [a["number"] for a in again] == [a["number"] for a in answers]
    assert json.loads(mobile_unit(home, "sync").stdout)["sent"] == 0
    assert mobile_unit(home, "verify").returncode == 0
    assert office.run("verify").returncode == 0


@pytest.mark.usefixtures("sent")
def test_a_status_comes_back(office, home):
    number = json_lines(mobile_unit(home, "list", "--json"))[0]["number"]
    office.lines("status", number, "SIAP_DIAMBIL", "--note", "Loket 2")
    assert json.loads(mobile_unit(home, "sync").stdout)["received"] == 1
    shown = json.loads(mobile_unit(home, "show", number.lower().replace("-", " "), "--json").stdout)
    assert shown["summary"]["state"] == "ready"
    assert shown["timeline"][-1]["note"] == "Loket 2"


@pytest.mark.usefixtures("taken")
def test_no_personal_text_is_readable_on_disk(home, office):
    """What `strings` would find of the samples in any file of the unit's home."""
    texts = set()
    for line in SAMPLES.read_text("utf-8").splitlines():
        applicant = json.loads(line)["applicant"]
        texts |= {applicant["full_name"], applicant["nik"], applicant["phone"], applicant["address"]}
        texts |= {applicant["mother_name"], applicant["phone"][1:]}
    names = {text for text in texts if len(text) >= 5} | {NIP, PIN, "Sari Wulandari"}
    found = []
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [path.name for text in names if text.encode() in content]
            found += [path.name for text in names if text.encode("utf-16-le") in content]
    assert found == []
    assert not [path.name for path in home.rglob("*") if any(text in path.name for text in names)]


def _applicant(**values):
    return lambda record: record["applicant"].update(values)


def _answers(**values):
    return lambda record: record["answers"].update(values)


#: name -> (the line, or what to change in a record; the field and code that must be told)
BREAKS = {
    "not_json": ('{"service": "passport.new", ', "", "line.not_json"),
    "nik": (_applicant(nik="180801170590001"), "applicant.nik", "nik.format"),
    "service": (lambda record: record.update(service="passport.moon"), "service", "service.unknown"),
    "scan": (
        lambda record: record["documents"][0].update(path="scans/gone.jpg"),
        "documents[0].path",
        "document.missing_file",
    ),
    "birth": (_applicant(birth_date="2031-01-01"), "applicant.birth_date", "birth_date.future"),
    "number": (_answers(validity_years=5_000_000_000), "answers.validity_years", None),
    "digits": (_applicant(nik=int("9" * 4000)), "applicant.nik", None),
    "child": (_answers(validity_years=10), "answers.validity_years", "validity.age"),
    "surrogate": (_applicant(full_name="BUDI \ud800"), "", "text.invalid"),
    "deep": ("[" * 100_000, "", "line.not_json"),
    "list": ("[]", "", "line.not_object"),
    "unknown_key": (_applicant(shoe_size=42), "applicant.shoe_size", "field.unknown"),
}


@pytest.fixture(scope="module")
def broken(home, tmp_path_factory):
    """A file of broken lines between good ones, taken: (what came of it, its lines, what must be told)."""
    records = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    child = next(r for r in records if "guardian" in r["answers"] and r["service"] == "passport.new")
    adult = next(r for r in records if "guardian" not in r["answers"] and r["service"] == "passport.new")
    lines, expected = [], {}
    for n, (name, (change, field, code)) in enumerate(BREAKS.items(), 1):
        if isinstance(change, str):
            lines.append(change)
        else:
            record = json.loads(json.dumps(child if name == "child" else adult))
            record["id"] = f"0197a000-0000-7000-8000-00000000{n:04d}"
            change(record)
            lines.append(json.dumps(record))
        expected[2 * n] = (field, code)
        lines.insert(-1, json.dumps(records[n]))
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(SAMPLES.parent / "scans", folder / "scans")
    file = folder / "broken.jsonl"
    file.write_text("\n".join(lines) + "\n" + '{"x": "' + "9" * 20_000_000 + '"}\n')
    before = mobile_unit(home, "doctor")
    assert before.returncode == 0, before.stdout
    return mobile_unit(home, "intake", str(file)), lines, expected


def test_broken_lines_are_refused_one_by_one(broken):
    done, lines, expected = broken
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    answers = {answer["line"]: answer for answer in json_lines(done)}
    assert len(answers) == len(lines) + 1
    assert answers.pop(len(lines) + 1)["errors"][0]["code"] == "line.too_long"
    for line, answer in answers.items():
        assert answer["ok"] == (line not in expected), answer
        if line in expected:
            field, code = expected[line]
            assert all(error["message"] and error["code"] for error in answer["errors"])
            assert (field, code or answer["errors"][0]["code"]) in [
                (error["field"], error["code"]) for error in answer["errors"]
            ], answer
    output = done.stdout + done.stderr
    records = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    assert not [r["applicant"]["nik"] for r in records if r["applicant"]["nik"] in output]


@pytest.mark.usefixtures("broken")
def test_refused_lines_are_kept_as_drafts(home):
    from mobile_unit.app import Home

    unit = Home(home).sign_in(NIP, PIN, record=False)
    drafts = {summary.id: unit.intake.draft(summary.id) for summary in unit.intake.drafts()}
    unit.close()
    assert len(drafts) == len(BREAKS) + 1
    kept = drafts["0197a000-0000-7000-8000-000000000002"]
    assert kept.applicant["nik"] == "180801170590001"
    assert kept.problems[0].field == "applicant.nik"
    assert kept.documents


def test_wrong_pin_wrong_use_and_unreachable(home, tmp_path):
    assert mobile_unit(home, "list", pin="000000").returncode == 3
    assert mobile_unit(home, "frobnicate").returncode == 2
    assert mobile_unit(tmp_path, "list").returncode == 78
    assert mobile_unit(home, "show", "WK01A-261124-9999-A").returncode == 1


def test_nobody_answers(tmp_path):
    with running_office(tmp_path / "office") as brief:
        done = mobile_unit(
            tmp_path / "unit", "enrol", "--server", brief.url, "--code", brief.code(), "--officer", NIP
        )
        assert done.returncode == 0, done.stderr
    done = mobile_unit(tmp_path / "unit", "sync")
    assert done.returncode == 69
    assert "Traceback" not in done.stderr
