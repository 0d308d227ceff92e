"""The page of training and work: figures with their meaning a key away, nothing of a handful."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from mobile_unit.store import inbox, settings
from tests.domain.test_trainings import training
from tests.services.test_personnel import BUDI, OTHER
from tests.services.test_quizzes import answered, hear, quiz
from tests.ui.conftest import press
from tests.units import NIP, OFFICER

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def unit(unit):
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [OFFICER, BUDI])
        said = [training(nip=NIP).as_body(), training(nip=OTHER, title="Milik Budi").as_body()]
        settings.put(connection, settings.TRAININGS, said)
    return unit


@pytest.fixture
def page(window, qtbot):
    window.shell.go("personnel")
    shown = window.shell.page
    qtbot.waitUntil(lambda: shown.hours.text() != "")
    return shown


def test_a_team_leader_chooses_an_officer(page, qtbot) -> None:
    assert "8 of 20" in page.hours.text()
    assert "Leading a service team" in page.lacking.text()
    page.officer.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "Leading" not in page.lacking.text())


def test_the_meaning_is_a_key_away(page, qtbot) -> None:
    assert not page.meaning.isVisible()
    press(qtbot, page, Qt.Key.Key_D, CONTROL)
    assert page.meaning.isVisible()
    assert "no ranking" in page.meaning.text()


def test_nothing_is_told_of_a_handful(page, unit, taken, samples, qtbot) -> None:
    assert page.served.text == "0"
    records = [r for r in samples if r["service"] == "passport.new"][:5]
    taken(*records[:4])
    page.reload()
    qtbot.waitUntil(page.few.isVisible)
    assert (page.served.text, page.returned.text) == ("–", "–")
    taken(*records[4:])
    page.reload()
    qtbot.waitUntil(lambda: page.served.text == "5")
    assert page.whole.text == "5"


def test_on_a_magnified_screen_nothing_is_cut(open_window, home, unit, qtbot) -> None:
    window = open_window(home, unit, size=(910, 480))
    window.shell.go("personnel")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.hours.text() != "")
    assert window.width() == 910
    assert page.minimumSizeHint().width() <= page.width()


def test_a_quiz_is_answered_with_digits_and_told_why(page, unit, qtbot) -> None:
    assert not page.quiz.isVisible()
    id_ = hear(unit, quiz())
    page.reload()
    qtbot.waitUntil(page.quiz.isVisible)
    press(qtbot, page, Qt.Key.Key_Return, CONTROL)
    assert "neighbour" in page.quiz.question.text()
    qtbot.waitUntil(page.quiz.choices[1].isVisible)
    press(qtbot, page.quiz.choices[0], Qt.Key.Key_2)
    assert "Right." in page.quiz.why.text
    page.reload()  # what is under way stays
    press(qtbot, page, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(page.quiz.choices[0].isVisible)
    press(qtbot, page.quiz.choices[0], Qt.Key.Key_1)
    assert "Not quite." in page.quiz.why.text
    press(qtbot, page, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "1 of 2" in page.message.text)
    qtbot.waitUntil(lambda: "Your best: 1 of 2" in page.quiz.told.text())
    assert [each.body["quiz"] for each in answered(unit)] == [id_]
