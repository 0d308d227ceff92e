"""The public's "what became of my complaint?": for who holds the slip. It says the stage and until when, and
nothing of what was said or by whom."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.store import complaints
from mobile_unit.domain import complaints as words
from mobile_unit.domain.texts import Text
from mobile_unit.sync.answers import mark_of

_NOT_FOUND = Text(
    "Nomor dan kode ini tidak cocok dengan pengaduan mana pun. Periksa keduanya pada slip. Pengaduan dari"
    " unit keliling baru terlihat setelah unit terhubung dengan kantor.",
    "This number and code match no complaint. Compare both with the slip. One that a mobile unit took is seen"
    " only once the unit was connected with the office.",
)
_NEXT = {
    words.ANSWERED: Text(
        "Jawabannya ada. Tanyakan di loket keliling atau kantor imigrasi dengan slip ini.",
        "There is an answer. Ask for it at the mobile counter or the office, with this slip.",
    ),
    words.CLOSED: Text(
        "Selesai. Bila belum beres, sampaikan di loket atau kantor: pengaduan dibuka kembali.",
        "Closed. If something is still wrong, say so at the counter or the office: it is opened again.",
    ),
}
_UNDER_WAY = Text("Kantor sedang menanganinya.", "The office is working on it.")


@dataclass(frozen=True, slots=True)
class Followed:
    """What the public is told of one complaint; ``due_on`` is None once it is answered."""

    number: str
    kind: Text
    title: Text
    next: Text
    taken_on: date
    due_on: date | None


def follow(office: HeadOffice, number: str, code: str) -> Followed:
    """Raises Refusal, the same for a number that is nobody's and for another code."""
    with office.database.read() as connection:
        row = complaints.find_numbered(connection, number)
    known = row["code_mark"] if row is not None else ""
    if row is None or not hmac.compare_digest(known.encode(), mark_of(number, code).encode()):
        raise Refusal(404, "complaint.not_found", _NOT_FOUND)
    answered = row["status"] not in words.UNDER_WAY
    status = words.ANSWERED if row["status"] in words.TO_BE_TOLD else row["status"]
    return Followed(
        number,
        words.KINDS[row["kind"]],
        words.status_word(status),
        _NEXT.get(status, _UNDER_WAY),
        date.fromisoformat(row["taken_at"][:10]),
        None if answered else date.fromisoformat(row["due_on"]),
    )
