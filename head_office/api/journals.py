"""The journal, up; the feed, down."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query
from pydantic import Field

from head_office.api import metrics
from head_office.api.bodies import Asked, batch_lines
from head_office.api.dependencies import Device, Office, Standing
from head_office.services import contact, ingest, publishing, recovery
from head_office.services.batches import Batch
from mobile_unit.sync import wire

router = APIRouter()
Journal = Annotated[str, Path(pattern="^[0-9a-f-]{36}$")]


@router.get("/journals/{journal}/head")
def head(
    office: Office,
    device: Device,
    journal: Journal,
    at: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> dict[str, Any]:
    """What head office holds of a journal, signed; with ``at`` no further than that entry."""
    return ingest.signed_head(office, device, journal, at)


@router.post(
    "/journals/{journal}/entries",
    openapi_extra={"requestBody": {"content": {wire.NDJSON: {"schema": {"type": "string"}}}}},
)
def entries(
    office: Office,
    device: Device,
    journal: Journal,
    first: Annotated[int, Query(alias="from", ge=1, le=2**31 - 1)],
    last: Annotated[int, Query(alias="to", ge=1, le=2**31 - 1)],
    body: Annotated[bytes, Depends(batch_lines)],
    signature: Annotated[str, Header(alias=wire.SIGNATURE_HEADER, max_length=200)],
) -> dict[str, Any]:
    """Entries in order, one a line; answered after they are durable."""
    taken = ingest.ingest(office, device, Batch(journal, first, last, body, signature))
    metrics.count_batch(taken.stored)
    return {"head": taken.head, "stored": taken.stored, "quarantined": taken.quarantined}


class Lost(Asked):
    """Feed entries with their signatures, as head office once said them."""

    entries: list[dict[str, Any]] = Field(max_length=wire.MAX_FEED_PAGE)


@router.post("/feed/lost")
def lost(office: Office, device: Device, said: Lost) -> dict[str, int]:
    """What head office said before it was restored and no longer knows."""
    return {"taken": recovery.take_back(office, device.unit, said.entries)}


@router.get("/feed")
def feed(
    office: Office,
    device: Device,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=wire.MAX_FEED_PAGE)] = wire.MAX_FEED_PAGE,
    last: Annotated[str | None, Query(alias="hash", pattern="^[0-9a-f]{64}$")] = None,
    stand_ins: Annotated[bool, Query(alias=wire.STAND_INS)] = False,
    standing: Standing = None,
) -> dict[str, Any]:
    """What head office has to say to the device's unit, after a cursor and the hash of the entry there;
    ``stand_ins`` says that the laptop's program knows what stands in for entries that were destroyed."""
    if last is not None:
        publishing.require_same_line(office, device.unit, after, last)
    contact.heard(office, device, after, standing)
    found, more = publishing.read_feed_for(office, device.unit, after, limit, knows_stand_ins=stand_ins)
    return {"entries": found, "more": more}
