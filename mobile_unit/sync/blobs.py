"""Resumable upload of scans: a client of tus 1.0 on the session that the rest of the round uses.

Ours, not tuspy's, because tuspy opens a connection for every chunk, has no time-outs and cannot be given an
office's own certificate authority (docs/decisions/002).
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable, Mapping, Sequence

from mobile_unit.store.blobs import WaitingBlob
from mobile_unit.sync import wire
from mobile_unit.sync.client import HeadOffice
from mobile_unit.sync.fitting import Fitting
from mobile_unit.sync.line import Problem, not_head_office

TUS = {"Tus-Resumable": "1.0.0"}
STREAM = "application/offset+octet-stream"
FIRST_CHUNK = 64 * 1024
SMALLEST_CHUNK = 16 * 1024
_EACH = 36
"""Bytes that a scan takes beside its own where several go together."""


class _Watched(io.BytesIO):
    """A body that is watched while it is sent, a small block at a time."""

    def __init__(self, content: bytes, checkpoint: Callable[[], None], sent: Callable[[int], None]) -> None:
        super().__init__(content)
        self._checkpoint = checkpoint
        self._sent = sent

    def read(self, size: int | None = -1) -> bytes:
        self._checkpoint()
        piece = super().read(size)
        self._sent(len(piece))
        return piece


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
        self._chunk = Fitting(FIRST_CHUNK, SMALLEST_CHUNK, wire.MAX_CHUNK_BYTES)
        self._takes_several = True

    def together(self, waiting: list[WaitingBlob]) -> list[WaitingBlob]:
        """Those that are best sent in one request, from the first on: small ones that were never begun."""
        count = size = 0
        for blob in waiting[: wire.MAX_SCANS_TOGETHER if self._takes_several else 0]:
            if blob.upload_url or not self._chunk.has_room(size, blob.bytes + _EACH):
                break
            count, size = count + 1, size + blob.bytes + _EACH
        return waiting[: max(count, 1)]

    def upload_several(self, scans: Sequence[tuple[WaitingBlob, bytes]]) -> set[str]:
        """Bring whole blobs to head office in one request, so that only one answer is waited for; answers the
        names of those that it holds now. The others (all, where it does not know this call) go alone.

        Bytes count as sent while they go, and ``checkpoint`` may raise Cancelled between any two blocks.
        """
        for blob, _content in scans:  # what arrives counts also if the answer does not
            self._remember(blob.sha256, _address(blob))
        body, told = wire.join_scans((blob.sha256, content) for blob, content in scans), 0

        def tell(count: int) -> None:
            nonlocal told
            told += count
            self._sent(count)

        def begin() -> _Watched:
            tell(-told)
            return _Watched(body, self._checkpoint, tell)

        began = time.monotonic()
        try:
            held = self._office.send_scans(begin)
        except Problem:
            self._takes_several, held = False, set()
        else:
            held &= {blob.sha256 for blob, _content in scans}  # an answer speaks of what was brought alone
            self._chunk.learn(len(body), time.monotonic() - began)
        self._sent(sum(blob.bytes for blob, _content in scans if blob.sha256 in held) - told)
        for blob, _content in scans:
            if blob.sha256 not in held:
                self._remember(blob.sha256, None)
        return held

    def upload(self, blob: WaitingBlob, content: bytes) -> None:
        """Bring one blob to head office whole, going on where an earlier try was cut.

        ``sent`` hears of bytes, ``checkpoint`` may raise Cancelled between chunks. Raises Problem where head
        office refuses the blob. Chunks carry no checksum of their own: the server could then keep nothing of
        one that is cut, and the blob's name is the checksum of all.
        """
        url, offset = self._begin(blob, content)
        while offset < len(content):
            self._checkpoint()
            chunk = content[offset : offset + self._chunk.next_of(len(content) - offset)]
            headers = {**TUS, "Content-Type": STREAM, "Upload-Offset": str(offset)}
            try:
                answer = self._timed("PATCH", url, chunk, headers)
            except Problem:
                self._remember(blob.sha256, None)
                raise
            if _offset_in(answer) != offset + len(chunk):
                raise not_head_office()
            offset += len(chunk)
            self._sent(len(chunk))

    def _begin(self, blob: WaitingBlob, content: bytes) -> tuple[str, int]:
        """(where the upload is, how many bytes are there), the first ones sent along if it is new."""
        if blob.upload_url:
            try:
                offset = _offset_in(self._office.call("HEAD", blob.upload_url, headers=TUS).headers)
                self._sent(offset)
                return blob.upload_url, offset
            except Problem:
                self._remember(blob.sha256, None)
        # known before the server says so: what arrives of the first bytes counts also if its answer does not
        self._remember(blob.sha256, _address(blob))
        metadata = f"filename {_b64(blob.sha256)},filetype {_b64(blob.media_type)}"
        headers = {
            **TUS,
            "Upload-Length": str(blob.bytes),
            "Upload-Metadata": metadata,
            "Content-Type": STREAM,
        }
        try:
            first = content[: self._chunk.next_of(len(content))]
            answer = self._timed("POST", f"{wire.API}/blobs/", first, headers)
        except Problem:
            self._remember(blob.sha256, None)
            raise
        location = answer.get("Location")
        if location is None:
            raise not_head_office()
        url = self._office.on_this_server(location)
        self._remember(blob.sha256, url)
        offset = _offset_in(answer) if "Upload-Offset" in answer else 0
        self._sent(offset)
        return url, offset

    def _timed(self, method: str, url: str, chunk: bytes, headers: Mapping[str, str]) -> Mapping[str, str]:
        began = time.monotonic() - self._office.paused
        answer = self._office.call(method, url, data=chunk, headers=headers)
        self._chunk.learn(len(chunk), time.monotonic() - self._office.paused - began)
        return answer.headers


def _address(blob: WaitingBlob) -> str:
    """Where an upload is, known before the server says so."""
    return f"{wire.API}/blobs/{blob.sha256}"


def _offset_in(headers: Mapping[str, str]) -> int:
    """``Upload-Offset``; somebody who leaves it out is no tus server (a Wi-Fi log-in page, say)."""
    try:
        return int(headers["Upload-Offset"])
    except (KeyError, ValueError) as error:
        raise not_head_office() from error


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
