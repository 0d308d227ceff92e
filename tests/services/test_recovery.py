"""Every officer forgot the PIN: head office opens the laptop again, for one officer, once."""

from __future__ import annotations

import json
import shutil

import pytest

from head_office.office import open_head_office
from head_office.services.forgotten_pins import answer
from mobile_unit.app import Home
from mobile_unit.errors import NotAllowed, TryAgain, UserFacingError
from mobile_unit.services import recovery
from mobile_unit.services.enrolment import DATABASE, KEYS
from mobile_unit.store import inbox, journal, settings, tries
from mobile_unit.sync import recovering, sealing
from tests.conftest import CHEAP
from tests.offices import enrolled, json_lines, mobile_unit, running_office
from tests.units import NIP, PIN

NEW = "864209"


@pytest.fixture
def office(tmp_path):
    with running_office(tmp_path / "office") as running:
        yield running


@pytest.fixture
def home(office, tmp_path) -> Home:
    """An enrolled laptop that nobody is signed in to."""
    enrolled(office, tmp_path / "unit").close()
    return Home(tmp_path / "unit", cost=CHEAP)


@pytest.fixture
def answered(office, home, tmp_path):
    """A request and head office's answer to it."""

    def make(name: str = "answer", nip: str = NIP, pin: str = NEW):
        asked = home.ask_for_recovery(nip, pin, tmp_path / "request")
        done = office.run(
            "recover", str(tmp_path / "request"), "--out", str(tmp_path / name), "--code", asked.code
        )
        assert done.returncode == 0, done.stderr
        return tmp_path / name

    return make


def test_a_new_pin_opens_it_and_nothing_is_lost(office, home, answered):
    unit = home.sign_in(NIP, PIN)
    draft = unit.intake.new_draft("passport.new")
    unit.close()
    file = answered()
    unit = home.recover(file, NEW)
    assert unit.officer.nip == NIP
    assert [each.id for each in unit.intake.drafts()] == [draft.id]
    assert unit.sync.run().refused == 0
    unit.close()
    home.sign_in(NIP, NEW).close()
    with pytest.raises(NotAllowed):
        home.sign_in(NIP, PIN)
    assert office.lines("verify")[0]["ok"]


def test_it_is_in_the_journal_once_also_where_it_is_done_again_after_a_crash(home, answered, monkeypatch):
    file = answered()
    with monkeypatch.context() as crash:
        crash.setattr("mobile_unit.store.key_slots.KeySlots.add_anew", _crash)
        with pytest.raises(KeyboardInterrupt):
            home.recover(file, NEW)
    unit = home.recover(file, NEW)
    with unit.context.store.read() as connection:
        life = journal.current_head(connection)
        entries = [journal.find_entry(connection, life.journal, n) for n in range(1, life.seq + 1)]
    (found,) = [entry for entry in entries if entry.kind == "pin.recovered"]
    assert found.officer == NIP
    assert found.body["officer"] == NIP
    assert set(found.body) == {"officer", "request", "answered_at"}
    unit.close()


def _crash(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_an_answer_is_good_once(home, answered):
    file = answered()
    home.recover(file, NEW).close()
    with pytest.raises(UserFacingError, match="permintaan PIN baru"):
        home.recover(file, NEW)


def test_an_old_answer_does_not_open_a_new_request(home, answered, tmp_path):
    old = answered("old")
    home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    with pytest.raises(UserFacingError, match="permintaan terakhir"):
        home.recover(old, NEW)


def test_another_laptop_s_answer_does_nothing(office, home, answered, tmp_path):
    enrolled(office, tmp_path / "other").close()
    other = Home(tmp_path / "other", cost=CHEAP)
    other.ask_for_recovery(NIP, NEW, tmp_path / "theirs")
    with pytest.raises(UserFacingError, match="permintaan terakhir"):
        other.recover(answered(), NEW)


def test_who_finds_laptop_and_answer_still_needs_the_pin_and_waits(home, answered):
    file = answered()
    for _n in range(tries.FREE_TRIES):
        with pytest.raises(NotAllowed):
            home.recover(file, PIN)
    with pytest.raises(NotAllowed) as waits:
        home.recover(file, NEW)
    assert waits.value.next_step


@pytest.mark.parametrize(
    "spoil", [lambda raw: raw[:-1], lambda raw: raw[:-9] + b"x" + raw[-8:], lambda _r: b""]
)
def test_a_damaged_answer_is_refused_with_a_sentence_and_the_whole_one_still_works(home, answered, spoil):
    file = answered()
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    with pytest.raises(UserFacingError, match="rusak"):
        home.recover(file, NEW)
    file.write_bytes(whole)
    home.recover(file, NEW).close()


def test_a_key_that_head_office_did_not_give_is_not_believed(home, tmp_path):
    """Who knows the database's key, and has the request's, still is not head office."""
    unit = home.sign_in(NIP, PIN)
    key, device = unit._key, _device(unit)
    unit.close()
    home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    asked = recovery.under_way(home.unit_folder)
    guard = recovery.KeySlots(home.unit_folder / "recovering" / KEYS, CHEAP).unlock("", NEW)
    kept = json.loads((home.unit_folder / "recovering" / "request.json").read_text())
    identity = recovery._unhide(guard.key, kept["identity"])
    request = recovering.Request(asked.id, NIP, asked.at, sealing.recipient_of(identity), b"")
    forged = recovering.seal_answer(
        request, recovering.Slot("WK01", device, key, ""), asked.at, recovering.Ed25519PrivateKey.generate()
    )
    (tmp_path / "forged").write_bytes(forged)
    with pytest.raises(NotAllowed, match="bukan dari kantor"):
        home.recover(tmp_path / "forged", NEW)
    with pytest.raises(NotAllowed):
        home.sign_in(NIP, NEW)


def _device(unit) -> str:
    with unit.context.store.read() as connection:
        return settings.get(connection, settings.DEVICE)


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC"])
def test_head_office_wants_the_code_that_was_read_out(office, home, tmp_path, code):
    home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    done = office.run("recover", str(tmp_path / "request"), "--out", str(tmp_path / "answer"), "--code", code)
    assert done.returncode == 1
    assert "recovery.code" in done.stderr
    assert not (tmp_path / "answer").exists()


def test_without_a_code_head_office_only_tells_who_asks(office, home, tmp_path):
    asked = home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    done = office.run("recover", str(tmp_path / "request"), "--out", str(tmp_path / "answer"))
    assert done.returncode == 1
    assert "Sari Wulandari" in done.stdout
    assert asked.code not in done.stdout + done.stderr
    assert not (tmp_path / "answer").exists()


def test_a_revoked_laptop_and_a_former_officer_are_not_opened_for(office, home, tmp_path):
    asked = home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    arguments = (
        "recover",
        str(tmp_path / "request"),
        "--out",
        str(tmp_path / "answer"),
        "--code",
        asked.code,
    )
    office.run("officer", "remove", NIP, "--unit", "WK01")
    assert "recovery.officer" in office.run(*arguments).stderr
    office.run("revoke", "WK01")
    assert "recovery.revoked" in office.run(*arguments).stderr
    assert not (tmp_path / "answer").exists()


def test_a_stranger_s_slot_and_any_file_are_refused(office, home, tmp_path):
    opened = open_head_office(tmp_path / "office")
    recipient = sealing.recipient_of(opened.bundle_identity)
    mine = recovering.Ed25519PrivateKey.generate()
    for device in (_known_device(home), "0190a0de-0000-7000-8000-000000000000"):
        slot = recovering.seal_slot("WK01", device, bytes(32), mine, recipient)
        request = recovering.Request(
            "0190a0de-0000-7000-8000-000000000001", NIP, "2026-11-24T09:00:00+07:00",
            sealing.recipient_of(sealing.new_identity()), slot,
        )  # fmt: skip
        (tmp_path / "request").write_bytes(request.seal(recipient))
        with pytest.raises(Exception, match=r"recovery\.stranger"):
            answer(opened, tmp_path / "request", request.code, tmp_path / "answer")
    opened.close()
    for raw, code in ((b"", "damaged"), (b"x" * 40_000, "shape"), (sealed_to_nobody(), "not_for_us")):
        (tmp_path / "request").write_bytes(raw)
        done = office.run("recover", str(tmp_path / "request"), "--out", str(tmp_path / "answer"))
        assert done.returncode == 1
        assert f"recovery.{code}" in done.stderr


def _known_device(home) -> str:
    unit = home.sign_in(NIP, PIN)
    try:
        return _device(unit)
    finally:
        unit.close()


def sealed_to_nobody() -> bytes:
    sealed = bytearray()
    to = sealing.recipient_of(sealing.new_identity())
    sealing.seal(iter([b"way-kanan/recovery-request/1\n{}"]), sealed.extend, [to])
    return bytes(sealed)


def test_the_slot_is_made_at_enrolment_and_again_where_it_is_lost_or_of_another_database(home):
    slot = home.unit_folder / recovery.SLOT
    first = slot.read_bytes()
    home.sign_in(NIP, PIN).close()
    assert slot.read_bytes() == first
    for spoilt in (b"", b"{}", json.dumps({**json.loads(first), "mark": "00"}).encode()):
        slot.write_bytes(spoilt)
        home.sign_in(NIP, PIN).close()
        assert json.loads(slot.read_bytes())["mark"] == json.loads(first)["mark"]
    assert NIP not in slot.read_text()


def test_a_unit_of_an_older_program_gets_its_slot_by_its_next_round(home):
    unit = home.sign_in(NIP, PIN)
    with unit.context.store.write() as connection:
        settings.put(connection, settings.BUNDLE_KEY, None)
    (home.unit_folder / recovery.SLOT).unlink()
    assert not unit.keep_recoverable()
    with pytest.raises(UserFacingError):
        home.ask_for_recovery(NIP, NEW, home.path / "request")
    unit.sync.run()
    assert recovery.is_recoverable(home.unit_folder)
    unit.close()


def test_a_weak_pin_or_a_stick_that_is_gone_leaves_the_request_before(home, answered, tmp_path):
    file = answered()
    with pytest.raises(UserFacingError):
        home.ask_for_recovery(NIP, "123456", tmp_path / "again")
    with pytest.raises(TryAgain):
        home.ask_for_recovery(NIP, "246913", tmp_path / "gone" / "again")
    home.recover(file, NEW).close()


def test_it_also_helps_where_the_file_of_the_key_slots_is_gone(home, answered):
    (home.unit_folder / KEYS).unlink()
    home.recover(answered(), NEW).close()
    home.sign_in(NIP, NEW).close()


def test_the_laptop_takes_nobody_who_is_not_on_its_own_list(home, answered):
    file = answered()
    unit = home.sign_in(NIP, PIN)
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [])
    unit.close()
    with pytest.raises(NotAllowed):
        home.recover(file, NEW)


def test_by_command(office, home, tmp_path):
    out, back = tmp_path / "request", tmp_path / "answer"
    done = mobile_unit(home.path, "recover", "--officer", NIP, "--out", str(out), "--json", pin=NEW)
    assert done.returncode == 0, done.stderr
    code = json_lines(done)[0]["code"]
    assert office.lines("recover", str(out), "--out", str(back), "--code", code)[0]["nip"] == NIP
    assert mobile_unit(home.path, "recover", "--answer", str(back), pin=NEW).returncode == 0
    assert mobile_unit(home.path, "list", pin=NEW).returncode == 0
    assert mobile_unit(home.path, "recover", "--answer", str(back), pin=NEW).returncode == 1


def test_a_copied_home_is_recovered_into_a_life_of_its_own(home, answered, tmp_path):
    file = answered()
    shutil.copytree(home.path, tmp_path / "copy")
    unit = Home(tmp_path / "copy", cost=CHEAP).recover(file, NEW)
    with unit.context.store.read() as connection:
        assert len(journal.lives(connection)) == 2
    unit.close()
    assert (tmp_path / "copy" / "unit" / DATABASE).exists()


def recover(office, tmp_path, code, *more: str):
    command = (
        "recover",
        str(tmp_path / "request"),
        "--out",
        str(tmp_path / "answer"),
        "--code",
        code,
        "--json",
    )
    return office.run(*command, *more)


def test_sealed_to_a_key_that_is_kept_elsewhere(office, home, tmp_path):
    key = tmp_path / "recovery.key"
    unit = home.sign_in(NIP, PIN)
    before = _slot(home)
    assert office.run("recovery-key", str(key)).returncode == 0
    assert office.run("recovery-key", str(key)).returncode == 1, "never written over"
    unit.sync.token = None
    unit.sync.run()
    unit.close()
    assert _slot(home)["recipient"] == sealing.recipient_of(key.read_text().strip()) != before["recipient"]
    asked = home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    inside = open_head_office(office.home)
    with pytest.raises(recovering.BadRecovery, match="not_for_us"):
        recovering.open_request((tmp_path / "request").read_bytes(), inside.bundle_identity)
    inside.close()
    assert '"recovery.key_needed"' in recover(office, tmp_path, asked.code).stdout
    other = tmp_path / "other.key"
    other.write_text(sealing.new_identity())
    assert '"recovery.not_for_us"' in recover(office, tmp_path, asked.code, "--key-file", str(other)).stdout
    other.write_text("AGE-SECRET-KEY-1")
    assert '"recovery.key"' in recover(office, tmp_path, asked.code, "--key-file", str(other)).stdout
    assert not (tmp_path / "answer").exists()
    done = recover(office, tmp_path, asked.code, "--key-file", str(key))
    assert done.returncode == 0, done.stderr
    home.recover(tmp_path / "answer", NEW).close()


def test_a_laptop_that_has_not_heard_of_that_key_is_opened_as_before(office, home, tmp_path):
    key = tmp_path / "recovery.key"
    asked = home.ask_for_recovery(NIP, NEW, tmp_path / "request")
    office.run("recovery-key", str(key))
    assert recover(office, tmp_path, asked.code, "--key-file", str(key)).returncode == 0
    assert recover(office, tmp_path, asked.code).returncode == 0
    home.recover(tmp_path / "answer", NEW).close()


def test_a_new_laptop_hears_of_it_at_its_enrolment_and_an_answer_without_it_changes_nothing(office, tmp_path):
    key = tmp_path / "recovery.key"
    office.run("recovery-key", str(key))
    unit = enrolled(office, tmp_path / "new")
    home = Home(tmp_path / "new", cost=CHEAP)
    sealed_to = sealing.recipient_of(key.read_text().strip())
    assert _slot(home)["recipient"] == sealed_to
    unit.sync._keep(settings.RECOVERY_KEY, None)  # what an older head office, or one put back, says
    unit.keep_recoverable()
    assert _slot(home)["recipient"] == sealed_to
    with unit.context.store.write() as connection:
        forged = sealing.vouch(recovering.Ed25519PrivateKey.generate(), sealed_to, sealing.RECOVERY_KEY)
        settings.put(connection, settings.RECOVERY_KEY, forged)
    (home.unit_folder / recovery.SLOT).unlink()
    assert not unit.keep_recoverable(), "head office did not sign it"
    unit.close()


def _slot(home) -> dict:
    return json.loads((home.unit_folder / recovery.SLOT).read_text())
