"""The verifiers' pages in a real browser: by the keyboard, on a phone and on a desktop, and what axe says."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pyotp
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from head_office.office import open_head_office
from head_office.services import staff
from tests.head_office.browser import DESKTOP, PHONE, PICTURES, chromium, findings, press
from tests.head_office.complaint_entries import file as file_complaint
from tests.head_office.complaint_entries import said
from tests.head_office.desk_client import PASSWORD, SECRET, add_staff
from tests.head_office.inside import unit_inside
from tests.head_office.test_survey_page import TEN, hand_in
from tests.offices import running_office


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running_office(tmp_path_factory.mktemp("browsed")) as running:
        yield running


@pytest.fixture(scope="module")
def filed(office) -> list[dict]:
    """Applications of two units, the first person at both."""
    opened = open_head_office(office.home)
    rows = []
    for code, serials in (("WK01", range(5)), ("WK02", range(1))):
        unit = unit_inside(opened, code)
        unit.scan = drawn(unit)
        rows += [unit.file(serial) for serial in serials]
    opened.close()
    return rows


def drawn(unit):
    """Scans that look like something."""
    real = unit.scan

    def scan(kind: str, serial: int) -> tuple[bytes, dict]:
        picture = Image.new("RGB", (900, 600), "#f4f1e8")
        draw = ImageDraw.Draw(picture)
        draw.rectangle((30, 30, 870, 570), outline="#567", width=6)
        draw.text((80, 80), f"{kind.upper()}  {serial}", fill="#234", font_size=60)
        file = io.BytesIO()
        picture.save(file, "JPEG")
        content = file.getvalue() + unit.journal.encode()
        facts = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        return content, {**real(kind, serial)[1], **facts}

    return scan


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(browser, request, office, filed):
    """A verifier's browser, signed in with both factors."""
    nip = f"1990{request.param['width']}{len(request.node.name)}"
    opened = open_head_office(office.home)
    add_staff(opened, nip, "verifier")
    code = pyotp.TOTP(SECRET).at(int(opened.clock.now().timestamp()))
    opened.close()
    context = browser.new_context(viewport=request.param, locale="id-ID", bypass_csp=True)
    made = context.new_page()
    made.wrong = []
    made.on("console", lambda message: made.wrong.append(message.text))
    made.on("pageerror", lambda error: made.wrong.append(str(error)))
    made.goto(f"{office.url}/desk")
    look(made, "sign-in")
    for label, value in (("NIP", nip), ("Kata sandi", PASSWORD)):
        made.get_by_label(label, exact=True).fill(value)
    made.get_by_label("Kode").fill(code)
    made.keyboard.press("Enter")
    expect(made.get_by_role("heading", name="Permohonan")).to_be_visible()
    yield made
    assert made.wrong == []
    context.close()


def look(page, name: str) -> None:
    """No serious finding, nothing to scroll sideways; a picture where one is wanted."""
    if PICTURES:
        width = page.viewport_size["width"]
        (Path(PICTURES) / f"{name}-{width}.png").write_bytes(page.screenshot(full_page=True))
        page.emulate_media(color_scheme="dark")
        (Path(PICTURES) / f"{name}-{width}-dark.png").write_bytes(page.screenshot(full_page=True))
        assert findings(page) == []
        page.emulate_media(color_scheme="light")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_the_list_to_a_decision_by_the_keyboard(page, filed):
    look(page, "list")
    press(page, "j")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Riwayat")).to_be_visible()
    number = page.url.rsplit("/", 1)[1]
    expect(page.locator("figure img").first).to_be_visible()
    look(page, "application")
    image = page.locator("figure img").first
    narrow = image.bounding_box()["width"]
    # pressed before a scan below the fold has come, a key holds when it comes
    press(page, "+")
    wider = "([image, width]) => Math.abs(image.getBoundingClientRect().width / width - 1.5) < 0.02"
    page.wait_for_function(wider, arg=[image.element_handle(), narrow])
    press(page, "-")
    press(page, "r")
    on_its_side = (
        "(image) => image.getBoundingClientRect().height > image.getBoundingClientRect().width * 1.2"
    )
    page.wait_for_function(on_its_side, arg=image.element_handle())
    look(page, "turned")
    press(page, "t")
    expect(page.get_by_role("status")).to_be_visible()
    press(page, "3")
    look(page, "step")
    press(page, "Enter")
    expect(page.locator(".facts")).to_contain_text("Verifikasi")
    press(page, "u")
    expect(page.get_by_role("heading", name="Permohonan")).to_be_visible()
    expect(page.locator("main")).to_contain_text(number)


def test_a_correction_is_asked_for(page, filed):
    page.goto(page.url.split("/desk")[0] + f"/desk/applications/{filed[4]['number']}")
    page.locator("summary", has_text="Berkas belum lengkap").click()
    row = page.locator(".askrow", has_text="Tempat lahir")
    row.get_by_role("checkbox").check()
    row.get_by_role("textbox").fill("Menurut akta: KOTABUMI")
    look(page, "ask")
    page.get_by_role("button", name="Minta").click()
    expect(page.get_by_text("Menurut akta: KOTABUMI").first).to_be_visible()
    look(page, "asked")


def test_what_is_kept_aside_and_one_s_account(page):
    for address in ("/desk/aside", "/desk/account"):
        page.goto(page.url.split("/desk")[0] + address)
        look(page, address.rsplit("/", 1)[1])


def test_the_first_sign_in_asks_for_a_phone_and_a_password_of_one_s_own(page, office):
    nip = f"88{page.viewport_size['width']}"
    opened = open_head_office(office.home)
    staff.add(opened, nip, "Joko Prasetyo", "verifier", PASSWORD)
    opened.close()
    page.context.clear_cookies()
    page.goto(f"{office.url}/desk")
    for label, value in (("NIP", nip), ("Kata sandi", PASSWORD)):
        page.get_by_label(label, exact=True).fill(value)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Ponsel dan kata sandi Anda")).to_be_visible()
    look(page, "enrol")
    page.get_by_text("Tidak dapat dipindai").click()
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    for label in ("Kata sandi baru, paling sedikit 12 karakter", "Ulangi kata sandi baru"):
        page.get_by_label(label).fill("empat ekor gajah terbang")
    page.get_by_label("Kata sandi yang diberikan kepada Anda").fill(PASSWORD)
    page.get_by_label("Kode yang sekarang tampil di aplikasi").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Konfirmasi").click()
    expect(page.get_by_role("heading", name="Permohonan")).to_be_visible()


def test_a_password_is_shown_while_it_is_wished(page):
    page.goto(page.url.split("/desk")[0] + "/desk/account")
    new = page.get_by_label("Kata sandi baru, paling sedikit 12 karakter")
    new.fill("gajah ungu")
    assert new.get_attribute("type") == "password"
    page.get_by_label("Tampilkan yang diketik").check()
    assert new.get_attribute("type") == "text"
    page.get_by_label("Tampilkan yang diketik").uncheck()
    assert new.get_attribute("type") == "password"


def test_the_units_and_one_of_them(page, office):
    start = page.url.split("/desk")[0]
    page.goto(f"{start}/desk/units")
    look(page, "units")
    page.goto(f"{start}/desk/units/WK01")
    expect(page.get_by_role("heading", name="Pemeriksaan")).to_be_visible()
    look(page, "unit")


def test_a_unit_is_added_and_its_code_shown(page, office):
    nip = f"77{page.viewport_size['width']}"
    opened = open_head_office(office.home)
    add_staff(opened, nip, "admin")
    code = pyotp.TOTP(SECRET).at(int(opened.clock.now().timestamp()))
    opened.close()
    page.context.clear_cookies()
    page.goto(f"{office.url}/desk")
    for label, value in (("NIP", nip), ("Kata sandi", PASSWORD)):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Kode").fill(code)
    press(page, "Enter")
    page.get_by_role("link", name="Unit", exact=True).click()
    page.get_by_role("link", name="Tambah unit").click()
    look(page, "unit-new")
    unit = f"N{page.viewport_size['width']}"
    page.get_by_label("Kode", exact=True).fill(unit)
    page.get_by_label("Nama", exact=True).fill("Unit Kasui <script>")
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name="Tambahkan").click()
    expect(page.locator(".code")).to_be_visible()
    look(page, "unit-code")
    page.get_by_role("link", name="Ke unit").click()
    page.get_by_role("link", name="Batas tanpa hubungan").click()
    look(page, "unit-lease")
    page.get_by_label("Hari", exact=True).fill("45")
    page.get_by_role("button", name="Tetapkan hari").click()
    expect(page.get_by_role("status")).to_be_visible()
    look(page, "unit-fresh")


def test_a_visit_is_planned_with_a_list(page, office, tmp_path):
    start = page.url.split("/desk")[0]
    page.goto(f"{start}/desk/visits")
    look(page, "visits-none")
    page.get_by_role("link", name="Rencanakan kunjungan").click()
    look(page, "visit-unit")
    page.get_by_role("button", name="Berikutnya").click()
    page.get_by_label("Tanggal", exact=True).fill("2099-12-03")
    page.get_by_label("Tempat").select_option("18.08.04")
    page.get_by_label("Rombongan").fill("SMA Negeri 1 <script>alert(1)</script>")
    page.get_by_label("atau diketik").fill("ZUBAIDAH; 1808112801889173; passport.new; 08:30\nMADE; 12")
    page.get_by_role("button", name="Rencanakan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "visit-refused")
    # the browser tells of the refusal on its console
    assert all("400" in words for words in page.wrong)
    page.wrong.clear()
    file = tmp_path / "daftar.csv"
    file.write_text("Nama;NIK\nZUBAIDAH;1808112801889173\nMADE WIRA;\n", "utf-8")
    page.get_by_label("Daftar sebagai berkas").set_input_files(file)
    page.get_by_role("button", name="Rencanakan").click()
    expect(page.get_by_role("status")).to_be_visible()
    look(page, "visits")
    page.locator("a.open").first.click()
    expect(page.get_by_role("cell", name="ZUBAIDAH")).to_be_visible()
    look(page, "visit")
    page.get_by_role("link", name="Batalkan kunjungan").click()
    look(page, "visit-cancel")
    page.get_by_role("button", name="Batalkan kunjungan").click()
    expect(page.get_by_role("status")).to_be_visible()


def test_the_survey_is_read_and_its_notice_fetched(page, office):
    opened = open_head_office(office.home)
    now = opened.clock.now()
    hand_in(unit_inside(opened, f"SK{page.viewport_size['width']}"), *TEN, month=f"{now:%Y-%m}")
    opened.close()
    page.get_by_role("link", name="Survei", exact=True).click()
    expect(page.get_by_role("heading", name="Survei kepuasan")).to_be_visible()
    expect(page.locator(".index .large")).to_have_text("83,33")
    look(page, "survey")
    page.get_by_label("Waktu Penyelesaian").fill("Loket kedua.")
    with page.expect_download() as download:
        press(page, "Tab")
        page.get_by_role("button", name="Pengumuman (PDF)").click()
    assert download.value.suggested_filename.startswith("skm-")


def test_likely_duplicates_and_two_people(page, filed):
    start = page.url.split("/desk")[0]
    page.goto(f"{start}/desk/pairs")
    look(page, "pairs")
    page.goto(f"{start}/desk/applications/{filed[0]['number']}#others")
    summary = page.locator(".said summary")
    if summary.count():
        summary.first.click()
        look(page, "two-people")
        page.get_by_label("Mengapa keduanya").fill("Kembar identik")
        page.get_by_role("button", name="Keduanya orang berbeda").click()
        expect(page.get_by_text("Kembar identik")).to_be_visible()
    look(page, "said")


def test_a_complaint_is_assigned_and_answered_by_the_keyboard(page, office):
    opened = open_head_office(office.home)
    unit = unit_inside(opened, f"PG{page.viewport_size['width']}")
    entry = file_complaint(unit, 1, said(text="Antrean <script>alert(1)</script> tidak teratur"))
    opened.close()
    page.get_by_role("link", name="Pengaduan", exact=True).click()
    expect(page.get_by_role("heading", name="Pertanyaan dan pengaduan")).to_be_visible()
    look(page, "complaints")
    page.get_by_role("link", name=entry.body["number"]).click()
    look(page, "complaint")
    press(page, "3")
    page.get_by_label("Jawaban (dibacakan unit kepada yang bersangkutan)").fill("Loket ditambah.")
    look(page, "complaint-answer")
    page.get_by_role("button", name="Dijawab").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("heading", name="Jawaban")).to_be_visible()
    look(page, "complaint-answered")


def test_who_lost_the_slip_gets_a_copy_by_the_keyboard(page, office):
    opened = open_head_office(office.home)
    unit = unit_inside(opened, f"L{page.viewport_size['width']}")
    number = file_complaint(unit, 1).body["number"]
    opened.close()
    page.goto(f"{office.url}/desk/complaints")
    press(page, "f")
    expect(page.get_by_label("Nama")).to_be_focused()
    page.keyboard.type("budi santoso")
    look(page, "lost-slip")
    page.get_by_label("Tanggal diterima").fill("2026-11-24")
    page.get_by_label("Nama").press("Enter")
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("link", name="Salinan slip")).to_be_visible()
    press(page, "s")
    expect(page.get_by_text("SALINAN", exact=True)).to_be_visible()
    look(page, "slip-copy")
