"""More units at once than there is room for: some are served, the rest are asked to come back."""

from __future__ import annotations

import asyncio
import json

import pytest

from head_office.api.crowd import NoMoreThan


class Door:
    """A door with a line of so many, before work that goes on until it is told to end."""

    def __init__(self, line: int) -> None:
        self.begun = 0
        self.end = asyncio.Event()
        self._app = NoMoreThan(self._work, line)

    async def _work(self, scope, receive, send) -> None:
        self.begun += 1
        await self.end.wait()
        if scope["path"].endswith("broken"):
            raise ConnectionResetError
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def knock(self, path: str) -> list[dict]:
        said: list[dict] = []

        async def send(message) -> None:
            said.append(message)

        async def receive() -> dict:
            raise AssertionError("nothing is read of who is turned away")

        await self._app({"type": "http", "method": "POST", "path": path}, receive, send)
        return said


def test_who_finds_the_line_full_hears_at_once_when_to_come_again():
    async def night() -> None:
        door = Door(2)
        served = [asyncio.create_task(door.knock("/v1/exchange")) for _n in range(2)]
        await asyncio.sleep(0)
        head, body = await door.knock("/v1/blobs/several")
        assert head["status"] == 429
        wait = int(dict(head["headers"])[b"retry-after"])
        assert 2 <= wait < 12
        told = json.loads(body["body"])
        assert (told["code"], told["retry_after"], set(told["message"])) == (
            "server.busy",
            wait,
            {"id", "en"},
        )
        assert door.begun == 2
        door.end.set()
        assert [each[0]["status"] for each in await asyncio.gather(*served)] == [200, 200]
        assert (await door.knock("/v1/exchange"))[0]["status"] == 200

    asyncio.run(night())


@pytest.mark.parametrize("path", ["/", "/lacak", "/desk", "/v1/health", "/v1/public/status"])
def test_what_people_open_is_not_held_up(path):
    async def night() -> None:
        door = Door(0)
        door.end.set()
        assert (await door.knock("/v1/exchange"))[0]["status"] == 429
        assert (await door.knock(path))[0]["status"] == 200

    asyncio.run(night())


def test_who_breaks_off_leaves_the_line():
    async def night() -> None:
        door = Door(1)
        door.end.set()
        for _n in range(3):
            with pytest.raises(ConnectionResetError):
                await door.knock("/v1/broken")

    asyncio.run(night())
