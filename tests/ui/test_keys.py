"""On no page do two things answer the same key: Qt would then do neither."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QShortcut

from mobile_unit.ui.shell import _PLACES
from tests.ui.conftest import draft_from
from tests.ui.test_untranslated import settle


def doubled(window) -> list[str]:
    """Keys that more than one enabled shortcut of a visible part of the window answers."""
    answering = Counter(
        shortcut.key().toString()
        for shortcut in window.findChildren(QShortcut)
        if shortcut.isEnabled() and shortcut.parent().isVisible() and shortcut.parent().isEnabled()
    )
    return sorted(key for key, count in answering.items() if count > 1)


def test_no_key_is_ambiguous(qtbot, window, unit, adult) -> None:
    unit.day.open_visit("18.08.04.2005")
    submitted = unit.intake.submit(draft_from(unit, adult).id)
    draft = draft_from(unit, adult)
    for place in _PLACES:
        window.shell.go(place.key, {"application": submitted.id, "new": draft.id}.get(place.key))
        settle(qtbot, window)
        assert doubled(window) == [], place.key


@pytest.mark.parametrize("state", ["ready", "handed_over", "incomplete"])
def test_no_key_is_ambiguous_wherever_an_application_stands(qtbot, window, unit, adult, state) -> None:
    from mobile_unit.store import applications

    submitted = unit.intake.submit(draft_from(unit, adult).id)
    with unit.context.store.write() as connection:
        applications.set_status(connection, submitted.id, "ready" if state == "handed_over" else state)
    if state == "handed_over":
        papers = unit.handover.rules().receivers["self"].papers
        unit.handover.record(submitted.id, "self", adult["applicant"]["full_name"], papers)
    window.shell.go("application", submitted.id)
    settle(qtbot, window)
    assert doubled(window) == []


def test_no_key_is_ambiguous_on_the_receipt(qtbot, window, unit, adult) -> None:
    submitted = unit.intake.submit(draft_from(unit, adult).id)
    window.shell.go("new")
    window.shell.page.show_receipt(submitted)
    settle(qtbot, window)
    assert doubled(window) == []


def test_no_key_is_ambiguous_where_a_newer_list_and_every_source_is_there(qtbot, window, unit, adult) -> None:
    window.shell.go("new", draft_from(unit, adult).id)
    page = window.shell.page
    qtbot.waitUntil(lambda: page.form is not None)
    settle(qtbot, window)
    bar = page.form.documents.bar
    for each in (page.form.newer, page.form.duplicates, bar, bar.scan, bar.shoot, bar.newest):
        each.show()
        each.setEnabled(True)
    assert doubled(window) == []
