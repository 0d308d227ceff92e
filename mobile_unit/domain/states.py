"""Where an application stands: the unit's words for its way to head office, and head office's stages.

The stages follow Permenkumham 8/2014 and the words offices show the public.
"""

from __future__ import annotations

from mobile_unit.domain.texts import Text

DRAFT = "draft"
WAITING = "waiting"
ON_STICK = "on_stick"
SENT = "sent"
RECEIVED = "received"
CORRECTED = "corrected"
INCOMPLETE = "incomplete"
VERIFICATION = "verification"
READY = "ready"
HANDED_OVER = "handed_over"
WITHDRAWN = "withdrawn"
"""Taken back at the applicant's wish."""
DEEMED_WITHDRAWN = "deemed_withdrawn"
"""Incomplete and not completed (Permenkumham 8/2014)."""
QUARANTINED = "quarantined"
REFERRED = "referred"

#: state -> (the officer's word, what the public is told)
STATES: dict[str, tuple[Text, Text]] = {
    DRAFT: (Text("Draf", "Draft"), Text("Belum diajukan", "Not submitted yet")),
    WAITING: (
        Text("Menunggu dikirim", "Waiting to be sent"),
        Text("Pengajuan dokumen", "Documents submitted"),
    ),
    ON_STICK: (
        Text("Di stik USB, menunggu kantor", "On a USB stick, waiting for the office"),
        Text("Pengajuan dokumen", "Documents submitted"),
    ),
    SENT: (
        Text("Terkirim, berkas menyusul", "Sent, documents follow"),
        Text("Pengajuan dokumen", "Documents submitted"),
    ),
    RECEIVED: (
        Text("Diterima kantor", "Received by the office"),
        Text("Pengajuan dokumen", "Documents submitted"),
    ),
    REFERRED: (
        Text("Dirujuk ke kantor", "Referred to the office"),
        Text("Dirujuk: ajukan di kantor imigrasi", "Referred: apply at the immigration office"),
    ),
    "quarantined": (
        Text("Ditahan untuk diperiksa kantor", "Kept aside for the office to look at"),
        Text("Pengajuan dokumen", "Documents submitted"),
    ),
    CORRECTED: (
        Text("Dikoreksi, menunggu kantor", "Corrected, waiting for the office"),
        Text("Pengajuan dokumen", "Documents submitted"),
    ),
    "incomplete": (
        Text("Berkas belum lengkap", "Documents incomplete"),
        Text("Berkas dikembalikan, mohon lengkapi", "Documents returned, please complete them"),
    ),
    "awaiting_payment": (
        Text("Menunggu pembayaran", "Awaiting payment"),
        Text("Menunggu pembayaran", "Awaiting payment"),
    ),
    "paid": (Text("Sudah dibayar", "Paid"), Text("Sudah dibayar", "Paid")),
    "interview": (
        Text("Foto, sidik jari & wawancara", "Photo, fingerprints & interview"),
        Text("Verifikasi & biometrik", "Verification & biometrics"),
    ),
    "verification": (Text("Verifikasi", "Verification"), Text("Sedang diproses", "In process")),
    "adjudication": (Text("Adjudikasi", "Adjudication"), Text("Sedang diproses", "In process")),
    "printing": (Text("Pencetakan", "Printing"), Text("Paspor sedang dicetak", "Passport being printed")),
    "quality_check": (
        Text("Uji kualitas", "Quality check"),
        Text("Paspor sedang dicetak", "Passport being printed"),
    ),
    "ready": (Text("Siap diambil", "Ready for pick-up"), Text("Siap diambil", "Ready for pick-up")),
    "handed_over": (Text("Sudah diserahkan", "Handed over"), Text("Selesai", "Done")),
    "suspended": (
        Text("Ditangguhkan (BAP)", "Suspended (examination)"),
        Text("Hubungi kantor imigrasi", "Contact the immigration office"),
    ),
    "rejected": (
        Text("Ditolak", "Rejected"),
        Text("Ditolak, hubungi kantor", "Rejected, contact the office"),
    ),
    WITHDRAWN: (
        Text("Ditarik pemohon", "Withdrawn by the applicant"),
        Text("Ditarik pemohon", "Withdrawn by the applicant"),
    ),
    DEEMED_WITHDRAWN: (
        Text("Dianggap ditarik kembali", "Deemed withdrawn"),
        Text("Dianggap ditarik kembali", "Deemed withdrawn"),
    ),
    "cancelled": (
        Text("Dibatalkan (30 hari)", "Cancelled (30 days)"),
        Text("Dibatalkan", "Cancelled"),
    ),
    "billing_expired": (
        Text("Billing kedaluwarsa", "Billing expired"),
        Text("Billing kedaluwarsa", "Billing expired"),
    ),
}

#: what head office can set, by its own words and by the office's
HEAD_OFFICE_STATES = tuple(
    state for state in STATES if state not in (DRAFT, WAITING, ON_STICK, SENT, CORRECTED, QUARANTINED)
)
OFFICE_WORDS = {
    "berkas_kurang": "incomplete",
    "diterima": "received",
    "dirujuk": "referred",
    "menunggu_bayar": "awaiting_payment",
    "dibayar": "paid",
    "biometrik_wawancara": "interview",
    "verifikasi": "verification",
    "adjudikasi": "adjudication",
    "cetak": "printing",
    "uji_kualitas": "quality_check",
    "siap_diambil": "ready",
    "diserahkan": "handed_over",
    "ditangguhkan": "suspended",
    "ditolak": "rejected",
    "ditarik": DEEMED_WITHDRAWN,
    "ditarik_pemohon": WITHDRAWN,
    "dibatalkan": "cancelled",
    "kedaluwarsa": "billing_expired",
}
NEEDS_ATTENTION = ("incomplete", "suspended", "rejected", "quarantined")
FINAL = (HANDED_OVER, "rejected", WITHDRAWN, DEEMED_WITHDRAWN, "cancelled")
"""Decided for good: after these nothing happens to an application any more."""
CHANGED_NO_MORE = (READY, *FINAL)
"""In these an application is neither corrected nor withdrawn: its passport is made, or it is decided."""


def officers_word(state: str) -> Text:
    """What officers call a state; one that only a newer head office knows is shown as it is."""
    return STATES[state][0] if state in STATES else Text(state, state)


def find_state(word: str) -> str | None:
    """The stage that head office can set and ``word`` means (``ready``, ``SIAP_DIAMBIL``); None if none."""
    key = word.strip().lower().replace("-", "_").replace(" ", "_")
    key = OFFICE_WORDS.get(key, key)
    return key if key in HEAD_OFFICE_STATES else None
