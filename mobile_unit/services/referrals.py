"""Referring people to other offices: by signed consent, with a letter, followed until it is closed.

What is told of the person is sealed to head office the moment the referral is made; here only what the letter
says stays, until it is closed, for the officer who made it and the team leader (docs/decisions).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from mobile_unit.clock import today
from mobile_unit.domain.entries import REFERRAL_MADE, REFERRAL_STATUS
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.numbers import REFERRALS, series_number
from mobile_unit.domain.referrals import (
    KEPT_DAYS,
    LONGEST_TEXT,
    NEXT,
    ON_PAPER,
    SCANNED,
    SENT,
    SIGNERS,
    Referred,
    Target,
    read_directory,
    require_details,
    require_made,
    require_status,
)
from mobile_unit.domain.roles import TEAM_LEADER, Permission
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.forms.referral_directory import shipped
from mobile_unit.i18n import _
from mobile_unit.services.context import Context
from mobile_unit.services.for_head_office import SEALED_FILE, recipient_of, seal, seal_bytes
from mobile_unit.services.form_drafts import REFERRAL, finish
from mobile_unit.services.scans import Scan
from mobile_unit.store import attachments, blobs, journal, referrals, series, settings
from mobile_unit.store.engine import Connection, RowMapping

FORM_STATUS = "referral:{id}"
"""What the draft of what came of one is called."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list; ``name`` is "" once it was forgotten here."""

    id: str
    number: str
    day: str
    target: str
    status: str
    status_at: str
    officer: str
    name: str


class Referrals:
    def __init__(self, context: Context) -> None:
        context.require(Permission.APPLICATIONS)
        self._context = context

    def directory(self) -> tuple[Target, ...]:
        """The offices that head office names; until it said anything, those that the program came with."""
        with self._context.store.read() as connection:
            said = settings.get(connection, settings.DIRECTORY)
        return read_directory(said) if said else shipped()

    def listed(self) -> list[Listed]:
        """Those of the officer who is signed in; of everybody for a team leader."""
        officer = None if self._leads else self._context.officer.nip
        with self._context.store.read() as connection:
            return [_listed(row) for row in referrals.listed(connection, officer)]

    def consent_form(self, target: Target, said: Referred) -> bytes:
        """What is to be signed before anything is kept, A4, PDF."""
        from mobile_unit.receipts.referral_papers import consent

        return consent(target, _tidied(said), self._context.info, self._context.catalogue)

    def make(self, target: Target, said: Referred, *, signed: bool, scan: Scan | None = None) -> str:
        """Keep a referral under a number of its own and answer its id; raises UserFacingError without a
        signature (``signed`` on paper, or its ``scan``)."""
        said = _tidied(said)
        _require_whole(said)
        if not signed and scan is None:
            raise UserFacingError(
                _("Without a signed consent nothing is kept and nothing leaves."),
                _("Print the consent, let it be signed, then say so or add its scan."),
            )
        context, day = self._context, today(self._context.clock)
        with context.store.write() as connection:
            recipient = _recipient(connection)
            life = journal.current_head(connection)
            serial = series.next_serial(connection, REFERRALS, life.letter + life.mark, day)
            number = series_number(REFERRALS, context.info.code, life.letter, day, serial, life.mark)
            files = self._keep_scan(connection, scan, recipient)
            body = {
                "id": uuid7(),
                "number": number,
                "made_at": context.now(),
                "target": {"key": target.key, "kind": target.kind, "name": target.name},
                "sealed": seal(said.as_body(), recipient),
                "consent": SCANNED if scan is not None else ON_PAPER,
                "files": files,
                **self._named(),
            }
            require_made(body)
            context.record(connection, REFERRAL_MADE, body, body["id"], life)
            row = {
                "id": body["id"],
                "number": number,
                "day": day.isoformat(),
                "made_at": body["made_at"],
                "officer": context.officer.nip,
                "target": target.name,
                "status": SENT,
                "status_at": body["made_at"],
            }
            referrals.add(connection, row, {**said.as_body(), "target": target.as_body()})
            attachments.put(connection, body["id"], [each["sha256"] for each in files])
            finish(context, connection, REFERRAL)
        return str(body["id"])

    def set_status(self, referral_id: str, status: str, result: str = "") -> None:
        """What became of it, as the unit heard; the ``result`` goes to head office, sealed."""
        result = " ".join(result.split())
        if len(result) > LONGEST_TEXT:
            raise UserFacingError(_("At most {count} letters.").format(count=LONGEST_TEXT))
        context = self._context
        with context.store.write() as connection:
            row = self._own(connection, referral_id)
            if status not in NEXT[row["status"]]:
                raise UserFacingError(_("This referral can't be put to that status."))
            if status in ("done", "refused") and not result:
                raise UserFacingError(_("Write what came of it; only head office reads it."))
            body = {
                "id": row["id"],
                "number": row["number"],
                "at": context.now(),
                "status": status,
                "sealed": seal({"result": result}, _recipient(connection)) if result else None,
                **self._named(),
            }
            require_status(body)
            context.record(connection, REFERRAL_STATUS, body, row["id"])
            referrals.set_status(connection, row["id"], status, context.now())
            finish(context, connection, FORM_STATUS.format(id=row["id"]))

    def words(self, referral_id: str) -> Referred:
        """What the letter says of the person; raises UserFacingError once that was forgotten here."""
        with self._context.store.read() as connection:
            row = self._own(connection, referral_id)
        return Referred.of(_words_of(row))

    def letter(self, referral_id: str) -> bytes:
        """The letter, A4, PDF."""
        from mobile_unit.receipts.referral_papers import letter

        context = self._context
        with context.store.read() as connection:
            row = self._own(connection, referral_id)
            words = _words_of(row)
            made = journal.about(connection, row["id"])[0].body
        target = read_directory([words["target"]])[0]
        return letter(made, target, Referred.of(words), context.catalogue)

    @property
    def _leads(self) -> bool:
        return self._context.officer.role == TEAM_LEADER

    def _own(self, connection: Connection, referral_id: str) -> RowMapping:
        row = referrals.find(connection, referral_id)
        if row is None:
            raise UserFacingError(_("There is no such referral on this laptop."))
        if row["officer"] != self._context.officer.nip and not self._leads:
            raise NotAllowed(
                _("A referral is for the officer who made it and the team leader."),
                _("Ask your team leader."),
            )
        return row

    def _keep_scan(self, connection: Connection, scan: Scan | None, recipient: str) -> list[dict[str, Any]]:
        if scan is None:
            return []
        content = seal_bytes(scan.content, recipient)
        (name,) = blobs.put(connection, [(content, SEALED_FILE)], self._context.now())
        return [{"sha256": name, "bytes": len(content), "media_type": SEALED_FILE}]

    def _named(self) -> dict[str, Any]:
        context = self._context
        return {
            "officer": {"nip": context.officer.nip, "name": context.officer.name},
            "unit": {"code": context.info.code, "name": context.info.name},
        }


def forget_old(connection: Connection, day: date) -> None:
    """Forget what letters say that are older than ``KEPT_DAYS``, within the caller's transaction."""
    referrals.forget_before(connection, (day - timedelta(days=KEPT_DAYS)).isoformat())


def _tidied(said: Referred) -> Referred:
    def line(text: str) -> str:
        return " ".join(text.split())

    return replace(
        said,
        name=line(said.name),
        reason=said.reason.strip(),
        asked=said.asked.strip(),
        birth_date=line(said.birth_date),
        address=line(said.address),
        phone=line(said.phone),
        signed_by=line(said.signed_by) or line(said.name),
    )


def _require_whole(said: Referred) -> None:
    if not said.name:
        raise UserFacingError(_("The name is missing."))
    if not said.reason:
        raise UserFacingError(_("Write why the person is referred."))
    if said.signer not in SIGNERS:
        raise ValueError("signer")
    try:
        require_details(said.as_body())
    except ValueError as error:
        raise UserFacingError(_("These words are too long.")) from error


def _words_of(row: RowMapping) -> Mapping[str, Any]:
    if row["words"] is None:
        raise UserFacingError(
            _("What this referral says is not on the laptop any more."), _("Ask head office for it.")
        )
    words: Mapping[str, Any] = json.loads(row["words"])
    return words


def _listed(row: RowMapping) -> Listed:
    name = json.loads(row["words"])["person"]["name"] if row["words"] else ""
    return Listed(
        row["id"],
        row["number"],
        row["day"],
        row["target"],
        row["status"],
        row["status_at"],
        row["officer"],
        name,
    )


def _recipient(connection: Connection) -> str:
    return recipient_of(connection, _("Sync once, then make the referral."))
