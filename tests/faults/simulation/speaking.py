"""What people bring to a counter besides applications: complaints, which head office answers, and answers to
the survey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from head_office.services.complaints import decide
from head_office.services.roles import SUPERVISOR
from head_office.store.staff import Member
from mobile_unit.domain.complaints import (
    ANONYMOUS,
    ANSWERED,
    CHANNELS,
    CLOSED,
    CONFIDENTIAL,
    KINDS,
    MODES,
    NEXT,
    OUTCOMES,
    REJECTED,
    TO_BE_TOLD,
    Person,
    Said,
)
from mobile_unit.domain.surveys import ELEMENTS, LEAST, SCORES
from mobile_unit.errors import UserFacingError
from mobile_unit.services.scans import Scan
from tests.faults.simulation.machines import Crash, Laptop, Trouble
from tests.faults.simulation.promises import Broken, asked
from tests.faults.simulation.voices import ANSWERED_IN_SECRET, SAID_IN_SECRET

if TYPE_CHECKING:
    from tests.faults.simulation.history import History

_MEMBER = Member("197001011990031001", "Rina", SUPERVISOR, "id", None, None, 0, True)
_OTHER_OFFICER = "198803032012121003"
_FAMILIES = ("passport_new", "stay_permit")
_PLACES = ("18.08.04", "18.08.05")
ANSWER_IS_TOLD, ANSWERS_LEAVE = "answer is told", "survey answers leave"
"""What becomes of a step at times."""


def complain(history: History, laptop: Laptop) -> bool:
    said, files = _something_said(history)
    laptop.open()
    history.trouble(laptop, 2)
    try:
        taken = laptop.open().complaints.take(said, files)
    except (Crash, UserFacingError):
        laptop.trouble = Trouble()
        laptop.close()
        taken = laptop.open().complaints.take(said, files)  # who got no slip says it again
    history.promises.is_given(laptop, taken.id, taken.number)
    if taken.sealed:
        history.voices.slips[taken.id] = taken.slip["said"]["code"]
    return True


def _something_said(history: History) -> tuple[Said, Sequence[Scan]]:
    lot = history.lot
    kind, mode = lot.choice(list(KINDS)), lot.choice(list(MODES))
    officers = lot.choice(((), (_OTHER_OFFICER,)))
    said = Said(kind, mode, lot.choice(list(CHANNELS)), "", None, "", lot.random() < 0.3, officers)
    history.voices.is_said(secretly=said.is_sealed_whole or mode == CONFIDENTIAL)
    name = f"{SAID_IN_SECRET if said.is_sealed_whole or mode == CONFIDENTIAL else 'Budi'}{history.new_word()}"
    text = f"{SAID_IN_SECRET if said.is_sealed_whole else 'Antre'}{history.new_word()}"
    person = None if mode == ANONYMOUS else Person(name, "0812", "Baradatu")
    files = [Scan(f"{name} {n}".encode() * 9, "image/jpeg") for n in range(lot.randrange(3))]
    return Said(kind, mode, said.channel, text, person, "", said.about_officer, officers), files


def add_to_complaint(history: History, laptop: Laptop) -> bool:
    """Somebody comes back with more."""
    row = _one_of(history, laptop, "SELECT id, sealed FROM complaints ORDER BY id")
    if row is None:
        return False
    complaint, sealed = row
    history.trouble(laptop, 2)
    words = f"{SAID_IN_SECRET if sealed else 'Lagi pula'} {history.new_word()}"
    laptop.open().complaints.add(complaint, words)
    return True


def ask_for_answer(history: History, laptop: Laptop) -> bool:
    """Somebody with a slip is back where they got it; where nothing is to be told, head office is asked."""
    known = "SELECT id FROM complaints ORDER BY id"
    is_on = [each for each in history.laptops if each.unit is not None or each is laptop]
    where = [each for each in is_on if _one_of(history, each, known) is not None]
    if not where:
        return False
    laptop = history.active = laptop if laptop in where else history.lot.choice(where)
    among = f"SELECT id, sealed FROM complaints WHERE status IN {(*TO_BE_TOLD, CLOSED)} ORDER BY id"
    row = _one_of(history, laptop, among)
    if row is None:
        history.faults = history.lot.choice((0.0, 0.0, 0.3))
        laptop.open().sync.run()
        row = _one_of(history, laptop, among)
    if row is not None:
        _tell(history, laptop, *row)
        history.counts(ANSWER_IS_TOLD)
    return True


def _tell(history: History, laptop: Laptop, complaint: str, sealed: int) -> None:
    """In head office's very words; they say what they think of it."""
    here = laptop.open().complaints
    if not sealed:
        history.voices.is_heard(complaint, here.detail(complaint).answer)
    elif complaint in history.voices.slips:
        history.voices.is_heard(complaint, here.answer_with(complaint, history.voices.slips[complaint]))
    history.trouble(laptop, 2)
    note = f"{SAID_IN_SECRET if sealed else 'Belum'} {history.new_word()}"
    here.tell(complaint, "spoken", history.lot.choice(OUTCOMES), note)


def work_on_complaint(history: History, _laptop: Laptop) -> bool:
    """Head office takes a step that is no answer."""
    return _decides(history, lambda status: [n for n in NEXT[status] if n not in TO_BE_TOLD])


def answer_complaint(history: History, _laptop: Laptop) -> bool:
    return _decides(history, lambda status: [n for n in (ANSWERED, REJECTED) if n in NEXT[status]])


def _decides(history: History, following: Callable[[str], list[str]]) -> bool:
    """On one where such a step can follow; false where there is none."""
    office = history.office.open()
    statement = "SELECT id, number, status, revision, sealed FROM complaints ORDER BY id"
    with office.database.read() as connection:
        rows = [row for row in asked(connection, statement) if following(row[2])]
    if not rows:
        return False
    complaint, number, status, revision, sealed = history.lot.choice(rows)
    chosen = history.lot.choice(following(status))
    words = f"{ANSWERED_IN_SECRET if sealed else 'Dijawab'} {history.new_word()}"
    if chosen in TO_BE_TOLD:
        history.voices.is_answered(complaint, words)
    decide(office, _MEMBER, number, revision, chosen, words, "lantaskim")
    return True


def _one_of(history: History, laptop: Laptop, statement: str) -> tuple[Any, ...] | None:
    with laptop.store.read() as connection:
        rows = asked(connection, statement)
    return history.lot.choice(rows) if rows else None


def fill_in_survey(history: History, laptop: Laptop) -> bool:
    """Some people in a row, at times alike enough to leave together."""
    for _n in range(history.lot.choice((1, 2, LEAST, LEAST + 1))):
        _fill_in(history, laptop, history.lot.choice(_FAMILIES[: history.lot.randrange(1, 3)]))
    return True


def _fill_in(history: History, laptop: Laptop, family: str) -> None:
    lot = history.lot
    scores = {element: lot.choice((*SCORES, None)) for element in ELEMENTS[1:]}
    traits = {"sex": lot.choice(("l", "p"))} if lot.random() < 0.5 else {}
    laptop.open()
    history.trouble(laptop, 8)
    before = history.voices.answers_on(laptop)
    try:
        laptop.open().surveys.keep({ELEMENTS[0]: 4, **scores}, family, traits)
    except (Crash, UserFacingError):
        laptop.trouble = Trouble()
        laptop.close()  # nobody fills it in twice
    else:
        if len(history.voices.answers_on(laptop)) != len(before) + 1 + len(traits):
            raise Broken("an answer to the survey is not on the disk")
    laptop.holds |= history.voices.answers_on(laptop)


def open_day(history: History, laptop: Laptop) -> bool:
    """At a place; what waits of the survey and may go, goes into the journal."""
    laptop.open()
    waiting = history.voices.waiting_on(laptop)
    history.trouble(laptop, 2)
    laptop.open().day.open_visit(history.lot.choice(_PLACES))
    if history.voices.waiting_on(laptop) < waiting:
        history.counts(ANSWERS_LEAVE)
    return True
