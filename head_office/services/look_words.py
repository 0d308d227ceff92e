"""What somebody looked at, as the pages say it of a look that was written down."""

from __future__ import annotations

from collections.abc import Mapping

from mobile_unit.domain.texts import Text
from mobile_unit.forms.catalogue import Catalogue

WORDS: Mapping[str, Text] = {
    "application": Text("Permohonan", "Application"),
    "take": Text("Mulai ditangani", "Taken to work on"),
    "give_back": Text("Dilepas kembali", "Given back"),
    "complaint": Text("Pengaduan", "Complaint"),
    "complaint file": Text("Berkas pengaduan", "File of a complaint"),
    "complaint found": Text("Pengaduan dicari menurut nama", "Complaint found by name"),
    "complaint slip": Text("Salinan slip pengaduan", "Copy of a complaint's slip"),
    "performance": Text("Kinerja", "Work"),
    "person": Text("Data satu orang", "One person's data"),
    "quiz": Text("Kuis", "Quiz"),
    "referral": Text("Rujukan", "Referral"),
    "referral consent": Text("Persetujuan rujukan", "Consent to a referral"),
    "training": Text("Pelatihan", "Training"),
    "visit": Text("Rencana kunjungan", "Planned visit"),
}
_SCAN = "scan "


def said_of(page: str) -> Text:
    """A page that is not known here is told as it is written down."""
    if page.startswith(_SCAN):
        kind = page.removeprefix(_SCAN)
        label = Catalogue.load().document_labels.get(kind, Text(kind, kind))
        return Text(f"Pindaian: {label.id}", f"Scan: {label.en}")
    return WORDS.get(page, Text(page, page))
