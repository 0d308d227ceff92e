"""Where the files that ship with the program are, from a checkout, an installed package or a frozen app."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).parent.parent)) / "resources"


def resource(*parts: str) -> Path:
    return ROOT.joinpath(*parts)
