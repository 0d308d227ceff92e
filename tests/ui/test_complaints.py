"""Questions and complaints in the window: the answer book, writing down, deadlines, answers told."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mobile_unit.domain.complaints import ANONYMOUS, MISCONDUCT, OPEN, Person, Said
from mobile_unit.domain.entries import ANSWERS_COUNTED, FEED_COMPLAINT_ANSWERED
from mobile_unit.resources import resource
from mobile_unit.store import settings
from mobile_unit.store.tables import complaints as table
from mobile_unit.sync import sealing
from mobile_unit.sync.answers import close_answer
from mobile_unit.sync.inbox import _KINDS
from mobile_unit.ui.announcements import Changes
from mobile_unit.ui.models.complaints_model import PAGE, Column
from tests.ui.conftest import press, type_here
from tests.ui.test_untranslated import settle
from tests.units import HEAD_OFFICE, NIP

CONTROL = Qt.KeyboardModifier.ControlModifier
BUDI = Person("BUDI SANTOSO")


@pytest.fixture
def unit(unit):
    with unit.context.store.write() as connection:
        told = sealing.vouch(HEAD_OFFICE, sealing.recipient_of(sealing.new_identity()))
        settings.put(connection, settings.BUNDLE_KEY, told)
    return unit


@pytest.fixture
def page(qtbot, window):
    window.shell.go("complaints")
    settle(qtbot, window)
    return window.shell.page


def take(unit, text="Antrean tidak teratur", kind="complaint", **more):
    return unit.complaints.take(Said(kind, OPEN, "box", text, BUDI, **more))


def hear_answer(unit, taken, answer=None, sealed=None) -> None:
    body = {"id": taken.id, "status": "answered", "at": unit.context.now(), "answer": answer}
    with unit.context.store.write() as connection:
        _KINDS[FEED_COMPLAINT_ANSWERED](connection, {**body, "sealed": sealed})


def counted(unit) -> list[dict]:
    with unit.context.store.read() as connection:
        raws = connection.exec_driver_sql(
            "SELECT raw FROM journal WHERE kind = ? ORDER BY seq", (ANSWERS_COUNTED,)
        ).scalars()
        return [json.loads(raw)["body"]["answers"] for raw in raws]


def shown(page) -> list[str]:
    return [page.model.index(row, Column.SUMMARY).data() for row in range(page.model.rowCount())]


def test_a_question_ends_with_the_answer_book_and_is_counted(qtbot, page, unit):
    assert page.search.hasFocus()
    type_here(qtbot, "calo")
    qtbot.waitUntil(lambda: page.book.current is not None and page.book.current.key == "broker")
    assert "billing code" in page.book.words.text()
    press(qtbot, page.search, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: counted(unit) == [[{"answer": "broker", "count": 1}]])
    qtbot.waitUntil(lambda: page.search.text() == "")
    assert "nothing is kept" in page.book.counted.text()


def test_the_arrows_move_among_the_questions_while_one_types(qtbot, page):
    type_here(qtbot, "cost passport")
    qtbot.waitUntil(lambda: page.book.list.count() not in (0, len(page.place.unit.answer_book.answers())))
    first = page.book.current
    press(qtbot, page.search, Qt.Key.Key_Down)
    assert page.book.current != first
    assert page.search.hasFocus()


def test_what_is_not_answered_is_written_down_with_the_words_that_were_typed(qtbot, page, unit):
    type_here(qtbot, "xyzzy when do you come")
    qtbot.waitUntil(lambda: page.book.current is None)
    press(qtbot, page.search, Qt.Key.Key_I, CONTROL)
    assert page.form.text.toPlainText() == "xyzzy when do you come"
    assert page.form.kind.value() == "information"
    page.form.name.setText("BUDI SANTOSO")
    press(qtbot, page.form.name, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.taken)
    assert page.taken.number.text() == page.taken.taken.number
    assert page.taken.once.text == ""
    press(qtbot, page, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.front
    qtbot.waitUntil(lambda: page.subtitle.text().startswith("1 open"))
    press(qtbot, page.search, Qt.Key.Key_2, CONTROL)
    qtbot.waitUntil(lambda: shown(page) == ["xyzzy when do you come"])


def test_a_fault_is_said_and_nothing_typed_is_lost(qtbot, page):
    page.begin()
    page.form.text.setPlainText("Antrean")
    page.form.take.click()
    qtbot.waitUntil(lambda: "name is missing" in page.message.text)
    assert page.form.text.toPlainText() == "Antrean"
    press(qtbot, page, Qt.Key.Key_Escape)
    page.begin()
    assert page.form.text.toPlainText() == "Antrean"
    page.form.mode.set_value(ANONYMOUS)
    page.form.take.click()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.taken)


def test_one_about_an_officer_is_in_no_list_and_opens_by_its_slip(qtbot, page, unit, tmp_path):
    page.begin()
    page.form.about.set_value(True)
    page.form.about.changed.emit()
    assert not page.form.officers[NIP].isHidden()
    page.form.officers[NIP].setChecked(True)
    page.form.text.setPlainText("Minta uang")
    page.form.name.setText("BUDI SANTOSO")
    page.form.take.click()
    qtbot.waitUntil(lambda: "somebody else must take it" in page.message.text)
    page.form.officers[NIP].setChecked(False)
    picture = next(resource("samples").rglob("*.jpg"))
    page.form.files.add([picture])
    assert "nobody here can read it" in page.form.sealed.text
    page.form.take.click()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.taken)
    assert "now only" in page.taken.once.text
    page.save_slip(tmp_path / "slip.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "slip.pdf").exists())
    taken = page.taken.taken
    code = taken.slip["said"]["code"]
    press(qtbot, page, Qt.Key.Key_Escape)
    for group in ("open", "to_tell", "all"):
        page.show_group(group)
        qtbot.waitUntil(lambda: not page.nothing.isHidden())
        assert shown(page) == []
    hear_answer(unit, taken, sealed=close_answer("Sudah ditindak.", taken.number, code))
    page.search.setText(taken.number.lower())
    press(qtbot, page.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.detail is not None and page.view.isVisible())
    assert "Sealed to head office" in page.view.facts.text()
    assert page.view.opened == ""
    assert page.view.code.hasFocus()
    page.view.code.setText("0000-0000-0000-0000")
    press(qtbot, page.view.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in page.message.text)
    page.view.code.setText(code)
    press(qtbot, page.view.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.opened == "Sudah ditindak.")
    assert page.view.answer.isVisible()


def test_an_answer_that_came_back_is_told_and_then_gone_from_the_list(qtbot, page, unit):
    taken = take(unit)
    hear_answer(unit, taken, "Loket ditambah.")
    press(qtbot, page.search, Qt.Key.Key_3, CONTROL)
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    press(qtbot, page.search, Qt.Key.Key_Down)
    press(qtbot, page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.isVisible())
    assert page.view.answer.text() == "Loket ditambah."
    press(qtbot, QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not page.nothing.isHidden())
    assert unit.complaints.detail(taken.id).told_at is not None


def test_who_is_not_satisfied_says_why(qtbot, page, unit):
    taken = take(unit)
    hear_answer(unit, taken, "Loket ditambah.")
    page.open_one(taken.id)
    qtbot.waitUntil(lambda: page.view.isVisible())
    page.view.outcome.buttons[1].click()
    assert page.view.note.isVisible()
    page.view.tell.click()
    qtbot.waitUntil(lambda: "still wrong" in page.message.text)
    page.view.note.setText("Masih antre")
    page.view.tell.click()
    qtbot.waitUntil(lambda: unit.complaints.detail(taken.id).told_at is not None)


def test_something_is_added_later(qtbot, page, unit):
    taken = take(unit)
    page.open_one(taken.id)
    qtbot.waitUntil(lambda: page.view.isVisible())
    assert page.view.more.hasFocus()
    type_here(qtbot, "Juga hari Senin")
    press(qtbot, page.view.more, Qt.Key.Key_J, CONTROL)
    qtbot.waitUntil(lambda: page.view.more.toPlainText() == "")
    assert "Juga hari Senin" in [step.words for step in unit.complaints.detail(taken.id).steps]


def test_of_ten_thousand_a_page_is_fetched(qtbot, page, unit):
    taken = take(unit)
    with unit.context.store.write() as connection:
        row = dict(connection.execute(table.select()).mappings().one())
        rows = [
            {**row, "position": n, "id": f"{n}", "number": f"{n}", "summary": f"Nomor {n}"}
            for n in range(2, 10_002)
        ]
        connection.execute(table.insert(), rows)
    page.show_group("open")
    qtbot.waitUntil(lambda: page.model.rowCount() == 10_001)
    assert len(page.model._rows) <= PAGE
    assert page.model.id_at(page.model.index(0, 0)) == taken.id
    last = page.model.index(10_000, Column.SUMMARY)
    last.data()
    qtbot.waitUntil(lambda: last.data() == "Nomor 10001")
    page.search.setText("nomor 9999")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)  # to read all 10,001 would ask for a hundred pages
    assert shown(page) == ["Nomor 9999"]


def test_a_traffic_light_is_said_in_words(qtbot, page, unit):
    taken = take(unit)
    with unit.context.store.write() as connection:
        connection.execute(table.update().values(due_on="2026-11-20"))
    page.show_group("open")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    first = page.model.index(0, Column.LIGHT)
    assert first.data() == "2 working days over"
    assert first.data(page.model.LightRole) == "late"
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "Deadline: 2 working days over"
    assert unit.complaints.detail(taken.id).light == "late"


def test_a_sealed_kind_is_not_counted_as_open(qtbot, page, unit):
    take(unit, kind=MISCONDUCT)
    page.reload()
    qtbot.waitUntil(lambda: "1 sealed" in page.subtitle.text())
    assert page.subtitle.text().startswith("0 open")


def test_the_days_page_says_that_an_answer_is_to_be_told_and_leads_there(qtbot, window, unit):
    taken = take(unit)
    hear_answer(unit, taken, "Nomor antrean kini dibagikan.")
    today = window.shell.page
    today.reload()
    qtbot.waitUntil(today.answers.isVisible)
    press(qtbot, today, Qt.Key.Key_A, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: window.shell.page is not today)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    unit.complaints.tell(taken.id, "spoken")
    window.shell.go("today")
    page.place.announce(Changes(complaints=True))
    qtbot.waitUntil(lambda: not today.answers.isVisible())
