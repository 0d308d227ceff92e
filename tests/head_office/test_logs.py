"""A server's log as JSON lines: enough to follow a request by, and nobody in it."""

from __future__ import annotations

import json
import logging

import requests

from head_office import logs
from tests.faults.in_clear import found_in_clear
from tests.head_office.conftest import SAMPLES, Guest
from tests.offices import NIP, Office

PERSONAL = ("nik", "full_name", "phone", "email", "mother_name", "address")


def a_day(office: Office) -> Guest:
    """Enrolled, an application with its scans sent, looked up by the public, well and badly."""
    guest = Guest(office.url)
    assert guest.enrol(office.code()).status_code == 201
    guest.log_in()
    entry = guest.application(0)
    assert guest.send(entry).ok
    number, born = entry.body["number"], entry.body["applicant"]["birth_date"]
    year, month, day = born.split("-")
    form = {"nomor": number, "hari": day, "bulan": month, "tahun": year}
    assert requests.post(f"{office.url}/lacak", data=form, timeout=30).ok
    requests.post(f"{office.url}/lacak", data=form | {"tahun": "1900"}, timeout=30)
    requests.get(f"{office.url}/desk/applications/{number}", timeout=30)
    requests.get(f"{office.url}/{entry.body['applicant']['nik']}", timeout=30)
    requests.get(f"{office.url}/lacak?nomor={number}&nik={entry.body['applicant']['nik']}", timeout=30)
    guest.send(entry, raw=b'{"nik":"' + entry.body["applicant"]["nik"].encode() + b'"}')
    return guest


def words_of(guest: Guest) -> set[str]:
    body = guest.body(0)
    said = [body["applicant"].get(name) for name in PERSONAL]
    names = [part for part in body["applicant"]["full_name"].split() if len(part) > 3]
    return {str(word) for word in said if word} | set(names) | {body["number"], NIP, "Sari Wulandari"}


def test_nobody_is_in_a_days_log(tmp_path):
    kept = tmp_path / "log"
    kept.mkdir()
    office = Office(tmp_path / "office", serving=("--log", "json"), log=kept / "head-office.log")
    office.start()
    try:
        guest = a_day(office)
    finally:
        office.stop()
    words = words_of(guest)
    assert SAMPLES[0]["applicant"]["nik"] in words
    assert found_in_clear(kept, [*words, guest.identity["device"]]) == []
    lines = [json.loads(line) for line in (kept / "head-office.log").read_text("utf-8").splitlines()]
    batch = [line for line in lines if line.get("route") == "/v1/journals/{journal}/entries"]
    assert [line["status"] for line in batch] == [200, 400]
    assert all(line["device"] and line["ms"] >= 0 and line["method"] == "POST" for line in batch)
    assert len({line["device"] for line in batch}) == 1
    assert len({line["request"] for line in lines}) == len(lines)
    assert any(line["route"] == "/desk/applications/{number}" for line in lines)
    assert [line["status"] for line in lines if line["route"] is None] == [404]


def test_an_answer_names_its_request_and_plain_logs_have_no_line_of_it(tmp_path):
    office = Office(tmp_path / "office", log=tmp_path / "log")
    office.start()
    try:
        named = [requests.get(f"{office.url}/", timeout=30).headers["X-Request-ID"] for _n in range(2)]
    finally:
        office.stop()
    assert len(set(named)) == 2
    assert (tmp_path / "log").read_text("utf-8") == ""


def test_an_error_is_told_by_its_place_and_not_by_its_words():
    try:
        raise KeyError("ZUBAIDAH")
    except KeyError as error:
        record = logging.LogRecord("uvicorn.error", 40, __file__, 1, "failed", (), (KeyError, error, None))
    for formatter in (logs._JsonLines(), logs._PlainLines()):
        line = formatter.format(record)
        assert "builtins.KeyError" in line
        assert "ZUBAIDAH" not in line
        record.exc_text = None
