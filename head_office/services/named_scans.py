"""The scans, photos and papers that an entry names, also one that was kept aside and may say anything: what
is no SHA-256 is the name of no scan, but might be the path of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from head_office.store.blob_store import is_name

EVERYWHERE = ("documents", "files", "photos")
"""Where entries of whatever kind list them."""


def named_in(body: Mapping[str, Any], *lists: str) -> Iterator[Mapping[str, Any]]:
    """What ``body`` says of each, where its name is one."""
    for listed in (body.get(name) for name in lists):
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and is_name(each.get("sha256")):
                yield each
