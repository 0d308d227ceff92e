"""Taking in a bundle from a USB stick: read whole first, then through the same doors as the network."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import batches, contact, ingest, recovery, scans
from head_office.store import carried, devices
from head_office.store.devices import Device
from mobile_unit.domain.texts import Text
from mobile_unit.sync import bundles
from mobile_unit.sync.bundles import BadBundle, Batch, Manifest, Taker

MAX_KEPT_ASIDE = 50
MOST_STRANGERS = 20
"""Anybody can seal a file to us: so many of those kept, and the rest stays for laptops that we know."""
_TRIES = 3

REASONS = {
    "bundle.not_for_us": Text(
        "Berkas ini tidak disegel untuk kantor ini, atau sudah berubah.",
        "This file is not sealed to this head office, or was changed.",
    ),
    "bundle.damaged": Text(
        "Berkas ini rusak, terpotong, atau bukan bundel. Ekspor ulang di unit.",
        "This file is damaged, cut short, or no bundle. Export once more at the unit.",
    ),
    "bundle.shape": Text("Isi berkas ini bukan bundel yang sah.", "What this file holds is no valid bundle."),
    "bundle.content": Text(
        "Isi berkas ini tidak sesuai dengan yang ditandatangani.",
        "This file's content is not what was signed.",
    ),
    "bundle.too_large": Text(
        "Berkas ini, atau isinya, terlalu besar.", "This file, or what it holds, is too large."
    ),
    "bundle.signature": Text(
        "Tanda tangan perangkat pada berkas ini tidak cocok.",
        "The device's signature does not cover this file.",
    ),
    "bundle.stranger": Text(
        "Berkas ini dari perangkat yang tidak dikenal kantor.",
        "This file is from a device that head office does not know.",
    ),
    "device.revoked": Text(
        "Izin perangkat ini sudah dicabut. Berkasnya disimpan untuk diperiksa.",
        "This device's permission was withdrawn. Its file is kept to be looked at.",
    ),
}
_STRANGER = Text(
    "Berkas ini dari laptop yang tidak dikenal kantor. Berkasnya disimpan; daftarkan ulang laptopnya, lalu"
    " lepaskan berkas ini.",
    "This file is from a laptop that head office does not know. It is kept; have the laptop enrolled again,"
    " then release it.",
)
_FULL = Text(
    "Berkas ini harus diperiksa, tetapi sudah terlalu banyak berkas yang disimpan.",
    "This file has to be looked at, but too many files are kept already.",
)


@dataclass
class TakenIn:
    """What came of a bundle. ``quarantined`` names the entries newly kept aside, with why."""

    unit: str
    journal: str
    first: int
    last: int
    entries_stored: int = 0
    entries_held: int = 0
    quarantined: list[dict[str, object]] = field(default_factory=list)
    blobs_stored: int = 0
    blobs_held: int = 0
    blobs_unwanted: int = 0


def take_in(office: HeadOffice, path: Path, *, released: bool = False) -> TakenIn:
    """Take a unit's bundle in; the same one again changes nothing. ``released``: also a revoked device's.

    Raises Refusal with a stable code for one that is not whole, not ours or not allowed, before anything of
    it is stored; and what ``ingest`` refuses (``journal.gap``, ``journal.fork`` …). One of a device that we
    do not know (any more) or do not trust (any more) is kept aside as it came.
    """
    if path.stat().st_size > bundles.MAX_FILE_BYTES:
        raise _refusal("bundle.too_large")
    with path.open("rb") as source:
        try:
            manifest = _read(office, source)
            device = _device(office, manifest.device)
        except Refusal as refusal:
            if refusal.code == "bundle.stranger" and not released:
                told = Refusal(400, refusal.code, _STRANGER)
                raise _kept(office, path, "stranger", told, MOST_STRANGERS) from refusal
            raise
        if device.unit != manifest.unit:
            raise _refusal("bundle.stranger")
        if device.is_shut_out and not released:
            name = f"{manifest.unit}-{manifest.first}-{manifest.last}"
            told = Refusal(403, "device.revoked", REASONS["device.revoked"])
            raise _kept(office, path, name, told, MAX_KEPT_ASIDE)
        with office.database.write() as connection:
            # also of one that is refused further on (a fork): its laptop needs a reply that it can take
            carried.note_cursor(connection, manifest.device, manifest.feed)
            carried.note_end(connection, manifest.unit, manifest.journal, manifest.last)
        contact.carried(office, manifest)
        source.seek(0)
        done = TakenIn(manifest.unit, manifest.journal, manifest.first, manifest.last)
        _read(office, source, _Doors(office, device, done))
    return done


def read_manifest(office: HeadOffice, path: Path) -> Manifest:
    """What a bundle says of itself, read to its end; raises Refusal."""
    with path.open("rb") as source:
        return _read(office, source)


def _read(office: HeadOffice, source: BinaryIO, taker: Taker | None = None) -> Manifest:
    """Read a bundle to its end; raises Refusal."""

    def key_of(device: str) -> bytes:
        return _device(office, device).public_key

    try:
        return bundles.read(source, office.bundle_identity, key_of=key_of, taker=taker)
    except BadBundle as error:
        raise _refusal(error.code) from error


def _device(office: HeadOffice, device: str) -> Device:
    """The device that says it wrote a bundle, revoked or not; raises Refusal for a stranger."""
    with office.database.read() as connection:
        known = devices.find(connection, device)
    if known is None:
        raise _refusal("bundle.stranger")
    return known


def _kept(office: HeadOffice, path: Path, name: str, refusal: Refusal, at_most: int) -> Refusal:
    """The refusal of a file that was put aside, for a person to decide on."""
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    kept = office.aside.keep(path, f"{name}-{digest[:16]}.bundle", at_most)
    if kept is None:
        return Refusal(refusal.status, refusal.code, _FULL)
    return Refusal(refusal.status, refusal.code, refusal.message, kept=str(kept))


class _Doors(Taker):
    """Hands each part over as the network would."""

    def __init__(self, office: HeadOffice, device: Device, done: TakenIn) -> None:
        self._office = office
        self._device = device
        self._done = done

    def batch(self, manifest: Manifest, batch: Batch, body: bytes) -> None:
        asked = batches.Batch(manifest.journal, batch.first, batch.last, body, batch.signature)
        taken = ingest.ingest(self._office, self._device, asked)
        self._done.entries_stored += taken.stored
        self._done.entries_held += batch.last - batch.first + 1 - taken.stored
        self._done.quarantined += taken.quarantined

    def lost(self, entries: list[dict[str, Any]]) -> None:
        recovery.take_back(self._office, self._device.unit, entries)
        recovery.say_returned(self._office, self._device.unit, entries[-1])

    def blob(self, sha256: str, content: bytes) -> None:
        """By the steps of an upload; one that is under way over the network is gone on with."""
        office, unit = self._office, self._device.unit
        for left in reversed(range(_TRIES)):
            try:
                offset = scans.begin_upload(office, unit, sha256, len(content), content)
                if offset < len(content):
                    scans.add_chunk(office, unit, sha256, offset, content[offset:])
                self._done.blobs_stored += 1
                return
            except Refusal as refusal:
                if refusal.code == "blob.held":
                    self._done.blobs_held += 1
                    return
                if refusal.code in ("blob.unwanted", "blob.length"):
                    self._done.blobs_unwanted += 1
                    return
                if not left:
                    raise


def _refusal(code: str) -> Refusal:
    return Refusal(400, code, REASONS[code])
