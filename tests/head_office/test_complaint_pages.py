"""The pages and commands about complaints: who is shown what, and what a form does."""

from __future__ import annotations

import hashlib
import io
import json
import re
from html import unescape

import pytest
from pypdf import PdfWriter

from head_office.cli import run
from head_office.services import complaints
from head_office.services.night.run import run as run_night
from head_office.services.scans import add_chunk, begin_upload
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.forms.complaint_rules import rules
from mobile_unit.resources import resource
from mobile_unit.sync import sealing
from tests.head_office.complaint_entries import WORDS, file, said
from tests.head_office.desk_client import desk_of
from tests.head_office.statements import noted

NAME = "BUDI SANTOSO"


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


def listed(desk, group: str = "to_do") -> list[str]:
    desk.get(f"/desk/complaints?group={group}")
    assert desk.page.status_code == 200
    return re.findall(r'class="open" href="/desk/complaints/([^"]+)"', desk.page.text)


def decide(desk, entry, **fields):
    number = entry.body["number"]
    desk.get(f"/desk/complaints/{number}")
    return desk.send(f"/desk/complaints/{number}/decide", fields)


def test_one_is_assigned_answered_and_closed_by_its_forms(office, unit):
    desk = desk_of(office)
    entry = file(unit, 1, said(text="<script>alert(1)</script> & antre"))
    assert listed(desk) == [entry.body["number"]]
    page = decide(desk, entry, status="assigned", section="tikkim", words="Segera")
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; antre" in page.text
    assert NAME in page.text
    assert decide(desk, entry, status="answered", words="").status_code == 400
    refused = decide(desk, entry, status="closed", words="Tulisan saya")
    assert refused.status_code == 400
    assert decide(desk, entry, status="answered", words="Sudah <b>beres</b>.").status_code == 200
    assert "Sudah &lt;b&gt;beres&lt;/b&gt;." in desk.page.text
    assert listed(desk) == []
    assert listed(desk, "answered") == [entry.body["number"]]


def test_further_down_a_list_there_is_a_way_back_to_its_beginning(office, unit, monkeypatch):
    monkeypatch.setattr(complaints, "PAGE", 2)
    desk = desk_of(office)
    numbers = [file(unit, serial).body["number"] for serial in range(1, 4)]
    assert listed(desk) == numbers[:2]
    assert "Ke halaman pertama" not in desk.page.text
    (further,) = re.findall(r'href="([^"]+)" rel="next"', desk.page.text)
    last = desk.get(unescape(further)).text
    assert numbers[2] in last
    assert 'rel="next"' not in last
    assert re.search(r'href="(/desk/complaints[^"]*)">Ke halaman pertama', last)[1].endswith("group=to_do")


def test_what_was_typed_is_not_lost_when_somebody_was_quicker(office, unit):
    desk = desk_of(office)
    entry = file(unit, 1)
    number = entry.body["number"]
    desk.get(f"/desk/complaints/{number}")
    late = desk.page
    decide(desk, entry, status="verified")
    desk.page = late
    refused = desk.send(f"/desk/complaints/{number}/decide", {"status": "rejected", "words": "Bukan kami"})
    assert refused.status_code == 409
    assert ">Bukan kami</textarea>" in refused.text
    assert desk.left_over() == []


def test_an_answer_that_may_not_follow_any_more_can_be_copied(office, unit):
    desk = desk_of(office)
    entry = file(unit, 1)
    number = entry.body["number"]
    late = desk.get(f"/desk/complaints/{number}")
    decide(desk, entry, status="rejected", words="Bukan kami")
    desk.page = late
    answer = {"status": "answered", "words": "Sudah <b>beres</b>."}
    assert desk.send(f"/desk/complaints/{number}/decide", answer).status_code == 409
    assert desk.left_over() == ["Sudah <b>beres</b>."]


def test_the_chosen_section_stays_after_a_refusal(office, unit):
    desk = desk_of(office)
    entry = file(unit, 1)
    refused = decide(desk, entry, status="assigned", section="tikkim", words="x" * 4001)
    assert refused.status_code == 400
    assert re.findall(r'<option value="(\w+)" selected', refused.text) == ["tikkim"]
    late = refused
    decide(desk, entry, status="assigned", section="tikkim", words="")
    desk.page = late
    other = next(key for key in rules().sections if key != "tikkim")
    again = desk.send(
        f"/desk/complaints/{entry.body['number']}/decide", {"status": "assigned", "section": other}
    )
    assert again.status_code == 409
    assert re.findall(r'<option value="(\w+)" selected', again.text) == [other]


@pytest.mark.parametrize(
    ("role", "nip", "sees"), [("verifier", "199002", False), ("supervisor", "199003", True)]
)
def test_a_sealed_one_and_its_evidence_are_for_supervisors(office, unit, role, nip, sees):
    picture = next(resource("samples").rglob("*.jpg")).read_bytes()
    closed = sealing.sealed_bytes(picture, [sealing.recipient_of(office.bundle_identity)])
    facts = {"sha256": hashlib.sha256(closed).hexdigest(), "bytes": len(closed)}
    entry = file(unit, 1, said(kind="misconduct"), files=[{**facts, "media_type": "application/age"}])
    begin_upload(office, "WK01", facts["sha256"], len(closed))
    add_chunk(office, "WK01", facts["sha256"], 0, closed)
    desk = desk_of(office, role, nip)
    number = entry.body["number"]
    assert (number in listed(desk)) is sees
    page = desk.get(f"/desk/complaints/{number}")
    assert (WORDS in page.text) is sees
    image = desk.get(f"/desk/complaints/{number}/files/{facts['sha256']}/0")
    assert (image.content == picture) is sees
    assert "no-store" in image.headers["cache-control"]


def test_each_piece_of_evidence_is_called_by_its_own_number(office, unit):
    paper = io.BytesIO()
    writer = PdfWriter()
    for _page in range(2):
        writer.add_blank_page(100, 100)
    writer.write(paper)
    pictures = [path.read_bytes() for path in sorted(resource("samples").rglob("*.jpg"))[:2]]
    contents = [(each, "image/jpeg") for each in pictures] + [(paper.getvalue(), "application/pdf")]
    facts = [
        {"sha256": hashlib.sha256(each).hexdigest(), "bytes": len(each), "media_type": media_type}
        for each, media_type in contents
    ]
    entry = file(unit, 1, files=facts)
    for (content, _media_type), fact in zip(contents, facts, strict=True):
        begin_upload(office, "WK01", fact["sha256"], len(content))
        add_chunk(office, "WK01", fact["sha256"], 0, content)
    page = desk_of(office).get(f"/desk/complaints/{entry.body['number']}").text
    called = re.findall(r'class="evidence" [^>]*alt="([^"]+)"', page)
    assert called == ["Bukti 1", "Bukti 2", "Bukti 3, halaman 1", "Bukti 3, halaman 2"]


def test_a_name_in_confidence_is_not_on_a_handlers_page(office, unit):
    entry = file(unit, 1, said(mode="confidential"))
    page = desk_of(office).get(f"/desk/complaints/{entry.body['number']}")
    assert WORDS in page.text
    assert NAME not in page.text
    page = desk_of(office, "supervisor", "199003").get(f"/desk/complaints/{entry.body['number']}")
    assert NAME in page.text


def test_an_administrator_is_shown_none(office, unit):
    entry = file(unit, 1)
    desk = desk_of(office, "admin", "199004")
    for path in ("/desk/complaints", f"/desk/complaints/{entry.body['number']}"):
        assert desk.get(path).status_code == 403
    assert WORDS not in desk.page.text


def test_answers_that_nobody_came_back_to_are_closed_together(office, unit, clock):
    desk = desk_of(office)
    entry = file(unit, 1)
    decide(desk, entry, status="answered", words="Sudah.")
    clock.move(days=20)
    desk = desk_of(office, nip="199005")
    listed(desk, "answered")
    assert "/desk/complaints/close" in desk.page.text
    page = desk.send("/desk/complaints/close")
    assert page.status_code == 200
    assert listed(desk, "done") == [entry.body["number"]]


def test_the_night_counts_what_is_over_its_deadline(office, unit, clock, tmp_path):
    file(unit, 1)
    clock.move(days=10)
    told = run_night(office, tmp_path, clock.now().date())
    first = {each["code"]: each["count"] for each in told.report["first"]}
    assert first["complaints_late"] == 1


def test_the_command_tells_where_each_stands_and_nothing_of_what_it_says(
    office, unit, clock, capsys, tmp_path, anywhere
):
    entry = file(unit, 1)
    office.close()
    place = ["--database", anywhere] if anywhere else []
    assert run(["--home", str(tmp_path), *place, "complaints", "--json"]) == 0
    out = capsys.readouterr().out
    (told,) = [json.loads(line) for line in out.splitlines()]
    assert (told["number"], told["status"], told["kind"]) == (entry.body["number"], "new", "complaint")
    assert WORDS not in out
    assert NAME not in out


def test_how_often_the_answer_book_was_enough_is_on_the_page(office, unit):
    for count in (2, 3):
        body = {
            "counted": uuid7(),
            "day": "2026-11-24",
            "answers": [{"answer": "broker", "count": count}, {"answer": "bulletin.7_2026", "count": 1}],
        }
        assert unit.take(unit.entry("answers.counted", body)).quarantined == []
    page = desk_of(office).get("/desk/complaints").text
    assert "7 pertanyaan" in page
    assert "Ada yang menawarkan mengurus dengan biaya lebih" in page
    assert "bulletin.7_2026" in page


def test_who_lost_the_slip_is_found_by_name_and_day_or_telephone_and_gets_a_copy(office, unit):
    desk = desk_of(office)
    content = said(person={"name": NAME, "phone": "0812 3456 7890", "address": ""})
    number, code = file(unit, 1, content).body["number"], content["code"]

    def find(**typed) -> list[str]:
        desk.get("/desk/complaints/lost")
        desk.send("/desk/complaints/lost", {"name": "", "phone": "", "day": "", **typed})
        return re.findall(r'class="open" href="/desk/complaints/([^"]+)"', desk.page.text)

    assert find(name="budi santoso") == []
    assert desk.page.status_code == 400
    assert "budi santoso" in desk.page.text
    assert find(name="budi", phone="+62 812-3456-7890") == [number]
    assert find(name="Budi", day="2026-11-24") == [number]
    assert find(name="budi", phone="0899999999") == []
    assert find(name="Budi", day="1999-01-01") == []
    page = desk.get(f"/desk/complaints/{number}/slip")
    assert "SALINAN" in page.text
    assert "-".join(code[at : at + 4] for at in range(0, len(code), 4)) in page.text
    assert NAME not in page.text
    assert WORDS not in page.text
    desk.get("/desk/account")
    desk.send("/desk/account/language", {"language": "en"})
    slip = desk.get(f"/desk/complaints/{number}/slip").text
    assert "Print this page" in slip
    assert re.search(r"dijawab paling lambat \d+ Des 2026", slip), "the person's slip stays Indonesian"


def test_a_lost_slip_among_ten_times_the_complaints_is_found_with_as_many_questions(office, unit):
    desk, asked = desk_of(office), []
    content = said(person={"name": NAME, "phone": "", "address": ""})
    for serials in (range(1, 3), range(3, 21)):
        for serial in serials:
            file(unit, serial, content)
        desk.get("/desk/complaints/lost")
        with noted() as ran:
            desk.send("/desk/complaints/lost", {"name": NAME, "phone": "", "day": "2026-11-24"})
        assert desk.page.text.count('class="open" href="/desk/complaints/') == serials[-1]
        asked.append(ran)
    assert asked[0] == asked[1]


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_a_name_that_was_not_given_openly_finds_nothing(office, unit, mode):
    desk = desk_of(office)
    file(unit, 1, said(mode=mode, person=None) if mode == "anonymous" else said(mode=mode))
    desk.get("/desk/complaints/lost")
    desk.send("/desk/complaints/lost", {"name": NAME, "phone": "", "day": "2026-11-24"})
    assert 'class="open"' not in desk.page.text
    assert 'class="empty"' in desk.page.text


def test_what_is_sealed_has_no_copy_for_whoever_asks(office, unit):
    number = file(unit, 1, said(kind="misconduct")).body["number"]
    page = desk_of(office, role="supervisor").get(f"/desk/complaints/{number}/slip")
    assert page.status_code == 400
