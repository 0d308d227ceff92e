"""Bad guests on a stick: whatever a file holds, it is refused with a code and leaves nothing behind."""

from __future__ import annotations

import itertools
import json
import resource as limits
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from head_office.problems import Refusal
from head_office.services.bundles import MOST_STRANGERS, take_in
from head_office.services.enrolment import revoke
from mobile_unit.app import Home
from mobile_unit.domain.entries import canonical
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.resources import resource
from mobile_unit.store import journal
from mobile_unit.store.life_marker import LifeMarker
from mobile_unit.sync import bundles, wire
from tests.conftest import CHEAP
from tests.offices import NIP, PIN, Office
from tests.sticks import carry, device_key, hand_in, opened, opened_bundle, parts, sealed_for, take, unit_of

SAMPLES = [
    json.loads(line) for line in resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
]
_units = (f"G{n:03d}" for n in itertools.count())


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    running = Office(tmp_path_factory.mktemp("head-office"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def unit(office, tmp_path):
    made = unit_of(office, tmp_path / "unit", next(_units))
    take(made, SAMPLES[:2], size=100)
    yield made
    made.close()


@pytest.fixture
def bundle(unit, tmp_path) -> Path:
    return carry(unit, tmp_path / "stick")


def holdings(home: Path) -> dict[str, int]:
    """Everything head office keeps, by name and size; but for what it has of strangers, to be looked at."""
    with opened(home) as office, office.database.read() as connection:
        counts = {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("entries", "applications", "blobs", "feed", "set_aside", "history")
        }
    files = {str(path): path.stat().st_size for folder in ("blobs", "uploads", "aside")
             for path in (home / folder).rglob("*")
             if path.is_file() and not path.name.startswith("stranger-")}  # fmt: skip
    return counts | files


def refused(home: Path, path: Path) -> str:
    """The code; and nothing is left behind."""
    before = holdings(home)
    with pytest.raises(Refusal) as caught:
        hand_in(home, path)
    assert holdings(home) == before
    return caught.value.code


def signed_anew(unit, plain: bytes, change) -> bytes:
    """The same bundle with a manifest that says something else, signed by the device itself."""
    at = parts(plain)
    said = json.loads(plain[at["manifest"]])
    change(said)
    raw = canonical(said)
    signature = wire.sign_bytes(device_key(unit), bundles.BUNDLE, raw)
    return (
        plain[at["magic"]]
        + plain[at["device"]]
        + signature
        + len(raw).to_bytes(4, "big")
        + raw
        + plain[at["rest"]]
    )


def test_a_changed_byte_anywhere_in_the_file_is_refused(office, bundle, tmp_path) -> None:
    whole = bundle.read_bytes()
    bad = tmp_path / "bad.bundle"
    positions = {*range(0, 400, 7), *range(400, len(whole), len(whole) // 60), len(whole) - 1}
    before = holdings(office.home)
    codes = set()
    with opened(office.home) as running:
        from head_office.services.bundles import take_in

        for at in sorted(positions):
            bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(Refusal) as caught:
                take_in(running, bad)
            codes.add(caught.value.code)
    assert codes <= {"bundle.damaged", "bundle.not_for_us"}
    assert holdings(office.home) == before


def test_a_file_cut_anywhere_is_refused(office, bundle, tmp_path) -> None:
    whole = bundle.read_bytes()
    bad = tmp_path / "bad.bundle"
    for size in (0, 1, 21, 100, 199, 300, len(whole) // 3, len(whole) // 2, len(whole) - 16, len(whole) - 1):
        bad.write_bytes(whole[:size])
        assert refused(office.home, bad) == "bundle.damaged"
    bad.write_bytes(whole + b"\0")
    assert refused(office.home, bad) == "bundle.damaged"


def boundaries(plain: bytes) -> list[int]:
    """Where one part of a bundle ends and the next begins, and a byte to each side."""
    at = parts(plain)
    manifest = bundles.read_manifest(plain[at["manifest"]])
    ends = [part.stop for part in at.values()]
    here = at["rest"].start
    for _batch in manifest.batches:
        here += 4
        ends.append(here)
        here += int.from_bytes(plain[here - 4 : here], "big")
        ends.append(here)
    for blob in manifest.blobs:
        here += blob.bytes
        ends.append(here)
    assert here == len(plain)
    return sorted({end + by for end in ends for by in (-1, 0, 1) if end + by < len(plain)})


def test_cut_at_every_boundary_and_sealed_again_it_is_refused(office, bundle, tmp_path) -> None:
    """Anybody can seal; only the device's signature makes a bundle, and its manifest says how long it is."""
    plain = opened_bundle(office.home, bundle)
    for size in boundaries(plain):
        bad = sealed_for(office.home, tmp_path / "bad.bundle", plain[:size])
        assert refused(office.home, bad) == "bundle.shape"
    bad = sealed_for(office.home, tmp_path / "bad.bundle", plain + b"x")
    assert refused(office.home, bad) == "bundle.shape"


def test_a_byte_of_each_part_changed_and_sealed_again_is_refused(office, bundle, tmp_path) -> None:
    plain = opened_bundle(office.home, bundle)
    at = parts(plain)
    expected = {
        "magic": {"bundle.shape"},
        "device": {"bundle.stranger", "bundle.shape"},
        "signature": {"bundle.signature"},
        "size": {"bundle.too_large", "bundle.shape", "bundle.signature"},
        "manifest": {"bundle.signature"},
        "rest": {"bundle.content", "bundle.too_large", "bundle.shape"},
    }
    for name, part in at.items():
        step = max(1, (part.stop - part.start) // 12)
        for place in range(part.start, part.stop, step):
            changed = plain[:place] + bytes([plain[place] ^ 1]) + plain[place + 1 :]
            bad = sealed_for(office.home, tmp_path / "bad.bundle", changed)
            assert refused(office.home, bad) in expected[name], (name, place)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "a" * 63 + "/", "A" * 64, "\x00" * 64, "", None, 7],
)
def test_a_scan_has_no_name_but_its_hash(office, unit, bundle, tmp_path, name) -> None:
    def rename(said) -> None:
        said["blobs"][0]["sha256"] = name

    plain = signed_anew(unit, opened_bundle(office.home, bundle), rename)
    assert refused(office.home, sealed_for(office.home, tmp_path / "bad", plain)) == "bundle.shape"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda said: said.update(more=1), "bundle.shape"),
        (lambda said: said["blobs"][0].update(path="x"), "bundle.shape"),
        (lambda said: said.pop("feed"), "bundle.shape"),
        (lambda said: said.update(feed=-1), "bundle.shape"),
        (lambda said: said.update(feed=True), "bundle.shape"),
        (lambda said: said.update(to=said["to"] + 1), "bundle.shape"),
        (lambda said: said["batches"].append(said["batches"][0]), "bundle.shape"),
        (lambda said: said.update(blobs=said["blobs"] * 2), "bundle.shape"),
        (lambda said: said.update(journal="../x"), "bundle.shape"),
        (lambda said: said.update(unit="WK01/.."), "bundle.shape"),
        (lambda said: said.update(program="0.1\0"), "bundle.shape"),
        (lambda said: said.update(unit="ZZ99"), "bundle.stranger"),
        (lambda said: said.update(device="0" * 8 + said["device"][8:]), "bundle.shape"),
        (lambda said: said.update(entries="0" * 64), "bundle.content"),
        (lambda said: said["batches"][0].update(bytes=said["batches"][0]["bytes"] - 1), "bundle.too_large"),
        (lambda said: said["batches"][0].update(bytes=said["batches"][0]["bytes"] + 1), "bundle.content"),
        (lambda said: said["batches"][0].update(bytes=1 << 30), "bundle.too_large"),
        (lambda said: said["blobs"][0].update(bytes=wire.MAX_BLOB_BYTES + 1), "bundle.too_large"),
        (lambda said: said["blobs"][0].update(bytes=0), "bundle.too_large"),
        (lambda said: said["batches"][0].update(signature="AAAA"), "bundle.content"),
    ],
)
def test_what_a_device_signs_must_make_sense(office, unit, bundle, tmp_path, change, code) -> None:
    plain = signed_anew(unit, opened_bundle(office.home, bundle), change)
    assert refused(office.home, sealed_for(office.home, tmp_path / "bad", plain)) == code


def test_too_many_parts_are_refused(office, unit, bundle, tmp_path) -> None:
    def many(said) -> None:
        said["blobs"] = [{"sha256": f"{n:064x}", "bytes": 1} for n in range(bundles.MAX_BLOBS + 1)]

    plain = signed_anew(unit, opened_bundle(office.home, bundle), many)
    assert refused(office.home, sealed_for(office.home, tmp_path / "bad", plain)) == "bundle.too_large"


def test_one_megabyte_that_inflates_to_a_gigabyte_is_refused_at_once(office, unit, bundle, tmp_path) -> None:
    import zstandard

    bomb = zstandard.ZstdCompressor(level=1).compressobj()
    packed = b"".join(bomb.compress(bytes(1 << 20)) for _n in range(1 << 10)) + bomb.flush()
    padding = zstandard.ZstdCompressor().compress(b"") * 150_000
    assert len(packed) < 1 << 20 < len(packed + padding)
    plain = opened_bundle(office.home, bundle)
    rest = parts(plain)["rest"]

    def say(said) -> None:
        said["batches"][0]["bytes"] = wire.MAX_BATCH_BYTES

    for content in (packed, packed + padding):
        changed = plain[: rest.start] + len(content).to_bytes(4, "big") + content
        bad = sealed_for(office.home, tmp_path / "bad", signed_anew(unit, changed, say))
        before, began = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss, time.monotonic()
        assert refused(office.home, bad) == "bundle.too_large"
        assert time.monotonic() - began < 60
        assert limits.getrusage(limits.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_a_strangers_bundle_is_refused(office, tmp_path) -> None:
    elsewhere = Office(tmp_path / "elsewhere")
    elsewhere.start()
    try:
        stranger = unit_of(elsewhere, tmp_path / "stranger", next(_units))
    finally:
        elsewhere.stop()
    take(stranger, SAMPLES[:1], size=10)
    path = carry(stranger, tmp_path / "stick")
    stranger.close()
    assert refused(office.home, path) == "bundle.not_for_us"
    again = sealed_for(office.home, tmp_path / "again", opened_bundle(elsewhere.home, path))
    before = kept_of_strangers(office.home)
    for _n in range(2):
        assert refused(office.home, again) == "bundle.stranger"
    (kept,) = kept_of_strangers(office.home) - before
    assert kept.read_bytes() == again.read_bytes()


def kept_of_strangers(home: Path) -> set[Path]:
    return set((home / "aside").glob("stranger-*"))


def test_strangers_leave_room_for_what_else_is_kept_aside(tmp_path) -> None:
    with opened(tmp_path / "office") as running:
        for n in range(MOST_STRANGERS + 1):
            text = bundles.MAGIC + str(uuid7()).encode() + bytes(64) + (2).to_bytes(4, "big") + b"{}"
            path = sealed_for(tmp_path / "office", tmp_path / f"{n}", text)
            with pytest.raises(Refusal) as caught:
                take_in(running, path)
            assert ("kept" in caught.value.details) == (n < MOST_STRANGERS)
    assert len(kept_of_strangers(tmp_path / "office")) == MOST_STRANGERS


def test_another_units_device_does_not_speak_for_this_one(office, unit, bundle, tmp_path) -> None:
    """A device signs in the name of another's journal."""
    other = unit_of(office, tmp_path / "other", next(_units))
    take(other, SAMPLES[:1], size=10)
    plain = opened_bundle(office.home, carry(other, tmp_path / "stick2"))
    at = parts(opened_bundle(office.home, bundle))
    journal = json.loads(opened_bundle(office.home, bundle)[at["manifest"]])["journal"]

    def steal(said) -> None:
        said["journal"] = journal

    bad = sealed_for(office.home, tmp_path / "bad", signed_anew(other, plain, steal))
    other.close()
    assert refused(office.home, bad) == "bundle.content"


def test_a_gap_is_refused_and_stores_nothing(office, unit, tmp_path) -> None:
    from mobile_unit.store import journal

    with unit.context.store.write() as connection:
        head = journal.current_head(connection)
        journal.acknowledge(connection, head.journal, 2)
    assert refused(office.home, carry(unit, tmp_path / "stick")) == "journal.gap"


def test_a_copied_laptops_other_story_is_kept_aside(office, unit, tmp_path) -> None:
    """Two laptops with one journal: the first to come is the journal, the other one's batch is looked at."""
    shutil.copytree(tmp_path / "unit", tmp_path / "copy")
    with unit.context.store.read() as connection:
        head = journal.current_head(connection)
    # as in a copied virtual machine: the marker does not give the copy away
    LifeMarker(tmp_path / "copy" / "unit").make(head.journal, head.seq, head.hash)
    copy = Home(tmp_path / "copy", cost=CHEAP).sign_in(NIP, PIN)
    for each, serial in ((unit, 2), (copy, 3)):
        take(each, SAMPLES[: serial + 1], first=serial, size=10)
    hand_in(office.home, carry(unit, tmp_path / "stick"))
    before = holdings(office.home)
    with pytest.raises(Refusal) as caught:
        hand_in(office.home, carry(copy, tmp_path / "stick2"))
    copy.close()
    assert caught.value.code == "journal.fork"
    after = holdings(office.home)
    assert {name: count for name, count in after.items() if before.get(name) != count} == {
        "set_aside": before["set_aside"] + 1
    }


def test_a_revoked_devices_bundle_is_kept_to_be_looked_at(office, unit, bundle) -> None:
    with opened(office.home) as running:
        revoke(running, unit.info.code)
    before = holdings(office.home)
    for _time in range(2):
        with pytest.raises(Refusal) as caught:
            hand_in(office.home, bundle)
        assert caught.value.code == "device.revoked"
        kept = Path(caught.value.details["kept"])
        assert kept.read_bytes() == bundle.read_bytes()
        after = holdings(office.home)
        assert set(after) - set(before) == {str(kept)}
    damaged = bundle.with_name("damaged.bundle")
    damaged.write_bytes(bundle.read_bytes()[:-1])
    assert refused(office.home, damaged) == "bundle.damaged"


def test_a_poison_entry_is_kept_aside_and_holds_nothing_up(office, unit, tmp_path) -> None:
    with unit.context.store.write() as connection:
        unit.context.record(connection, "unheard.of", {})
    take(unit, SAMPLES[2:3], size=10)
    taken = hand_in(office.home, carry(unit, tmp_path / "stick"))
    assert [each["code"] for each in taken.quarantined] == ["kind.unknown"]
    assert taken.entries_stored == taken.last


def test_a_scan_under_way_over_the_network_is_gone_on_with(office, unit, bundle) -> None:
    manifest = bundles.read_manifest(
        opened_bundle(office.home, bundle)[parts(opened_bundle(office.home, bundle))["manifest"]]
    )
    first, second = manifest.blobs[:2]
    with opened(office.home) as running:
        content = opened_bundle(office.home, bundle)
        start = len(content) - sum(blob.bytes for blob in manifest.blobs)
        for blob, there in ((first, content[start : start + 100]), (second, b"other bytes")):
            running.blobs.begin(unit.info.code, blob.sha256)
            running.blobs.write(unit.info.code, blob.sha256, 0, there)
    taken = hand_in(office.home, bundle)
    assert taken.blobs_stored == len(manifest.blobs)
    assert not list((office.home / "uploads").glob(f"{unit.info.code}-*"))


def test_a_reply_needs_a_device_that_may_read_it(office, unit, tmp_path) -> None:
    done = office.run("reply", unit.info.code, "--out", str(tmp_path / "reply"), "--json")
    assert done.returncode == 0
    with opened(office.home) as running:
        revoke(running, unit.info.code)
    done = office.run("reply", unit.info.code, "--out", str(tmp_path / "none"), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["refused"] == "unit.no_device"
    assert not (tmp_path / "none").exists()
    assert office.run("reply", "NOONE", "--out", str(tmp_path / "none")).returncode == 1


def test_what_is_too_large_for_any_stick_is_not_even_opened(office, tmp_path) -> None:
    sparse = tmp_path / "huge.bundle"
    with sparse.open("wb") as file:
        file.truncate(bundles.MAX_FILE_BYTES + 1)
    assert refused(office.home, sparse) == "bundle.too_large"


def test_a_manifest_is_written_one_way_only() -> None:
    manifest = bundles.Manifest(
        "WK01", "0" * 36, "1" * 36, 1, 0, "0" * 64, 0, "2026-11-24T09:00:00+07:00", "0.1.0", "0" * 64, (), ()
    )
    assert bundles.read_manifest(manifest.as_bytes()) == manifest
    with pytest.raises(bundles.BadBundle):
        bundles.read_manifest(manifest.as_bytes().replace(b":", b": ", 1))
    with pytest.raises(bundles.BadBundle):
        bundles.read_manifest(replace(manifest, first=0).as_bytes())
