"""The list of the people whose data is on a laptop (UU 27/2022 Ps 46), as both sides write it."""

from __future__ import annotations

COLUMNS = (
    ("Nomor permohonan", 24),
    ("Nama lengkap", 32),
    ("NIK/nomor paspor", 20),
    ("Telepon", 18),
    ("Diajukan", 18),
    ("Jenis data", 60),
    ("Berkas", 60),
    ("Catatan", 30),
)
"""Titles and widths in letters."""

LONGEST_REASON = 300
"""Of why a team leader took the list out of a laptop, in letters."""
