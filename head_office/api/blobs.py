"""Scans: what is missing, and resumable upload by tus 1.0 (creation, checksum, termination).

An upload's address is its unit and its SHA-256, so creating one twice goes on with the same upload. Why no
tus library: docs/decisions/004.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import Field

from head_office.api.bodies import TOO_LARGE, Asked, Chunk, chunk
from head_office.api.dependencies import Device, Office, caller
from head_office.problems import Refusal
from head_office.services import scans
from mobile_unit.domain.texts import Text
from mobile_unit.sync import wire

VERSION = "1.0.0"
OFFSET_STREAM = "application/offset+octet-stream"
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
TUS = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}

_BAD_VERSION = Text("Server ini berbicara tus 1.0.0.", "This server speaks tus 1.0.0.")
_BAD_METADATA = Text(
    "Upload-Metadata harus memuat filename (SHA-256) dan filetype.",
    "Upload-Metadata must carry filename (the SHA-256) and filetype.",
)
_BAD_TYPE = Text("Content-Type harus application/offset+octet-stream.", "The Content-Type is not tus's.")
_BAD_CHECKSUM = Text(
    "Potongan ini rusak di jalan. Kirim lagi.", "This chunk was damaged on its way. Send it again."
)
_NO_ALGORITHM = Text("Checksum ini tidak dikenal.", "This checksum is not known.")


def speaks_tus(version: Annotated[str | None, Header(alias="Tus-Resumable")] = None) -> None:
    if version != VERSION:
        raise Refusal(412, "tus.version", _BAD_VERSION)


router = APIRouter(prefix="/blobs", dependencies=[Depends(caller)])
tus = [Depends(speaks_tus)]
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


class Question(Asked):
    sha256: list[Annotated[str, Field(pattern="^[0-9a-f]{64}$")]] = Field(max_length=wire.MAX_BLOB_QUESTIONS)


@router.post("/missing")
def missing(office: Office, device: Device, question: Question) -> dict[str, list[str]]:
    """Which scans are wanted and lacking, and which are held for good."""
    lacking, held = scans.wanted_and_held(office, device.unit, question.sha256)
    return {"missing": lacking, "held": held}


@router.options("", status_code=204)
@router.options("/", status_code=204, include_in_schema=False)
def abilities() -> Response:
    return Response(
        status_code=204,
        headers={
            **TUS,
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,creation-with-upload,checksum,termination",
            "Tus-Checksum-Algorithm": ",".join(_ALGORITHMS),
            "Tus-Max-Size": str(wire.MAX_BLOB_BYTES),
        },
    )


@router.post("", status_code=201, dependencies=tus)
@router.post("/", status_code=201, dependencies=tus, include_in_schema=False)
def create(
    office: Office,
    device: Device,
    length: Annotated[int, Header(alias="Upload-Length", ge=1, le=wire.MAX_BLOB_BYTES)],
    metadata: Annotated[str, Header(alias="Upload-Metadata", max_length=1000)],
    body: Annotated[Chunk, Depends(chunk)],
    content_type: Annotated[str | None, Header()] = None,
) -> Response:
    """Begin the upload of a wanted scan, with its first bytes if they come along, or go on with one that was
    begun: bytes that come for the start of one that has some are not looked at."""
    sha256 = _named(metadata)
    if body.body and content_type != OFFSET_STREAM:
        raise Refusal(415, "tus.content_type", _BAD_TYPE)
    offset = scans.begin_upload(office, device.unit, sha256, length, body.body)
    location = f"{wire.API}/blobs/{sha256}"
    return Response(status_code=201, headers={**TUS, "Location": location, "Upload-Offset": str(offset)})


@router.post("/several")
def several(office: Office, device: Device, body: Annotated[Chunk, Depends(chunk)]) -> dict[str, list[str]]:
    """Whole small scans in one request (``wire.join_scans``), so that a slow link waits for one answer; those
    before a cut are held, and the bytes of the one that was cut are kept as those of an upload."""
    try:
        found = wire.split_scans(body.body)
    except wire.TooLarge as error:
        raise Refusal(413, "batch.too_large", TOO_LARGE) from error
    return {"held": scans.take_several(office, device.unit, found)}


@router.head("/{sha256}", dependencies=tus)
def offset_of(office: Office, device: Device, sha256: Sha256) -> Response:
    offset, length = scans.upload_offset(office, device.unit, sha256)
    return Response(headers={**TUS, "Upload-Offset": str(offset), "Upload-Length": str(length)})


@router.patch("/{sha256}", status_code=204, dependencies=tus)
def add(
    office: Office,
    device: Device,
    sha256: Sha256,
    body: Annotated[Chunk, Depends(chunk)],
    offset: Annotated[int, Header(alias="Upload-Offset", ge=0, le=wire.MAX_BLOB_BYTES)],
    content_type: Annotated[str, Header()],
    checksum: Annotated[str | None, Header(alias="Upload-Checksum", max_length=200)] = None,
) -> Response:
    """The next bytes; after the last one the scan is held for good. Those before a cut are kept, unless a
    checksum was promised for all of them."""
    if content_type != OFFSET_STREAM:
        raise Refusal(415, "tus.content_type", _BAD_TYPE)
    if checksum is not None:
        _require_checksum(body.body, checksum)
    end = scans.add_chunk(office, device.unit, sha256, offset, body.body)
    return Response(status_code=204, headers={**TUS, "Upload-Offset": str(end)})


@router.delete("/{sha256}", status_code=204, dependencies=tus)
def terminate(office: Office, device: Device, sha256: Sha256) -> Response:
    scans.discard_upload(office, device.unit, sha256)
    return Response(status_code=204, headers=TUS)


def _named(metadata: str) -> str:
    """The SHA-256 in ``Upload-Metadata``; raises Refusal."""
    pairs = {
        key: value for key, _space, value in (part.strip().partition(" ") for part in metadata.split(","))
    }
    try:
        name = base64.b64decode(pairs["filename"], validate=True).decode("ascii")
        base64.b64decode(pairs["filetype"], validate=True)
    except (KeyError, ValueError) as error:
        raise Refusal(400, "tus.metadata", _BAD_METADATA) from error
    if len(name) != 64 or set(name) - set("0123456789abcdef"):
        raise Refusal(400, "tus.metadata", _BAD_METADATA)
    return name


def _require_checksum(body: bytes, header: str) -> None:
    name, _space, promised = header.partition(" ")
    algorithm = _ALGORITHMS.get(name)
    if algorithm is None:
        raise Refusal(400, "tus.checksum_algorithm", _NO_ALGORITHM)
    if not hmac.compare_digest(
        base64.b64encode(algorithm(body).digest()), promised.encode("latin-1", "replace")
    ):
        raise Refusal(460, "tus.checksum", _BAD_CHECKSUM)
