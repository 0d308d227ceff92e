"""The USB stick's page: what the officer is told at each step, and what is on the stick by then."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mobile_unit.app import Home
from mobile_unit.domain.complaints import OPEN, Person, Said
from mobile_unit.services import removable
from mobile_unit.store import settings
from mobile_unit.sync import sealing
from mobile_unit.ui.media import Medium, media
from tests.offices import NIP, PIN, running_office
from tests.sticks import fetch_reply, hand_in, unit_of
from tests.ui.conftest import draft_from, press
from tests.units import HEAD_OFFICE

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sealable(unit):
    """The unit knows where to seal to."""
    with unit.context.store.write() as connection:
        recipient = sealing.recipient_of(sealing.new_identity())
        settings.put(connection, settings.BUNDLE_KEY, sealing.vouch(HEAD_OFFICE, recipient))
    return unit


@pytest.fixture
def inserted(monkeypatch) -> list[Medium]:
    """What the system says is inserted."""
    found: list[Medium] = []
    monkeypatch.setattr("mobile_unit.ui.pages.stick.media", lambda: tuple(found))
    monkeypatch.setattr("mobile_unit.ui.pages.stick.LOOK_MS", 50)
    return found


@pytest.fixture
def stick(tmp_path) -> Medium:
    (tmp_path / "stick").mkdir()
    return Medium(tmp_path / "stick", "KINGSTON", 14 << 30)


def opened(qtbot, window):
    window.shell.go("sync")
    press(qtbot, window.shell, Qt.Key.Key_U, CTRL)
    page = window.shell.page
    assert page is window.shell._pages["stick"]
    return page


def test_by_keys_alone_to_safe_to_remove(qtbot, window, sealable, inserted, stick, adult) -> None:
    submitted = sealable.intake.submit(draft_from(sealable, adult).id)
    page = opened(qtbot, window)
    qtbot.waitUntil(lambda: page._none.isVisible())
    assert not page.write.isEnabled()
    inserted.append(stick)
    qtbot.waitUntil(page.write.isEnabled)
    assert page.medium == stick
    press(qtbot, window.shell, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(page.steps.noted(3)))
    assert "Safe to remove" in page.message.text
    (written,) = stick.path.iterdir()
    assert written.name == page.steps.noted(3)
    assert sealable.tracking.application(submitted.id).summary.state == "on_stick"
    press(qtbot, window.shell, Qt.Key.Key_Escape)
    assert window.shell.page is window.shell._pages["sync"]


def test_it_says_that_a_complaint_waits_too(qtbot, window, sealable) -> None:
    sealable.complaints.take(
        Said("information", OPEN, "phone", "Kapan loket ke Pakuan Ratu?", Person("BUDI"))
    )
    page = opened(qtbot, window)
    qtbot.waitUntil(lambda: page._waiting.text().endswith(", 1 other record."))


def test_a_stick_pulled_out_while_writing_is_told(
    qtbot, window, sealable, inserted, stick, adult, monkeypatch
) -> None:
    sealable.intake.submit(draft_from(sealable, adult).id)
    inserted.append(stick)
    page = opened(qtbot, window)
    qtbot.waitUntil(page.write.isEnabled)

    def gone(path: Path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(removable, "open_new", gone)
    page.write.click()
    qtbot.waitUntil(lambda: "pulled out" in page.message.text)
    assert list(stick.path.iterdir()) == []
    assert page.steps.noted(3) == ""
    monkeypatch.undo()
    qtbot.waitUntil(page.write.isEnabled)
    page.write.click()
    qtbot.waitUntil(lambda: bool(page.steps.noted(3)))


def test_stopped_in_the_middle_it_leaves_nothing(
    qtbot, window, sealable, inserted, stick, adult, monkeypatch
) -> None:
    sealable.intake.submit(draft_from(sealable, adult).id)
    inserted.append(stick)
    page = opened(qtbot, window)
    qtbot.waitUntil(page.write.isEnabled)
    whole = sealable.stick._contents

    def and_stop(manifest, checkpoint):
        page._task.cancel()
        yield from whole(manifest, checkpoint)

    monkeypatch.setattr(sealable.stick, "_contents", and_stop)
    page.write.click()
    qtbot.waitUntil(lambda: "Stopped" in page.message.text)
    assert list(stick.path.iterdir()) == []
    assert page.write.isVisible()


def test_without_head_offices_key_it_says_what_to_do(qtbot, window, unit, inserted, stick, adult) -> None:
    unit.intake.submit(draft_from(unit, adult).id)
    page = opened(qtbot, window)
    qtbot.waitUntil(lambda: "Sync once" in page.message.text)
    page.message.clear()
    page.use_folder(stick.path)
    page.write.click()
    qtbot.waitUntil(lambda: "Sync once" in page.message.text)


def test_a_reply_is_found_and_told(qtbot, open_window, tmp_path, inserted, stick, adult) -> None:
    with running_office(tmp_path / "office") as office:
        unit_of(office, tmp_path / "unit", "WK77").close()
    home = Home(tmp_path / "unit")
    home.preferences.language = "en"
    unit = home.sign_in(NIP, PIN)
    submitted = unit.intake.submit(draft_from(unit, adult).id)
    inserted.append(stick)
    page = opened(qtbot, open_window(home, unit))
    qtbot.waitUntil(page.read.isEnabled)
    page.read.click()
    qtbot.waitUntil(lambda: "no reply" in page.reply_words)
    page.write.click()
    qtbot.waitUntil(lambda: bool(page.steps.noted(3)))
    (bundle,) = stick.path.iterdir()
    hand_in(office.home, bundle)
    fetch_reply(office.home, unit, stick.path / "answer")
    page.read.click()
    qtbot.waitUntil(lambda: "1 application has arrived" in page.reply_words)
    assert unit.tracking.application(submitted.id).summary.state == "received"
    page.read_file(bundle)
    qtbot.waitUntil(lambda: "no reply for this laptop" in page.reply_words)


def test_what_the_system_knows_of_media_is_read() -> None:
    for medium in media():
        assert medium.path.is_dir()
        assert medium.name
