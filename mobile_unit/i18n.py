"""The language of screen, paper and messages: Indonesian, with English a switch away.

Texts in code are English and go through ``_``; ``resources/translations`` holds the Indonesian.
The catalogue brings its texts in both languages (``Text``).
"""

from __future__ import annotations

import gettext
from contextvars import ContextVar
from functools import cache

from mobile_unit.domain.texts import LANGUAGES, Text
from mobile_unit.resources import resource

DEFAULT_LANGUAGE = "id"
_language = DEFAULT_LANGUAGE
_spoken_here: ContextVar[str | None] = ContextVar("spoken_here", default=None)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(
        "mobile_unit", localedir=resource("translations"), languages=[language], fallback=True
    )


def set_language(language: str) -> None:
    """Speak ``id`` or ``en`` from now on, in the whole process."""
    global _language
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _language = language


def speak_here(language: str) -> None:
    """Speak ``id`` or ``en`` in this context alone: a server answers many readers at once."""
    _spoken_here.set(known_language(language) or DEFAULT_LANGUAGE)


def known_language(code: str | None) -> str | None:
    """``code`` where it is a language that the program speaks (``en``, ``en_GB.UTF-8``); None otherwise."""
    short = (code or "").strip().lower().replace("_", "-").split("-")[0]
    return short if short in LANGUAGES else None


def language() -> str:
    return _spoken_here.get() or _language


def _(message: str) -> str:
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    return _catalogue(language()).ngettext(singular, plural, count)


def say(text: Text) -> str:
    """A catalogue text in the language of the moment."""
    return text.in_(language())
