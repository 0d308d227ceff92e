"""What the log says of signing in and of refused access: enough to follow an attack, and nobody's name."""

from __future__ import annotations

import json
import logging

import pytest

from head_office import logs
from head_office.services import security_log, staff
from tests.head_office.desk_client import PASSWORD, SECRET, Desk, add_staff, desk_of

WORDS = "empat ekor gajah terbang"
NIP = "199001012015031001"


@pytest.fixture
def said(caplog):
    """The events since, as (event, who, from)."""
    caplog.set_level(logging.INFO, logger=logs.security_log.name)

    def events() -> list[tuple[str, str | None, str | None]]:
        found = [each.args for each in caplog.records if each.name == logs.security_log.name]
        caplog.clear()
        return [(each["event"], each["who"], each["from"]) for each in found]

    return events


def test_signing_in_well_and_badly_is_told(inside, clock, said):
    add_staff(inside, NIP, "verifier")
    who, here = logs.name_in_log(inside.secret, NIP), logs.name_in_log(inside.secret, "here")
    said()
    desk = Desk(inside, NIP)
    desk.sign_in(password="salah semua ya")
    desk.sign_in(code="000000")
    desk.sign_in()
    assert said() == [
        (event, who, here) for event in (security_log.WRONG, security_log.WRONG, security_log.SIGNED_IN)
    ]
    Desk(inside, NIP).sign_in()
    assert said() == [(security_log.CODE_AGAIN, who, here)]
    for _n in range(5):
        Desk(inside, NIP).sign_in(password="salah semua ya")
    assert said()[-1] == (security_log.WAITS, who, here)
    desk.get("/desk")
    desk.send("/desk/sign-out")
    assert said() == [(security_log.SIGNED_OUT, who, None)]


def test_a_changed_account_is_told_and_on_record(inside, clock, said):
    desk = desk_of(inside, nip=NIP)
    said()
    desk.get("/desk/account")
    desk.send("/desk/account/password", {"old": "x", "new": WORDS, "again": WORDS})
    desk.send("/desk/account/password", {"old": PASSWORD, "new": WORDS, "again": WORDS})
    staff.reset(inside, NIP, PASSWORD)
    staff.disable(inside, NIP)
    events = [event for event, _who, _from in said()]
    assert events == [
        *(security_log.CREDENTIAL_WRONG, security_log.CREDENTIAL_CHANGED),
        *(security_log.ACCOUNT_RESET, security_log.ACCOUNT_DISABLED),
    ]
    with inside.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT what, by, subject FROM acts ORDER BY id").all()
    assert [tuple(row) for row in rows] == [
        ("account.added", None, f"staff {NIP}"),
        ("password.changed", NIP, f"staff {NIP}"),
        ("account.reset", None, f"staff {NIP}"),
        ("account.disabled", None, f"staff {NIP}"),
    ]


def test_who_may_not_is_told(inside, said):
    desk = desk_of(inside, "admin", NIP)
    who = logs.name_in_log(inside.secret, NIP)
    said()
    assert desk.get("/desk/person").status_code == 403
    assert said() == [(security_log.REFUSED, who, None)]
    desk.get("/desk/account")
    assert desk.send("/desk/account/language", {"csrf": "of another"}).status_code == 403
    assert said() == [(security_log.REFUSED, who, None)]
    foreign = desk.client.post("/desk/sign-in", headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert [event for event, _who, _from in said()] == [security_log.REFUSED]


class Written(logging.Handler):
    """The lines as they are written, in both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.json: list[str] = []
        self.plain: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.json.append(logs._JsonLines().format(record))
        self.plain.append(logs._PlainLines().format(record))


def test_no_line_of_it_names_anybody(inside, caplog):
    caplog.set_level(logging.INFO)
    add_staff(inside, NIP, "verifier", name="Zubaidah Hanum")
    written = Written()
    logging.getLogger().addHandler(written)
    Desk(inside, NIP).sign_in(password="sandi yang keliru")
    Desk(inside, NIP).sign_in(code="123456\n{}")
    Desk(inside, NIP).sign_in()
    logging.getLogger().removeHandler(written)
    of_security = [json.loads(line) for line in written.json if "event" in json.loads(line)]
    assert [line["event"] for line in of_security] == ["sign-in.wrong", "sign-in.wrong", "sign-in"]
    assert all(line["at"].endswith("+00:00") and line["request"] for line in of_security)
    for word in (NIP, "Zubaidah", "Hanum", "keliru", SECRET, PASSWORD, "123456"):
        assert word not in "\n".join([*written.json, *written.plain])
    assert any("sign-in.wrong who=" in line for line in written.plain)


def test_a_plain_log_has_the_requests_that_were_not_let_in(inside, caplog):
    desk = desk_of(inside, "admin")
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        desk.client.get("/v1/feed")
        desk.client.get("/desk/account")
    assert [each.getMessage() for each in caplog.records] == ["GET /v1/feed 401"]


def test_the_administrator_is_told_who_is_meant(inside):
    add_staff(inside, NIP, "verifier")
    (listed,) = staff.listed(inside)
    assert listed.in_log == logs.name_in_log(inside.secret, NIP)
    assert NIP not in listed.in_log
