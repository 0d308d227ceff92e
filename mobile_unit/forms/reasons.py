"""Why something doubtful may be right all the same: the usual reasons, to be taken by a digit."""

from __future__ import annotations

from mobile_unit.i18n import _


def usual_reasons(code: str) -> list[str]:
    """The reasons most often given for a finding's code (``nik.birth_date``), the likeliest first."""
    papers = [_("As on the ID card"), _("As on the family card"), _("As on the birth certificate")]
    if code.startswith("nik."):
        return [
            _("As on the ID card"),
            _("As on the family card"),
            _("The NIK was issued so; the civil registry will be asked"),
        ]
    if code.startswith("name."):
        return [*papers, _("The applicant was told what it means")]
    if code.startswith(("passport_number.", "old_passport")):
        return [_("As in the old passport"), _("The applicant was told what it means")]
    return [*papers, _("The applicant says so")]
