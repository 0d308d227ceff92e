"""The verifiers' list and an application's page: what is due first, who was quicker, what is not lost."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from PIL import Image

from head_office.services import dossier, quarantine, records, steps
from head_office.services.checks import Quarantined
from head_office.services.gathering import Gathering
from head_office.services.work_list import seal
from head_office.store import journals, pairs
from head_office.store.pairs import Pair
from head_office.web.page import capped
from mobile_unit.domain.entries import APPLICATION_SUBMITTED
from mobile_unit.domain.states import HEAD_OFFICE_STATES
from mobile_unit.i18n import set_language
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import unit_inside


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def desk(office):
    return desk_of(office)


def open_(desk, row) -> str:
    desk.get(f"/desk/applications/{row['number']}")
    assert desk.page.status_code == 200
    return desk.page.text


def act(desk, row, what: str, **fields):
    return desk.send(f"/desk/applications/{row['number']}/{what}", fields)


def numbers(page: str) -> list[str]:
    return re.findall(r'class="open" href="/desk/applications/([^"]+)"', page)


def told(unit, row) -> list[tuple[str, str | None]]:
    """What the unit heard of an application."""
    bodies = [each["body"] for each in unit.feed() if each["kind"] == "application.status"]
    return [(each["status"], each["note"]) for each in bodies if each["id"] == row["id"]]


def test_what_is_due_first_is_first_page_by_page(office, unit, clock):
    rows = []
    for n in range(60):
        if n % 20 == 0:
            clock.move(days=1)
        rows.append(unit.file(n))
    expected = [row["number"] for row in sorted(rows, key=lambda row: (row["due_on"] or "9", row["id"]))]
    desk = desk_of(office)
    first = desk.get("/desk").text
    further = re.search(r'<a href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    second = desk.get(further).text
    assert numbers(first) + numbers(second) == expected
    assert 'rel="next"' not in second
    assert "60" in re.search(r'aria-current="page">[^<]*<span class="count">(\d+)', first)[1]


@pytest.mark.parametrize(
    ("count", "indonesian", "english"),
    [(60, "60", "60"), (1000, "1.000", "1,000"), (1001, "1.000+", "1,000+")],
)
def test_a_count_on_a_tab_is_written_as_all_others_are(count, indonesian, english):
    assert capped(count) == indonesian
    set_language("en")
    assert capped(count) == english


def test_it_is_narrowed_and_searched_without_a_name_in_an_address(office, unit, desk):
    other = unit_inside(office, "WK02")
    mine, theirs = unit.file(0), other.file(1)
    assert numbers(desk.get("/desk?unit=WK02").text) == [theirs["number"]]
    assert numbers(desk.get(f"/desk?service={mine['service']}&unit=WK01").text) == [mine["number"]]
    assert numbers(desk.get("/desk?state=paid").text) == []
    desk.get("/desk")
    for words in (
        mine["full_name"][:5],
        mine["nik"],
        mine["nik"][:8],
        mine["number"],
        mine["number"].lower(),
    ):
        found = desk.send("/desk/search", {"words": words})
        assert mine["number"] in numbers(found.text)
        assert words not in str(found.url)
        desk.get("/desk")
    assert numbers(desk.send("/desk/search", {"words": "%_%"}).text) == []
    assert numbers(desk.get(f"/desk?find={seal(office, 'x')[:-4]}AAAA").text) != []


def test_what_somebody_searched_for_is_told_on_no_colleague_s_page(desk):
    desk.send("/desk/search", {"words": "Call 0812 and say your password"})
    sealed = desk.page.url.params["find"]
    assert "Call 0812" in desk.page.text
    for address in ("/desk/units/WK01", "/desk/units", "/desk/visits", "/desk/aside", "/desk"):
        assert "Call 0812" not in desk.get(f"{address}?told={sealed}").text


def test_what_was_sealed_for_another_page_tells_nothing(office, desk):
    for said in (["WK01", "199001"], {"find": "x"}, {"done": 1, "refused": []}, "Applied."):
        assert desk.get(f"/desk?told={seal(office, said)}").status_code == 200


def test_a_slash_too_many_leads_to_the_page(desk):
    assert str(desk.get("/desk/").url).endswith("/desk")
    assert str(desk.get("/desk/units/").url).endswith("/desk/units")


def test_everything_about_one_is_on_its_page_and_who_looked_is_kept(office, unit, desk):
    row, twin = unit.file(0), unit_inside(office, "WK02")
    again = twin.body(0)
    assert twin.take(twin.entry("application.submitted", again)).quarantined == []
    page = open_(desk, row)
    body = unit.body(0)
    for words in (body["applicant"]["full_name"], body["applicant"]["mother_name"], again["number"]):
        assert words in page
    assert page.count('class="scan"') == len(body["documents"])
    supervisor = desk_of(office, "supervisor", "199002", name="Ibu Kepala")
    looks = supervisor.get(f"/desk/applications/{row['number']}/looks").text
    assert "Dewi Lestari" in looks
    assert "<code>" not in looks
    assert "Permohonan</td>" in looks
    assert desk.get(f"/desk/applications/{row['number']}/looks").status_code == 403


def test_who_looked_is_found_as_the_application_is_and_says_where_it_stops(office, unit, desk, monkeypatch):
    row = unit.file(0)
    open_(desk, row)
    supervisor = desk_of(office, "supervisor", "199002", name="Ibu Kepala")
    spoken = row["number"].replace("-", " ").lower()
    looks = supervisor.get(f"/desk/applications/{spoken}/looks").text
    assert "Dewi Lestari" in looks
    assert f'href="/desk/applications/{row["number"]}"' in looks
    assert "yang ditampilkan" not in looks
    monkeypatch.setattr(dossier, "MOST_LOOKS", 1)
    looks = supervisor.get(f"/desk/applications/{row['number']}/looks").text
    assert "Hanya 1 terbaru yang ditampilkan." in looks
    unknown = supervisor.get("/desk/applications/WK01A-261124-9999-X/looks")
    assert unknown.status_code == desk.get("/desk/applications/WK01A-261124-9999-X").status_code == 400
    assert "Tidak ada permohonan dengan nomor ini" in unknown.text


def test_a_scan_is_drawn_for_who_is_signed_in_and_kept_by_no_browser(office, unit, desk, monkeypatch):
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(picture, "JPEG")
    real = unit.scan

    def scan(kind, serial):
        content = picture.getvalue() + f"{kind} {unit.journal}".encode()
        return content, {
            **real(kind, serial)[1],
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        }

    monkeypatch.setattr(unit, "scan", scan)
    row = unit.file(0)
    address = f"/desk/applications/{row['number']}/scans/0/0"
    answer = desk.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "no-store"
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert desk.client.get(f"/desk/applications/{row['number']}/scans/99/0").status_code == 400


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"<svg onload='alert(1)'/>", b"MZ"])
def test_what_is_said_to_be_a_picture_and_is_none_is_not_served(office, unit, desk, monkeypatch, content):
    real = unit.scan

    def scan(kind, serial):
        bytes_ = content + f" {kind} {unit.journal}".encode()
        sha256 = hashlib.sha256(bytes_).hexdigest()
        return bytes_, {**real(kind, serial)[1], "sha256": sha256, "bytes": len(bytes_)}

    monkeypatch.setattr(unit, "scan", scan)
    row = unit.file(0)
    answer = desk.client.get(f"/desk/applications/{row['number']}/scans/0/0")
    assert answer.status_code == 400
    assert "alert(1)" not in answer.text


def test_from_received_to_handed_over_the_unit_hears_each_step(office, unit, desk):
    row = unit.file(0)
    open_(desk, row)
    act(desk, row, "take")
    assert unit.row(row["id"])["assignee"] == "199001"
    fees = {f"amount {fee['code']}": str(fee["amount"]) for fee in unit.body(0)["fees"]}
    act(desk, row, "bill", code="8123 4567 8901 234", expires_on="2026-12-05", **fees)
    act(desk, row, "pay", ntpn="0a1b2c3d4e5f6g7h", paid_on=office.now()[:10], **fees)
    for state in ("interview", "verification", "adjudication", "printing", "quality_check", "ready"):
        act(desk, row, "decide", state=state)
        assert desk.page.status_code == 200, desk.page.text
    act(desk, row, "decide", state="handed_over", note="Kepada pemohon, KTP asli")
    heard = told(unit, row)
    assert [state for state, _note in heard] == [
        *("received", "awaiting_payment", "paid", "interview", "verification", "adjudication"),
        *("printing", "quality_check", "ready", "handed_over"),
    ]
    assert heard[1][1].startswith("Kode billing 812345678901234, Rp")
    (last,) = [each["body"]["until"] for each in unit.feed() if "until" in each["body"]]
    assert last == "2026-12-05"
    assert "0A1B2C3D4E5F6G7H" in heard[2][1]
    with office.database.read() as connection:
        by = connection.exec_driver_sql("SELECT by FROM history WHERE state <> 'received'").scalars().all()
    assert set(by) == {"199001"}


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("bill", {"code": "12", "amount paspor": "650000"}),
        ("bill", {"code": "812345678901234"}),
        ("bill", {"code": "812345678901234", "amount x": "-5"}),
        ("pay", {"ntpn": "0A1B2C3D4E5F6G7H", "paid_on": "2026-11-24", "amount x": "1"}),
        ("decide", {"state": "ready"}),
        ("decide", {"state": "rejected", "note": "  "}),
        ("decide", {"state": "flying"}),
        ("decide", {"state": "incomplete"}),
        ("decide", {"state": "verification", "note": "x" * 301}),
        ("ask", {}),
        ("ask", {"field": "applicant.full_name"}),
        ("ask", {"field": "applicant.shoe_size", "sentence applicant.shoe_size": "Berapa?"}),
    ],
)
def test_what_may_not_be_is_refused_with_what_was_typed(office, unit, desk, what, fields):
    row = unit.file(0)
    open_(desk, row)
    answer = act(desk, row, what, **fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    if what == "bill":
        assert f'value="{fields["code"]}"' in answer.text
    assert told(unit, row) == [("received", None)]


def test_a_correction_is_asked_for_field_by_field(office, unit, desk):
    row = unit.file(0)
    open_(desk, row)
    act(desk, row, "ask", field="applicant.birth_place",
        **{"sentence applicant.birth_place": "  Menurut akta:\n KOTABUMI  "})  # fmt: skip
    assert unit.row(row["id"])["state"] == "incomplete"
    (asked,) = [each["body"] for each in unit.feed() if each["kind"] == "correction.requested"]
    assert asked["fields"] == [{"field": "applicant.birth_place", "sentence": "Menurut akta: KOTABUMI"}]
    assert "Menurut akta: KOTABUMI" in open_(desk, row)


def test_the_second_of_two_is_shown_what_the_first_did_and_overwrites_nothing(office, unit, desk):
    row = unit.file(0)
    other = desk_of(office, nip="199003", name="Rudi Hartono")
    open_(desk, row)
    open_(other, row)
    act(other, row, "decide", state="suspended", note="BAP perlu dibuat")
    answer = act(desk, row, "decide", state="verification", note="Berkas lengkap & benar")
    assert answer.status_code == 409
    for words in ("Rudi Hartono", "BAP perlu dibuat"):
        assert words in answer.text
    assert unit.row(row["id"])["state"] == "suspended"
    assert [state for state, _note in told(unit, row)] == ["received", "suspended"]
    # the page that came back is of now: what was typed is there, and decided again it holds
    assert "Berkas lengkap &amp; benar" in answer.text
    assert "Yang Anda ketik masih ada." in answer.text
    assert desk.left_over() == []
    assert act(desk, row, "decide", state="verification", note="Berkas lengkap & benar").status_code == 200
    assert told(unit, row)[-1] == ("verification", "Berkas lengkap & benar")


def test_words_for_a_step_that_may_not_follow_any_more_can_be_copied(office, unit, desk):
    row = unit.file(0)
    other = desk_of(office, nip="199003", name="Rudi Hartono")
    open_(desk, row)
    mine = desk.page
    open_(other, row)
    act(other, row, "decide", state="rejected", note="Tidak memenuhi syarat")
    asked = {"field": "applicant.birth_place", "sentence applicant.birth_place": "Menurut akta: <KOTABUMI>"}
    assert act(desk, row, "ask", **asked).status_code == 409
    (words,) = desk.left_over()
    assert words.endswith(": Menurut akta: <KOTABUMI>")
    assert not words.startswith("applicant.")
    assert "Yang Anda ketik masih ada." not in desk.page.text

    desk.page = mine
    assert act(desk, row, "decide", state="verification", note="Berkas lengkap & benar").status_code == 409
    assert desk.left_over() == ["Berkas lengkap & benar"]
    desk.page = mine
    assert act(desk, row, "bill", code="820261124000001", expires_on="").status_code == 400
    assert desk.left_over() == ["Kode billing: 820261124000001"]
    desk.page = mine
    assert act(desk, row, "take").status_code == 409
    assert desk.left_over() == []
    assert "Yang Anda ketik" not in desk.page.text


def test_several_at_once_each_refused_one_by_name(office, unit, desk):
    rows = [unit.file(n) for n in range(4)]
    page = desk.get("/desk").text
    ticked = re.findall(r'name="ticked" value="([^"]+)"', page)
    open_(desk, rows[0])
    act(desk, rows[0], "decide", state="rejected", note="Tidak memenuhi syarat")
    desk.get("/desk")
    assert desk.send("/desk/bulk", {"ticked": ticked, "state": "", "note": ""}).status_code == 400
    desk.get("/desk")
    answer = desk.send(
        "/desk/bulk", {"ticked": ticked, "state": "verification", "note": "", "back": "desk=office"}
    )
    assert desk.told()["done"] == 3
    assert rows[0]["number"] in answer.text
    states = [unit.row(row["id"])["state"] for row in rows]
    assert states == ["rejected", "verification", "verification", "verification"]


def test_names_that_mean_harm_are_letters(office, unit, desk):
    hostile = "SITI <SCRIPT>ALERT(1)</SCRIPT> \u202eNIMDA"
    body = unit.body(0)
    body["applicant"] = {**body["applicant"], "mother_name": hostile}
    unit.take(unit.entry("application.submitted", body))
    row = unit.file(1)
    open_(desk, row)
    act(desk, row, "decide", state="suspended", note=hostile)
    for address in (f"/desk/applications/{row['number']}", "/desk/aside", "/desk"):
        page = desk.get(address).text
        assert "<SCRIPT>" not in page
    assert "&lt;SCRIPT&gt;" in desk.get(f"/desk/applications/{row['number']}").text


def test_only_a_supervisor_puts_back_what_is_decided(office, unit, desk):
    row = unit.file(0)
    open_(desk, row)
    act(desk, row, "decide", state="rejected", note="Syarat tidak terpenuhi")
    assert act(desk, row, "decide", state="verification", note="Salah tekan").status_code == 400
    supervisor = desk_of(office, "supervisor", "199002", name="Ibu Kepala")
    open_(supervisor, row)
    assert act(supervisor, row, "decide", state="verification", note="").status_code == 400
    assert act(supervisor, row, "decide", state="verification", note="Keberatan diterima").status_code == 200
    assert told(unit, row)[-1] == ("verification", "Keberatan diterima")


def test_every_step_is_between_states_that_there_are():
    for before, after in steps.STEPS.items():
        assert {before, *after} <= set(HEAD_OFFICE_STATES)


def test_what_is_kept_aside_is_shown_and_applied_or_not(office, unit, desk):
    body = unit.body(0)
    taken = unit.take(unit.entry("moon.landed", body))
    assert taken.quarantined[0]["code"] == "kind.unknown"
    supervisor = desk_of(office, "supervisor", "199002", name="Ibu Kepala")
    page = supervisor.get("/desk/aside").text
    assert "kind.unknown" in page
    assert "moon.landed" in page
    place = {"journal": unit.journal, "seq": str(taken.quarantined[0]["seq"])}
    refused = supervisor.send("/desk/aside/entry", place)
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text
    assert "moon.landed" in supervisor.get("/desk/aside").text
    desk.get("/desk/aside")
    assert 'action="/desk/aside/entry"' not in desk.page.text
    desk.get("/desk/account")
    assert desk.send("/desk/aside/entry", place).status_code == 403


def test_a_list_of_what_is_kept_aside_says_where_it_stops(office, unit, desk, monkeypatch):
    unit.take(unit.entry("moon.landed", unit.body(0)))
    assert "yang ditampilkan" not in desk.get("/desk/aside").text
    monkeypatch.setattr(quarantine, "MOST_SHOWN", 1)
    assert desk.get("/desk/aside").text.count("Hanya 1 terbaru yang ditampilkan.") == 1
    with office.database.write() as connection:
        journals.set_batch_aside(connection, unit.journal, b"x", "fork", office.now())
    assert desk.get("/desk/aside").text.count("Hanya 1 terbaru yang ditampilkan.") == 2


def test_what_could_not_be_applied_then_is_applied_now_once(office, unit, desk, monkeypatch):
    def full(*_told):
        raise Quarantined("catalogue.unknown")

    body = unit.body(0)
    with monkeypatch.context() as then:
        then.setitem(records._KINDS, APPLICATION_SUBMITTED, full)
        then.setattr(Gathering, "_is_free", lambda *_told: False)  # else it is filed with others, at once
        taken = unit.take(unit.entry(APPLICATION_SUBMITTED, body))
    assert [each["code"] for each in taken.quarantined] == ["catalogue.unknown"]
    place = {"journal": unit.journal, "seq": str(taken.quarantined[0]["seq"])}
    supervisor = desk_of(office, "supervisor", "199002", name="Ibu Kepala")
    supervisor.get("/desk/aside")
    assert supervisor.send("/desk/aside/entry", place).status_code == 200
    assert supervisor.told()
    assert body["number"] in numbers(desk.get("/desk?desk=elsewhere").text)
    assert supervisor.send("/desk/aside/entry", place).status_code == 400


def test_whom_the_night_found_likely_the_same_stands_beside(office, unit, desk):
    row, like, two = unit.file(0), unit_inside(office, "WK02").file(1), unit_inside(office, "WK03").file(2)
    assert like["number"] not in open_(desk, row)
    with office.database.write() as connection:
        found = [Pair(*sorted((row["id"], other["id"])), "like_name", 91) for other in (like, two)]
        pairs.keep(connection, found, "2026-11-24")
        told = {"kind": "like_name", "by": "199002", "reason": "Kembar", "at": office.now()}
        assert pairs.dismiss(connection, row["id"], two["id"], **told)
    page = open_(desk, row)
    assert like["number"] in page
    assert 'id="other-' + two["number"] in page
    assert page.count("Kembar") == 1
    assert "Ada 1 permohonan lain" in page
    assert row["number"] in open_(desk, like)
    assert "Ada 1 permohonan lain" not in open_(desk, two)


def named(unit, serial: int, full_name: str) -> str:
    """An application of somebody of that name; answers its number."""
    body = unit.body(serial)
    applicant = {**body["applicant"], "full_name": full_name}
    return unit.file(serial, applicant=applicant, warnings=[])["number"]


def test_a_name_is_found_by_any_of_its_words_in_any_order(unit, desk, monkeypatch):
    monkeypatch.setattr("head_office.services.records.require_valid", lambda *_told: None)
    nyoman = named(unit, 0, "NYOMAN SIREGAR MA'RUF")
    siti = named(unit, 1, "Siti Nyomanda Lestari")
    desk.get("/desk")

    def search(words: str) -> list[str]:
        found = numbers(desk.send("/desk/search", {"words": words}).text)
        desk.get("/desk")
        return found

    assert search("siregar") == [nyoman]
    assert search("maruf ny") == [nyoman]
    assert search("NYOMAN") == [nyoman, siti]
    assert search("lestari siti") == [siti]
    assert search("lest nyo") == [siti]
    assert search("siregar siti") == []
    assert search("egar") == []
    assert search("% _") == []


def test_a_corrected_name_is_found_by_its_new_words_only(office, unit, desk):
    row = unit.file(0)
    body = unit.body(0) | {"id": row["id"], "number": row["number"]}
    body["applicant"] = {**body["applicant"], "full_name": "QORINTHIA ZAMRUDIAH"}
    more = {"correction": 1, "corrected_at": body["submitted_at"], "reason": "Salah ketik",
            "answers_request": None}  # fmt: skip
    assert unit.take(unit.entry("application.corrected", body | more)).quarantined == []
    desk.get("/desk")
    assert numbers(desk.send("/desk/search", {"words": "zamrudiah"}).text) == [row["number"]]
    later = row["full_name"].split()[-1]
    desk.get("/desk")
    assert numbers(desk.send("/desk/search", {"words": later}).text) == []


def test_where_too_many_bear_a_name_it_says_so(unit, desk, monkeypatch):
    monkeypatch.setattr("head_office.services.records.require_valid", lambda *_told: None)
    monkeypatch.setattr("head_office.store.name_words.LOOKED_AT", 2)
    for serial, name in enumerate(("AGUS A", "AGUS B", "AGUS DEWI", "DEWI C", "DEWI D", "RINA DEWI")):
        named(unit, serial, name)
    desk.get("/desk")
    page = desk.send("/desk/search", {"words": "dewi agus"}).text
    assert "tidak semuanya diperiksa" in page
    desk.get("/desk")
    assert "tidak semuanya diperiksa" not in desk.send("/desk/search", {"words": "agus"}).text
