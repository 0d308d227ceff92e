"""The public's page and the gateways' JSON: what is told, what is not, and to whom."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from head_office.office import open_head_office
from head_office.problems import TooOften
from head_office.services import following, limits
from head_office.services.tracking import set_status
from mobile_unit.clock import JAKARTA
from mobile_unit.domain.people import initials
from mobile_unit.domain.states import HEAD_OFFICE_STATES, SENT, STATES
from mobile_unit.forms.stages import BRING, stage_of
from tests.head_office.conftest import Guest
from tests.head_office.inside import open_inside, unit_inside
from tests.offices import running_office

SMALL = 30_000
BIRTH = "1992-03-31"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Its own: what one test guesses would shut out another's."""
    with running_office(tmp_path_factory.mktemp("public")) as running:
        yield running


@pytest.fixture(scope="module")
def guest(office) -> Guest:
    made = Guest(office.url)
    assert made.enrol(office.code("PUB1")).status_code == 201
    assert made.log_in().ok
    return made


_serials = iter(range(0, 2000, 2))


@pytest.fixture
def body(guest) -> dict:
    """A fresh application, here and with nothing lacking but its scans."""
    serial = next(_serials)
    made = guest.body(serial)
    made["applicant"] |= {"full_name": "Sari Wulandari", "phone": "+6281234567890"}
    entry = guest.entry("application.submitted", made)
    assert guest.send(entry).json()["quarantined"] == []
    return made


def look(office, number, birth, *, language="id", **headers) -> requests.Response:
    year, month, day = birth.split("-")
    return requests.post(
        f"{office.url}/lacak",
        params={"lang": language},
        data={"nomor": number, "hari": day, "bulan": month, "tahun": year},
        headers=headers,
        timeout=30,
    )


def put(office, number, state, note=None) -> None:
    """Decide, as the command does."""
    opened = open_head_office(office.home)
    set_status(opened, number, state, note)
    opened.close()


def of(office, body, **options) -> requests.Response:
    return look(office, body["number"], body["applicant"]["birth_date"], **options)


def test_number_and_birth_date_open_the_status(office, body):
    answer = of(office, body)
    assert answer.status_code == 200
    assert "Pengajuan dokumen" in answer.text
    assert "S. W." in answer.text
    assert body["number"] in answer.text
    english = of(office, body, language="en")
    assert '<html lang="en">' in english.text
    assert "Documents submitted" in english.text


def test_a_number_is_found_however_it_is_said(office, body):
    said = body["number"].lower().replace("-", " ")
    assert look(office, said, body["applicant"]["birth_date"]).status_code == 200


def test_nothing_of_the_person_but_initials_and_nothing_kept(office, body):
    for answer in (of(office, body), of(office, body, language="en")):
        for value in body["applicant"].values():
            if isinstance(value, str) and len(value) > 4 and value != body["applicant"]["birth_date"]:
                assert value not in answer.text
        assert "Wulandari" not in answer.text
        assert answer.cookies.get_dict() == {}
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "<script" not in answer.text
        assert len(answer.content) < SMALL
        assert not re.search(r'(src|href)="(https?:)?//', answer.text)


@pytest.mark.parametrize("path", ["/", "/lacak", "/?lang=en", "/lacak?lang=zz"])
def test_the_questions_are_small_and_keep_nothing(office, path):
    answer = requests.get(office.url + path, timeout=30)
    assert answer.status_code == 200
    assert len(answer.content) < SMALL
    assert answer.cookies.get_dict() == {}
    assert "'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert 'method="post"' in answer.text


@pytest.mark.parametrize("state", sorted({*HEAD_OFFICE_STATES}))
def test_every_state_is_told_whole_in_both_languages(office, guest, body, state):
    secret = "alasan-rahasia cekal"
    put(office, body["number"], state, secret)
    stage = stage_of(state, date(2026, 11, 25))
    for language in ("id", "en"):
        answer = of(office, body, language=language)
        assert answer.status_code == 200
        assert stage.title.in_(language).replace("&", "&amp;") in answer.text
        assert secret not in answer.text
        assert "{" not in re.sub(r"<style>.*?</style>", "", answer.text, flags=re.S)
    for word in ("BAP", "cekal", "Ditangguhkan", "Suspended"):
        assert word not in of(office, body).text


def test_the_stages_say_what_the_state_s_public_words_say():
    for state in (*HEAD_OFFICE_STATES, SENT):
        if state != "billing_expired":
            assert stage_of(state, date(2026, 11, 25)).title == STATES[state][1]
        assert stage_of(state, date(2026, 11, 25)).bring in (None, *BRING)


def test_ready_says_until_when_where_and_with_what(office, body):
    put(office, body["number"], "ready")
    told = of(office, body).text
    assert "Ambil paling lambat" in told
    assert "Kantor Imigrasi Kotabumi" in told
    assert "Surat kuasa" in told
    assert "30 hari" in told


def test_what_is_to_be_completed_is_named_without_the_officer_s_sentence(office, body):
    office.run("ask", body["number"], "--field", "documents.ktp", "--sentence", "buram sekali",
               "--field", "applicant.birth_place", "--sentence", "tidak sama")  # fmt: skip
    told = of(office, body).text
    assert "Yang perlu dilengkapi" in told
    assert "KTP elektronik" in told
    assert "buram" not in told


def plain(answer: requests.Response, *typed: str) -> tuple:
    """An answer without what was typed into it."""
    text = answer.text
    for each in typed:
        text = text.replace(each, "…")
    return answer.status_code, text, sorted(set(answer.headers) - {"content-length"})


def test_a_wrong_birth_date_is_answered_like_a_number_of_nobody(office, guest, body):
    nobody = guest.body(1999)["number"]
    wrong = look(office, body["number"], BIRTH)
    none = look(office, nobody, BIRTH)
    assert wrong.status_code == 404
    assert plain(wrong, body["number"]) == plain(none, nobody)


def test_wrong_birth_dates_soon_shut_a_number_for_who_guesses_and_whether_it_is_there(office, guest, body):
    nobody = guest.body(1997)["number"]
    right = body["applicant"]["birth_date"]
    for number in (body["number"], nobody):
        answers = [look(office, number, f"1990-01-{day:02}").status_code for day in range(1, 8)]
        assert answers == [404] * 5 + [429] * 2
        shut = look(office, number, right)
        assert shut.status_code == 429, "also the right one: else guessing would go on"
        assert 1800 < int(shut.headers["Retry-After"]) <= 3600
        assert "menit" in shut.text


@pytest.fixture
def opened(tmp_path, clock):
    made = open_inside(tmp_path / "opened", clock)
    yield made
    made.close()


def looked_at(opened, number: str, who: str) -> bool:
    """Whether one more guess is looked at at all."""
    try:
        following.look_up(opened, number, date(1980, 1, 1), who)
    except following.NotFound:
        return True
    except TooOften:
        return False
    raise AssertionError("it was a guess")


def test_nobody_shuts_a_number_for_others_with_one_address_however_long(opened, clock):
    row = unit_inside(opened).file(0)
    born = date.fromisoformat(row["birth_date"])
    for _hour in range(14 * 24):
        for _try in range(3):
            looked_at(opened, row["number"], "203.0.113.5")
        clock.move(hours=1)
    assert following.look_up(opened, row["number"], born, "198.51.100.7").number == row["number"]


def test_many_addresses_together_have_sixty_then_three_an_hour(opened, clock):
    row = unit_inside(opened).file(0)
    born = date.fromisoformat(row["birth_date"])
    tries = [looked_at(opened, row["number"], f"203.0.113.{n // 5}") for n in range(80)]
    assert tries == [True] * 60 + [False] * 20
    with pytest.raises(TooOften) as refused:
        following.look_up(opened, row["number"], born, "198.51.100.7")
    assert refused.value.seconds <= 20 * 60
    clock.move(seconds=refused.value.seconds)
    assert following.look_up(opened, row["number"], born, "198.51.100.7").number == row["number"]
    clock.move(hours=1)
    later = [looked_at(opened, row["number"], f"192.0.2.{n}") for n in range(10)]
    assert later.count(True) == 4, "those that grew back, and the right one took none"


def test_who_goes_on_guessing_costs_no_look_into_the_database(opened):
    row = unit_inside(opened).file(0)
    tries = [looked_at(opened, row["number"], "203.0.113.5") for _n in range(6)]
    assert tries == [True] * 5 + [False]
    asked = []

    def note(connection):
        asked.append(connection)

    event.listen(Engine, "begin", note)
    try:
        assert not looked_at(opened, row["number"], "203.0.113.5")
        assert asked == []
        assert looked_at(opened, row["number"], "203.0.113.6")
        assert asked
    finally:
        event.remove(Engine, "begin", note)


def test_right_ones_shut_nobody_out(office, body):
    assert {of(office, body).status_code for _n in range(12)} == {200}


def until_refused(bound: limits.Bound, status: int, ask) -> requests.Response:
    """Ask until it is too often: not before the bound, nor later than what grows back meanwhile allows."""
    began, answers = perf_counter(), [ask()]
    while answers[-1].status_code != 429:
        assert answers[-1].status_code == status
        assert len(answers) <= bound.burst + (perf_counter() - began) / bound.cost(1) + 1
        answers.append(ask())
    assert len(answers) > bound.burst
    return answers[-1]


def test_one_address_asks_so_often(tmp_path):
    from tests.offices import Office

    office = Office(tmp_path, serving=("--proxy", "127.0.0.1"))
    office.start()
    try:
        bad = {"X-Forwarded-For": "203.0.113.5"}
        until_refused(limits.LOOKING_UP, 422, lambda: look(office, "x", BIRTH, **bad))
        assert look(office, "x", BIRTH, **{"X-Forwarded-For": "203.0.113.6"}).status_code == 422
        path = f"{office.url}/r/WK01A-261124-0007-K"
        refusal = until_refused(limits.RECEIPTS, 404, lambda: requests.get(path, headers=bad, timeout=30))
        assert "<form" in refusal.text
    finally:
        office.stop()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"nomor": "<script>alert(1)</script>", "hari": '"><svg onload=x>', "bulan": "1", "tahun": "1990"},
        {"nomor": "‮WK01A", "hari": "31", "bulan": "2", "tahun": "1990"},
        {"nomor": "=cmd|' /C calc'!A0", "hari": "٣", "bulan": "1", "tahun": "1990"},
        {"nomor": "x" * 3000, "hari": "1", "bulan": "1", "tahun": "99999"},
        {"nomor": "{{ 7*7 }}${7*7}", "hari": "1", "bulan": "1", "tahun": "3000"},
    ],
)
def test_what_makes_no_sense_is_asked_again_harmlessly(office, said):
    answer = requests.post(f"{office.url}/lacak", data=said, timeout=30)
    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert "<svg" not in answer.text
    assert "49" not in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert len(answer.content) < SMALL


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded", 422),
        (b"&".join(b"a=1" for _n in range(1000)), "application/x-www-form-urlencoded", 422),
        (b'{"nomor": 1}', "application/json", 422),
        (b"x" * 5000, "application/x-www-form-urlencoded", 413),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 422),
    ],
)
def test_bodies_that_are_no_form_are_refused(office, content, kind, status):
    answer = requests.post(f"{office.url}/lacak", data=content, headers={"Content-Type": kind}, timeout=30)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Sari Wulandari", "S. W."),
        ("SUKARNO", "S."),
        ("a b c d e f", "A. B. C. D."),
        ("", ""),
        ("‮ <b>x</b> 123", "B."),
        ("straße ßx", "S. S."),
    ],
)
def test_initials(name, said):
    assert initials(name) == said


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_initials_say_no_more_than_letters(name):
    said = initials(name)
    assert len(said) <= 12
    assert all(part[-1] == "." and len(part) == 2 and part[0].isalpha() for part in said.split())


@pytest.fixture(scope="module")
def key(office) -> str:
    return office.lines("gateway", "add", "whatsapp")[0]["key"]


def ask(office, key, **asked) -> requests.Response:
    headers = {} if key is None else {"X-API-Key": key}
    return requests.post(f"{office.url}/v1/public/status", json=asked, headers=headers, timeout=30)


def test_a_gateway_gets_stable_fields(office, body, key):
    put(office, body["number"], "ready")
    said = ask(office, key, number=body["number"], birth_date=body["applicant"]["birth_date"], language="en")
    assert said.status_code == 200
    answer = said.json()
    assert (answer["stage"], answer["title"], answer["initials"]) == ("ready", "Ready for pick-up", "S. W.")
    assert date.fromisoformat(answer["until"]) > date.fromisoformat(answer["since"])
    assert answer["bring"][0]["for_whom"] == "The applicant"
    assert answer["text"].startswith(f"Application {body['number']}: Ready for pick-up.")
    assert "Wulandari" not in said.text
    assert set(answer) == {
        "number", "initials", "service", "submitted_on", "stage", "title", "since", "next", "until",
        "until_text", "expected", "bring", "pick_up", "notices", "contact", "text",
    }  # fmt: skip


def test_a_gateway_without_its_key_is_refused(office, body):
    asked = {"number": body["number"], "birth_date": body["applicant"]["birth_date"]}
    for wrong in (None, "", "hok_x", "é".encode().decode("latin-1")):
        answer = ask(office, wrong, **asked)
        assert (answer.status_code, answer.json()["code"]) == (401, "key.invalid")
    made = office.lines("gateway", "add", "for-a-moment")[0]["key"]
    assert ask(office, made, **asked).status_code == 200
    assert office.run("gateway", "add", "for-a-moment").returncode == 1
    assert office.run("gateway", "remove", "for-a-moment").returncode == 0
    assert ask(office, made, **asked).status_code == 401
    assert [each["name"] for each in office.lines("gateway", "list")] == ["whatsapp"]


def test_keys_are_kept_as_hashes(office, key):
    for file in office.home.glob("head-office.db*"):
        assert key.encode() not in file.read_bytes()


def test_a_gateway_can_t_guess_either(office, body, key):
    codes = [
        ask(office, key, number=body["number"], birth_date=f"1990-01-{day:02}").json()["code"]
        for day in range(1, 8)
    ]
    assert codes == ["status.not_found"] * 5 + ["rate.limited"] * 2
    refused = ask(office, key, number=body["number"], birth_date=body["applicant"]["birth_date"])
    assert refused.status_code == 429
    assert refused.json()["retry_after"] == int(refused.headers["Retry-After"])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"number": "WK01A", "birth_date": BIRTH}, "number.shape"),
        ({"number": "WK01A-261124-0007-X", "birth_date": BIRTH}, "number.shape"),
        ({"number": "x", "birth_date": "31-03-1992"}, "number.shape"),
        ({"number": "x"}, "request.shape"),
        ({"number": "x", "birth_date": BIRTH, "language": "de"}, "request.shape"),
    ],
)
def test_a_gateway_s_questions_have_a_shape(office, key, asked, code):
    answer = ask(office, key, **asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("birth", ["1992-13-01", "19920331xx", "0000-00-00", "１９９２-03-31"])
def test_a_birth_date_that_is_none_is_told(office, guest, key, birth):
    answer = ask(office, key, number=guest.body(1995)["number"], birth_date=birth)
    assert (answer.status_code, answer.json()["code"]) == (422, "birth_date.shape")


class Moved:
    """A clock so many days on."""

    def __init__(self, days: int) -> None:
        self.days = days

    def now(self) -> datetime:
        return datetime.now(JAKARTA) + timedelta(days=self.days)


def test_a_day_that_has_passed_is_said_so(office, body):
    put(office, body["number"], "ready")
    birth = date.fromisoformat(body["applicant"]["birth_date"])
    for days, words in ((0, "Ambil paling lambat"), (40, "Batas pengambilan adalah")):
        opened = open_head_office(office.home, clock=Moved(days))
        told = following.look_up(opened, body["number"], birth)
        assert told.until_words is not None
        assert words in told.until_words.id
        opened.close()


def test_no_number_and_a_wrong_date_take_the_same_time(office, guest, body, monkeypatch):
    """The work is the same; what is left of a difference drowns in a network's noise."""
    opened = open_head_office(office.home)
    monkeypatch.setattr(limits, "require_guess", lambda *_a, **_b: None)
    nobody, born = guest.body(1993)["number"], date(1990, 1, 1)
    taken = {number: [] for number in (body["number"], nobody)}
    for _n in range(300):
        for number, times in taken.items():
            began = perf_counter()
            with pytest.raises(following.NotFound):
                following.look_up(opened, number, born)
            times.append(perf_counter() - began)
    wrong, none = (median(times) for times in taken.values())
    assert abs(wrong - none) < 0.0002
    opened.close()
