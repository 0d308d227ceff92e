"""What is typed into the public's forms, cut to a bearable length; whatever else comes is not looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from fastapi import Request

from head_office.api.bodies import bounded

_MOST_BYTES = 4096
_MOST_LETTERS = 60


def typed(*fields: str) -> Callable[[Request], Awaitable[dict[str, str]]]:
    """A dependency that reads these fields; one that did not come is empty."""

    async def read(request: Request) -> dict[str, str]:
        body = await bounded(request, _MOST_BYTES)
        try:
            said = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
        except ValueError:
            said = {}
        return {key: said.get(key, [""])[0].strip()[:_MOST_LETTERS] for key in fields}

    return read
