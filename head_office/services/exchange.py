"""A unit's whole round but the scans in one call: its entries in, its feed out, both packed."""

from __future__ import annotations

from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import contact, identity, ingest, limits, publishing
from head_office.services.batches import Batch
from head_office.store import journals
from mobile_unit.domain.entries import GENESIS
from mobile_unit.domain.texts import Text
from mobile_unit.sync import exchange as exchanges
from mobile_unit.sync import packing, wire

_UNREADABLE = Text("Kiriman ini tidak dapat dibaca.", "This can't be read.")
_TOO_LARGE = Text("Kiriman ini terlalu besar.", "This is too large.")
_DICTIONARY = Text("Kamus kompresi ini tidak ada di sini.", "This compression dictionary is not here.")
_MOVED = Text(
    "Jurnal di kantor tidak berakhir di entri itu. Bandingkan dulu.",
    "Head office's journal does not end with that entry. Compare first.",
)


def exchange(office: HeadOffice, raw: bytes, standing: str | None = None) -> bytes:
    """Take a unit's question, ingest what it brings, and answer; durable once this returns.

    ``standing`` is what the laptop says of itself, where it does.

    Raises Refusal: ``journal.moved`` (409, with the true head) where the journal held here does not end with
    the entry that the unit thinks; ``feed.fork`` (409) where its feed is shorter than the unit's; TooOften
    and all others as for the calls that it stands for.
    """
    try:
        asked = exchanges.Question.read(raw)
    except packing.Unpackable as error:
        raise Refusal(400, "batch.shape", _UNREADABLE) from error
    device = identity.device_of(office, f"Bearer {asked.token}")
    limits.require_device(office, device.id, len(raw))
    if packing.dictionary(asked.dictionary) is None:
        raise Refusal(415, "dictionary.unknown", _DICTIONARY)
    head = ingest.signed_head(office, device, asked.journal)
    held_hash = bytes.fromhex(head["hash"])
    if head["seq"] != asked.held or held_hash[: exchanges.HASH_BYTES] != asked.held_hash:
        raise Refusal(409, "journal.moved", _MOVED, head=head)
    publishing.require_same_line(office, device.unit, asked.cursor)
    said: dict[str, Any] = {"head": head, "stored": 0, "quarantined": []}
    if asked.entries:
        taken = ingest.ingest(office, device, _batch(office, asked, held_hash))
        said = {"head": taken.head, "stored": taken.stored, "quarantined": taken.quarantined}
    contact.heard(office, device, asked.cursor, standing)
    # what was destroyed is asked for by itself, by who says that they know it
    feed, more = publishing.read_feed(office, device.unit, asked.cursor, exchanges.FEED_PAGE, stand_ins=False)
    feed_hash = bytes.fromhex(feed[0]["prev"]) if feed else GENESIS
    place = exchanges.place_of_answer(asked.journal, said["head"]["hash"], asked.cursor, feed_hash)
    return exchanges.write_answer({**said, "more": more}, feed, place, asked.dictionary)


def _batch(office: HeadOffice, asked: exchanges.Question, held_hash: bytes) -> Batch:
    with office.database.read() as connection:
        held_raw = journals.raw(connection, asked.journal, asked.held)
    place = exchanges.place_of_entries(asked.journal, asked.held, held_hash, held_raw)
    try:
        lines = packing.unpack(asked.packed, place, wire.MAX_BATCH_BYTES, asked.dictionary)
    except wire.TooLarge as error:
        raise Refusal(413, "batch.too_large", _TOO_LARGE) from error
    except packing.Unpackable as error:
        raise Refusal(400, "batch.shape", _UNREADABLE) from error
    last = asked.held + asked.entries
    return Batch(asked.journal, asked.held + 1, last, b"\n".join(lines), asked.signature)
