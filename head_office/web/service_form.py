"""The form on which documents and texts of a service are changed: its fields, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from head_office.office import HeadOffice
from head_office.services import service_edit as edits
from head_office.services.catalogue_edit import newest
from head_office.services.catalogues import sound_catalogue
from head_office.services.publications import Sound
from head_office.services.service_edit import CASES, COMPLAINTS, Added, ServiceEdit
from head_office.web.forms import Form
from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue_check import NotSound, Problem
from mobile_unit.forms.standards import HEADINGS

SERVICE = "service"
NAME = Text("Berkas dan teks layanan", "Documents and texts of a service")
NEW_ROWS = 3
TEXTS: Mapping[str, Text] = {
    "requirement_notes": Text("Catatan persyaratan", "Notes on the requirements"),
    "procedure": HEADINGS["procedure"],
    "time.notes": Text("Catatan jangka waktu", "Notes on the time"),
    "fee_notes": Text("Catatan biaya", "Notes on the fees"),
    "product": HEADINGS["product"],
    COMPLAINTS: Text("Pengaduan (semua layanan)", "Complaints (all services)"),
}
_KEEP, _IF_ANY, _GONE = "must", "if_any", "gone"
_DAY = Text("Tulis hari seperti 2027-01-31.", "Write a day like 2027-01-31.")


def service(office: HeadOffice, form: Form) -> Sound:
    """Raises NotSound with what is wrong."""
    try:
        start = date.fromisoformat(form.one("from").strip())
    except ValueError as error:
        raise NotSound([Problem("", "from", _DAY)]) from error
    standard = edits.now(office, form.one("standard"))
    title = Text.of(standard["title"]) if standard else Text("", "")
    words = _line(form, "words") or f"{title.id}: berkas dan teks diperbarui."
    english = _line(form, "words_en") or f"{title.en}: documents and texts are renewed."
    days = form.one("days").strip()
    edit = ServiceEdit(
        form.one("standard"),
        start,
        _line(form, "legal_basis"),
        Text(words, english),
        (_line(form, "summary"), _line(form, "summary_en")),
        None if not days else form.number("days"),
        {name: (_lines(form, name), _lines(form, f"{name}.en")) for name in TEXTS},
        [_must(form.one(f"paper.{place}")) for place in range(len(form.names("paper.")))],
        _added(form),
    )
    return sound_catalogue(edits.edited_service(office, edit))


def service_values(office: HeadOffice, form: Form) -> dict[str, object]:
    """What the page shows: which services there are, and of the chosen one what holds or was typed."""
    base = newest(office)
    standard = edits.now(office, form.one("standard"))
    values: dict[str, object] = {
        "base": base,
        "standards": [(code, each.title) for code, each in base.standards.items()],
        "standard": standard,
    }
    return values if standard is None else {**values, **_values(office, form, standard)}


def _values(office: HeadOffice, form: Form, standard: Mapping[str, Any]) -> dict[str, object]:
    is_sent = bool(form.names("paper."))
    listed = edits.papers(office, standard["service"])
    chosen = [
        form.one(f"paper.{place}") or (_KEEP if each.must else _IF_ANY) for place, each in enumerate(listed)
    ]
    base = newest(office)
    return {
        "title": Text.of(standard["title"]),
        "papers": list(zip(listed, chosen, strict=True)),
        "cases": CASES,
        "kinds_of_papers": sorted(base.document_labels.items(), key=lambda each: each[1].id),
        "new_rows": range(NEW_ROWS),
        "shared": [each.title for each in base.standards.values() if each.service == standard["service"]],
        "summary": form.one("summary") if is_sent else standard["summary"]["id"],
        "summary_en": form.one("summary_en") if is_sent else standard["summary"]["en"],
        "days": form.one("days") if is_sent else standard["time"]["days"] or "",
        "texts": [(name, words, *_typed(office, form, standard, name)) for name, words in TEXTS.items()],
    }


def _typed(office: HeadOffice, form: Form, standard: Mapping[str, Any], name: str) -> tuple[str, str]:
    if form.names("paper."):
        return form.one(name), form.one(f"{name}.en")
    held = edits.text_now(office, standard, name)
    return "\n".join(each["id"] for each in held), "\n".join(each["en"] for each in held)


def _must(word: str) -> bool | None:
    return {_KEEP: True, _IF_ANY: False}.get(word)


def _added(form: Form) -> list[Added]:
    found = []
    for place in range(NEW_ROWS):
        name = f"new.{place}"
        kind, label = form.one(f"{name}.kind"), Text(_line(form, f"{name}.id"), _line(form, f"{name}.en"))
        if kind or label.id or label.en:
            must, case = form.one(f"{name}.must") != _IF_ANY, form.one(f"{name}.case")
            found.append(Added(kind, label, must, case if case in CASES else edits.EVERYBODY))
    return found


def _line(form: Form, name: str) -> str:
    return " ".join(form.one(name).split())[: edits.LONGEST_LINE]


def _lines(form: Form, name: str) -> Sequence[str]:
    lines = (" ".join(line.split())[: edits.LONGEST_LINE] for line in form.one(name).splitlines())
    return [line for line in lines if line]
