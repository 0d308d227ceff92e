"""What an entry of a journal tells of, in an office's words, for pages on which its kind would say little."""

from __future__ import annotations

from collections.abc import Mapping

from mobile_unit.domain import entries
from mobile_unit.domain.texts import Text

WORDS: Mapping[str, Text] = {
    entries.JOURNAL_OPENED: Text("Jurnal dimulai", "A journal began"),
    entries.OFFICER_SIGNED_IN: Text("Petugas masuk", "An officer signed in"),
    entries.OFFICER_REFUSED: Text("Petugas ditolak masuk", "An officer was refused"),
    entries.OFFICER_ACCESS: Text("Akses petugas diubah", "An officer's access was changed"),
    entries.OFFICER_VOUCHED: Text("Ketua tim menjamin petugas", "A team leader vouched for an officer"),
    entries.PIN_RECOVERED: Text("PIN dipulihkan", "A PIN was recovered"),
    entries.APPLICATION_SUBMITTED: Text("Permohonan diajukan", "An application was submitted"),
    entries.APPLICATION_CORRECTED: Text("Permohonan dikoreksi", "An application was corrected"),
    entries.APPLICATION_WITHDRAWN: Text("Permohonan ditarik kembali", "An application was withdrawn"),
    entries.PASSPORT_HANDED_OVER: Text("Paspor diserahkan", "A passport was handed over"),
    entries.RECEIPT_PRINTED: Text("Tanda terima dicetak", "A receipt was printed"),
    entries.RECEIPT_FAILED: Text("Tanda terima gagal dicetak", "A receipt failed to print"),
    entries.VISIT_OPENED: Text("Loket dibuka", "The counter was opened"),
    entries.VISIT_PAUSED: Text("Loket dijeda", "The counter was paused"),
    entries.VISIT_RESUMED: Text("Loket dilanjutkan", "The counter went on"),
    entries.VISIT_CLOSED: Text("Hari ditutup", "The day was closed"),
    entries.VISIT_REOPENED: Text("Hari dibuka kembali", "The day was opened again"),
    entries.LIST_EXPORTED: Text("Daftar diambil sebagai berkas", "A list was taken out"),
    entries.PEOPLE_EXPORTED: Text("Daftar orang diambil sebagai berkas", "A list of people was taken out"),
    entries.CALLS_LISTED: Text("Daftar telepon dibuat", "A list of calls was made"),
    entries.BUNDLE_EXPORTED: Text("Bundel ditulis ke stik", "A bundle was written to a stick"),
    entries.BACKUP_WRITTEN: Text("Cadangan ditulis", "A backup was written"),
    entries.RECONCILIATION_EXPORTED: Text("Hasil pencocokan diambil", "A comparison was taken out"),
    entries.RECORDS_PURGED: Text("Data lama dihapus dari laptop", "Old records left the laptop"),
    entries.VISITS_FORGOTTEN: Text("Data kunjungan lama dihapus", "Old visits left the laptop"),
    entries.SURVEY_ANSWERS: Text("Jawaban survei", "Answers to the survey"),
    entries.OUTREACH_PLANNED: Text("Penyuluhan direncanakan", "An outreach event was planned"),
    entries.OUTREACH_HELD: Text("Penyuluhan dilaksanakan", "An outreach event was held"),
    entries.OUTREACH_PURGED: Text("Data penyuluhan lama dihapus", "Old outreach left the laptop"),
    entries.QUEUE_TICKETS: Text("Tiket antrean", "Queue tickets"),
    entries.QUIZ_ANSWERED: Text("Kuis dijawab", "A quiz was answered"),
    entries.REFERRAL_MADE: Text("Rujukan dibuat", "A referral was made"),
    entries.REFERRAL_STATUS: Text("Status rujukan", "Where a referral stands"),
    entries.BULLETIN_READ: Text("Pengumuman dibaca", "A bulletin was read"),
    entries.COMPLAINT_TAKEN: Text("Pengaduan diterima", "A complaint was taken"),
    entries.COMPLAINT_ADDED: Text("Tambahan pengaduan", "Something was added to a complaint"),
    entries.COMPLAINT_TOLD: Text("Jawaban pengaduan disampaikan", "The answer to a complaint was told"),
    entries.COMPLAINTS_PURGED: Text("Pengaduan lama dihapus", "Old complaints left the laptop"),
    entries.ANSWERS_COUNTED: Text("Jawaban dari buku jawaban", "Answers of the answer book"),
}
UNKNOWN = Text("Jenis yang tidak dikenal", "An unknown kind")


def told_by(kind: str) -> Text:
    return WORDS.get(kind, UNKNOWN)
