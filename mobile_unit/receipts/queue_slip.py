"""The slip of a queue's ticket, a roll or a page: its number, large, and about how long it takes.

It names nobody, and does not say who goes first: it lies on chairs and is handed on.
"""

from __future__ import annotations

from datetime import datetime

from mobile_unit.clock import JAKARTA
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue
from mobile_unit.receipts.block import MM
from mobile_unit.receipts.content import long_date
from mobile_unit.receipts.papers import Paper
from mobile_unit.receipts.roll import place_roll
from mobile_unit.receipts.sheet import Properties, written
from mobile_unit.receipts.thermal import Field, Part, Rule, Words

TITLE = Text("Nomor antrean", "Queue number")
_AHEAD = Text("Menunggu di depan Anda", "Waiting before you")
_NOBODY = Text("tidak ada", "nobody")
_ABOUT = Text("Perkiraan tunggu", "Estimated wait")
_MINUTES = Text("sekitar {count} menit", "about {count} minutes")
_SOON = Text("segera dipanggil", "you are called soon")
_HONEST = Text(
    "Perkiraan dari pelayanan hari ini; dapat lebih cepat atau lebih lama.",
    "Estimated from today's services; it may be shorter or longer.",
)
_FIRST = Text(
    "Balita, lansia, penyandang disabilitas, ibu hamil dan menyusui didahulukan; yang lain tetap dipanggil.",
    "Small children, the elderly, persons with disabilities, pregnant and nursing women go first; others are "
    "called in between.",
)
_MISSED = Text(
    "Nomor terlewat? Datang ke loket; nomor ini tetap berlaku hari ini.",
    "Missed your call? Come to the counter; this number stays good today.",
)


def parts_of(
    number: str,
    kind: Text,
    place: str,
    taken: datetime,
    ahead: int,
    minutes: int,
    unit: str,
    catalogue: Catalogue,
    language: str,
) -> tuple[Part, ...]:
    """``ahead`` is how many are called before, ``minutes`` roughly how long that takes."""
    here = taken.astimezone(JAKARTA)
    estimate = _MINUTES.format(count=minutes) if minutes else _SOON
    return (
        Words(catalogue.office.in_(language).upper(), bold=True, centred=True),
        Words(unit, centred=True),
        *((Words(place, centred=True),) if place else ()),
        Rule(),
        Words(TITLE.in_(language).upper(), bold=True, centred=True),
        Words(number, bold=True, centred=True, large=True, times=5),
        Words(kind.in_(language), bold=True, centred=True),
        Words(_taken(here, language), centred=True),
        Rule(),
        Field(_AHEAD.in_(language), str(ahead) if ahead else _NOBODY.in_(language), bold=True),
        Field(_ABOUT.in_(language), estimate.in_(language), bold=True),
        Words(_HONEST.in_(language)),
        Rule(),
        Words(_FIRST.in_(language)),
        Words(_MISSED.in_(language)),
    )


def pdf_of(parts: tuple[Part, ...], paper: Paper, number: str) -> bytes:
    """One page; its properties name the number."""
    placed, high = place_roll(parts, paper)
    properties = Properties(f"{TITLE.id} {number}", TITLE.id, "", "")
    return written((paper.width * MM, high), properties, (0, placed))


def _taken(moment: datetime, language: str) -> str:
    if language == "en":
        return f"{moment:%d-%m-%Y, %H:%M} WIB"
    return f"{long_date(moment)}, pukul {moment:%H.%M} WIB"
