"""Qt's own words in Indonesian: file dialogs and the menus of text fields. Qt ships no such translation."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

from mobile_unit.i18n import language

_INDONESIAN = {
    "&Choose": "&Pilih",
    "&Copy": "&Salin",
    "&Delete": "&Hapus",
    "&New Folder": "Folder &baru",
    "&No": "&Tidak",
    "&Open": "&Buka",
    "&Paste": "&Tempel",
    "&Redo": "&Ulangi",
    "&Rename": "&Ganti nama",
    "&Save": "&Simpan",
    "&Undo": "&Urungkan",
    "&Yes": "&Ya",
    "%1 already exists.\nDo you want to replace it?": "%1 sudah ada.\nGanti dengan yang baru?",
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": (
        "%1\nFolder tidak ditemukan.\nPeriksa nama foldernya."
    ),
    "%1\nFile not found.\nPlease verify the correct file name was given.": (
        "%1\nBerkas tidak ditemukan.\nPeriksa nama berkasnya."
    ),
    "All Files (*)": "Semua berkas (*)",
    "Back": "Kembali",
    "Cancel": "Batal",
    "Change to detail view mode": "Tampilkan rincian",
    "Change to list view mode": "Tampilkan daftar",
    "Close": "Tutup",
    "Computer": "Komputer",
    "Create New Folder": "Buat folder baru",
    "Create a New Folder": "Buat folder baru",
    "Cu&t": "Po&tong",
    "Date Modified": "Diubah",
    "Delete": "Hapus",
    "Detail View": "Rincian",
    "Directory:": "Folder:",
    "Drive": "Diska",
    "File": "Berkas",
    "File &name:": "&Nama berkas:",
    "File Folder": "Folder",
    "Files": "Berkas",
    "Files of &type:": "&Jenis berkas:",
    "Find Directory": "Cari folder",
    "Folder": "Folder",
    "Forward": "Maju",
    "Go back": "Kembali",
    "Go forward": "Maju",
    "Go to the parent directory": "Ke folder di atasnya",
    "Kind": "Jenis",
    "List View": "Daftar",
    "&Look in:": "&Cari di:",
    "My Computer": "Komputer",
    "Name": "Nama",
    "OK": "Oke",
    "Open": "Buka",
    "Parent Directory": "Folder di atasnya",
    "Recent Places": "Tempat terakhir",
    "Remove": "Hapus",
    "Save": "Simpan",
    "Save As": "Simpan sebagai",
    "Select All": "Pilih semua",
    "Show &hidden files": "Tampilkan berkas &tersembunyi",
    "Size": "Ukuran",
    "Type": "Jenis",
}


class QtWords(QTranslator):
    """Answers Qt in the language of the moment; what it does not know stays English."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return _INDONESIAN.get(source_text) if language() == "id" else None
