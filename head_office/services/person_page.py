"""What is held on one person, as pages for that person to read: in Indonesian, with the form's labels."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from mobile_unit.domain.complaints import KINDS, status_word
from mobile_unit.domain.money import rupiah
from mobile_unit.domain.referrals import SIGNERS, STATUSES
from mobile_unit.domain.states import officers_word
from mobile_unit.domain.texts import Text
from mobile_unit.forms.answers import answer_at, answer_in_words, day_in_words
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.forms.regions import Regions
from mobile_unit.receipts.block import GREY, INK, MM, Block, Colour, stacked
from mobile_unit.receipts.fonts import BOLD, REGULAR
from mobile_unit.receipts.sheet import Properties, written_pages

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT = 20 * MM, WIDTH - 18 * MM
TOP, BOTTOM = HEIGHT - 16 * MM, 22 * MM
BODY = 9.6
LONGEST_PART = 900
STEPS = {"added": "Ditambahkan", "told": "Disampaikan"}
TOLD = {
    "application.status": "keadaan permohonan, dengan catatan",
    "correction.requested": "yang diminta dilengkapi",
    "entry.returned": "kiriman yang dikembalikan, dengan kalimat untuk petugas",
    "complaint.answered": "jawaban",
    "visit.planned": "daftar kunjungan terencana",
    "training.changed": "daftar pelatihan petugas",
}
"""By the kind of what a unit is told; the words themselves are in the data."""
VALUE = LEFT + 62 * MM

Row = Mapping[str, Any]


def draw(data: Row) -> bytes:
    """The pages as PDF bytes; the same data give the same bytes."""
    properties = Properties("Data pribadi", "UU 27/2022", Catalogue.load().office.id, "head-office person")
    pages = list(_paged(_blocks(data)))
    return written_pages(
        (WIDTH, HEIGHT),
        properties,
        (stacked(page, 0, TOP, _foot(data, n, len(pages)), 10 * MM) for n, page in enumerate(pages, 1)),
    )


def _paged(blocks: Iterator[Block]) -> Iterator[list[Block]]:
    page: list[Block] = []
    left = TOP - BOTTOM
    for block in blocks:
        if page and block.height > left:
            yield page
            page, left = [], TOP - BOTTOM
        page.append(block)
        left -= block.height
    yield page


def _blocks(data: Row) -> Iterator[Block]:
    yield _head(data)
    for application in data["applications"]:
        yield from _application(application)
    if data["kept_aside"]:
        yield _heading("Kiriman yang ditahan")
        for each in data["kept_aside"]:
            yield _line(_moment(each["received_at"]), f"{each['unit']}, {each['quarantine']}")
    if data["planned_visits"]:
        yield _heading("Daftar kunjungan terencana")
        for each in data["planned_visits"]:
            yield _line(_day(each["day"]), f"{each['place_name']}, {each['full_name']}")
    if data["in_others"]:
        yield _heading("Disebut dalam permohonan orang lain")
        for each in data["in_others"]:
            yield _line(each["number"], ", ".join(str(words) for words in each["said"].values()))
    for each in data["complaints"]:
        yield from _complaint(each)
    for each in data["referrals"]:
        yield from _referral(each)
    if data["by_name_alone"]:
        yield _heading("Nama yang sama, belum tentu orang ini")
        for each in data["by_name_alone"]:
            yield _line(_day(each["day"]), _same_name(each))
    if data["officer"] is not None:
        yield from _officer(data["officer"])
    if data["told_to_units"]:
        yield _heading("Disampaikan kepada laptop unit")
        for each in data["told_to_units"]:
            yield _line(_moment(each["at"]), f"unit {each['unit']}: {TOLD[each['kind']]}")


def _complaint(it: Row) -> Iterator[Block]:
    yield _heading(f"{KINDS[it['kind']].id} {it['number']}")
    yield _line("Disampaikan", f"{_moment(it['taken_at'])}, unit {it['unit']}")
    yield _line("Atas nama", ", ".join(words for words in it["person"].values() if words))
    yield from _told("Isi", it["text"])
    yield _line("Keadaan", status_word(it["status"]).id)
    yield from _listed(
        "Langkah",
        [(_moment(step["at"]), ": ".join(_step_words(step))) for step in it["steps"]],
    )


def _step_words(step: Row) -> list[str]:
    what = status_word(step["status"]).id if step["what"] == "status" else STEPS[step["what"]]
    return [what, step["words"]] if step["words"] else [what]


def _referral(it: Row) -> Iterator[Block]:
    letter = it["letter"]
    yield _heading(f"Rujukan {it['number']}")
    yield _line("Dibuat", f"{_moment(it['made_at'])}, unit {it['unit']}")
    yield _line("Dirujuk ke", it["target"])
    yield _line("Tentang", ", ".join(words for words in letter["person"].values() if words))
    yield from _told("Alasan", letter["reason"])
    if letter["asked"]:
        yield from _told("Diminta", letter["asked"])
    yield _line("Persetujuan", f"{letter['signed_by']} ({SIGNERS[letter['signer']].id})")
    steps = [(_moment(each["at"]), STATUSES[each["status"]].id, each["result"]) for each in it["steps"]]
    yield from _listed("Langkah", [(at, f"{word}: {said}" if said else word) for at, word, said in steps])


def _same_name(each: Row) -> str:
    if each["what"] == "collected":
        return f"{each['name']}: mengambil paspor di unit {each['unit']}"
    return f"{each['name']}: narasumber di {each['place']}"


def _officer(it: Row) -> Iterator[Block]:
    yield _heading("Sebagai petugas")
    for each in it["units"]:
        yield _line(f"Unit {each['unit']}", f"{each['name']}, {each['role']}")
    if it["account"]:
        yield _line("Akun halaman", f"{it['account']['name']}, {it['account']['role']}")
    yield from _listed("Pelatihan", [(_day(each["day"]), each["title"]) for each in it["trainings"]])
    yield from _listed(
        "Kuis", [(_moment(each["at"]), f"{each['score']} dari {each['of']}") for each in it["quizzes"]]
    )
    yield from _listed(
        "Tindakan", [(_moment(each["at"]), f"{each['what']} {each['subject']}") for each in it["acts"]]
    )
    yield from _listed(
        "Data orang yang dibuka",
        [
            (each["page"], f"{each['count']} kali, terakhir {_moment(each['last_at'])}")
            for each in it["looks"]
        ],
    )
    yield from _listed(
        "Keputusan",
        [(officers_word(each["state"]).id, f"{each['count']} kali") for each in it["decisions"]],
    )


def _head(data: Row) -> Block:
    block, catalogue = Block(LEFT, RIGHT), Catalogue.load()
    block.letterhead(catalogue.ministry.id, catalogue.office.id, size=8)
    block.space(8)
    block.text("Data pribadi yang disimpan kantor", 16, font=BOLD)
    block.space(2)
    block.text(
        f"Atas permintaan subjek data (UU 27/2022 Pasal 30 dan 32), untuk {data['identity']}, keadaan"
        f" {_moment(data['at'])}. Berkas data.json memuat hal yang sama untuk komputer, folder pindaian"
        " memuat salinan dokumen. Bila ada yang keliru, mintalah perbaikan: dijawab dalam 3 x 24 jam.",
        BODY,
    )
    block.space(6)
    return block


def _application(it: Row) -> Iterator[Block]:
    yield _heading(f"Permohonan {it['number']}")
    body = it["content"]
    catalogue = Catalogue.load(body["catalogue"])
    service = catalogue.service(body["service"])
    yield _line("Layanan", service.title.id)
    yield _line("Diajukan", f"{_moment(it['submitted_at'])}, unit {it['unit']}, {body['officer']['name']}")
    yield _line("Keadaan", officers_word(it["state"]).id)
    for field in service.form.fields():
        words = answer_in_words(field, answer_at(body, field.key), Regions.load(), "id")
        if words:
            yield _line(field.label.id, words)
    labels = catalogue.document_labels
    papers = [labels.get(each["kind"], Text(each["kind"], "")).id for each in it["documents"]]
    yield from _listed("Dokumen", [("", words) for words in papers])
    yield from _listed(
        "Koreksi", [(_moment(each["at"]), str(each["body"].get("reason", ""))) for each in it["corrections"]]
    )
    yield from _listed("Keputusan dan langkah", [_step(each) for each in it["decisions"]])
    yield from _listed(
        "Diminta dilengkapi",
        [(_moment(each["at"]), "; ".join(f["sentence"] for f in each["fields"])) for each in it["requests"]],
    )
    yield from _listed("Pembayaran", _payment(it["payment"]))
    yield from _listed(
        "Pemberitahuan", [(_moment(each["queued_at"]), str(each["text"] or "-")) for each in it["notices"]]
    )
    yield from _listed(
        "Dibandingkan dengan permohonan lain",
        [(_day(each["found_on"]), f"mirip, nilai {each['score']}") for each in it["likenesses"]],
    )
    yield from _listed("Permintaan Anda", [(_moment(each["at"]), _asked(each)) for each in it["acts"]])
    yield from _listed("Siapa yang melihat", [_look(each) for each in it["looks"]])


def _step(each: Row) -> tuple[str, str]:
    by = f", {each['by']}" if each["by"] else ""
    note = f": {each['note']}" if each["note"] else ""
    return _moment(each["at"]), f"{officers_word(each['state']).id}{by}{note}"


def _asked(act: Row) -> str:
    return f"Perbaikan data diminta; dijawab sampai {_moment(act['detail'])}"


def _look(each: Row) -> tuple[str, str]:
    return _moment(each["at"]), f"{each['staff']} ({each['page']})"


def _payment(payment: Row | None) -> list[tuple[str, str]]:
    if payment is None:
        return []
    amount = rupiah(sum(line["amount"] for line in payment["lines"]))
    paid = f", NTPN {payment['ntpn']} ({_day(payment['paid_on'])})" if payment["ntpn"] else ""
    return [(_moment(payment["at"]), f"Kode billing {payment['billing_code']}, {amount}{paid}")]


def _heading(words: str) -> Block:
    block = Block(LEFT, RIGHT)
    block.space(7)
    block.text(words, 12, font=BOLD)
    block.space(1)
    block.rule(0.6)
    block.space(3)
    return block


def _listed(title: str, lines: Sequence[tuple[str, str]]) -> Iterator[Block]:
    if not lines:
        return
    head = Block(LEFT, RIGHT)
    head.space(4)
    head.text(title, BODY, font=BOLD)
    yield head
    for label, words in lines:
        yield from _told(label, words)


def _told(label: str, words: str) -> Iterator[Block]:
    """Words that may be longer than a page: a block for each part of them, which fits one."""
    parts = textwrap.wrap(words, LONGEST_PART, replace_whitespace=False, drop_whitespace=False) or [""]
    for place, part in enumerate(parts):
        yield _line(label if place == 0 else "", part)


def _line(label: str, words: str) -> Block:
    block = Block(LEFT, RIGHT)
    block.columns(_cell(block, label, LEFT, VALUE - 3 * MM), _cell(block, words, VALUE, RIGHT, INK))
    block.space(1.6)
    return block


def _cell(block: Block, words: str, x: float, end: float, colour: Colour = GREY) -> Callable[[], None]:
    return lambda: block.text(words, BODY, x=x, room=end - x, font=REGULAR, colour=colour)


def _foot(data: Row, page: int, pages: int) -> Block:
    block = Block(LEFT, RIGHT)
    block.text(f"Rahasia, untuk yang bersangkutan. Halaman {page} dari {pages}.", 7, colour=GREY)
    return block


def _day(at: str | None) -> str:
    return day_in_words(date.fromisoformat(at[:10]), "id") if at else "-"


def _moment(at: str) -> str:
    return f"{_day(at)} {at[11:16].replace(':', '.')}"
