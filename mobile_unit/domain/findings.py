"""What a check has to say about one field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mobile_unit.domain.texts import Text

Severity = Literal["block", "warn"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or doubtful.

    ``field`` is a dotted key (``applicant.nik``, ``documents[0].path``, ``documents.ktp``), ``code`` a
    stable name for programs (``nik.birth_date``), ``message`` says what to do and never repeats the value.
    ``block`` refuses the application; ``warn`` is confirmed by the officer and kept on record.
    """

    field: str
    code: str
    message: Text
    severity: Severity = "block"
