"""A text in the two languages that the program speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """What the catalogue says, in Indonesian (``id``) and English (``en``)."""

    id: str
    en: str

    @classmethod
    def of(cls, raw: Mapping[str, str] | str) -> Text:
        """Read a catalogue text; a plain string stands for both languages (names, codes)."""
        if isinstance(raw, str):
            return cls(raw, raw)
        return cls(raw["id"], raw.get("en", raw["id"]))

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.id

    def format(self, **values: object) -> Text:
        return Text(self.id.format(**values), self.en.format(**values))

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "en": self.en}
