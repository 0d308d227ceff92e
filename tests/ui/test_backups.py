"""Backups in the window: a folder is chosen, one is made by hand, and it opens elsewhere."""

from __future__ import annotations

from mobile_unit.app import Home
from tests.conftest import CHEAP
from tests.units import PIN


def test_chosen_and_made_by_hand_it_opens_elsewhere(qtbot, window, unit, tmp_path):
    window.shell.go("settings")
    settings = window.shell.page.backups
    qtbot.waitUntil(lambda: "no backup yet" in settings.state.text())
    settings.back_up()
    qtbot.waitUntil(lambda: "No folder for backups" in settings.state.text())
    (tmp_path / "stick").mkdir()
    settings.set_folder(str(tmp_path / "stick"))
    qtbot.waitUntil(lambda: settings.where.text() == str(tmp_path / "stick"))
    settings.back_up()
    qtbot.waitUntil(lambda: "read back" in settings.state.text())
    (file,) = (tmp_path / "stick").iterdir()
    other = Home(tmp_path / "spare", cost=CHEAP).restore(file, "", PIN)
    assert other.info.code == unit.info.code
    other.close()
