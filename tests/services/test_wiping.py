"""A laptop told to delete everything hands over first, then keeps nothing; foreign orders do nothing."""

from __future__ import annotations

import json

import pytest

from head_office.office import open_head_office
from head_office.services import wiping as office_side
from mobile_unit.app import Home
from mobile_unit.errors import NotAllowed, NotSetUp
from mobile_unit.resources import resource
from mobile_unit.services import wiping
from mobile_unit.services.enrolment import DATABASE, KEYS
from mobile_unit.sync import wire
from tests.conftest import CHEAP
from tests.head_office.conftest import SAMPLES
from tests.offices import NIP, PIN, enrolled, json_lines, mobile_unit, running_office
from tests.sticks import take


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def unit(office, tmp_path):
    opened = enrolled(office, tmp_path / "unit")
    yield opened
    opened.close()


@pytest.fixture
def home(unit, tmp_path) -> Home:
    return Home(tmp_path / "unit", cost=CHEAP)


def standing(office) -> dict:
    return office.lines("wipe", "WK01")[0]


def test_it_hands_over_what_is_unsent_and_then_nothing_is_left(office, unit, home, tmp_path):
    take(unit, SAMPLES[:1])
    (tmp_path / "medium").mkdir()
    unit.backups.choose_folder(str(tmp_path / "medium"))
    written = unit.backups.write_to_folder()
    (tmp_path / "medium" / "other.backup").write_bytes(b"another's")
    assert standing(office)["ordered"]
    unit.close()
    done = mobile_unit(home.path, "sync")
    assert done.returncode == 0, done.stderr
    assert json_lines(done)[0]["blobs_waiting"] == 0
    assert sorted(path.name for path in home.path.iterdir() if path.name != "logs") == ["wiped.json"]
    assert not written.path.exists()
    assert (tmp_path / "medium" / "other.backup").exists()
    (held,) = office.lines("list")
    assert all(document["held"] for document in held["documents"])
    assert standing(office)["wiped_at"]
    assert json.loads((home.path / "wiped.json").read_text()).keys() == {"v", "at", "drafts"}
    with pytest.raises(NotSetUp):
        home.sign_in(NIP, PIN)
    Home(home.path, cost=CHEAP).enrol(office.url, office.code(), NIP, PIN).close()


def test_a_revoked_laptop_still_hands_over_and_is_shut_out_afterwards(office, unit, home):
    take(unit, SAMPLES[:1])
    office.run("revoke", "WK01")
    with pytest.raises(NotAllowed):
        unit.sync.run()
    standing(office)
    assert unit.sync.run().entries_waiting == 0
    assert len(office.lines("list")) == 1
    assert unit.wiping.begin(home.path)
    device = json.loads((home.path / "wiping.json").read_text())["device"]
    unit.close()
    assert home.finish_wipe()
    assert home.send_last_words()
    assert not home.send_last_words()
    opened = open_head_office(office.home)
    with opened.database.read() as connection:
        assert office_side.devices.find(connection, device).is_shut_out
    opened.close()


def test_it_waits_for_what_is_not_acknowledged_and_for_scans(office, unit):
    standing(office)
    take(unit, SAMPLES[:1])
    unit.sync.run(scans=False)
    assert not unit.wiping.is_due()
    unit.sync.run()
    assert unit.wiping.is_due()
    take(unit, SAMPLES[:2], first=1)
    assert not unit.wiping.is_due()
    unit.sync.run(scans=False)
    assert not unit.wiping.is_due()
    unit.sync.run()
    assert unit.wiping.is_due()


def test_another_laptop_s_order_is_nothing_to_this_one(office, unit, tmp_path):
    other = enrolled(office, tmp_path / "other")
    devices = office.lines("wipe", "WK01", "--device", "nobody")
    assert [each["ordered"] for each in devices] == [False, False]
    mine = min(each["device"] for each in devices)
    office.lines("wipe", "WK01", "--device", mine)
    unit.sync.run()
    other.sync.run()
    assert unit.wiping.is_due()
    assert not other.wiping.is_due()
    assert not other.wiping.begin(tmp_path / "other")
    other.close()


def test_without_an_order_nothing_is_due(unit, home):
    unit.sync.run()
    assert not unit.wiping.is_due()
    assert not unit.wiping.begin(home.path)
    assert not home.finish_wipe()


@pytest.mark.parametrize("step", ["destroy_file", "rmtree", "_remove_backups", "replace"])
def test_cut_anywhere_the_next_start_finishes_before_anything_can_be_read(
    office, unit, home, monkeypatch, step
):
    standing(office)
    unit.sync.run()
    assert unit.wiping.begin(home.path)
    unit.close()
    before = (home.unit_folder / KEYS).read_bytes()
    target = {"rmtree": wiping.shutil, "replace": wiping.Path}.get(step, wiping)
    with monkeypatch.context() as crash:
        crash.setattr(target, step, _crash)
        with pytest.raises(KeyboardInterrupt):
            home.finish_wipe()
    keys = home.unit_folder / KEYS
    if step != "destroy_file":
        assert not keys.exists() or keys.read_bytes() != before
    again = Home(home.path, cost=CHEAP)
    assert not again.is_set_up
    assert not (home.path / "unit" / DATABASE).exists()
    assert again.send_last_words()


def _crash(*_arguments: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_last_words_wait_for_a_network(office, unit, home):
    standing(office)
    unit.sync.run()
    unit.wiping.begin(home.path)
    unit.close()
    office.stop()
    assert home.finish_wipe()
    assert not home.send_last_words()
    office.start()
    assert home.send_last_words()
    assert standing(office)["wiped_at"]


def test_head_office_believes_no_last_words_but_the_device_s_own(office, unit, home):
    standing(office)
    unit.sync.run()
    unit.wiping.begin(home.path)
    said = json.loads((home.path / "wiping.json").read_text())
    statement = {name: said[name] for name in ("device", "order", "at")}
    opened = open_head_office(office.home)
    forged = wire.sign(wire.new_key(), wire.WIPED, statement)
    for words in (
        {**statement, "signature": forged},
        {**statement, "order": "another", "signature": said["signature"]},
        {**statement, "device": "another", "signature": said["signature"]},
    ):
        with pytest.raises(Exception, match=r"wipe\.unknown"):
            office_side.last_words(opened, words)
    opened.close()
    assert standing(office)["wiped_at"] is None


def test_drafts_are_neither_handed_over_nor_left_and_how_many_went_is_said(office, unit, home):
    take(unit, SAMPLES[:1])
    draft = unit.intake.new_draft("passport.new")
    unit.intake.save_draft(draft.id, {"full_name": "DEWI TIDAK JADI"}, {})
    unit.intake.attach(draft.id, "ktp", resource("samples", "scans/ktp.jpg").read_bytes())
    standing(office)
    unit.close()
    done = mobile_unit(home.path, "sync")
    assert done.returncode == 0, done.stderr
    assert "1 draf ikut terhapus" in done.stderr
    assert home.wiped().drafts == 1
    assert sorted(path.name for path in home.path.iterdir() if path.name != "logs") == ["wiped.json"]
    (held,) = office.lines("list")
    assert "DEWI" not in str(held)
    assert b"DEWI TIDAK JADI" not in b"".join(
        path.read_bytes() for path in office.home.rglob("*") if path.is_file()
    )
