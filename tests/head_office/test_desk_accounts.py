"""Accounts at the moment at which somebody else changes them, and what else strangers do at the sign-in."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace

import pytest
from zxcvbn import matching

from head_office.services import own_account, passwords, signing_in, staff
from head_office.store import staff as staff_store
from head_office.store.engine import Database
from mobile_unit.errors import MustWait, UserFacingError
from tests.head_office.desk_client import PASSWORD, Desk, add_staff, desk_of
from tests.head_office.inside import wait_for_a_lock


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


def meanwhile(monkeypatch, where, name, happens):
    """Something happens once, just before what is named there is next called."""
    real = getattr(where, name)

    def first(*given, **named):
        monkeypatch.setattr(where, name, real)
        happens()
        return real(*given, **named)

    monkeypatch.setattr(where, name, first)


OWN = "empat ekor gajah terbang"
FIRST_AGAIN = "tujuh payung hijau lipat"


def kept_of(office):
    """Password, second factor and number of sessions in the database."""
    with office.database.read() as connection:
        row = connection.exec_driver_sql("SELECT password, totp FROM staff").one()
        return *row, connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar_one()


def test_a_reset_is_not_overtaken_by_whoever_changes_the_password_at_that_moment(office, monkeypatch):
    desk = desk_of(office)
    desk.get("/desk/account")
    meanwhile(monkeypatch, own_account, "hashed", lambda: staff.reset(office, "199001", FIRST_AGAIN))
    said = desk.send("/desk/account/password", {"old": PASSWORD, "new": OWN, "again": OWN})
    assert said.status_code == 400
    assert "tidak ada yang disimpan" in said.text
    password, factor, sessions = kept_of(office)
    assert passwords.fits(FIRST_AGAIN, password)
    assert (factor, sessions) == (None, 0)


@pytest.mark.parametrize("form", ["password", "sessions"])
def test_a_session_that_was_ended_from_another_browser_changes_nothing_any_more(office, form, monkeypatch):
    desk = desk_of(office)
    desk.get("/desk/account")

    def end():
        with office.database.write() as connection:
            staff_store.end_sessions_of(connection, "199001")

    meanwhile(monkeypatch, own_account, "require_password", end)
    told = {"old": PASSWORD, "new": OWN, "again": OWN, "password": PASSWORD}
    said = desk.send(f"/desk/account/{form}", told)
    assert said.status_code == 400
    assert "tidak ada yang disimpan" in said.text
    assert passwords.fits(PASSWORD, kept_of(office)[0])


def code_of(office, secret):
    return passwords.pyotp.TOTP(secret).at(int(office.clock.now().timestamp()))


def offered(office, desk):
    """The secret on the page that a browser shows, as one types it."""
    shown = desk.get("/desk/enrol").text.split('<p class="secret"><code>')[1]
    return shown.split("<")[0].replace(" ", "")


def enrol(office, desk, secret, new=OWN, *, given=PASSWORD):
    told = {"old": given, "code": code_of(office, secret), "new": new, "again": new}
    return desk.send("/desk/enrol", told)


def test_nobody_comes_in_with_a_password_that_is_reset_at_that_moment(office, monkeypatch):
    add_staff(office, "199001", "verifier")
    desk = Desk(office)
    real = passwords.fits

    def fits_then_reset(*given):
        good = real(*given)
        monkeypatch.setattr(passwords, "fits", real)
        staff.reset(office, "199001", FIRST_AGAIN)
        return good

    monkeypatch.setattr(passwords, "fits", fits_then_reset)
    said = desk.sign_in()
    assert said.status_code == 403
    assert "NIP, kata sandi, atau kode salah." in said.text
    assert kept_of(office)[1:] == (None, 0)


def test_of_two_browsers_that_enrol_at_one_moment_one_does(office, monkeypatch):
    staff.add(office, "199001", "Dewi", "verifier", PASSWORD)
    first, second = Desk(office), Desk(office)
    first.sign_in(code="")
    second.sign_in(code="")
    secrets = [offered(office, desk) for desk in (first, second)]

    def second_enrols():
        assert enrol(office, second, secrets[1], FIRST_AGAIN).url.path == "/desk"

    meanwhile(monkeypatch, passwords, "hashed", second_enrols)
    said = enrol(office, first, secrets[0])
    assert said.status_code == 400
    assert "tidak ada yang disimpan" in said.text
    password, factor, sessions = kept_of(office)
    assert passwords.fits(FIRST_AGAIN, password)
    assert (factor, sessions) == (secrets[1], 1)


def test_a_browser_that_began_with_an_old_password_does_not_enrol_after_a_reset(office, monkeypatch):
    staff.add(office, "199001", "Dewi", "verifier", PASSWORD)
    desk = Desk(office)
    desk.sign_in(code="")
    secret = offered(office, desk)
    meanwhile(monkeypatch, passwords, "hashed", lambda: staff.reset(office, "199001", FIRST_AGAIN))
    said = enrol(office, desk, secret)
    assert "tidak ada yang disimpan" in said.text
    password, factor, sessions = kept_of(office)
    assert passwords.fits(FIRST_AGAIN, password)
    assert (factor, sessions) == (None, 0)


def in_a_thread(does):
    """Begin it; what to wait for, and a list of what it raised."""
    broken = []

    def guarded():
        try:
            does()
        except Exception as error:
            broken.append(error)

    thread = threading.Thread(target=guarded)
    thread.start()
    return thread, broken


def test_first_tries_at_one_moment_are_counted_one_after_the_other(office):
    """As many as are free, by somebody who waited for all of them without knowing."""
    who = "nip 199001"
    with office.database.write() as connection:
        assert staff_store.tried(connection, who, office.now())[0] == 0
        thread, broken = in_a_thread(lambda: signing_in.count_try(office, who, "from here"))
        wait_for_a_lock(office, thread)
        for _n in range(signing_in.FREE_TRIES["nip"]):
            staff_store.count_try(connection, who, office.now())
    thread.join()
    assert [type(error) for error in broken] == [MustWait]


@pytest.mark.parametrize("anywhere", ["large"], indirect=True)
def test_a_good_sign_in_waits_for_no_old_try_that_is_counted_again_just_now(office, clock):
    add_staff(office, "199001", "verifier")
    signing_in.count_try(office, "nip 199002")
    clock.move(days=2)
    desk = Desk(office)
    with office.database.write() as connection:
        staff_store.tried(connection, "nip 199002", office.now())
        thread, broken = in_a_thread(desk.sign_in)
        thread.join(20)
        assert not thread.is_alive()
    assert broken == []
    assert desk.page.url.path == "/desk"


def test_no_password_is_judged_in_more_than_a_few_ways():
    """Each reading of the signs that stand for letters looks through all words again: with every sign that
    the library knows there are hundreds of readings, which take seconds."""
    with contextlib.suppress(UserFacingError):
        passwords.require_fit(PASSWORD, "199001", "Dewi Lestari")
    signs = matching.L33T_TABLE
    every = "".join(sign for several in signs.values() for sign in several)
    assert len(matching.enumerate_l33t_subs(matching.relevant_l33t_subtable(every, signs))) <= 24


def test_of_a_long_password_the_beginning_is_judged():
    long = "4@8({[<3691!|7$5+%20" * 6
    assert passwords._guesses(long, []) == passwords._guesses(long[:40], [])


def test_what_begins_hard_to_guess_is_hard_to_guess_however_it_goes_on():
    passwords.require_fit("empat ekor gajah terbang ke utara" + "a" * 90, "199001", "Dewi Lestari")


def test_a_new_password_is_judged_for_whoever_knows_the_old_one(office):
    desk = desk_of(office)
    desk.get("/desk/account")
    said = desk.send("/desk/account/password", {"old": "bukan", "new": "pendek", "again": "pendek"})
    assert "Kata sandi sekarang salah." in said.text


def test_at_the_first_sign_in_each_password_that_is_judged_counts_as_a_try(office):
    staff.add(office, "199001", "Dewi", "verifier", PASSWORD)
    desk = Desk(office)
    desk.sign_in(code="")
    told = {"old": PASSWORD, "code": "000000", "new": "iloveyou2026", "again": "iloveyou2026"}
    said = [desk.send("/desk/enrol", told).text for _n in range(6)]
    assert "mudah ditebak" in said[0]
    assert "Tunggu" in said[-1]


def test_whoever_finds_somebody_else_s_first_sign_in_leaves_it(office):
    staff.add(office, "199001", "Dewi", "verifier", PASSWORD)
    add_staff(office, "199002", "verifier", name="Budi Santoso")
    desk = Desk(office)
    page = desk.sign_in(code="")
    assert "Bukan Anda (199001)?" in page.text
    assert "Keluar" in page.text
    assert desk.send("/desk/sign-out").url.path == "/desk/sign-in"
    assert kept_sessions(office) == 0
    desk.nip = "199002"
    assert desk.sign_in().url.path == "/desk"


def test_whoever_finds_a_first_sign_in_enrols_no_phone_of_theirs(office, caplog):
    """They have not the password that was given, and guessing it is slowed down."""
    staff.add(office, "199001", "Dewi", "verifier", PASSWORD)
    desk = Desk(office)
    desk.sign_in(code="")
    secret = offered(office, desk)
    for guess in ("", OWN, OWN, OWN):
        said = enrol(office, desk, secret, given=guess)
        assert said.status_code == 400
        assert "Kata sandi yang diberikan kepada Anda salah." in said.text
    assert "password.wrong" in caplog.text
    assert "Tunggu" in enrol(office, desk, secret).text
    assert kept_of(office)[1] is None


def kept_sessions(office):
    with office.database.read() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar_one()


def test_a_first_sign_in_that_nobody_ends_is_over_after_ten_minutes(office, clock):
    staff.add(office, "199001", "Dewi", "verifier", PASSWORD)
    desk = Desk(office)
    desk.sign_in(code="")
    clock.move(minutes=9)
    assert desk.get("/desk/enrol").url.path == "/desk/enrol"
    clock.move(minutes=2)
    assert desk.get("/desk/enrol").url.path == "/desk/sign-in"
    assert kept_sessions(office) == 0


def test_browsers_take_the_cookie_s_end_as_strictly_as_the_cookie(office):
    desk = desk_of(office)
    csrf = desk.hidden()["csrf"]
    cookie = desk.client.post("/desk/sign-out", data={"csrf": csrf}).headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=0"):
        assert word in cookie


def test_a_stranger_does_not_read_where_the_database_is(office, caplog):
    away = replace(office, database=Database("postgresql+psycopg://office_user@127.0.0.1:1/office"))
    told = {"nip": "199001", "password": PASSWORD, "code": "000000"}
    said = Desk(away).client.post("/desk/sign-in", data=told)
    assert said.status_code == 503
    assert "Server sedang terganggu; ini mungkin belum tersimpan." in said.text
    assert not any(word in said.text for word in ("127.0.0.1", "office_user"))
    assert "127.0.0.1" in caplog.text
    away.database.close()
