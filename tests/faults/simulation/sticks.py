"""USB sticks between laptops and head office: whole, half, pulled in the middle, brought twice, too late."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from head_office.problems import Refusal
from head_office.services.bundles import take_in
from head_office.services.replies import write_reply
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.services import removable
from tests.faults.simulation.machines import Laptop
from tests.faults.simulation.promises import Broken

if TYPE_CHECKING:
    from tests.faults.simulation.history import History

_HALVES = {"bundle.damaged", "bundle.not_for_us", "bundle.shape"}
_KEPT_ASIDE = {"device.revoked", "bundle.stranger"}


@dataclass(frozen=True)
class Kept:
    """A file of a medium, and what it is known to hold."""

    path: Path
    code: str
    holds: dict[str, str]


class Sticks:
    """Every bundle and every reply that was ever written, to be brought whenever."""

    def __init__(self, history: History) -> None:
        self._history = history
        self.bundles: list[Kept] = []
        self.replies: list[Kept] = []

    def replies_for(self, laptop: Laptop) -> list[Kept]:
        return [kept for kept in self.replies if kept.code == laptop.code]

    def export(self, laptop: Laptop) -> list[Kept]:
        folder = self._history.new_path("stick")
        folder.mkdir()
        written = [
            Kept(each.path, laptop.code, dict(laptop.holds)) for each in laptop.open().stick.export(folder)
        ]
        self.bundles += written
        return written

    def pull_while_writing(self, laptop: Laptop) -> bool:
        """False where nothing was to be written."""
        folder, left = self._history.new_path("stick"), self._history.new_path("part")
        folder.mkdir()
        bytes_ = self._history.lot.randrange(1, 4000)
        was_pulled = False

        def open_new(path: Path) -> Any:
            nonlocal was_pulled
            was_pulled = True
            return _Pulled(path, left, bytes_)

        with patch.object(removable, "open_new", open_new):
            try:
                laptop.open().stick.export(folder)
            except TryAgain as error:
                self._history.say(f"  {error}")
            else:
                if was_pulled:
                    raise Broken("a bundle is on a stick that was pulled")
        if list(folder.iterdir()):
            raise Broken("something has its name on a stick that was pulled")
        if was_pulled:
            self._refuses_half(left)
        return was_pulled

    def hand_in_half(self) -> bool:
        whole = [kept for kept in self.bundles if kept.path.stat().st_size > 1]
        if not whole:
            return False
        self._refuses_half(self._half(self._history.lot.choice(whole).path))
        return True

    def _half(self, path: Path) -> Path:
        content = path.read_bytes()
        half = self._history.new_path("half")
        half.write_bytes(content[: self._history.lot.randrange(1, len(content))])
        return half

    def _refuses_half(self, path: Path) -> None:
        before = self._history.promises.what_office_holds()
        try:
            take_in(self._history.office.open(), path)
        except Refusal as refusal:
            stranger = refusal.code in _KEPT_ASIDE  # its device is looked for before it is read to its end
            if refusal.code not in _HALVES and not stranger:
                raise Broken(f"half a bundle was refused with {refusal.code}") from refusal
        else:
            raise Broken("half a bundle was taken in")
        if self._history.promises.what_office_holds() != before:
            raise Broken("half a bundle changed what head office holds")

    def take_half(self, laptop: Laptop) -> bool:
        fitting = self.replies_for(laptop)
        if not fitting:
            return False
        half = self._half(self._history.lot.choice(fitting).path)
        before = self._history.promises.what_laptop_holds(laptop)
        try:
            laptop.open().stick.take_reply(half)
        except UserFacingError:
            pass
        else:
            raise Broken("half a reply was taken")
        if self._history.promises.what_laptop_holds(laptop) != before:
            raise Broken("half a reply changed what the laptop holds")
        return True

    def hand_in_some(self) -> bool:
        some = self._history.lot.sample(self.bundles, min(2, len(self.bundles)))
        for kept in some:
            self.hand_in(kept)
            self.write_reply(kept.code)
        return bool(some)

    def hand_in(self, kept: Kept) -> str:
        """Bring it; "" or why it was refused."""
        office = self._history.office
        try:
            take_in(office.open(), kept.path)
        except Refusal as refusal:
            self._history.say(f"  refused: {refusal.code}")
            if refusal.code in _KEPT_ASIDE and not list(office.open().aside.bundles()):
                raise Broken("a bundle that is to be looked at was not kept") from refusal
            return refusal.code
        return ""

    def write_reply(self, code: str) -> Kept | None:
        path = self._history.new_path("reply")
        try:
            write_reply(self._history.office.open(), code, path)
        except Refusal as refusal:
            self._history.say(f"  no reply: {refusal.code}")
            return None
        self.replies.append(Kept(path, code, {}))
        return self.replies[-1]


class _Pulled:
    """A file on a stick that is pulled after some bytes; what was written until then is found at ``left``."""

    def __init__(self, path: Path, left: Path, bytes_: int) -> None:
        self._file = path.open("xb")
        self._left = left
        self._room = bytes_

    def __enter__(self) -> _Pulled:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def write(self, piece: bytes) -> int:
        written = self._file.write(piece[: self._room])
        self._room -= len(piece)
        if self._room < 0:
            self._pull()
        return written

    def flush(self) -> None:
        self._pull()

    def _pull(self) -> None:
        self._file.flush()
        with self._left.open("wb") as left, open(self._file.name, "rb") as file:
            left.write(file.read()[:-1])
        raise OSError(errno.EIO, "Input/output error")
