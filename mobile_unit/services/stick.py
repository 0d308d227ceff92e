"""Carrying what head office does not hold on a USB stick, and bringing its reply back."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile_unit import __version__
from mobile_unit.clock import today
from mobile_unit.domain.entries import (
    APPLICATION_CORRECTED,
    APPLICATION_SUBMITTED,
    BUNDLE_EXPORTED,
    canonical,
)
from mobile_unit.domain.roles import Permission
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.purging import Purging
from mobile_unit.services.removable import PART, faults_told, require_room, write_proven
from mobile_unit.services.wiping import note_handed_over
from mobile_unit.store import applications, blobs, inbox, journal, settings
from mobile_unit.store.journal import Unheld
from mobile_unit.sync import bundles, replies, sealing, wire
from mobile_unit.sync.bundles import BadBundle, Blob, Page
from mobile_unit.sync.keys import private_key

if TYPE_CHECKING:
    from mobile_unit.sync.rounds import RoundResult

_BATCH_BYTES = wire.MAX_BATCH_BYTES // 2
_BESIDE = 1 << 20
"""Room for what sealing adds, beyond the content's own size."""
_TOGETHER = 20
"""Scans marked in one transaction: marking one writes its row, content and all, and officers go on typing."""
_UNHEARD = (settings.REPLY_CAME_LATER, settings.FEED_IS_OTHER)
_MOST_LOST = 2000
"""Of head office's messages that it lost, in one file; what is over goes with the next."""
_LOOK_AT = 200
"""How many files of a stick are looked at, the newest first: somebody keeps photos on it."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far an export is: ``gather``, ``write`` or ``read_back``, in bytes."""

    step: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that is safe on the medium. ``blobs_left`` scans did not fit into one file."""

    path: Path
    journal: str
    first: int
    last: int
    blobs: int
    blobs_left: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Keys:
    device: str
    key: Ed25519PrivateKey
    head_office: bytes
    recipient: str | None


@dataclass(frozen=True, slots=True)
class _Rest:
    """What goes out beside entries, with the last life's: scans, and pages of what head office lost."""

    scans: list[Blob]
    lost: list[tuple[Page, bytes]]


class NotReady(UserFacingError):
    """Nobody told this laptop what to seal to."""

    def __init__(self) -> None:
        super().__init__(
            _("This laptop does not know yet which key head office opens bundles with."),
            _("Sync once over any network; after that the stick works without one."),
        )


class Stick:
    """Bundles out, replies in; call these where waiting for a slow medium hurts nobody."""

    def __init__(self, context: Context, heard: Callable[[], object] = lambda: None) -> None:
        context.require(Permission.LAPTOP)
        self._context = context
        self._heard = heard

    @property
    def is_ready(self) -> bool:
        """Whether this laptop knows what to seal to; a unit of 0.1.0 does after its next sync."""
        return self._keys().recipient is not None

    def export(
        self,
        folder: Path,
        progress: Callable[[Step], None] = lambda step: None,
        checkpoint: Callable[[], None] = lambda: None,
    ) -> tuple[Written, ...]:
        """Write what head office has not acknowledged to ``folder``, one file for each journal of this
        laptop; nothing where it holds everything, unless it has yet to learn how far this laptop has heard.

        A file is there under its name only when it was flushed and read back. ``checkpoint`` may raise to
        give up. Raises TryAgain for a full, locked or missing medium, UserFacingError.
        """
        keys = self._keys()
        if keys.recipient is None:
            raise NotReady
        _tidy(folder, self._context.info.code)
        progress(Step("gather"))
        with self._context.store.read() as connection:
            waiting = [Blob(blob.sha256, blob.bytes) for blob in blobs.waiting(connection)]
            is_unheard = any(settings.get(connection, name, False) for name in _UNHEARD)
            must_say = waiting or is_unheard or inbox.lost(connection, 1)
            lives = [
                life
                for life in journal.unheld(connection)
                if not journal.holds_only(connection, life.journal, life.acknowledged, BUNDLE_EXPORTED)
                or (must_say and life.is_current)
            ]
        done: list[Written] = []
        for life in lives:
            is_last = life is lives[-1]
            rest = _Rest(waiting, self._lost()) if is_last else _Rest([], [])
            names = {written.path.name for written in done}
            done.append(self._export(folder, life, rest, keys, names, progress, checkpoint))
        return tuple(done)

    def _export(
        self,
        folder: Path,
        life: Unheld,
        rest: _Rest,
        keys: _Keys,
        taken: set[str],
        progress: Callable[[Step], None],
        checkpoint: Callable[[], None],
    ) -> Written:
        manifest = self._manifest(life, rest, keys, checkpoint)
        code, day = self._context.info.code, today(self._context.clock)
        name = bundles.file_name(code, day, manifest.first, manifest.last)
        if name in taken:
            name = bundles.file_name(code, day, manifest.first, manifest.last, life.letter)
        total = sum(batch.bytes for batch in manifest.batches) + sum(blob.bytes for blob in manifest.blobs)
        total += sum(page.bytes for page in manifest.lost)
        require_room(folder, total + _BESIDE)
        lost = [body for _page, body in rest.lost]
        stream = bundles.pieces(
            manifest, keys.key, self._bodies(manifest), self._contents(manifest, checkpoint), lost
        )
        size = write_proven(
            folder,
            name,
            partial(sealing.seal, stream, recipients=[keys.recipient or ""]),
            written=lambda count: progress(Step("write", min(count, total), total)),
            read_back=lambda count: progress(Step("read_back", min(count, total), total)),
            checkpoint=checkpoint,
        )
        said = {"from": manifest.first, "to": manifest.last, "blobs": len(manifest.blobs)}
        with self._context.store.write() as connection:
            journal.mark_exported(connection, life.journal, manifest.last)
            self._context.record(connection, BUNDLE_EXPORTED, {"journal": life.journal, **said})
        left = len(rest.scans) - len(manifest.blobs)
        return Written(
            folder / name, life.journal, manifest.first, manifest.last, len(manifest.blobs), left, size
        )

    def _manifest(
        self, life: Unheld, rest: _Rest, keys: _Keys, checkpoint: Callable[[], None]
    ) -> bundles.Manifest:
        batches: list[bundles.Batch] = []
        digest = hashlib.sha256()
        seq, hash_, room = life.acknowledged, b"", bundles.MAX_ENTRIES_BYTES
        while room > wire.MAX_BATCH_BYTES and len(batches) < bundles.MAX_BATCHES:
            checkpoint()
            body, run = self._run(life.journal, seq, wire.MAX_BATCH_ENTRIES)
            if run is None or run.first > life.seq:
                break
            digest.update(body)
            batches.append(bundles.sign_batch(keys.key, life.journal, run.first, run.last, run.hash, body))
            seq, hash_, room = run.last, run.hash, room - len(body)
        with self._context.store.read() as connection:
            feed, _hash = inbox.cursor(connection)
            if settings.get(connection, settings.FEED_IS_OTHER, False):
                feed = 0  # where both lines are the same only head office's whole feed shows
            hash_ = hash_ or journal.hash_of(connection, life.journal, seq) or b""
        lost = tuple(page for page, _body in rest.lost)
        taken = bundles.MAX_ENTRIES_BYTES - room + sum(page.bytes for page in lost)
        return bundles.Manifest(
            unit=self._context.info.code,
            device=keys.device,
            journal=life.journal,
            first=life.acknowledged + 1,
            last=seq,
            hash=hash_.hex(),
            feed=feed,
            at=self._context.now(),
            program=__version__,
            entries_sha256=digest.hexdigest(),
            batches=tuple(batches),
            blobs=bundles.fitting(rest.scans, taken),
            lost=lost,
        )

    def _lost(self) -> list[tuple[Page, bytes]]:
        """What head office said before it was restored and has to be handed back, in pages."""
        with self._context.store.read() as connection:
            entries = inbox.lost(connection, _MOST_LOST)
        pages, some, size = [], [], 0
        for entry in entries:
            some.append(entry)
            size += len(canonical(entry))
            if size > _BATCH_BYTES or len(some) == bundles.LOST_PAGE_ENTRIES:
                pages.append(bundles.write_page(some))
                some, size = [], 0
        return pages + ([bundles.write_page(some)] if some else [])

    def _run(self, life: str, after: int, count: int) -> tuple[bytes, journal.Batch | None]:
        with self._context.store.read() as connection:
            run = journal.batch_after(connection, life, after, entries=count, size=_BATCH_BYTES)
        return (b"\n".join(run.lines), run) if run else (b"", None)

    def _bodies(self, manifest: bundles.Manifest) -> Iterator[bytes]:
        for batch in manifest.batches:
            yield self._run(manifest.journal, batch.first - 1, batch.last - batch.first + 1)[0]

    def _contents(self, manifest: bundles.Manifest, checkpoint: Callable[[], None]) -> Iterator[bytes]:
        for blob in manifest.blobs:
            checkpoint()
            with self._context.store.read() as connection:
                content = blobs.content(connection, blob.sha256)
            if content is None or len(content) != blob.bytes:
                raise TryAgain(_("A scan was replaced meanwhile."), _("Begin again."))
            yield content

    def find_reply(self, folder: Path) -> Path | None:
        """The newest reply for this laptop among a folder's files; None where there is none."""
        with faults_told():
            newest = heapq.nlargest(_LOOK_AT, folder.iterdir(), key=_written_at)
        found: list[tuple[str, Path]] = []
        for path in filter(_may_be_reply, newest):
            with suppress(BadBundle), faults_told(), path.open("rb") as source:
                found.append((self._read(source).at, path))
        return max(found)[1] if found else None

    def take_reply(self, path: Path) -> RoundResult:
        """Apply a reply: what head office holds, and its feed; the same one again changes nothing.

        Raises UserFacingError for one that is not whole, not head office's or not for this laptop, before
        anything is changed.
        """
        from mobile_unit.sync.rounds import RoundResult

        store = self._context.store
        with faults_told(), path.open("rb") as source:
            manifest = self._read_or_refuse(source)
            with store.write() as connection:
                before = journal.acknowledged(connection)
                comes_later = manifest.after > inbox.cursor(connection)[0]
                settings.put(connection, settings.REPLY_CAME_LATER, comes_later)
            if comes_later:
                raise UserFacingError(
                    _("This reply begins later than what this laptop has heard."),
                    _("Export to the stick again, and ask head office for a new reply."),
                )
            self._believe(manifest)
            taker = _Applied(self._context, self._keys().head_office, manifest.at)
            source.seek(0)
            self._hear(source, taker)
        Purging(self._context).run()
        with store.write() as connection:
            note_handed_over(connection, scans=False)
        self._heard()
        with store.read() as connection:
            kinds = (APPLICATION_SUBMITTED, APPLICATION_CORRECTED)
            acknowledged = journal.acknowledged_since(connection, before, kinds)
            return RoundResult(
                sent=acknowledged,
                acknowledged=acknowledged,
                waiting=applications.waiting(connection),
                blobs_waiting=blobs.waiting_totals(connection)[0],
                refused=inbox.refused_count(connection),
                received=taker.received,
                entries_sent=sum(journal.acknowledged(connection).values()) - sum(before.values()),
                entries_waiting=journal.waiting_entries(connection),
            )

    def _hear(self, source: BinaryIO, taker: _Applied) -> None:
        """Apply what head office says; where it was restored and goes on otherwise, from before this reply
        begins, the next bundle asks for all of it."""
        from mobile_unit.sync.inbox import FeedBroken, ends_at

        try:
            manifest = self._read_or_refuse(source, taker)
        except FeedBroken as error:
            self._note_line(is_other=True)
            raise UserFacingError(
                error.message, _("Export to the stick again, and ask head office for a new reply.")
            ) from error
        self._note_line(is_other=False)
        with self._context.store.write() as connection:
            end = manifest.after + sum(page.entries for page in manifest.pages)
            ends_at(connection, end, manifest.at)

    def _note_line(self, *, is_other: bool) -> None:
        with self._context.store.write() as connection:
            settings.put(connection, settings.FEED_IS_OTHER, is_other)

    def _believe(self, manifest: replies.Manifest) -> None:
        from mobile_unit.sync.heads import believe

        now, officer = self._context.clock.now(), self._context.officer.nip
        try:
            with self._context.store.write() as connection:
                believe(connection, manifest, self._keys().head_office, now=now, officer=officer)
        except BadBundle as error:
            raise _refused(error.code) from error

    def _read(self, source: BinaryIO, taker: replies.Taker | None = None) -> replies.Manifest:
        keys = self._keys()
        identity = sealing.device_identity(keys.key)
        manifest = replies.read(source, identity, head_office_key=keys.head_office, taker=taker)
        if manifest.unit != self._context.info.code:
            raise BadBundle("bundle.not_for_us")
        return manifest

    def _read_or_refuse(self, source: BinaryIO, taker: replies.Taker | None = None) -> replies.Manifest:
        try:
            return self._read(source, taker)
        except BadBundle as error:
            raise _refused(error.code) from error

    def _keys(self) -> _Keys:
        with self._context.store.read() as connection:
            device = settings.get(connection, settings.DEVICE)
            key = private_key(settings.get(connection, settings.DEVICE_KEY))
            head_office = bytes.fromhex(settings.get(connection, settings.HEAD_OFFICE_KEY))
            said: Any = settings.get(connection, settings.BUNDLE_KEY)
        try:
            recipient = None if said is None else sealing.vouched(head_office, said)
        except wire.BadSignature:
            recipient = None
        return _Keys(device, key, head_office, recipient)


class _Applied(replies.Taker):
    """Does what a reply says, each part in a transaction of its own: all of it only ever moves on."""

    def __init__(self, context: Context, head_office_key: bytes, as_of: str) -> None:
        self._context = context
        self._head_office_key = head_office_key
        self._as_of = as_of
        self.received = 0

    def held(self, sha256s: list[str]) -> None:
        for start in range(0, len(sha256s), _TOGETHER):
            some = sha256s[start : start + _TOGETHER]
            with self._context.store.write() as connection:
                blobs.acknowledge(connection, some, self._context.now())

    def entries(self, entries: list[dict[str, Any]]) -> None:
        from mobile_unit.sync.inbox import apply_feed

        unit = self._context.info.code
        with self._context.store.write() as connection:
            self.received += apply_feed(
                connection, entries, unit=unit, head_office_key=self._head_office_key, as_of=self._as_of
            )


def _tidy(folder: Path, unit: str) -> None:
    """Remove what an export of ours that was cut left on the medium."""
    with faults_told():
        for path in folder.iterdir():
            name = path.name.removesuffix(PART)
            if name != path.name and bundles.is_file_name(name) and name.startswith(f"{unit}-"):
                path.unlink(missing_ok=True)


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _may_be_reply(path: Path) -> bool:
    """Whether it is a sealed file that we did not write ourselves; one that can't be read is none."""
    if bundles.is_file_name(path.name) or not path.is_file():
        return False
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(sealing.BEGINNING)) == sealing.BEGINNING
    return False


def _refused(code: str) -> UserFacingError:
    words = {
        "bundle.not_for_us": _("This file is no reply for this laptop."),
        "bundle.damaged": _("This reply is damaged or cut short."),
        "bundle.signature": _("This reply does not bear head office's signature."),
        "bundle.too_large": _("This file, or what it holds, is too large."),
    }
    return UserFacingError(
        words.get(code, _("What this file holds is no valid reply.")),
        _("Nothing was changed. Ask head office for a new reply ({code}).").format(code=code),
    )
