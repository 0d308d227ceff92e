"""Reading request bodies with a bound, before anything is believed of them."""

from __future__ import annotations

from fastapi import Request

from head_office.problems import Refusal
from mobile_unit.domain.texts import Text
from mobile_unit.sync import wire

TOO_LARGE = Text("Kiriman ini terlalu besar.", "This is too large.")
_UNREADABLE = Text("Kiriman ini tidak dapat dibaca.", "This can't be read.")


async def bounded(request: Request, limit: int) -> bytes:
    """The whole body, at most ``limit`` bytes; raises Refusal 413 past it."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise Refusal(413, "batch.too_large", TOO_LARGE)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise Refusal(413, "batch.too_large", TOO_LARGE)
    return bytes(body)


async def batch_lines(request: Request) -> bytes:
    """The entries' lines, inflated where they came compressed."""
    body = await bounded(request, wire.MAX_BATCH_BYTES)
    if request.headers.get("content-encoding", "identity") != "zstd":
        return body
    try:
        return wire.inflate(body, wire.MAX_BATCH_BYTES)
    except wire.TooLarge as error:
        raise Refusal(413, "batch.too_large", TOO_LARGE) from error
    except ValueError as error:
        raise Refusal(400, "batch.shape", _UNREADABLE) from error


async def packed(request: Request) -> bytes:
    """A packed question; it is never larger than what it unpacks to."""
    return await bounded(request, wire.MAX_BATCH_BYTES)


async def chunk(request: Request) -> bytes:
    """A tus chunk."""
    return await bounded(request, wire.MAX_CHUNK_BYTES)
