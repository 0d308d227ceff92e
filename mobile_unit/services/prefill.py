"""What the unit knows already of somebody, as a start of their application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mobile_unit.domain.roles import Permission
from mobile_unit.forms.prefill import for_family, from_past, nested
from mobile_unit.services.context import Context
from mobile_unit.services.intake import Draft, Intake
from mobile_unit.services.tracking import Tracking
from mobile_unit.store import applications


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier application of the same person on this laptop; ``values`` by field key, what still holds."""

    id: str
    number: str
    submitted_at: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FamilyDraft:
    """A draft begun for the next of a family; ``carried`` are the keys of the fields that came over."""

    draft: Draft
    number: str
    carried: tuple[str, ...]


class Prefill:
    """Looks only among the applications of this laptop."""

    def __init__(self, context: Context, intake: Intake, tracking: Tracking) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context
        self._intake = intake
        self._tracking = tracking

    def past_of(self, nik: str) -> Past | None:
        """The newest application with this NIK; None where this unit never had one."""
        with self._context.store.read() as connection:
            row = applications.latest_with_nik(connection, nik) if nik else None
        if row is None:
            return None
        detail = self._tracking.application(row["id"])
        values = from_past(detail.applicant, detail.answers)
        return Past(row["id"], row["number"], row["submitted_at"], values)

    def begin_for_family(
        self, application_id: str, service: str, relation: str, given: Mapping[str, Any] | None = None
    ) -> FamilyDraft:
        """A new draft for somebody who is ``relation`` (``forms/prefill.py``) to an application's person;
        ``given`` are answers that go without saying."""
        detail = self._tracking.application(application_id)
        known = {each.key for each in self._context.catalogue.service(service).form.fields()}
        carried = {
            key: value
            for key, value in for_family(detail.applicant, detail.answers, relation).items()
            if key in known
        }
        applicant, answers = nested(carried)
        draft = self._intake.new_draft(service, applicant=applicant, answers={**answers, **(given or {})})
        return FamilyDraft(draft, detail.summary.number, tuple(carried))
