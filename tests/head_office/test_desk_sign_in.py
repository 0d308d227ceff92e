"""Who gets in, who has to wait, and what a stranger's page can't do."""

from __future__ import annotations

import json

import pytest

from head_office.cli import run
from head_office.services import acts, passwords, staff
from mobile_unit.errors import UserFacingError
from tests.head_office.desk_client import PASSWORD, SECRET, Desk, add_staff, desk_of

PROTECTED = ("/desk", "/desk/aside", "/desk/account", "/desk/applications/WK01A-261124-0001-B",
             "/desk/applications/WK01A-261124-0001-B/scans/0/0")  # fmt: skip


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.mark.parametrize("path", PROTECTED)
def test_nobody_sees_anything_before_signing_in(office, path):
    answer = Desk(office).client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/sign-in?to={path}")
    assert answer.content == b""


def test_where_there_is_nothing_a_page_says_so(office):
    desk = desk_of(office)
    answer = desk.get("/desk/nonsense/at/all")
    assert answer.status_code == 404
    assert "Halaman ini tidak ada." in answer.text
    assert 'href="/desk"' in answer.text


def test_both_factors_are_needed_and_a_code_works_once(office, clock):
    add_staff(office, "199001", "verifier")
    desk = Desk(office)
    for wrong in ({"password": "salah semua ya"}, {"code": "000000"}, {"code": ""}, {"nip": "nobody"}):
        answer = desk.sign_in(**wrong)
        assert answer.status_code == 403
        assert "NIP, kata sandi, atau kode salah." in answer.text
    assert desk.sign_in().url.path == "/desk"
    again = Desk(office)
    assert again.sign_in().status_code == 403
    clock.move(seconds=30)
    assert again.sign_in().url.path == "/desk"


def test_the_second_factor_is_enrolled_at_the_first_sign_in(office):
    staff.add(office, "199001", "Dewi", "verifier", PASSWORD)
    desk = Desk(office)
    page = desk.sign_in(code="")
    assert page.url.path == "/desk/enrol"
    assert "<svg" in page.text
    assert desk.get("/desk").url.path in ("/desk/sign-in", "/desk/enrol")
    with office.database.read() as connection:
        secret = connection.exec_driver_sql("SELECT offered FROM sessions").scalar_one()
    desk.get("/desk/enrol")
    own = "empat ekor gajah terbang"
    told = {"old": PASSWORD, "new": own, "again": own}
    assert desk.send("/desk/enrol", {**told, "code": "000000"}).status_code == 400
    code = passwords.pyotp.TOTP(secret).at(int(office.clock.now().timestamp()))
    for new, again, why in (
        (PASSWORD, PASSWORD, "diberikan kepada Anda"),
        ("", "", "Kata sandi paling sedikit"),
        (own, PASSWORD, "kedua kali berbeda"),
    ):
        refused = desk.send("/desk/enrol", {**told, "code": code, "new": new, "again": again})
        assert refused.status_code == 400
        assert why in refused.text
    assert not staff.listed(office)[0].second_factor
    assert desk.send("/desk/enrol", {**told, "code": code}).url.path == "/desk"
    assert staff.listed(office)[0].second_factor
    with office.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT password FROM staff").scalar_one()
    assert passwords.fits(own, kept)
    assert not passwords.fits(PASSWORD, kept)


def test_wrong_tries_make_the_next_one_wait_longer_and_longer(office, clock):
    add_staff(office, "199001", "verifier")
    desk = Desk(office)
    waits = []
    for _n in range(4):
        desk.sign_in(password="salah semua ya")
    for _n in range(4):
        answer = desk.sign_in()
        assert answer.status_code == 403
        waits.append(int(answer.text.split("Tunggu ")[1].split(" ")[0]))
        clock.move(seconds=waits[-1])
        desk.sign_in(password="salah semua ya")
    assert waits == sorted(waits)
    assert waits[-1] >= 8 * (waits[0] - 1)
    clock.move(minutes=15)
    assert desk.sign_in().url.path == "/desk"


def test_an_address_that_tries_many_accounts_waits_too(office):
    desk = Desk(office)
    answers = [desk.sign_in(nip=f"1990{n:03d}").text for n in range(22)]
    assert "Terlalu sering" in answers[-1]
    assert "Terlalu sering" not in answers[10]


def test_whoever_has_one_address_of_ipv6_has_all_that_begin_alike(office):
    desk = Desk(office)
    for n in range(21):
        signing_in_from(office, desk, f"2001:db8:1:2::{n:x}")
    assert signing_in_from(office, desk, "2001:db8:1:2:ffff::1").status_code == 403
    assert "Terlalu sering" in signing_in_from(office, desk, "2001:db8:1:2:ffff::1").text
    assert "Terlalu sering" not in signing_in_from(office, desk, "2001:db8:1:3::1").text


def signing_in_from(office, desk, address):
    told = {"nip": f"1990{address[-6:]}".replace(":", ""), "password": PASSWORD, "code": "000000"}
    return desk.client.post("/desk/sign-in", data=told, address=address)


def test_a_session_ends_by_itself_and_by_hand(office, clock):
    desk = desk_of(office)
    clock.move(minutes=29)
    assert desk.get("/desk").status_code == 200
    clock.move(minutes=31)
    assert desk.get("/desk").url.path == "/desk/sign-in"
    desk.sign_in()
    assert desk.get("/desk").url.path == "/desk"
    desk.send("/desk/sign-out")
    assert desk.get("/desk").url.path == "/desk/sign-in"


def test_no_session_outlives_the_day(office, clock):
    desk = desk_of(office)
    for _n in range(25):
        clock.move(minutes=29)
        desk.get("/desk")
    assert desk.page.url.path == "/desk/sign-in"


def test_the_cookie_is_for_this_site_s_pages_alone(office):
    add_staff(office, "199001", "verifier")
    desk = Desk(office)
    desk.get("/desk/sign-in")
    told = {"nip": "199001", "password": PASSWORD, "code": desk.code()}
    cookie = desk.client.post("/desk/sign-in", data=told).headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word in cookie
    with office.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT token FROM sessions").scalar_one()
    assert kept not in cookie


def test_the_cookie_is_as_strict_behind_a_proxy_that_nobody_named(office):
    add_staff(office, "199001", "verifier")
    desk = Desk(office)
    told = {"nip": "199001", "password": PASSWORD, "code": desk.code()}
    options = {"data": told, "headers": {"X-Forwarded-Proto": "https", "Sec-Fetch-Site": "same-origin"}}
    cookie = desk.client.post("http://127.0.0.1/desk/sign-in", **options).headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    assert "Secure" in cookie


def test_a_session_that_somebody_put_into_the_browser_is_not_the_one_that_signs_in(office):
    add_staff(office, "199001", "verifier")
    desk = Desk(office)
    desk.client.cookies.set("__Host-desk", "of-somebody-else", domain="office.example")
    desk.sign_in()
    assert "of-somebody-else" not in [cookie.value for cookie in desk.client.cookies.jar if cookie.secure]
    desk.client.cookies.clear()
    assert desk.get("/desk", headers={"Cookie": "__Host-desk=of-somebody-else"}).url.path == "/desk/sign-in"


def test_a_form_of_another_page_is_refused(office):
    desk = desk_of(office)
    for fields in ({"csrf": "x"}, {"csrf": ""}):
        assert desk.send("/desk/search", fields).status_code == 403
        desk.get("/desk")
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert desk.send("/desk/search", {"words": "x"}, headers=headers).status_code == 403
        desk.get("/desk")
    assert desk.send("/desk/search", {"words": "x"}).status_code == 200


def test_every_page_carries_the_headers(office):
    desk = desk_of(office)
    for path in ("/desk", "/desk/account", "/desk/aside", "/desk/sign-in", "/desk/applications/none"):
        headers = desk.client.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
    assert "style=" not in desk.get("/desk").text
    assert "max-age" in desk.client.get("/desk/desk.css").headers["cache-control"]


def test_after_signing_in_one_goes_on_to_where_one_wanted_but_nowhere_else(office):
    add_staff(office, "199001", "verifier")
    desk = Desk(office)
    desk.get("/desk/sign-in")
    told = {"nip": "199001", "password": PASSWORD, "code": desk.code()}
    for there in ("//evil.example", "https://evil.example", "/desk/../x?y", "/desk/\\evil"):
        desk.client.cookies.clear()
        answer = desk.client.post("/desk/sign-in", data={**told, "to": there})
        assert answer.status_code == 403 or answer.headers["location"] in ("/desk", "/desk/../x")


def test_an_administrator_is_shown_nobody_s_data(office):
    desk = desk_of(office, "admin")
    assert desk.get("/desk").url.path == "/desk/aside"
    assert desk.get("/desk/applications/WK01A-261124-0001-B").status_code == 403
    assert "/desk/search" not in desk.get("/desk/aside").text


def test_disabled_is_out_at_once_and_reset_enrols_again(office):
    desk = desk_of(office)
    staff.disable(office, "199001")
    assert desk.get("/desk").url.path == "/desk/sign-in"
    assert desk.sign_in().status_code == 403
    staff.add(office, "199001", "Dewi", "verifier", PASSWORD)
    assert desk.sign_in(code="").url.path == "/desk/enrol"


def test_one_s_own_password_and_language(office):
    desk = desk_of(office)
    desk.get("/desk/account")
    words = "empat ekor gajah terbang"
    wrong = desk.send("/desk/account/password", {"old": "x", "new": words, "again": words})
    assert wrong.status_code == 400
    short = desk.send("/desk/account/password", {"old": PASSWORD, "new": "pendek", "again": "pendek"})
    assert short.status_code == 400
    assert (
        desk.send("/desk/account/password", {"old": PASSWORD, "new": words, "again": words}).status_code
        == 200
    )
    assert "My account" in desk.send("/desk/account/language", {"language": "en"}).text
    assert Desk(office).get("/desk/sign-in").text.count("Masuk") >= 1


def test_a_password_that_many_have_is_refused_where_it_is_changed(office):
    desk = desk_of(office)
    desk.get("/desk/account")
    said = desk.send(
        "/desk/account/password", {"old": PASSWORD, "new": "iloveyou2026", "again": "iloveyou2026"}
    )
    assert said.status_code == 400
    assert "mudah ditebak" in said.text


def test_whoever_finds_a_browser_open_does_not_find_the_password(office, clock):
    desk = desk_of(office)
    words = "empat ekor gajah terbang"
    desk.get("/desk/account")
    tries = [{"old": f"tebakan {n}", "new": words, "again": words} for n in range(6)]
    said = [desk.send("/desk/account/password", tried).text for tried in tries]
    assert "Tunggu" not in said[0]
    assert "Tunggu" in said[-1]
    right = {"old": PASSWORD, "new": words, "again": words}
    assert "Tunggu" in desk.send("/desk/account/password", right).text
    clock.move(seconds=60)
    assert desk.send("/desk/account/password", right).status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        *("pendek", "aaaaaaaaaaaaaa", "199001199001", "x" * 300, "kuda            k", "i" * 129),
        *("password1234", "qwertyuiop123", "Indonesia2026", "imigrasiwaykanan", "Lestari1990-01"),
        *("P@ssw0rd1234", "bismillah12345", "abcdefghijklmnop", "rahasia123456", "xq7 199001 vt"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password):
    with pytest.raises(UserFacingError):
        passwords.require_fit(password, "199001", "Dewi Lestari")


@pytest.mark.parametrize(
    "password", [PASSWORD, "empat ekor gajah terbang", "ねこ と いぬ 🐘🐘 berlari", "gajah ungu sore " * 8]
)
def test_a_long_password_of_any_letters_is_taken_whole(password):
    passwords.require_fit(password, "199001", "Dewi Lestari")
    kept = passwords.hashed(password)
    assert passwords.fits(password, kept)
    assert not passwords.fits(password[:-1], kept)
    assert not passwords.fits(password + "x", kept)


def test_hashes_are_argon2id_and_take_one_password():
    kept = passwords.hashed(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert passwords.fits(PASSWORD, kept)
    assert not passwords.fits(PASSWORD + "x", kept)
    assert not passwords.fits(PASSWORD, None)


def test_a_code_is_taken_half_a_minute_late_but_no_more():
    totp = passwords.pyotp.TOTP(SECRET)
    now = 1_790_000_000
    assert passwords.step_of(SECRET, totp.at(now), now) == now // 30
    assert passwords.step_of(SECRET, totp.at(now - 30), now) == now // 30 - 1
    assert passwords.step_of(SECRET, totp.at(now - 90), now) is None
    assert passwords.step_of(SECRET, "１２３４５６", now) is None


def test_the_commands(tmp_path, monkeypatch, capsys):
    home = ("--home", str(tmp_path), "--json")
    monkeypatch.setenv("HEAD_OFFICE_PASSWORD", PASSWORD)
    assert run(["staff", "add", "199001", "--name", "Dewi", "--role", "verifier", *home]) == 0
    assert run(["staff", "add", "1", "--name", "Dewi", "--role", "verifier", *home]) == 2
    assert run(["staff", "reset", "none", *home]) == 1
    assert run(["staff", "disable", "199001", *home]) == 0
    monkeypatch.setenv("HEAD_OFFICE_PASSWORD", "kurang")
    assert run(["staff", "reset", "199001", *home]) == 1
    capsys.readouterr()
    assert run(["staff", "list", *home]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed.pop("in_log")) == 12
    assert listed == {
        "nip": "199001",
        "name": "Dewi",
        "role": "verifier",
        "active": False,
        "second_factor": False,
    }


def test_one_sees_where_one_is_signed_in_and_ends_the_others(office, clock):
    desk = desk_of(office)
    clock.move(seconds=30)
    other = Desk(office)
    other.sign_in()
    page = desk.get("/desk/account")
    assert page.text.count("peramban ini") == 1
    assert page.text.count("halaman terakhir") == 1
    wrong = desk.send("/desk/account/sessions", {"password": "bukan sandinya"})
    assert wrong.status_code == 400
    assert other.get("/desk").url.path == "/desk"
    ended = desk.send("/desk/account/sessions", {"password": PASSWORD})
    assert "halaman terakhir" not in ended.text
    assert "Sesi yang lain diakhiri" in ended.text
    assert other.get("/desk").url.path == "/desk/sign-in"
    assert desk.get("/desk").url.path == "/desk"


def test_one_reads_what_happened_to_one_s_account(office, monkeypatch):
    desk = desk_of(office)
    words = "empat ekor gajah terbang"
    desk.get("/desk/account")
    desk.send("/desk/account/password", {"old": PASSWORD, "new": words, "again": words})
    page = desk.get("/desk/account").text
    assert "Kata sandi diganti" in page
    assert "Akun dibuat, atau dibuka kembali (oleh pengelola)" in page
    assert "yang ditampilkan" not in page
    monkeypatch.setattr(acts, "MOST_SHOWN", 1)
    assert "Hanya 1 terbaru yang ditampilkan." in desk.get("/desk/account").text
