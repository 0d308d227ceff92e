"""Scans: which are wanted, their resumable upload, and what their arrival means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services import notices
from head_office.services.publishing import publish
from head_office.store import blobs, filed
from head_office.store.blob_store import WrongHash
from head_office.store.engine import Connection
from mobile_unit.domain.entries import FEED_APPLICATION_STATUS
from mobile_unit.domain.states import RECEIVED, SENT
from mobile_unit.domain.texts import Text

_UNWANTED = Text("Pindaian ini tidak diminta.", "Nobody asked for this scan.")
_HELD = Text("Pindaian ini sudah ada di kantor.", "Head office holds this scan already.")
_GONE = Text("Unggahan ini tidak ada. Mulai dari awal.", "There is no such upload. Begin anew.")
_OFFSET = Text("Posisi unggahan tidak cocok. Tanyakan dulu.", "The offset does not match. Ask for it first.")
_LENGTH = Text("Panjang berkas tidak seperti yang dijanjikan.", "The length is not what was promised.")
_HASH = Text("Isi unggahan tidak sesuai namanya; dibuang.", "The content is not that of its name; discarded.")


def wanted_and_held(office: HeadOffice, unit: str, sha256s: Sequence[str]) -> tuple[list[str], list[str]]:
    """Of the unit's own blobs: (those named by its applications and lacking, those held for good)."""
    with office.database.read() as connection:
        named = blobs.named(connection, unit, sha256s)
        held = blobs.held(connection, named)
    return [name for name in sha256s if name in named - held], [name for name in sha256s if name in held]


def begin_upload(office: HeadOffice, unit: str, sha256: str, length: int, first: bytes = b"") -> int:
    """Begin or go on with an upload; answers the bytes that are there. Raises Refusal.

    ``first`` are the bytes that come along for a start; where the upload has some already they are not
    looked at.
    """
    if _promised_length(office, unit, sha256) != length:
        raise Refusal(400, "blob.length", _LENGTH)
    if office.blobs.holds(sha256):
        # a crash between the file and its row, or a second unit with the same scan
        _note_held(office, sha256, length)
        raise Refusal(409, "blob.held", _HELD)
    offset = office.blobs.offset(unit, sha256)
    if not offset and len(first) == length:
        _put(office, sha256, first)
        if offset is not None:
            office.blobs.discard(unit, sha256)
        return length
    offset = office.blobs.begin(unit, sha256)
    if offset >= length:  # it was whole when the power went
        _finish(office, unit, sha256, length)
    return add_chunk(office, unit, sha256, 0, first) if first and offset == 0 else offset


def take_several(office: HeadOffice, unit: str, scans: Sequence[tuple[str, int, bytes]]) -> list[str]:
    """Take (SHA-256, length, bytes from its start) of each scan as if it came alone; answers those held for
    good now. Of one that was cut, what came is kept; one that is refused is left to be asked about alone."""
    held = []
    for sha256, length, content in scans:
        try:
            offset = begin_upload(office, unit, sha256, length, content)
            if offset < len(content):
                offset = add_chunk(office, unit, sha256, offset, content[offset:])
        except Refusal as refusal:
            if refusal.code != "blob.held":
                continue
            offset = length
        if offset == length:
            held.append(sha256)
    return held


def upload_offset(office: HeadOffice, unit: str, sha256: str) -> tuple[int, int]:
    """(bytes received, bytes promised); an upload that was whole when the power went is finished first."""
    length = _promised_length(office, unit, sha256)
    offset = office.blobs.offset(unit, sha256)
    if offset is None:
        raise Refusal(404, "upload.gone", _GONE)
    if offset >= length:
        _finish(office, unit, sha256, length)
    return offset, length


def add_chunk(office: HeadOffice, unit: str, sha256: str, offset: int, chunk: bytes) -> int:
    """Take the next bytes; answers the new offset. After the last one the scan is held for good."""
    length = _promised_length(office, unit, sha256)
    here = office.blobs.offset(unit, sha256)
    if here is None:
        raise Refusal(404, "upload.gone", _GONE)
    if offset != here:
        raise Refusal(409, "upload.offset", _OFFSET)
    if offset + len(chunk) > length:
        raise Refusal(400, "blob.length", _LENGTH)
    try:
        end = office.blobs.write(unit, sha256, offset, chunk)
    except FileNotFoundError as error:
        raise Refusal(404, "upload.gone", _GONE) from error
    if end == length:
        _finish(office, unit, sha256, length)
    return end


def discard_upload(office: HeadOffice, unit: str, sha256: str) -> None:
    if not office.blobs.discard(unit, sha256):
        raise Refusal(404, "upload.gone", _GONE)


def publish_if_received(
    office: HeadOffice, connection: Connection, application: str, version: Mapping[str, Any] | None = None
) -> None:
    """Tell the unit that an application is here with every scan, the first time that is so; after a
    correction with new scans, that it is where it was, or at its next step. ``version`` as of ``tell``."""
    if filed.lacks_scans(connection, application):
        return
    row = filed.find(connection, application)
    if row is None:
        return
    filed.await_scans(connection, application, None)
    if row["state"] == SENT:
        tell(office, connection, row, row["awaits"] or RECEIVED, None, version=version)


def tell(
    office: HeadOffice,
    connection: Connection,
    row: Mapping[str, Any],
    state: str,
    note: str | None,
    by: str | None = None,
    version: Mapping[str, Any] | None = None,
    until: str | None = None,
) -> dict[str, Any]:
    """Put an application into a state, keep when and which of the staff did it (its NIP), and say so to its
    unit and, where they are on, by a notice to the applicant; answers what is said.

    ``until`` is the last day for what is to be done, where it is another than the rule gives. ``version`` is
    the body of the newest version while that is being taken in and is not kept yet.
    """
    at = office.now()
    filed.set_state(connection, row["id"], state, note, at, by, version)
    body = {"id": row["id"], "number": row["number"], "status": state, "note": note, "at": at}
    if until is not None:
        body["until"] = until
    publish(office, connection, row["unit"], FEED_APPLICATION_STATUS, body)
    notices.queue(office, connection, row["id"])
    return body


def _finish(office: HeadOffice, unit: str, sha256: str, length: int) -> None:
    try:
        office.blobs.finish(unit, sha256)
    except (WrongHash, FileNotFoundError) as error:
        if not office.blobs.holds(sha256):  # else what came before a cut was finished meanwhile
            if isinstance(error, WrongHash):
                raise Refusal(460, "blob.hash", _HASH) from error
            raise Refusal(404, "upload.gone", _GONE) from error
    _note_held(office, sha256, length)


def _put(office: HeadOffice, sha256: str, content: bytes) -> None:
    try:
        office.blobs.put(sha256, content)
    except WrongHash as error:
        raise Refusal(460, "blob.hash", _HASH) from error
    _note_held(office, sha256, len(content))


def _note_held(office: HeadOffice, sha256: str, length: int) -> None:
    """Note a whole blob, and publish the applications that now have all their scans."""
    with office.database.write() as connection:
        blobs.hold(connection, sha256, length, office.now())
        for application in blobs.awaiting(connection, sha256):
            publish_if_received(office, connection, application)


def _promised_length(office: HeadOffice, unit: str, sha256: str) -> int:
    with office.database.read() as connection:
        length = blobs.promised_length(connection, unit, sha256)
    if length is None:
        raise Refusal(403, "blob.unwanted", _UNWANTED)
    return length
