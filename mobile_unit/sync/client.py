"""Head office over HTTP(S), as one enrolled device sees it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile_unit.domain.standing import Standing
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.i18n import _
from mobile_unit.sync import packing, wire
from mobile_unit.sync.exchange import (
    PATH,
    Question,
    is_token,
    place_of_answer,
    place_of_entries,
    read_answer,
)
from mobile_unit.sync.line import Line, Problem, not_head_office, object_in

_FRESH_NONCES = 2


class Revoked(NotAllowed):
    """Head office no longer takes anything from this device."""


class Unknown(NotAllowed):
    """Head office does not know this device (any more): it was restored from an older backup."""


_SHUT_OUT = {"device.revoked": Revoked, "device.unknown": Unknown}


def _heeded(problem: Problem) -> UserFacingError:
    """What a refusal is to an enrolled device."""
    kind = _SHUT_OUT.get(problem.code)
    if kind is None:
        return problem
    return kind(problem.message, _("Everything taken stays here. Call head office."))


@dataclass(frozen=True, slots=True)
class SignedHead:
    """What head office holds of a journal; made only from an answer whose signature holds."""

    journal: str
    seq: int
    hash: bytes
    at: str
    """When head office said so, by its clock."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one exchange: the head, the feed's next entries (their signatures still to be checked),
    and whether there are more of them."""

    head: SignedHead
    feed: Sequence[Mapping[str, Any]]
    more: bool


class HeadOffice:
    """Head office to an enrolled device: authenticated calls, every answer's signature checked."""

    def __init__(
        self,
        server: str,
        *,
        device: str,
        key: Ed25519PrivateKey,
        head_office_key: bytes,
        ca: Path | None = None,
        token: str | None = None,
        generation: str | None = None,
        pause: Callable[[float], None] | None = None,
    ) -> None:
        self._line = Line(server, ca, pause)
        self._device = device
        self._key = key
        self._head_office_key = head_office_key
        self.token = token
        """The token of the moment; one that is still good saves the next round two calls."""

        self.certificate: str | None = None
        """Head office's word on this device's key, once it was asked for a token."""
        self.bundle_key: Mapping[str, Any] | None = None
        """Likewise where to seal bundles to; ``sealing.vouched`` says whether to believe it."""
        self.recovery_key: Mapping[str, Any] | None = None
        """Likewise where to seal the recovery slot to, where that is another key."""
        self.generation = generation
        """Which life of its database head office is in, as it was told with the token; another than before:
        it was restored."""
        self.standing: Standing | None = None
        """How this laptop stands once the next call is done; said with a round's calls."""

    def close(self) -> None:
        self._line.close()

    @property
    def paused(self) -> float:
        """Seconds waited so far because head office asked for it; they say nothing of the link."""
        return self._line.paused

    def server_time(self) -> datetime:
        """Head office's clock; raises HeadOfficeUnreachable where nobody answers."""
        try:
            return datetime.fromisoformat(self._line.json("GET", f"{wire.API}/health")["time"])
        except (KeyError, TypeError, ValueError) as error:
            raise not_head_office() from error

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """A call with this device's token, renewed once where it has run out; ``data`` as of
        ``Line.request``."""
        headers = dict(options.pop("headers", {}))
        for attempt in (1, 2):
            headers["Authorization"] = f"Bearer {self.token or self._new_token()}"
            try:
                return self._line.request(method, path, headers=headers, **options)
            except Problem as problem:
                if problem.code in _SHUT_OUT:
                    raise _heeded(problem) from problem
                if attempt == 2 or not problem.code.startswith("token."):
                    raise
                self.token = None
        raise AssertionError("unreachable")

    def on_this_server(self, location: str) -> str:
        """The path of an address that the server named; its host is the one we know, whatever it says."""
        return urlsplit(location).path.removeprefix(urlsplit(self._line.server).path)

    def head(self, journal: str, at: int | None = None) -> SignedHead:
        """What head office holds of a journal; with ``at`` no further than that entry."""
        asked = {} if at is None else {"params": {"at": at}}
        return self._signed_head(self._ask("GET", f"/journals/{journal}/head", **asked))

    def send(
        self, journal: str, first: int, last: int, last_hash: bytes, lines: Sequence[bytes]
    ) -> tuple[SignedHead, int]:
        """Hand over a run of entries; answers (head office's head, how many it keeps aside)."""
        body = b"\n".join(lines)
        answer = self._ask(
            "POST",
            f"/journals/{journal}/entries",
            params={"from": first, "to": last},
            data=wire.compress(body),
            headers={
                "Content-Type": wire.NDJSON,
                "Content-Encoding": "zstd",
                wire.SIGNATURE_HEADER: self._sign_batch(journal, first, last, last_hash, body),
            },
        )
        try:
            return self._signed_head(answer["head"]), len(answer["quarantined"])
        except (KeyError, TypeError) as error:
            raise not_head_office() from error

    def _sign_batch(self, journal: str, first: int, last: int, last_hash: bytes, body: bytes) -> str:
        statement = {
            "journal": journal,
            "from": first,
            "to": last,
            "hash": last_hash.hex(),
            "body": hashlib.sha256(body).hexdigest(),
        }
        return wire.sign(self._key, wire.BATCH, statement)

    def exchange(
        self,
        journal: str,
        held: tuple[int, bytes],
        cursor: tuple[int, bytes],
        lines: Sequence[bytes],
        last_hash: bytes,
        held_raw: bytes,
    ) -> Answer:
        """Entries up and the feed down in one call; ``held`` and ``cursor`` are the (seq, hash) that both
        sides are thought to have, ``held_raw`` the bytes of that entry.

        Raises Problem where head office does not think so, Unpackable where one of the sides can't pack:
        the single calls then find out.
        """
        question = Question("", journal, held[0], held[1], cursor[0])
        if lines:
            signature = self._sign_batch(
                journal, held[0] + 1, held[0] + len(lines), last_hash, b"\n".join(lines)
            )
            packed = packing.pack(lines, place_of_entries(journal, *held, held_raw))
            question = replace(question, entries=len(lines), signature=signature, packed=packed)
        raw = self._exchanged(question)
        place = place_of_answer(journal, last_hash.hex(), *cursor)
        said, feed = read_answer(raw, place, question.dictionary)
        try:
            return Answer(self._signed_head(said["head"]), feed, bool(said["more"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise packing.Unpackable("answer") from error

    def _exchanged(self, question: Question) -> bytes:
        for attempt in (1, 2):
            asked = replace(question, token=self.token or self._new_token())
            try:
                return self._line.request(
                    "POST", f"{wire.API}{PATH}", data=asked.write(), headers=self._said()
                ).content
            except Problem as problem:
                if problem.code in _SHUT_OUT:
                    raise _heeded(problem) from problem
                if attempt == 2 or not problem.code.startswith("token."):
                    raise
                self.token = None
        raise AssertionError("unreachable")

    def feed(self, after: int, last: bytes) -> tuple[list[dict[str, Any]], bool]:
        """(entries after the cursor, whether there are more); their signatures are the inbox's to check.

        ``last`` is the hash of the entry at the cursor. Raises Problem ``feed.fork`` where head office has
        another one there, or none.
        """
        asked = {"after": after, "limit": wire.MAX_FEED_PAGE, "hash": last.hex(), wire.STAND_INS: 1}
        answer = self._ask("GET", "/feed", params=asked, headers=self._said())
        try:
            return list(answer["entries"]), bool(answer["more"])
        except (KeyError, TypeError) as error:
            raise not_head_office() from error

    def _said(self) -> dict[str, str]:
        return {} if self.standing is None else {wire.STANDING_HEADER: self.standing.written()}

    def give_back(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Hand head office what it said and no longer knows."""
        self._ask("POST", "/feed/lost", json={"entries": list(entries)})

    def ask_for_blobs(self, sha256s: Sequence[str]) -> tuple[set[str], set[str]]:
        """(those head office wants and lacks, those it holds for good)."""
        answer = self._ask("POST", "/blobs/missing", json={"sha256": list(sha256s)})
        try:
            return set(answer["missing"]), set(answer["held"])
        except (KeyError, TypeError) as error:
            raise not_head_office() from error

    def send_scans(self, body: Callable[[], Any]) -> set[str]:
        """Hand over several whole scans (``wire.join_scans``); answers those held for good now."""
        answer = self._ask("POST", "/blobs/several", data=body, headers={"Content-Type": wire.STREAM})
        try:
            return set(answer["held"])
        except (KeyError, TypeError) as error:
            raise not_head_office() from error

    def status(self, number: str, born: str, language: str) -> dict[str, Any]:
        """What the public is told of an application, by its number and the applicant's birth date (ISO)."""
        asked = {"number": number, "birth_date": born, "language": language}
        return self._ask("POST", "/public/status", json=asked)

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        return object_in(self.call(method, f"{wire.API}{path}", **options))

    def prove(self) -> None:
        """Get a token; raises Revoked, Unknown, HeadOfficeUnreachable."""
        self._new_token()

    def _new_token(self) -> str:
        answer = self._for_a_nonce()
        if not is_token(answer.get("token")):
            raise not_head_office()
        self.token = str(answer["token"])
        self.certificate = answer.get("certificate")
        self.bundle_key = answer.get("bundle_key")
        self.recovery_key = answer.get("recovery_key")
        self.generation = answer.get("generation")
        return self.token

    def _for_a_nonce(self) -> dict[str, Any]:
        """What head office gives for a signed nonce; where both stood in line for so long that the nonce is
        past its time, for another one."""
        asked = {"device": self._device}
        for left in reversed(range(_FRESH_NONCES)):
            nonce = self._line.json("POST", f"{wire.API}/nonces", json=asked).get("nonce")
            said = {**asked, "nonce": nonce}
            signed = {**said, "signature": wire.sign(self._key, wire.TOKEN, said)}
            try:
                return self._line.json("POST", f"{wire.API}/tokens", json=signed)
            except Problem as problem:
                if not left or problem.code != "nonce.invalid":
                    raise _heeded(problem) from problem
        raise AssertionError("unreachable")

    def _signed_head(self, answer: Mapping[str, Any]) -> SignedHead:
        statement = {key: value for key, value in answer.items() if key != "signature"}
        try:
            wire.check(self._head_office_key, wire.HEAD, statement, str(answer["signature"]))
            return SignedHead(
                statement["journal"],
                int(statement["seq"]),
                bytes.fromhex(statement["hash"]),
                str(statement["at"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UserFacingError(
                _("An answer does not bear head office's signature; it was not believed."),
                _("Tell head office; your applications stay on this laptop."),
            ) from error


def say_wiped(server: str, ca: Path | None, said: Mapping[str, str]) -> None:
    """A wiped device's last words; they bear their own signature."""
    line = Line(server, ca)
    try:
        line.json("POST", f"{wire.API}/wiped", json=dict(said))
    finally:
        line.close()


def enrol(
    server: str, ca: Path | None, key: Ed25519PrivateKey, statement: Mapping[str, Any]
) -> dict[str, Any]:
    """Hand in a one-time code for a unit's identity; the same code and key again give the same answer."""
    line = Line(server, ca)
    try:
        signature = wire.sign(key, wire.ENROLMENT, statement)
        return line.json("POST", f"{wire.API}/enrolments", json={**statement, "signature": signature})
    finally:
        line.close()
