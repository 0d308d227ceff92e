"""Reading request bodies with a bound, before anything is believed of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, model_validator
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from head_office.problems import Refusal
from head_office.store.nul import holds_nul
from mobile_unit.domain.texts import Text
from mobile_unit.sync import wire

MOST_BYTES = 2 * wire.MAX_BATCH_BYTES
"""Of any body at all; what a call takes is less."""
TOO_LARGE = Text("Kiriman ini terlalu besar.", "This is too large.")
_UNREADABLE = Text("Kiriman ini tidak dapat dibaca.", "This can't be read.")
_NUL = Text(
    "Salah satu teksnya memuat karakter NUL (U+0000), yang tidak dapat disimpan. Kirim tanpa karakter itu.",
    "A text in it holds the character NUL (U+0000), which can't be kept. Send it without.",
)


class Asked(BaseModel):
    """The JSON of a call: nothing in it that the call does not name, and no text that can't be kept."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _can_be_kept(cls, said: Any) -> Any:
        if holds_nul(said):
            raise Refusal(422, "text.nul", _NUL)
        return said


class NoLargerThan:
    """In front of everything: a body that says it is too large is refused unread, one that does not say so is
    cut off there, whatever would have read it."""

    def __init__(self, app: ASGIApp, limit: int = MOST_BYTES) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and (len(announced) > 15 or int(announced) > self._limit):
            refusal = Refusal(413, "request.too_large", TOO_LARGE)
            await JSONResponse(refusal.as_answer(), refusal.status)(scope, receive, send)
            return
        left = self._limit

        async def bounded_receive() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        await self._app(scope, bounded_receive, send)


async def bounded(request: Request, limit: int) -> bytes:
    """The whole body, at most ``limit`` bytes; raises Refusal 413 past it."""
    body = bytearray()
    await _read(request, limit, body)
    return bytes(body)


async def _read(request: Request, limit: int, body: bytearray) -> None:
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise Refusal(413, "batch.too_large", TOO_LARGE)
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise Refusal(413, "batch.too_large", TOO_LARGE)


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


@dataclass(frozen=True, slots=True)
class Chunk:
    """What arrived of a tus chunk; ``whole`` is False where the link was cut before its end."""

    body: bytes
    whole: bool


async def chunk(request: Request) -> Chunk:
    """A tus chunk; what came before a cut is not thrown away, the link was too dear for that."""
    body = bytearray()
    try:
        await _read(request, wire.MAX_CHUNK_BYTES, body)
    except ClientDisconnect:
        return Chunk(bytes(body), whole=False)
    return Chunk(bytes(body), whole=True)
