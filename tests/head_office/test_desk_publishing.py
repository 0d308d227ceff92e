"""Publishing on the pages: proposed by one, approved by another, published to the units; officers too."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from head_office.services import enrolment, publications
from head_office.services.bulletins import sound_bulletin
from head_office.services.proposals import shown
from head_office.services.service_edit import papers
from head_office.store.publications import PROPOSED, PUBLISHED
from head_office.web import publishing
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.deadlines import holidays
from mobile_unit.forms.regions import Regions
from tests.head_office.desk_client import desk_of
from tests.head_office.inside import unit_inside
from tests.head_office.statements import noted

BULLETIN = {
    "number": "12/2026", "title": "Jam layanan berubah", "legal_basis": "SE 1/2026",
    "valid_from": "2026-12-01", "valid_until": "", "units": "", "readers": "all", "public": "yes",
    "supersedes": "", "text": "Mulai **Desember** <script>x</script>.\n\n- satu",
    "text_en": "", "title_en": "",
}  # fmt: skip


@pytest.fixture
def office(inside_anywhere):
    return inside_anywhere


@pytest.fixture
def author(office, unit):
    return desk_of(office, "admin", "199009", name="Pak Admin")


@pytest.fixture
def other(office, unit):
    return desk_of(office, "supervisor", "199008", name="Bu Kepala")


def proposed(author, kind: str, fields: dict) -> str:
    """Through the form, its preview and the proposal; answers the address of what was proposed."""
    author.get(f"/desk/publishing/new/{kind}")
    looked = author.send(f"/desk/publishing/new/{kind}", {**fields, "what": "look"})
    assert looked.status_code == 200, looked.text
    assert "Usulkan" in looked.text or "Propose it" in looked.text
    author.send(f"/desk/publishing/new/{kind}", {**fields, "what": "propose"})
    assert author.page.url.path.startswith("/desk/publishing/0")
    return author.page.url.path


def issued(unit) -> list[dict]:
    return [each["body"] for each in unit.feed() if each["kind"] == "publication.issued"]


def test_two_pairs_of_eyes(office, unit, author, other):
    address = proposed(author, "bulletin", BULLETIN)
    assert issued(unit) == []
    refused = author.send(address, {"what": "approve"})
    assert refused.status_code == 403 or "orang lain" in refused.text
    early = author.send(address, {"what": "publish"})
    assert early.status_code == 400
    other.get(address)
    assert "<script>x" not in other.page.text
    assert "&lt;script&gt;x" in other.page.text
    other.send(address, {"what": "approve"})
    author.get(address)
    author.send(address, {"what": "publish"})
    assert [(each["kind"], each["number"]) for each in issued(unit)] == [("bulletin", "12/2026")]
    it = shown(office, address.rsplit("/", 1)[1])
    assert [(each.state, each.by) for each in it.steps] == [
        ("proposed", "199009"), ("approved", "199008"), ("published", "199009"),
    ]  # fmt: skip
    assert author.send(address, {"what": "publish"}).status_code == 400
    assert len(issued(unit)) == 1
    assert author.get("/desk/publishing").text.count("12/2026") == 1


def test_a_bulletin_is_replaced_from_the_day_that_units_go_by_the_newer_one(
    office, unit, author, other, clock
):
    for number, changes in (
        ("12/2026", {"valid_from": "2026-11-20"}),
        ("13/2026", {"supersedes": "12/2026"}),
    ):
        assert "digantikan oleh" not in author.get("/desk/publishing").text
        address = proposed(author, "bulletin", {**BULLETIN, "number": number, **changes})
        other.get(address)
        other.send(address, {"what": "approve"})
        author.get(address)
        author.send(address, {"what": "publish"})
    assert "13/2026" in author.get("/desk/publishing").text
    assert "digantikan oleh" not in author.page.text
    clock.moment = clock.moment.replace(month=12, day=1)
    later = desk_of(office, "admin", "199010")
    assert later.get("/desk/publishing").text.count("digantikan oleh 13/2026") == 1


def test_what_is_published_says_where_its_list_stops(office, unit, author, other, monkeypatch):
    address = proposed(author, "bulletin", BULLETIN)
    other.get(address)
    other.send(address, {"what": "approve"})
    author.get(address)
    author.send(address, {"what": "publish"})
    assert "yang ditampilkan" not in author.get("/desk/publishing").text
    monkeypatch.setattr(publishing, "MOST_SHOWN", 1)
    assert "Hanya 1 terbaru yang ditampilkan." in author.get("/desk/publishing").text


PAGES = ("/desk/publishing", "/desk/publishing/new/bulletin", "/desk/publishing/new/quiz")


def test_ten_times_the_bulletins_and_units_ask_no_more_of_the_database(office, unit, author):
    asked = []
    for count in (1, 10):
        for place in range(count):
            if count > 1:
                unit_inside(office, f"WK{place + 10}")
            sound, _bulletin = sound_bulletin(office, {**BULLETIN, "number": f"{count + place}/2026"})
            id_, _units = publications.publish_now(office, sound)
        pages = (*PAGES, f"/desk/publishing/{id_}")
        for address in pages:
            author.get(address)
        with noted() as ran:
            *_others, readers = [author.get(address).text for address in pages]
        asked.append(len(ran))
        assert readers.count("Sari Wulandari") == (1 if count == 1 else 11)
    assert asked[0] == asked[1]
    with noted() as ran:
        fields = {**BULLETIN, "number": "99/2026", "supersedes": "1/2026, 10/2026, 11/2026", "what": "look"}
        author.get("/desk/publishing/new/bulletin")
        assert author.send("/desk/publishing/new/bulletin", fields).status_code == 200
    assert sum("publications.content" in each for each in ran) == 1


def test_no_more_is_read_of_what_is_published_than_is_shown(office, unit, author, monkeypatch):
    for place in range(3):
        publications.publish_now(office, sound_bulletin(office, {**BULLETIN, "number": f"{place}/2026"})[0])
    monkeypatch.setattr(publishing, "MOST_SHOWN", 2)
    with noted() as ran:
        page = author.get("/desk/publishing").text
    assert [f"{place}/2026" in page for place in range(3)] == [False, True, True]
    _waiting, published = [each for each in ran if "publications.content" in each]
    assert "LIMIT" in published


def test_what_is_dropped_goes_nowhere(office, unit, author, other):
    address = proposed(author, "bulletin", BULLETIN)
    other.get(address)
    assert other.send(address, {"what": "drop", "reason": " "}).status_code == 400
    assert other.send(address, {"reason": "Salah nomor"}).status_code == 400
    other.send(address, {"what": "drop", "reason": "Salah nomor"})
    assert "Salah nomor" in other.page.text
    assert other.send(address, {"what": "approve"}).status_code == 400
    assert issued(unit) == []
    assert publications.listed(office, None, PROPOSED) == []


def test_enter_in_the_reason_for_dropping_publishes_nothing(author, other):
    address = proposed(author, "bulletin", BULLETIN)
    for asked in ("approve", "publish"):
        forms = re.findall("<form.*?</form>", other.get(address).text, re.DOTALL)
        (reasoned,) = [form for form in forms if 'name="reason"' in form]
        assert re.findall('<button name="what" value="([a-z]+)"', reasoned) == ["drop"]
        other.send(address, {"what": asked})


def test_fees_and_services_are_edited_as_a_table(office, unit, author, other):
    page = author.get("/desk/publishing/new/catalogue").text
    assert 'name="fee.PB-E-10"' in page
    fields = {
        "from": "2027-01-01", "legal_basis": "PP 99/2026", "words": "Tarif baru.", "words_en": "",
        "fee.PB-E-10": "1000000", "taken.passport.new": "no", "taken.passport.replacement": "yes",
    }  # fmt: skip
    looked = author.send("/desk/publishing/new/catalogue", {**fields, "what": "look"})
    assert "Rp950.000 menjadi Rp1.000.000 mulai 1 Januari 2027" in looked.text
    assert "Tidak lagi diterima di unit mulai 1 Januari 2027" in looked.text
    address = proposed(author, "catalogue", fields)
    other.get(address)
    other.send(address, {"what": "approve"})
    other.send(address, {"what": "publish"})
    version = issued(unit)[0]["number"]
    made = Catalogue.load(version)
    assert made.tariff("PB-E-10", date(2026, 12, 31)).amount == 950_000
    assert made.tariff("PB-E-10", date(2027, 1, 1)).amount == 1_000_000
    assert made.tariff("PB-E-10", date(2027, 1, 1)).legal_basis == "PP 99/2026"
    new, replaced = made.service("passport.new"), made.service("passport.replacement")
    assert [new.is_referred({}, date(2026, 12, 31)), new.is_referred({}, date(2027, 1, 1))] == [False, True]
    assert not replaced.is_referred({"reason": "expired"}, date(2027, 1, 1))
    assert replaced.is_referred({"reason": "lost"}, date(2027, 1, 1))
    back = {**fields, "taken.passport.new": "yes", "from": "2027-02-01", "fee.PB-E-10": "950000"}
    again = proposed(author, "catalogue", back)
    assert shown(office, again.rsplit("/", 1)[1]).about.number != version


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("bulletin", {**BULLETIN, "number": ""}, "number"),
        ("bulletin", {**BULLETIN, "valid_from": "besok"}, "valid_from"),
        ("catalogue", {"from": "2027-01-01", "legal_basis": "PP 1", "fee.PB-E-10": "1.000"}, "fees.PB-E-10"),
        ("catalogue", {"from": "2027-01-01", "legal_basis": "", "fee.PB-E-10": "1000"}, "legal_basis"),
        ("catalogue", {"from": "", "legal_basis": "PP 1", "fee.PB-E-10": "1000"}, "from"),
        ("catalogue", {"from": "2027-01-01", "legal_basis": "PP 1"}, "Tidak ada yang berubah"),
        ("holidays", {"year": "2027", "decree": "", "day": "2027-01-01", "name": "Tahun Baru"}, "years.2027"),
        ("holidays", {"year": "2027", "decree": "SKB", "day": "1 Januari", "name": "Tahun Baru"}, "days.1"),
        ("regions", {"from": "2027-01-01", "legal_basis": "Perda", "regions": "18.08.01"}, "18.08.01"),
        ("regions", {"from": "x", "legal_basis": "Perda", "regions": "18.08.01 A"}, "from"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(author, kind, fields, field):
    author.get(f"/desk/publishing/new/{kind}")
    answer = author.send(f"/desk/publishing/new/{kind}", {**fields, "what": "look"})
    assert answer.status_code == 400
    assert field in answer.text
    typed = next(value for value in fields.values() if value)
    assert typed in answer.text
    assert author.send(f"/desk/publishing/new/{kind}", {**fields, "what": "propose"}).status_code == 400


def test_holidays_and_regions_are_tables(office, unit, author, other):
    page = author.get("/desk/publishing/new/holidays?year=2026").text
    assert 'value="2026-12-25"' in page
    assert "sementara" not in page
    page = author.get("/desk/publishing/new/holidays?year=2027").text
    assert "SKB 2027 belum diketahui" in page
    assert "menunggu SKB" in page
    assert 'value="2027-01-01"' in page
    address = proposed(
        author, "holidays", {"year": "2027", "decree": "SKB 2027", "day": "2027-01-01", "name": "Tahun Baru"}
    )
    other.get(address)
    other.send(address, {"what": "approve"})
    other.send(address, {"what": "publish"})
    assert date(2027, 1, 1) in holidays()
    assert "sementara" not in author.get("/desk/publishing/new/holidays?year=2027").text
    page = author.get("/desk/publishing/new/regions").text
    listed = re.search(r'<textarea name="regions"[^>]*>([^<]*)<', page)[1].replace("&#39;", "'").strip()
    changed = listed.replace("18.08.01.2022 Tanjung Raja Sakti", "18.08.01.2099 Tanjung Baru")
    fields = {"from": "2026-11-24", "legal_basis": "Perda 1", "regions": changed}
    address = proposed(author, "regions", fields)
    other.get(address)
    other.send(address, {"what": "approve"})
    other.send(address, {"what": "publish"})
    assert Regions.load().village("18.08.01.2099") is not None
    assert {each.kind for each in publications.listed(office, None, PUBLISHED)} == {"holidays", "regions"}


def test_officers_are_changed_after_a_line_that_says_what_it_does(office, unit, author):
    code = unit.identity["unit"]["code"]
    author.get(f"/desk/officers?unit={code}")
    put = {
        "unit": code,
        "nip": "198803032012121003",
        "name": "Budi Santoso",
        "role": "officer",
        "what": "put",
    }
    seen = author.send("/desk/officers", put)
    assert "Budi Santoso" in seen.text
    assert not any(each["kind"] == "officers.changed" for each in unit.feed())
    author.send("/desk/officers", {**put, "sure": "yes"})
    (said,) = [each["body"] for each in unit.feed() if each["kind"] == "officers.changed"]
    assert {each["nip"]: each["role"] for each in said["officers"]}["198803032012121003"] == "officer"
    author.send("/desk/officers", {**put, "what": "remove", "sure": "yes"})
    said = [each["body"] for each in unit.feed() if each["kind"] == "officers.changed"][-1]
    assert {each["nip"]: each["active"] for each in said["officers"]}["198803032012121003"] is False
    assert author.send("/desk/officers", {**put, "role": "king"}).status_code == 400
    assert author.send("/desk/officers", {**put, "unit": "ZZ99"}).status_code == 400


def test_who_is_removed_is_who_was_named_and_whoever_is_gone_already_is_not_said_to_be(
    unit, author, monkeypatch
):
    def active() -> list[str]:
        said = [each["body"] for each in unit.feed() if each["kind"] == "officers.changed"][-1]
        return [each["nip"] for each in said["officers"] if each["active"]]

    nip = "198803032012121003"
    put = {"unit": "WK01", "nip": nip, "name": "Budi Santoso", "role": "officer", "sure": "yes"}
    author.get("/desk/officers?unit=WK01")
    author.send("/desk/officers", {**put, "what": "put"})
    assert nip in active()
    removed = author.send("/desk/officers", {**put, "nip": f" {nip} ", "what": "remove"})
    assert removed.status_code == 200
    assert nip not in active()

    author.send("/desk/officers", {**put, "what": "put"})
    remove = enrolment.remove_officer

    def after_somebody_quicker(*named) -> bool:
        assert remove(*named)
        return remove(*named)

    monkeypatch.setattr(enrolment, "remove_officer", after_somebody_quicker)
    late = author.send("/desk/officers", {**put, "what": "remove"})
    assert late.status_code == 400
    assert "Petugas ini tidak terdaftar pada unit" in late.text


def test_a_verifier_may_not(office, unit):
    verifier = desk_of(office, "verifier", "199001")
    for address in ("/desk/publishing", "/desk/publishing/new/bulletin", "/desk/officers"):
        assert verifier.get(address).status_code == 403
    assert "Penerbitan" not in verifier.get("/desk").text


def test_a_form_of_another_page_changes_nothing(office, unit, author):
    author.get("/desk/publishing/new/bulletin")
    stolen = author.client.post("/desk/publishing/new/bulletin", data={**BULLETIN, "what": "propose"})
    assert stolen.status_code == 403
    assert publications.listed(office, None, PROPOSED) == []


@pytest.mark.parametrize("address", ["/desk/publishing/nothing", "/desk/publishing/new/nothing"])
def test_nothing_there_is_told(author, address):
    assert author.get(address).status_code in (400, 404)


def typed_on(page: str) -> dict[str, str]:
    """Every field of a form as its page has it."""
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)<', page))
    for name, choices in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', choices) or re.search(r'value="([^"]*)"', choices)
        found[name] = chosen[1]
    return {name: unescape(value) for name, value in found.items() if name != "csrf"}


SERVICE = "/desk/publishing/new/service"
MEANT = {"from": "2027-01-01", "legal_basis": "SE 7/2026", "what": "look"}


@pytest.fixture
def service_form(author) -> dict[str, str]:
    assert "<textarea" not in author.get(SERVICE).text
    return typed_on(author.get(f"{SERVICE}?standard=passport.new").text) | MEANT


def test_documents_and_texts_are_changed_ahead_by_two_pairs_of_eyes(
    office, unit, author, other, service_form
):
    changed = {
        **service_form,
        "paper.0": "if_any",
        "paper.7": "gone",
        "new.0.id": "Surat domisili", "new.0.en": "Letter of residence", "new.0.case": "adult",
        "new.1.kind": "power_of_attorney", "new.1.must": "if_any",
        "procedure": service_form["procedure"] + "\n Pulang  dan tunggu kabar. ",
        "procedure.en": service_form["procedure.en"] + "\nGo home and wait.",
        "complaints": "Kepada petugas.", "complaints.en": "To the officers.",
        "days": "5",
    }  # fmt: skip
    looked = author.send(SERVICE, changed).text
    for said in (
        "Berkas KTP elektronik kini bila ada", "Berkas tidak diminta lagi: Surat pernyataan orang tua",
        "Berkas baru: Surat domisili", "Pulang dan tunggu kabar", "5 hari kerja",
    ):  # fmt: skip
        assert said in looked
    assert issued(unit) == []
    author.send(SERVICE, {**changed, "what": "propose"})
    address = author.page.url.path
    assert author.send(address, {"what": "approve"}).status_code in (400, 403)
    other.get(address)
    assert "Surat domisili" in other.page.text
    other.send(address, {"what": "approve"})
    other.send(address, {"what": "publish"})
    (version,) = {each["number"] for each in issued(unit)}
    made, before = Catalogue.load(version), Catalogue.load("2026.3")
    assert made.effective_from == date(2027, 1, 1)
    asked = {each.kind: each for each in made.service("passport.new").documents}
    assert not asked["ktp"].required
    assert "parents_statement" not in asked
    assert (asked["letter_of_residence"].required, asked["power_of_attorney"].required) == (True, False)
    assert made.document_labels["letter_of_residence"].id == "Surat domisili"
    standard = made.standards["passport.new"]
    assert standard.procedure[-1].en == "Go home and wait."
    assert standard.time.days == 5
    assert [each.id for each in made.complaints] == ["Kepada petugas."]
    for code, untouched in before.standards.items():
        assert code == "passport.new" or made.standards[code] == untouched
    assert made.service("permit.itk").documents == before.service("permit.itk").documents
    page = author.get(f"{SERVICE}?standard=passport.new").text
    assert "Surat domisili" in page
    assert version in page


def test_when_a_document_is_asked_for_is_said_in_words(office):
    said = {each.when.id for each in papers(office, "passport.replacement")}
    assert "Dewasa" in said
    assert any(words.startswith("Hilang dan bukan karena keadaan kahar") for words in said)
    assert any(words.startswith("Dewasa dan (") and " atau " in words for words in said)
    assert {each.when.id for each in papers(office, "permit.itk")} == {"Selalu"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Tidak ada yang berubah"),
        ({"legal_basis": " "}, "legal_basis"),
        ({"from": "besok"}, "from"),
        ({"procedure": "Satu\nDua", "procedure.en": "One"}, "procedure"),
        ({"summary": ""}, "summary"),
        ({"days": "empat"}, "days"),
        ({"days": "900"}, "days"),
        ({"new.0.id": "Surat domisili"}, "added"),
        ({"new.0.kind": "nothing_of_ours"}, "documents.nothing_of_ours"),
        ({"standard": "passport.moon"}, "standard"),
        ({"product": "", "product.en": ""}, "product"),
    ],
)
def test_what_is_wrong_with_documents_or_texts_is_named_and_stays(author, service_form, changes, said):
    answer = author.send(SERVICE, {**service_form, "words": "Kata <script>x</script>", **changes})
    assert answer.status_code == 400
    assert said in answer.text
    if changes.get("standard") is None:
        assert "Kata &lt;script&gt;x" in answer.text
    assert author.send(SERVICE, {**service_form, **changes, "what": "propose"}).status_code == 400


def test_a_list_that_changed_under_an_open_form_is_not_mixed_up(author, service_form):
    short = {name: said for name, said in service_form.items() if name != "paper.13"}
    assert "buka lagi" in author.send(SERVICE, {**short, "days": "6"}).text
