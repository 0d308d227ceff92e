"""Resumable upload of scans: a client of tus 1.0 on the session that the rest of the round uses.

Ours, not tuspy's, because tuspy opens a connection for every chunk, has no time-outs and cannot be given an
office's own certificate authority (docs/decisions/002).
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mobile_unit.store.blobs import WaitingBlob
from mobile_unit.sync import wire
from mobile_unit.sync.client import HeadOffice, Problem, not_head_office

TUS = {"Tus-Resumable": "1.0.0"}
FIRST_CHUNK = 64 * 1024
SMALLEST_CHUNK = 16 * 1024
COMFORTABLE_SECONDS = 4.0


@dataclass
class ChunkSize:
    """What the link carries in about four seconds: a cut then costs little, a good link nothing."""

    bytes: int = FIRST_CHUNK

    def learn(self, sent: int, seconds: float) -> None:
        if seconds < COMFORTABLE_SECONDS / 2 and sent >= self.bytes:
            self.bytes = min(self.bytes * 2, wire.MAX_CHUNK_BYTES)
        elif seconds > COMFORTABLE_SECONDS * 2:
            self.bytes = max(self.bytes // 2, SMALLEST_CHUNK)


class Uploader:
    """Sends blobs one after the other; ``remember(sha256, url)`` keeps where an upload began."""

    def __init__(
        self,
        office: HeadOffice,
        *,
        remember: Callable[[str, str | None], None],
        sent: Callable[[int], None],
        checkpoint: Callable[[], None],
    ) -> None:
        self._office = office
        self._remember = remember
        self._sent = sent
        self._checkpoint = checkpoint
        self._chunk = ChunkSize()

    def upload(self, blob: WaitingBlob, content: bytes) -> None:
        """Bring one blob to head office whole, going on where an earlier try was cut.

        ``sent`` hears of bytes, ``checkpoint`` may raise Cancelled between chunks. Raises Problem where head
        office refuses the blob.
        """
        url, offset = self._resume(blob)
        self._sent(offset)
        while offset < len(content):
            self._checkpoint()
            chunk = content[offset : offset + self._chunk.bytes]
            began = time.monotonic()
            try:
                answer = self._office.call(
                    "PATCH",
                    url,
                    data=chunk,
                    headers={
                        **TUS,
                        "Content-Type": "application/offset+octet-stream",
                        "Upload-Offset": str(offset),
                        "Upload-Checksum": f"sha256 {wire.encode(hashlib.sha256(chunk).digest())}",
                    },
                )
            except Problem:
                self._remember(blob.sha256, None)
                raise
            self._chunk.learn(len(chunk), time.monotonic() - began)
            if _offset_in(answer.headers) != offset + len(chunk):
                raise not_head_office()
            offset += len(chunk)
            self._sent(len(chunk))

    def _resume(self, blob: WaitingBlob) -> tuple[str, int]:
        if blob.upload_url:
            try:
                answer = self._office.call("HEAD", blob.upload_url, headers=TUS)
                return blob.upload_url, _offset_in(answer.headers)
            except Problem:
                self._remember(blob.sha256, None)
        url, offset = self._create(blob)
        self._remember(blob.sha256, url)
        return url, offset

    def _create(self, blob: WaitingBlob) -> tuple[str, int]:
        answer = self._office.call(
            "POST",
            f"{wire.API}/blobs/",
            headers={
                **TUS,
                "Upload-Length": str(blob.bytes),
                "Upload-Metadata": f"filename {_b64(blob.sha256)},filetype {_b64(blob.media_type)}",
            },
        )
        location = answer.headers.get("Location")
        if location is None:
            raise not_head_office()
        offset = _offset_in(answer.headers) if "Upload-Offset" in answer.headers else 0
        return self._office.on_this_server(location), offset


def _offset_in(headers: Mapping[str, str]) -> int:
    """``Upload-Offset``; somebody who leaves it out is no tus server (a Wi-Fi log-in page, say)."""
    try:
        return int(headers["Upload-Offset"])
    except (KeyError, ValueError) as error:
        raise not_head_office() from error


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
