"""What is chosen for this laptop: language, theme, the folder of scans; in a plain file without people."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mobile_unit.domain.texts import LANGUAGES
from mobile_unit.i18n import DEFAULT_LANGUAGE

LOCK_AFTER = (2, 5, 10, 15)
"""Minutes without a touch until the window locks; it can't be switched off."""

THEMES = ("system", "light", "dark")


@dataclass
class Preferences:
    """``language`` is ``id`` or ``en``; ``theme`` one of THEMES; ``scan_folder`` is a path, "" for none, and
    ``clear_scan_folder`` says that a scan taken from there is removed from it; ``lock_after``
    is one of LOCK_AFTER, in minutes. ``kiosk`` says that applicants have the screen, also after a crash,
    until an officer gives a PIN."""

    language: str = DEFAULT_LANGUAGE
    theme: str = "light"
    scan_folder: str = ""
    clear_scan_folder: bool = False
    lock_after: int = 5
    kiosk: bool = False
    path: Path | None = field(default=None, compare=False)

    @classmethod
    def load(cls, path: Path) -> Preferences:
        """What the file says; the defaults where it is missing or damaged."""
        loaded = cls(path=path)
        try:
            raw = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return loaded
        if isinstance(raw, dict):
            if raw.get("language") in LANGUAGES:
                loaded.language = raw["language"]
            if raw.get("theme") in THEMES:
                loaded.theme = raw["theme"]
            if raw.get("lock_after") in LOCK_AFTER:
                loaded.lock_after = raw["lock_after"]
            if isinstance(raw.get("scan_folder"), str):
                loaded.scan_folder = raw["scan_folder"]
            loaded.kiosk = raw.get("kiosk") is True
            loaded.clear_scan_folder = raw.get("clear_scan_folder") is True
        return loaded

    def save(self) -> None:
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        values = {key: value for key, value in asdict(self).items() if key != "path"}
        unfinished = self.path.with_suffix(".new")  # killed in between, the old choices stay
        unfinished.write_text(json.dumps(values, indent=1) + "\n", "utf-8")
        unfinished.replace(self.path)
