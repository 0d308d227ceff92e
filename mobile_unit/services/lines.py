"""Applications from a file, one JSON object a line (``mobile-unit intake``).

Whatever a line holds, it is answered and never lost: taken, or refused with its findings and kept as a
draft.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from mobile_unit.clock import today
from mobile_unit.domain.applications import Submitted
from mobile_unit.domain.findings import Finding
from mobile_unit.domain.identifiers import is_record_id
from mobile_unit.domain.texts import Text
from mobile_unit.services.context import Context
from mobile_unit.services.intake import Intake, Record, Refused
from mobile_unit.services.scans import MAX_BYTES, BadScan, Scan, re_encode_as
from mobile_unit.store import drafts

MAX_LINE = 256 * 1024
_KEPT_OF_LONG_LINE = 64 * 1024
_KEYS = {"id", "service", "applicant", "answers", "documents", "reasons"}
_LONGEST_REASON, _MOST_REASONS = 200, 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a line: submitted, or its findings; ``id`` is the application's or the draft's."""

    line: int
    id: str
    submitted: Submitted | None
    findings: tuple[Finding, ...] = ()


class LineIntake:
    """Takes lines in order; a scan's path is relative to the file's own folder."""

    def __init__(self, context: Context, intake: Intake, folder: Path) -> None:
        self._context = context
        self._intake = intake
        self._folder = folder

    def take_all(self, file: BinaryIO) -> Iterator[Answer]:
        """Answer each line that is not blank, as it is taken."""
        for number, raw in _lines(file):
            if raw.strip():
                yield self._take(number, raw)

    def _take(self, number: int, raw: bytes) -> Answer:
        fallback_id = self._id_from(raw)
        value, finding = _parse(raw)
        if finding is not None:
            return self._refuse_raw(number, fallback_id, raw, (finding,))
        findings = list(_shape_findings(value, self._context.catalogue.services))
        record_id = str(value.get("id", fallback_id)).lower()
        taken = self._intake.taken(record_id) if is_record_id(record_id) else None
        if taken is not None:
            warnings = (_OTHER_CONTENT,) if "id" in value and self._differs(record_id, value) else ()
            return Answer(number, record_id, replace(taken, warnings=warnings))
        if any(f.field in ("", "id", "service") for f in findings):
            if not is_record_id(record_id):
                record_id = fallback_id
            return self._refuse_raw(number, record_id, raw, tuple(findings))
        scans, scan_findings = self._scans(value.get("documents", []))
        record = Record(
            record_id,
            value["service"],
            _object(value.get("applicant")),
            _object(value.get("answers")),
            scans,
            {code: _one_line(words) for code, words in _reasons(value).items()},
        )
        return self._submit(number, record, [*findings, *scan_findings])

    def _differs(self, record_id: str, value: Mapping[str, Any]) -> bool:
        """Whether the line says something else than what was taken under its id."""
        listed = value.get("documents", [])
        documents: list[Any] = listed if isinstance(listed, list) else [None]
        kinds = [str(each["kind"]) if _is_document(each) else "" for each in documents]
        typed = _object(value.get("applicant")), _object(value.get("answers"))
        return self._intake.says_otherwise(Record(record_id, str(value.get("service")), *typed), kinds)

    def _submit(self, number: int, record: Record, findings: list[Finding]) -> Answer:
        if not findings:
            try:
                return Answer(number, record.id, self._intake.take(record))
            except Refused as refused:
                return Answer(number, record.id, None, refused.findings)
        # the form's own findings are told in the same breath, so that the line is mended once
        findings += self._intake.problems_of(record, but_not={f.code for f in findings})
        self._intake.keep_refused(record, findings)
        return Answer(number, record.id, None, tuple(findings))

    def _scans(self, documents: Any) -> tuple[list[tuple[str, Scan]], list[Finding]]:
        scans: list[tuple[str, Scan]] = []
        findings: list[Finding] = []
        if not isinstance(documents, list):
            return scans, [Finding("documents", "documents.type", _NOT_A_LIST)]
        for index, document in enumerate(documents):
            field = f"documents[{index}]"
            if not _is_document(document):
                findings.append(Finding(field, "document.shape", _NO_DOCUMENT))
                continue
            kind = document["kind"]
            if any(kind == taken for taken, _scan in scans):
                findings.append(Finding(f"{field}.kind", "document.twice", _TWICE))
                continue
            try:
                scans.append((kind, re_encode_as(kind, self._read(document["path"]))))
            except OSError:
                findings.append(Finding(f"{field}.path", "document.missing_file", _MISSING_FILE))
            except BadScan as bad:
                findings.append(Finding(f"{field}.path", bad.code, bad.text))
        return scans, findings

    def _read(self, path: str) -> bytes:
        try:
            with (self._folder / path).open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except ValueError as error:  # a NUL in the path
            raise FileNotFoundError from error

    def _refuse_raw(self, number: int, draft_id: str, raw: bytes, findings: tuple[Finding, ...]) -> Answer:
        text = raw[:_KEPT_OF_LONG_LINE].decode("utf-8", "replace")
        with self._context.store.write() as connection:
            drafts.put(
                connection,
                draft_id=draft_id,
                service="",
                catalogue=self._context.catalogue.version,
                content={"line": text},
                problems=findings,
                officer=self._context.officer.nip,
                at=self._context.now(),
            )
        return Answer(number, draft_id, None, findings)

    def _id_from(self, raw: bytes) -> str:
        """An id for a line that brings none: the same line on the same day is the same application, so
        that a file may be read again after a power cut."""
        seed = f"{self._context.info.code} {today(self._context.clock)} ".encode()
        digest = bytearray(hashlib.sha256(seed + raw.strip()).digest()[:16])
        digest[6] = digest[6] & 0x0F | 0x80
        digest[8] = digest[8] & 0x3F | 0x80
        return str(uuid.UUID(bytes=bytes(digest)))


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line; of one that is too long only the beginning (a little over the limit)."""
    number = 0
    while True:
        raw = file.readline(MAX_LINE + 1)
        if not raw:
            return
        number += 1
        rest = raw
        while not rest.endswith(b"\n") and len(rest) > MAX_LINE:
            rest = file.readline(MAX_LINE + 1)
        yield number, raw


def _parse(raw: bytes) -> tuple[dict[str, Any], Finding | None]:
    if len(raw) > MAX_LINE:
        return {}, Finding("", "line.too_long", _TOO_LONG)
    try:
        value = json.loads(raw)
        json.dumps(value, allow_nan=False).encode()
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeError:
        return {}, Finding("", "text.invalid", _NOT_UNICODE)
    except (ValueError, RecursionError):
        return {}, Finding("", "line.not_json", _NOT_JSON)
    if not isinstance(value, dict):
        return {}, Finding("", "line.not_object", _NOT_JSON)
    return value, None


def _shape_findings(value: Mapping[str, Any], services: Mapping[str, Any]) -> Iterator[Finding]:
    if "id" in value and not (isinstance(value["id"], str) and is_record_id(value["id"].lower())):
        yield Finding("id", "id.invalid", _BAD_ID)
    service = value.get("service")
    if not isinstance(service, str) or service not in services:
        yield Finding("service", "service.unknown", _NO_SERVICE)
    for key in ("applicant", "answers"):
        if not isinstance(value.get(key, {}), dict):
            yield Finding(key, "field.type", _NOT_AN_OBJECT)
    if _reasons(value) is not value.get("reasons", _NO_REASONS):
        yield Finding("reasons", "reasons.shape", _BAD_REASONS)
    for key in sorted(set(value) - _KEYS):
        yield Finding(key[:60], "field.unknown", _UNKNOWN_KEY)


def _reasons(value: Mapping[str, Any]) -> Mapping[str, str]:
    """Why warnings are right all the same, by their codes; nothing where that can't be read."""
    given = value.get("reasons", _NO_REASONS)
    if not isinstance(given, dict) or len(given) > _MOST_REASONS:
        return _NO_REASONS
    told = all(
        isinstance(words, str) and 0 < len(_one_line(words)) <= _LONGEST_REASON for words in given.values()
    )
    return given if told else _NO_REASONS


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_document(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"kind", "path"}
        and all(isinstance(text, str) and text for text in value.values())
    )


_OTHER_CONTENT = Finding(
    "id",
    "id.other_content",
    Text(
        "Permohonan dengan id ini sudah diajukan dengan isi lain; yang tersimpan tidak diubah. Perbaiki"
        " lewat koreksi.",
        "An application with this id was submitted with other content; what is stored was kept. Use a"
        " correction to change it.",
    ),
    "warn",
)
_NOT_JSON = Text(
    "Baris ini bukan objek JSON yang utuh. Tulis satu permohonan dalam satu baris, lalu jalankan lagi.",
    "This line is no whole JSON object. Write one application on one line, then run it again.",
)
_NOT_UNICODE = Text(
    "Baris ini memuat teks yang rusak. Ketik ulang teksnya.",
    "This line holds broken text. Type the text again.",
)
_TOO_LONG = Text(
    "Baris ini terlalu panjang untuk satu permohonan. Pindaian diberikan sebagai path, bukan isinya.",
    "This line is too long for one application. Scans are given by path, not by content.",
)
_BAD_ID = Text(
    "id bukan UUID. Hapus id atau beri UUID yang benar.",
    "The id is no UUID. Leave it out or give a right one.",
)
_NO_SERVICE = Text(
    "Layanan ini tidak ada dalam katalog. Periksa kode layanannya.",
    "The catalogue has no such service. Check the service's code.",
)
_NOT_AN_OBJECT = Text("Bagian ini harus berupa objek JSON.", "This part must be a JSON object.")
_NO_REASONS: dict[str, str] = {}
_BAD_REASONS = Text(
    'reasons harus berupa objek {"kode peringatan": "alasan"}, tiap alasan 1 sampai 200 huruf.',
    'reasons must be an object {"code of a warning": "reason"}, each reason of 1 to 200 letters.',
)
_NOT_A_LIST = Text("documents harus berupa daftar.", "documents must be a list.")
_UNKNOWN_KEY = Text(
    "Kunci ini tidak dikenal. Hapus atau perbaiki ejaannya.",
    "This key is not known. Remove it or correct its spelling.",
)
_NO_DOCUMENT = Text(
    'Setiap dokumen ditulis {"kind": …, "path": …}.', 'Each document is written {"kind": …, "path": …}.'
)
_TWICE = Text(
    "Dokumen ini diberikan dua kali. Hapus salah satu.", "This document is given twice. Remove one."
)
_MISSING_FILE = Text(
    "Berkas pindaian tidak ditemukan. Periksa path-nya, relatif terhadap berkas JSONL.",
    "The scan's file was not found. Check its path, relative to the JSONL file.",
)
