"""Field formats: how what was typed is brought into the one form that is kept.

A format never guesses: what it can't read it leaves as it was typed, and the check says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

_SEPARATORS = re.compile(r"[\s.\-]+")


def text(value: str) -> str:
    """NFC, no white space around, single spaces within."""
    if is_tidy(value):
        return value
    return " ".join(unicodedata.normalize("NFC", value).split())


def capitals(value: str) -> str:
    """As in the boxes of Perdim 11: what people write down in large letters and type in any."""
    return text(value).upper()


def name(value: str) -> str:
    """A person's name as it is written on the paper; typed without any capital, it becomes capitals, for no
    paper writes so."""
    close = text(value)
    return close.upper() if close.islower() else close


def digits(value: str) -> str:
    """A number of digits without the spaces, dots and hyphens people group them with."""
    return value if value.isalnum() else _SEPARATORS.sub("", value)


def passport_number(value: str) -> str:
    return _SEPARATORS.sub("", value).upper()


@lru_cache(maxsize=512)
def phone(value: str) -> str:
    """An Indonesian number as E.164 (``+62812…``); what is none comes back as typed."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, "ID")
    except phonenumbers.NumberParseException:
        return text(value)
    if number.country_code != 62 or not phonenumbers.is_valid_number(number):
        return text(value)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def grouped_phone(value: str) -> str:
    """What was typed of a phone number in groups to be read (``0812 7123 4567``, ``+62 812 7123 4567``)."""
    close = re.sub(r"[\s.\-()]+", "", value)
    country = next((start for start in ("+62", "62") if close.startswith(start)), "")
    rest = close[len(country) :]
    first = 4 if rest.startswith("0") else 3
    groups = [country, rest[:first], *(rest[at : at + 4] for at in range(first, len(rest), 4))]
    return " ".join(group for group in groups if group)


def phone_to_read(value: str) -> str:
    """A whole Indonesian number as people say it (``0812 7123 4567``); anything else only in groups."""
    kept = phone(value)
    return grouped_phone(f"0{kept[3:]}" if is_phone(kept) else value)


def phone_on_paper(value: str) -> str:
    """A whole Indonesian number as it is written (``0812-7123-4567``); anything else as it is."""
    return phone_to_read(value).replace(" ", "-") if is_phone(value) else value


def is_phone(value: str) -> bool:
    return value.startswith("+62") and phone(value) == value


def is_email(value: str) -> bool:
    """One @, no white space, a dot in the host; the rest is the mail server's to know."""
    return re.fullmatch(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+", value) is not None


_IN_NAMES = " '-.\u2019\u02bc"
_BETWEEN_LETTERS = str.maketrans("", "", _IN_NAMES)


def is_name(value: str) -> bool:
    """Letters of any script, space, apostrophe, hyphen and dot; at least one letter."""
    if value.translate(_BETWEEN_LETTERS).isalpha():
        return True
    return any(c.isalpha() for c in value) and all(
        unicodedata.category(c)[0] in "LM" or c in _IN_NAMES for c in value
    )


def is_tidy(value: str) -> bool:
    """Whether it is what ``text`` would make of it and can be written down, as far as ASCII goes; of several
    with a space between them, whether each is."""
    is_plain = value.isascii() and value.isprintable()
    return is_plain and value != "" and value == value.strip() and "  " not in value


_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def is_unicode(value: str) -> bool:
    """Whether it can be written down: no lone surrogates, no control characters but line breaks."""
    return _UNWRITABLE.search(value) is None


NORMALISERS: Mapping[str, Callable[[str], str]] = {
    "text": text,
    "capitals": capitals,
    "name": name,
    "digits": digits,
    "phone": phone,
    "passport_number": passport_number,
}


def normalised(value: Any, name: str) -> Any:
    """``value`` in the form kept, by the ``x-normalise`` of its field; what is no text stays as it is."""
    return NORMALISERS[name](value) if isinstance(value, str) else value
