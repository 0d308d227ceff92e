"""How the public's pages are drawn: small, without script and cookie, in the two languages, for an old phone
and a screen reader. The language stands in the address and nowhere else."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from head_office.problems import COME_AGAIN, UNAVAILABLE, TooOften
from mobile_unit.domain.texts import LANGUAGES, Text
from mobile_unit.errors import TryAgain
from mobile_unit.forms.answers import day_in_words
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.resources import resource

log = logging.getLogger("head_office")
FIELDS = ("nomor", "hari", "bulan", "tahun")
_NAMES = {"id": "Bahasa Indonesia", "en": "English"}
WORDS = {
    "title": Text("Lacak permohonan", "Follow an application"),
    "yours": Text("Permohonan Anda", "Your application"),
    "error": Text("Ada yang keliru", "Something is wrong"),
    "number": Text("Nomor permohonan", "Application number"),
    "number_hint": Text(
        "Tercetak di tanda terima, misalnya WK01A-261124-0007-K.",
        "It is on the receipt, for example WK01A-261124-0007-K.",
    ),
    "birth": Text("Tanggal lahir pemohon", "The applicant's date of birth"),
    "birth_hint": Text("Misalnya 31 3 1992.", "For example 31 3 1992."),
    "day": Text("Hari", "Day"),
    "month": Text("Bulan", "Month"),
    "year": Text("Tahun", "Year"),
    "go": Text("Lihat", "Show"),
    "or_scan": Text(
        "Atau pindai kode kotak pada tanda terima dengan kamera ponsel: halaman yang sama terbuka.",
        "Or scan the square code on the receipt with a phone's camera: it opens the same page.",
    ),
    "since": Text("Sejak {date}", "Since {date}"),
    "next": Text("Langkah Anda", "What to do"),
    "bring": Text("Yang dibawa", "What to bring"),
    "asked": Text("Yang perlu dilengkapi", "What to complete"),
    "where": Text("Tempat dan waktu pengambilan", "Where and when to collect"),
    "about": Text("Tentang permohonan ini", "About this application"),
    "who": Text("Inisial pemohon", "The applicant's initials"),
    "service": Text("Layanan", "Service"),
    "submitted": Text("Diajukan", "Submitted"),
    "know": Text("Perlu diketahui", "Good to know"),
    "again": Text("Lihat permohonan lain", "Look for another application"),
    "keeps_nothing": Text(
        "Halaman ini tidak menyimpan apa pun di ponsel Anda.", "This page keeps nothing on your phone."
    ),
    "receipt": Text("Tanda terima permohonan", "Application receipt"),
    "genuine": Text("Tanda terima ini asli.", "This receipt is genuine."),
    "not_genuine": Text("Tanda terima ini TIDAK asli.", "This receipt is NOT genuine."),
    "tell": Text(
        "Kode pada kertas ini tidak dibuat oleh unit layanan kami. Simpan kertasnya dan laporkan kepada"
        " kantor imigrasi.",
        "The code on this paper was not made by one of our units. Keep the paper and report it to the"
        " immigration office.",
    ),
    "no_code": Text(
        "Alamat ini bukan kode tanda terima. Pindai kode kotak pada tanda terima, utuh dan rata.",
        "This address is not a receipt's code. Scan the square code on the receipt, whole and flat.",
    ),
    "date": Text("Tanggal", "Date"),
    "unit": Text("Unit", "Unit"),
    "under_way": Text(
        "Belum tiba di kantor; unit mengirimnya saat ada sambungan.",
        "Not at the office yet; the unit sends it when there is a connection.",
    ),
    "newer": Text(
        "Data permohonan berbeda dari yang tercetak (dikoreksi sebelum atau sesudah dicetak).",
        "The application's data differ from the print (corrected before or after it).",
    ),
    "complaint_title": Text("Ikuti pengaduan", "Follow a complaint"),
    "complaint_number": Text("Nomor pada slip", "Number on the slip"),
    "complaint_number_hint": Text("Misalnya WK01A-P261124-0001-X.", "For example WK01A-P261124-0001-X."),
    "complaint_code": Text("Kode pada slip", "Code on the slip"),
    "complaint_code_hint": Text(
        "Enam belas huruf dan angka; hanya pemegang slip yang tahu.",
        "Sixteen letters and digits; only who holds the slip knows them.",
    ),
    "complaint_due": Text("Dijawab paling lambat {date}.", "To be answered by {date}."),
    "complaint_again": Text("Lihat pengaduan lain", "Look for another complaint"),
    "not_proof": Text("Bukan bukti pembayaran.", "This is not a proof of payment."),
}


def language_of(request: Request) -> str:
    """The language in the address, or what the browser says it likes best."""
    said = request.query_params.get("lang", "")
    if said in LANGUAGES:
        return said
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "id"


def drawn(
    template: str,
    language: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **content: Any,
) -> HTMLResponse:
    """A page of ``resources/pages/public``; every value is escaped."""
    other = "id" if language == "en" else "en"
    catalogue = Catalogue.load()
    page = (
        _templates()
        .get_template(template)
        .render(
            language=language,
            other=other,
            other_name=_NAMES[other],
            say=lambda text: text.in_(language),
            day=partial(_day, language),
            words=WORDS,
            style=_style(),
            office=catalogue.office,
            contact=catalogue.contact,
            **content,
        )
    )
    return HTMLResponse(page, status, {**_headers(), **(headers or {})})


def questions(
    language: str,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Text] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The two questions, with what was typed and what is wrong with it (``nomor``, ``birth`` or ``form``)."""
    return drawn(
        "form.html",
        language,
        status=status,
        headers=headers,
        typed=typed or dict.fromkeys(FIELDS, ""),
        errors={"nomor": None, "birth": None, "form": None, **(errors or {})},
        any_errors=bool(errors),
    )


def turned_away(language: str, refused: TooOften) -> HTMLResponse:
    """The questions, and when they may be asked again."""
    wait = {"Retry-After": str(refused.seconds)}
    return questions(language, None, {"form": refused.message}, status=refused.status, headers=wait)


def unavailable(language: str, error: TryAgain, typed: Mapping[str, str] | None = None) -> HTMLResponse:
    """The questions with what was typed, where the database is busy or away."""
    log.warning("%s", error)
    wait = {"Retry-After": str(COME_AGAIN)}
    return questions(language, typed, {"form": UNAVAILABLE}, status=503, headers=wait)


def _day(language: str, day: date) -> str:
    return day_in_words(day, language)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(resource("pages", "public")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


@cache
def _style() -> Markup:
    # ours, from our own file
    return Markup(resource("pages", "public", "style.css").read_text("utf-8"))


@cache
def _headers() -> Mapping[str, str]:
    """Nothing from elsewhere, nothing kept. The style is named by its hash; a browser too old to know hashes
    reads ``unsafe-inline``, which the others then ignore."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}' 'unsafe-inline'; img-src data:;"
            " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
