"""Somebody with a device of another unit who heard what others said, and sends it: again, changed, as theirs.

Nothing of it may change what head office holds of the others. What they said themselves may arrive once more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile_unit.domain.entries import GENESIS, JOURNAL_OPENED, MalformedEntry, read_entry, write_entry
from mobile_unit.sync import wire
from tests.faults.simulation.promises import GUEST, Broken
from tests.offices import NIP

if TYPE_CHECKING:
    from tests.faults.simulation.history import History

CODE = GUEST
IDENTITY = "guest.json"
_SERVER = "http://127.0.0.1:9"
_AT = "2026-11-24T09:00:00+07:00"


@dataclass(frozen=True)
class Heard:
    """A request as it was sent."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def is_entries(self) -> bool:
        return self.method == "POST" and urlsplit(self.url).path.endswith("/entries")

    @property
    def journal(self) -> str:
        return urlsplit(self.url).path.split("/")[-2]

    def lines(self) -> list[bytes]:
        return wire.inflate(self.body, wire.MAX_BATCH_BYTES).split(b"\n")


class Guest:
    """``session`` makes a line on which nothing goes wrong."""

    def __init__(self, history: History, identity: Path, session: Callable[[], requests.Session]) -> None:
        said = json.loads(identity.read_bytes())
        self._history = history
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(said["key"]))
        self._device, self._journal = said["device"], said["journal"]
        self._session = session
        self._head: tuple[int, bytes] | None = None
        self.heard: list[Heard] = []

    def hears(self, request: Any, body: bytes) -> None:
        self.heard.append(Heard(request.method, request.url, dict(request.headers), body))

    def does_something(self) -> bool:
        lot = self._history.lot
        overheard = [each for each in self.heard if each.is_entries]
        ways: list[Callable[[], bool]] = [self._replays, self._follows_another, self._gives_back]
        if overheard:
            ways += [self._forges, self._reorders, self._hands_on, self._says_as_own, self._says_as_own]
        way = lot.choice(ways)
        self._history.say(f"  {way.__name__.strip('_').replace('_', ' ')}")
        self._history.counts(f"guest {way.__name__.strip('_').replace('_', ' ')}")
        return way()

    # what they do

    def _replays(self) -> bool:
        """Word for word; at times it has not arrived before, and is as good as the first time."""
        if not self.heard:
            return False
        for each in self._history.lot.sample(self.heard, min(3, len(self.heard))):
            self._send(each.method, each.url, each.headers, each.body)
        return True

    def _forges(self) -> bool:
        """One byte is another one, under the same signature."""
        each = self._overheard()
        body = bytearray(b"\n".join(each.lines()))
        place = self._history.lot.randrange(len(body))
        body[place] ^= 1 << self._history.lot.randrange(7)
        headers = {**each.headers, "Content-Encoding": "identity"}
        return self._changes_nothing(each.method, each.url, headers, bytes(body))

    def _reorders(self) -> bool:
        each = self._overheard()
        lines = each.lines()
        headers = {**each.headers, "Content-Encoding": "identity"}
        turned = lines[1:] + lines[:1] if len(lines) > 1 else lines * 2
        return self._changes_nothing(each.method, each.url, headers, b"\n".join(turned))

    def _hands_on(self) -> bool:
        """Another's batch under this device's own signature, in that journal and in its own."""
        each = self._overheard()
        lines = each.lines()
        first = read_entry(lines[0]).seq if _is_entry(lines[0]) else 1
        return self._sends(each.journal, first, lines) & self._sends(self._journal, first, lines)

    def _says_as_own(self) -> bool:
        """What another's entries say, in entries of this device's own journal."""
        each = self._overheard()
        seq, prev = self._own_head()
        lines = []
        for line in filter(_is_entry, each.lines()):
            other = read_entry(line)
            seq += 1
            made = write_entry(
                journal=self._journal, seq=seq, prev=prev, at=other.at, officer=NIP, kind=other.kind,
                body=other.body,
            )  # fmt: skip
            prev = made.hash
            lines.append(made.raw)
        return not lines or self._sends(self._journal, seq - len(lines) + 1, lines)

    def _follows_another(self) -> bool:
        """A journal that says it follows another unit's."""
        lives = self._history.promises.lives_of_others(CODE)
        if not lives:
            return False
        new = self._history.new_id()
        body = {"unit": CODE, "letter": "A", "mark": "QK3F7", "device": self._device, "program": "0",
                "previous": self._history.lot.choice(lives), "why": "restored"}  # fmt: skip
        made = write_entry(
            journal=new, seq=1, prev=GENESIS, at=_AT, officer=NIP, kind=JOURNAL_OPENED, body=body
        )
        return self._sends(new, 1, [made.raw])

    def _gives_back(self) -> bool:
        """Feed entries that head office never said, and what it said to others."""
        said = self._history.promises.feed_of_others(CODE)
        forged = [{**each, "unit": CODE} for each in said]
        body = json.dumps({"entries": [*said, *forged]}).encode()
        return self._changes_nothing("POST", "/v1/feed/lost", {"Content-Type": "application/json"}, body)

    # how

    def _overheard(self) -> Heard:
        return self._history.lot.choice([each for each in self.heard if each.is_entries])

    def _own_head(self) -> tuple[int, bytes]:
        answer = self._send("GET", f"/v1/journals/{self._journal}/head", self._own(), b"").json()
        return answer["seq"], bytes.fromhex(answer["hash"])

    def _sends(self, journal: str, first: int, lines: list[bytes]) -> bool:
        body = b"\n".join(lines)
        last = first + len(lines) - 1
        end = read_entry(lines[-1]).hash.hex() if _is_entry(lines[-1]) else "0" * 64
        statement = {"journal": journal, "from": first, "to": last, "hash": end,
                     "body": hashlib.sha256(body).hexdigest()}  # fmt: skip
        headers = {
            **self._own(),
            "Content-Type": wire.NDJSON,
            wire.SIGNATURE_HEADER: wire.sign(self._key, wire.BATCH, statement),
        }
        path = f"/v1/journals/{journal}/entries?from={first}&to={last}"
        return self._changes_nothing("POST", path, headers, body)

    def _changes_nothing(self, method: str, url: str, headers: dict[str, str], body: bytes) -> bool:
        before = self._history.promises.what_office_holds(but=CODE)
        own = {} if "Authorization" in headers else self._own()
        self._send(method, url, {**own, **headers}, body)
        if self._history.promises.what_office_holds(but=CODE) != before:
            raise Broken("a guest changed what head office holds of others")
        return True

    def _send(self, method: str, url: str, headers: dict[str, str], body: bytes) -> requests.Response:
        whole = url if url.startswith("http") else f"{_SERVER}{url}"
        fit = {name: value for name, value in headers.items() if name.lower() != "content-length"}
        answer = self._session().request(method, whole, headers=fit, data=body)
        if answer.status_code >= 500:
            raise Broken(f"head office failed at what a guest sent: {answer.status_code}")
        return answer

    def _own(self) -> dict[str, str]:
        asked = {"device": self._device}
        nonce = self._post("/v1/nonces", asked)["nonce"]
        statement = {**asked, "nonce": nonce}
        signed = {**statement, "signature": wire.sign(self._key, wire.TOKEN, statement)}
        return {"Authorization": f"Bearer {self._post('/v1/tokens', signed)['token']}"}

    def _post(self, path: str, said: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = self._send(
            "POST", path, {"Authorization": "", "Content-Type": "application/json"}, json.dumps(said).encode()
        ).json()
        return found


def enrolled(session: requests.Session, code: str, key: Ed25519PrivateKey, journal: str) -> dict[str, str]:
    """What a guest keeps of its enrolment."""
    statement = {"code": code, "device_key": wire.encode(wire.public_bytes(key)), "officer": NIP,
                 "journal": journal, "program": "0"}  # fmt: skip
    signed = {**statement, "signature": wire.sign(key, wire.ENROLMENT, statement)}
    answer = session.post(f"{_SERVER}/v1/enrolments", json=signed).json()
    return {"device": answer["device"], "journal": journal, "key": key.private_bytes_raw().hex()}


def _is_entry(line: bytes) -> bool:
    try:
        read_entry(line)
    except MalformedEntry:
        return False
    return True
