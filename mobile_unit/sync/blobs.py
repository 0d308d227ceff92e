"""Resumable upload of scans: a client of tus 1.0 on the session that the rest of the round uses.

Ours, not tuspy's, because tuspy opens a connection for every chunk, has no time-outs and cannot be given an
office's own certificate authority (docs/decisions/002).
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from mobile_unit.store.blobs import WaitingBlob
from mobile_unit.sync import wire
from mobile_unit.sync.client import HeadOffice, Problem

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
            reached = int(answer.headers["Upload-Offset"])
            self._sent(reached - offset)
            offset = reached

    def _resume(self, blob: WaitingBlob) -> tuple[str, int]:
        if blob.upload_url:
            try:
                answer = self._office.call("HEAD", blob.upload_url, headers=TUS)
                return blob.upload_url, int(answer.headers["Upload-Offset"])
            except (Problem, KeyError):
                self._remember(blob.sha256, None)
        url = self._create(blob)
        self._remember(blob.sha256, url)
        return url, 0

    def _create(self, blob: WaitingBlob) -> str:
        answer = self._office.call(
            "POST",
            f"{wire.API}/blobs/",
            headers={
                **TUS,
                "Upload-Length": str(blob.bytes),
                "Upload-Metadata": f"filename {_b64(blob.sha256)},filetype {_b64(blob.media_type)}",
            },
        )
        return self._office.on_this_server(answer.headers["Location"])


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
