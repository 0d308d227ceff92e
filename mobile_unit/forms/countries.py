"""Countries by their ISO 3166-1 alpha-3 code, named in both languages (Unicode CLDR)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from mobile_unit.domain.texts import Text
from mobile_unit.resources import resource


@cache
def countries() -> Mapping[str, Text]:
    """Code -> name, in the order of the codes."""
    lines = resource("regions", "countries.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {code: Text(indonesian, english) for code, indonesian, english in rows}


def is_country(code: str) -> bool:
    return code in countries()
