"""The window of a laptop that head office has wiped: signed out, and told plainly."""

from __future__ import annotations

from mobile_unit.app import Home
from mobile_unit.ui.pages.set_up import SetUpPage
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, enrolled, running_office


def test_after_its_last_round_the_window_says_what_happened(open_window, tmp_path, qtbot):
    with running_office(tmp_path / "office") as office:
        enrolled(office, tmp_path / "unit").close()
        home = Home(tmp_path / "unit", cost=CHEAP)
        home.preferences.language = "en"
        office.run("wipe", "WK01")
        window = open_window(home, home.sign_in(NIP, PIN))
        window.shell.place.link.sync_now()
        qtbot.waitUntil(lambda: isinstance(window.front, SetUpPage))
        assert window.shell is None
        assert "deleted" in window.front.message.text
        assert "safe at head office" in window.front.message.text
        assert not home.unit_folder.exists()
        qtbot.waitUntil(lambda: office.lines("wipe", "WK01")[0]["wiped_at"] is not None)
        window.close()
    again = open_window(Home(tmp_path / "unit", cost=CHEAP))
    assert isinstance(again.front, SetUpPage)
    assert "deleted" in again.front.message.text or "penghapusan" in again.front.message.text
