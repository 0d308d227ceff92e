"""Referrals at head office: opened by supervisors alone, every look written down, followed by both sides."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from head_office.services import referrals
from head_office.store import looks
from mobile_unit.domain.entries import canonical
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import REFERRALS, series_number
from mobile_unit.domain.referrals import DONE, RECEIVED
from mobile_unit.sync import sealing, wire
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import unit_inside
from tests.head_office.statements import noted
from tests.offices import NIP, enrolled
from tests.services.test_outreach import photo
from tests.services.test_referring import WHO, target


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


def sealed(office, content: dict) -> str:
    recipient = sealing.recipient_of(office.bundle_identity)
    return wire.encode(sealing.sealed_bytes(canonical(content), [recipient]))


def made(office, serial: int = 1, **changes) -> dict:
    details = {**WHO.as_body(), "signed_by": WHO.name}
    return {
        "id": uuid7(), "number": series_number(REFERRALS, "WK01", "A", date(2026, 11, 24), serial),
        "made_at": "2026-11-24T09:00:00+07:00",
        "target": {"key": "mental_health", "kind": "mental_health", "name": "RSUD"},
        "sealed": sealed(office, details), "consent": "paper", "files": [],
        "officer": {"nip": NIP, "name": "Sari"}, "unit": {"code": "WK01", "name": "Unit"}, **changes,
    }  # fmt: skip


def status(office, body: dict, word: str, **changes) -> dict:
    return {
        "id": body["id"], "number": body["number"], "at": "2026-11-25T09:00:00+07:00", "status": word,
        "sealed": sealed(office, {"result": "Diperiksa"}), "officer": body["officer"], "unit": body["unit"],
        **changes,
    }  # fmt: skip


def codes(taken) -> list[str]:
    return [each["code"] for each in taken.quarantined]


def test_only_a_supervisor_opens_one_and_each_look_is_written_down(office, unit) -> None:
    body = made(office)
    assert codes(unit.take(unit.entry("referral.made", body))) == []
    desk = desk_of(office, "supervisor", "199007")
    page = desk.get("/desk/referrals").text
    assert body["number"] in page
    assert "Siti Aminah" not in page
    assert "Siti Aminah" in desk.get(f"/desk/referrals/{body['id']}").text
    with office.database.read() as connection:
        seen = looks.at(connection, body["id"], 10)
    assert [(each["staff"], each["page"]) for each in seen] == [("199007", "referral")]
    for role, nip in (("verifier", "199008"), ("admin", "199009")):
        other = desk_of(office, role, nip)
        assert other.get("/desk/referrals").status_code == 403
        assert other.get(f"/desk/referrals/{body['id']}").status_code == 403
        assert other.get(f"/desk/referrals/{body['id']}/consent").status_code == 403


def test_nothing_of_the_person_is_in_the_database_s_rows(office, unit) -> None:
    body = made(office)
    unit.take(unit.entry("referral.made", body), unit.entry("referral.status", status(office, body, DONE)))
    from head_office.store.tables import metadata

    with office.database.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert WHO.name not in repr(tuple(row))
                assert "Diperiksa" not in repr(tuple(row))


def test_head_office_follows_it_and_the_unit_hears_the_status_only(office, unit) -> None:
    body = made(office)
    unit.take(unit.entry("referral.made", body))
    desk = desk_of(office, "supervisor", "199007")
    path = f"/desk/referrals/{body['id']}"
    desk.get(path)
    assert desk.send(path, {"status": "received", "result": ""}).status_code == 200
    desk.get(path)
    assert desk.send(path, {"status": "done", "result": " "}).status_code == 400
    desk.get(path)
    assert "Sudah <b>pulih" not in desk.send(path, {"status": "done", "result": "Sudah <b>pulih"}).text
    assert "Sudah &lt;b&gt;pulih" in desk.get(path).text
    told = [each["body"] for each in unit.feed() if each["kind"] == "referral.status"]
    assert [each["status"] for each in told] == ["received", "done"]
    assert "pulih" not in repr(unit.feed())
    assert desk.left_over() == []
    assert desk.send(path, {"status": "refused", "result": "Tidak <b>datang"}).status_code == 400
    assert desk.left_over() == ["Tidak <b>datang"]
    assert "Nothing" not in desk.get("/desk/referrals?closed=1").text


def test_what_no_unit_writes_is_kept_aside(office, unit) -> None:
    body = made(office)
    wrong = [
        ({**made(office), "sealed": "bukan"}, "referral.sealed"),
        ({**made(office), "sealed": sealed(office, {"person": None})}, "referral.sealed"),
        ({**made(office), "number": "WK01A-261124-0001-X"}, "number.invalid"),
        ({**made(office), "consent": "none"}, "body.shape"),
        ({**made(office), "made_at": "2026-11-24\x0009:00:00+07:00"}, "text.invalid"),
        ({**made(office), "consent": "scan"}, "body.shape"),
        ({**made(office), "person": {"name": "Siti"}}, "body.shape"),
        ({**made(office), "unit": {"code": "WK02", "name": "x"}}, "referral.foreign"),
    ]
    taken = unit.take(*(unit.entry("referral.made", each) for each, _code in wrong))
    assert codes(taken) == [code for _each, code in wrong]
    good = unit.take(unit.entry("referral.made", body), unit.entry("referral.made", body))
    assert codes(good) == []  # the second is the same again
    more = [
        unit.entry("referral.made", made(office)),
        unit.entry("referral.made", {**body, "consent": "paper", "made_at": "2026-11-24T10:00:00+07:00"}),
        unit.entry("referral.status", status(office, {**body, "id": uuid7()}, DONE)),
        unit.entry("referral.status", status(office, body, "lost")),
        unit.entry("referral.status", status(office, body, DONE, at="2026-11-25\x0009:00:00+07:00")),
        unit.entry("referral.status", status(office, body, DONE, sealed="x")),
    ]
    assert codes(unit.take(*more)) == [
        "number.taken", "referral.differs", "referral.unknown", "body.shape", "text.invalid",
        "referral.sealed",
    ]  # fmt: skip


def test_a_word_after_the_closing_stands_beside_and_changes_nothing(office, unit) -> None:
    body = made(office)
    late = status(office, body, RECEIVED)
    unit.take(
        unit.entry("referral.made", body), unit.entry("referral.status", status(office, body, DONE)),
        unit.entry("referral.status", late), unit.entry("referral.status", late),
    )  # fmt: skip
    from head_office.store import referrals

    with office.database.read() as connection:
        row = referrals.find(connection, body["id"])
        steps = referrals.steps_of(connection, body["id"])
    assert row is not None
    assert row["status"] == DONE
    assert [each["status"] for each in steps] == ["sent", "done", "received"]


def test_the_directory_is_changed_on_a_page_and_every_unit_hears_of_it(office, unit) -> None:
    two = unit_inside(office, "WK02")
    desk = desk_of(office, "admin", "199009")
    page = desk.get("/desk/directory?key=dinsos").text
    assert "Dinas Sosial" in page
    fields = {"key": "dinsos", "kind": "social", "name": "Dinas Sosial", "address": "Jl. A",
              "phone": "0821", "contact": "Bu Ani"}  # fmt: skip
    again = desk.send("/desk/directory", fields)  # added, where it is there already
    assert again.status_code == 400
    assert "Sudah ada instansi" in again.text
    assert "Bu Ani" in again.text
    desk.get("/desk/directory?key=dinsos")
    changed = desk.send("/desk/directory", {**fields, "was": "dinsos"})
    assert changed.status_code == 200
    assert 'role="status"' in changed.text
    assert desk.send("/desk/directory", {**fields, "key": "Tidak!"}).status_code == 400
    desk.get("/desk/directory")
    desk.send("/desk/directory", {**fields, "key": "school", "remove": "1"})
    for each in (unit, two):
        first, second = (e["body"]["offices"] for e in each.feed() if e["kind"] == "directory.changed")
        assert next(o for o in first if o["key"] == "dinsos")["contact"] == "Bu Ani"
        assert {o["key"] for o in first} - {o["key"] for o in second} == {"school"}
    assert desk_of(office).get("/desk/directory").status_code == 403


def test_a_unit_s_referral_goes_the_whole_way_and_back(tmp_path, clock) -> None:
    from tests.offices import running_office

    with running_office(tmp_path / "office") as server:
        done = server.run(
            "directory", "set", "bidan", "--kind", "health", "--name", "Bidan desa", "--phone", "08"
        )
        assert done.returncode == 0, done.stderr
        assert server.run("directory", "remove", "none").returncode == 1
        unit = enrolled(server, tmp_path / "unit", "REF1", clock=clock)
        unit.sync.run()
        assert [each.phone for each in unit.referrals.directory() if each.key == "bidan"] == ["08"]
        assert {each["key"] for each in server.lines("directory", "list")} == {
            each.key for each in unit.referrals.directory()
        }
        unit.referrals.make(target(unit, "bidan"), WHO, signed=False, scan=photo())
        assert unit.sync.run().refused == 0
        with unit.context.store.read() as connection:
            from mobile_unit.store import blobs

            assert blobs.waiting_totals(connection) == (0, 0)
        unit.close()


def test_whom_a_lost_laptop_s_letters_are_about_is_on_the_list(office, unit, clock) -> None:
    from head_office.services import referrals
    from head_office.services.on_device import people_on
    from head_office.store import staff

    ids = sorted(uuid7() for _n in range(3))  # those of one millisecond come in any order
    open_, closed_there, closed_here = (made(office, serial, id=id_) for serial, id_ in enumerate(ids, 1))
    unit.take(
        *(unit.entry("referral.made", each) for each in (open_, closed_there, closed_here)),
        unit.entry("referral.status", status(office, closed_there, DONE)),
    )
    desk_of(office, "supervisor", "199007")
    with office.database.read() as connection:
        member = staff.find(connection, "199007")
    assert member is not None
    referrals.set_status(office, member, closed_here["id"], DONE, "Selesai")
    found = people_on(office, "WK01").referred
    assert sorted(each.number for each in found) == [open_["number"], closed_here["number"]]
    assert {each.full_name for each in found} == {"Siti Aminah"}
    clock.move(days=40)
    assert [each.number for each in people_on(office, "WK01").referred] == [open_["number"]]


def test_ten_times_the_letters_on_a_lost_laptop_ask_no_more_of_the_database(office, unit) -> None:
    from head_office.services.on_device import people_on

    asked = []
    for serials in (range(1, 3), range(3, 21)):
        unit.take(*(unit.entry("referral.made", made(office, serial)) for serial in serials))
        with noted() as ran:
            assert len(people_on(office, "WK01").referred) == serials[-1]
        asked.append(ran)
    assert asked[0] == asked[1]


def test_a_list_goes_on_and_leads_back_to_its_beginning(office, unit, monkeypatch) -> None:
    monkeypatch.setattr(referrals, "PAGE", 1)
    bodies = [made(office, serial) for serial in (1, 2)]
    for body in bodies:
        assert codes(unit.take(unit.entry("referral.made", body))) == []
    desk = desk_of(office, "supervisor", "199007")
    first = desk.get("/desk/referrals").text
    (shown,) = [body["number"] for body in bodies if body["number"] in first]
    assert "Ke halaman pertama" not in first
    (further,) = re.findall(r'href="([^"]+)" rel="next"', first)
    last = desk.get(unescape(further)).text
    (other,) = [body["number"] for body in bodies if body["number"] in last]
    assert other != shown
    assert 'href="/desk/referrals">Ke halaman pertama' in last
