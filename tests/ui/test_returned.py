"""What head office gave back stands on its page, is opened or done with, and in the application's story."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from mobile_unit.store import inbox, journal
from tests.ui.conftest import draft_from


def give_back(unit, seq: int, sentence: str, application: str | None = None) -> None:
    with unit.context.store.write() as connection:
        life = journal.current_head(connection).journal
        inbox.add_refusal(connection, life, seq, "body.shape", application)
        inbox.give_back(connection, life, seq, sentence, "2026-11-24T10:00:00+07:00")


def press(card, words: str) -> None:
    found = [each for each in card.findChildren(QPushButton) if words in each.accessibleName()]
    found[-1].click()


def test_it_is_read_opened_and_done_with(window, unit, samples, qtbot):
    taken = unit.intake.submit(draft_from(unit, samples[0]).id)
    give_back(unit, 1, "Tutup hari itu sekali lagi.")
    give_back(unit, 2, "Perbaiki tempat lahir.", taken.id)
    window.shell.go("sync")
    card = window.shell.page.returned
    qtbot.waitUntil(card.isVisible)
    assert sorted(card.lines)[-1] == f"{taken.number}: Perbaiki tempat lahir."
    assert "Tutup hari itu sekali lagi." in " ".join(card.lines)
    press(card, "Done with")
    qtbot.waitUntil(lambda: len(card.lines) == 1)
    press(card, taken.number)
    qtbot.waitUntil(lambda: window.shell.page.title.text() == taken.number)


def test_where_nothing_was_given_back_nothing_is_shown(window, qtbot):
    window.shell.go("sync")
    page = window.shell.page
    qtbot.waitUntil(lambda: page.figure("waiting") == "0")
    assert not page.returned.isVisible()
