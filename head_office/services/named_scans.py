"""The scans, photos and papers that an entry names, also one that was kept aside and may say anything: what
is no SHA-256 is the name of no scan, but might be the path of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_SHA256 = re.compile("[0-9a-f]{64}")
EVERYWHERE = ("documents", "files", "photos")
"""Where entries of whatever kind list them."""


def is_name(said: object) -> bool:
    """Whether it can be a scan's."""
    return isinstance(said, str) and _SHA256.fullmatch(said) is not None


def named_in(body: Mapping[str, Any], *lists: str) -> Iterator[Mapping[str, Any]]:
    """What ``body`` says of each, where its name is one."""
    for listed in (body.get(name) for name in lists):
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and is_name(each.get("sha256")):
                yield each
