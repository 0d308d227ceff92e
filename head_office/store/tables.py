"""Head office's tables, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from head_office.store import complaint_tables as complaint_tables
from head_office.store import destruction_tables as destruction_tables
from head_office.store import indicator_tables as indicator_tables
from head_office.store import outreach_tables as outreach_tables
from head_office.store import published_tables as published_tables
from head_office.store import queue_tables as queue_tables
from head_office.store import referral_tables as referral_tables
from head_office.store import training_tables as training_tables
from head_office.store.end_tables import journal_ends as journal_ends
from head_office.store.metadata import metadata as metadata
from head_office.store.name_tables import name_words as name_words
from head_office.store.planned_tables import bookings as bookings
from head_office.store.planned_tables import planned_visits as planned_visits
from head_office.store.returned_tables import returned_entries as returned_entries
from head_office.store.scan_tables import IN_BOTH_PARTS as IN_BOTH_PARTS
from head_office.store.scan_tables import blobs as blobs
from head_office.store.scan_tables import documents as documents
from mobile_unit.domain.surveys import ELEMENTS

#: the signing key and the token secret, in the database so that all workers share them
settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

#: ``letters`` counts the journal letters given; ``feed_seq``/``feed_hash`` are the end of its feed;
#: ``lease_days`` is what it was last told, NULL while it was told nothing
units = Table(
    "units",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kecamatan", Text),
    Column("letters", Integer, nullable=False),
    Column("feed_seq", Integer, nullable=False),
    Column("feed_hash", LargeBinary, nullable=False),
    Column("lease_days", Integer),
)

#: one-time codes, as SHA-256; ``device_key`` is who used it
enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("device", Text),
    Column("device_key", LargeBinary),
)

#: ``feed_cursor`` is the last feed entry that the device had when it wrote the bundle taken in last;
#: ``wipe_order`` names the order to delete everything, ``wiped_at`` is when the device said that it did.
#: ``heard_at`` is its last call, ``heard_cursor`` the feed entry that it had then; ``carried_at`` when its
#: last bundle was taken in; ``said_at`` to ``clock_offset`` what it last said of itself (domain/standing.py)
devices = Table(
    "devices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("officer", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("enrolled_at", Text, nullable=False),
    Column("revoked_at", Text),
    Column("feed_cursor", Integer, nullable=False, server_default="0"),
    Column("wipe_order", Text),
    Column("wiped_at", Text),
    Column("heard_at", Text),
    Column("heard_cursor", Integer),
    Column("carried_at", Text),
    Column("said_at", Text),
    Column("entries_waiting", Integer),
    Column("scans_waiting", Integer),
    Column("clock_offset", Integer),
    Index("ix_devices_unit", "unit"),
)

#: database keys that were given back to a laptop whose officers had forgotten every PIN, one row a request
recoveries = Table(
    "recoveries",
    metadata,
    Column("request", Text, primary_key=True),
    Column("device", Text, ForeignKey("devices.id"), nullable=False),
    Column("officer", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("answered_at", Text, nullable=False),
)

officers = Table(
    "officers",
    metadata,
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("nip", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

#: one life of a unit's database each; ``previous`` is the life before it, ``mark`` is in the numbers that it
#: gave before it had a letter
journals = Table(
    "journals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("device", Text, ForeignKey("devices.id"), nullable=False),
    Column("letter", Text, nullable=False),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Column("mark", Text, nullable=False, server_default=""),
    Column("previous", Text),
    UniqueConstraint("unit", "letter"),
)

#: every entry received in its chain; ``quarantine`` is why one was not applied, NULL where it was
entries = Table(
    "entries",
    metadata,
    Column("journal", Text, ForeignKey("journals.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text),
    Column("received_at", Text, nullable=False),
    Column("quarantine", Text),
    Column("raw", LargeBinary, nullable=False),
    Index("ix_entries_subject", "subject"),
    Index("ix_entries_quarantine", "quarantine"),
)

#: batches that would have forked a chain, kept as they came
set_aside = Table(
    "set_aside",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("journal", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Index("ix_set_aside_journal", "journal"),
)

#: ``journal`` and ``seq`` are the newest version's entry, ``correction`` counts the versions after the first;
#: ``awaits`` is the state it takes once every scan of a correction is held. ``full_name`` to ``birth_date``
#: are the newest version's; ``nik`` of a foreigner is the passport number, "" where there is none. ``due_on``
#: is the last working day of the promised time, NULL where none is promised; ``clock_from`` the day it is
#: counted from, NULL while that has not come and the day of submission stands in for it. ``desk`` says whose
#: turn it is (domain/desks.py), ``assignee`` which verifier took it, ``revision`` rises with every change
applications = Table(
    "applications",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("journal", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("submitted_at", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("correction", Integer, nullable=False, server_default="0"),
    Column("awaits", Text),
    Column("full_name", Text, nullable=False, server_default=""),
    Column("name_key", Text, nullable=False, server_default=""),
    Column("nik", Text, nullable=False, server_default=""),
    Column("birth_date", Text, nullable=False, server_default=""),
    Column("due_on", Text),
    Column("clock_from", Text),
    Column("desk", Text, nullable=False, server_default=""),
    Column("assignee", Text),
    Column("revision", Integer, nullable=False, server_default="1"),
    UniqueConstraint("number"),
    Index("ix_applications_desk", "desk", "due_on", "id"),
    Index("ix_applications_state", "state", "due_on", "id"),
    Index("ix_applications_unit", "unit", "desk", "due_on", "id"),
    Index("ix_applications_service", "service", "desk", "due_on", "id"),
    Index("ix_applications_assignee", "assignee", "desk", "due_on", "id"),
    Index("ix_applications_nik", "nik"),
    Index("ix_applications_birth_date", "birth_date", "name_key"),
    Index("ix_applications_name_key", "name_key"),
)

#: what head office decided, in order; ``by`` is the NIP of the staff member, NULL where it was a command, a
#: unit or the program itself
history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("application", Text, ForeignKey("applications.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text),
    Column("at", Text, nullable=False),
    Column("by", Text),
    Index("ix_history_application", "application"),
)

#: the billing code that SIMPONI gave and what became of it; ``lines`` is JSON, the fee lines that it is for;
#: ``ntpn`` is there once it is paid
payments = Table(
    "payments",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("billing_code", Text, nullable=False),
    Column("expires_on", Text),
    Column("lines", Text, nullable=False),
    Column("ntpn", Text),
    Column("paid_on", Text),
    Column("by", Text),
    Column("at", Text, nullable=False),
    Index("ix_payments_billing_code", "billing_code"),
    Index("ix_payments_ntpn", "ntpn"),
)

#: who works on the pages: ``password`` is an Argon2id hash, NULL while none was set; ``totp`` the secret of
#: the second factor, NULL while it is not enrolled, ``totp_step`` the last time step that was used up
staff = Table(
    "staff",
    metadata,
    Column("nip", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False, server_default="id"),
    Column("password", Text),
    Column("totp", Text),
    Column("totp_step", Integer, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False),
)

#: ``token`` is the SHA-256 of what the browser holds; ``complete`` once the second factor was shown;
#: ``offered`` a TOTP secret that is being enrolled
sessions = Table(
    "sessions",
    metadata,
    Column("token", Text, primary_key=True),
    Column("staff", Text, ForeignKey("staff.nip"), nullable=False),
    Column("created_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("offered", Text),
    Index("ix_sessions_staff", "staff"),
)

#: wrong sign-ins, by account and by address (``nip …``, ``from …``)
tries = Table(
    "tries",
    metadata,
    Column("who", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Text, nullable=False),
)

#: who of the staff looked at whose data, when and on which page (UU 27/2022 Ps 31)
looks = Table(
    "looks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("staff", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("ix_looks_application", "application", "at"),
    Index("ix_looks_staff", "staff", "at"),
)

#: what was done to a unit, a pair or an account, in order: ``what`` as in services/acts.py, ``subject`` a
#: unit's code, two applications' numbers or ``staff`` and a NIP; ``by`` is a NIP, NULL where it was a command
acts = Table(
    "acts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("by", Text),
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Index("ix_acts_subject", "subject", "id"),
)

#: the newest closing of a laptop's day: how many applications were counted then
closings = Table(
    "closings",
    metadata,
    Column("device", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("closing", Integer, nullable=False),
    Column("closed_at", Text, nullable=False),
    Column("counted", Integer, nullable=False),
    Index("ix_closings_unit", "unit", "day"),
    Index("ix_closings_day", "day"),
)

#: corrections that were asked for; ``fields`` is JSON, ``closed_at`` NULL while the office waits for one
requests = Table(
    "requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application", Text, ForeignKey("applications.id"), nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("closed_at", Text),
    Index("ix_requests_application", "application"),
)

#: what was said to each unit; where an entry was destroyed (``stands_in``), ``hash`` is that entry's still,
#: ``raw`` and ``signature`` are those of what stands in for it (mobile_unit/domain/stand_ins.py)
feed = Table(
    "feed",
    metadata,
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("signature", Text, nullable=False),
    Column("stands_in", Boolean, nullable=False, server_default=false()),
)

#: of which records an entry of a feed says something personal; they go when its bytes do
feed_subjects = Table(
    "feed_subjects",
    metadata,
    Column("record", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Index("ix_feed_subjects_place", "unit", "kind", "seq"),
    sqlite_with_rowid=False,
)

#: how often somebody may still ask (store/allowances.py): ``key`` names nobody, ``full_at`` is the time in
#: seconds at which the bound is whole again
allowances = Table(
    "allowances",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("full_at", Double, nullable=False),
    Index("ix_allowances_full_at", "full_at"),
)

#: what applicants are to hear (store/notices.py); ``text`` is NULL before the first try, ``not_before`` and
#: ``claimed_until`` are times in seconds
notices = Table(
    "notices",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("application", Text, ForeignKey("applications.id"), nullable=False),
    Column("text", Text),
    Column("queued_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Double, nullable=False),
    Column("claimed_until", Double, nullable=False),
    Column("sent_at", Text),
    Index("ix_notices_application", "application"),
    Index("ix_notices_state", "state", "position"),
)

#: programs that may ask for a status on somebody's behalf; ``key_hash`` is the SHA-256 of the key
gateways = Table(
    "gateways",
    metadata,
    Column("name", Text, primary_key=True),
    Column("key_hash", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    UniqueConstraint("key_hash"),
)

#: the applications that a signed statement says are here whole, in the version that it says
reconciled = Table(
    "reconciled",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("correction", Integer, nullable=False),
    Column("at", Text, nullable=False),
)

#: the statements of each night; ``heads`` is JSON, the journals as the statement names them, ``named`` the
#: number of applications in it
reconciliations = Table(
    "reconciliations",
    metadata,
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("heads", Text, nullable=False),
    Column("named", Integer, nullable=False, server_default="0"),
)

#: the night run of a date; ``cut_at`` is the moment that its figures are of, NULL while they are not taken
nights = Table(
    "nights",
    metadata,
    Column("day", Text, primary_key=True),
    Column("began_at", Text, nullable=False),
    Column("cut_at", Text),
    Column("finished_at", Text),
)

#: the steps of a night run that are done; ``result`` is JSON
night_steps = Table(
    "night_steps",
    metadata,
    Column("day", Text, ForeignKey("nights.day"), primary_key=True),
    Column("step", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("result", Text, nullable=False),
)

#: two applications that may be of one person, the smaller id first; ``kind`` and ``score`` as in
#: services/night/likeness.py; one that nobody dismissed goes with the night that does not find it any more.
#: The applications are not referred to: what is destroyed takes no heed of a pair
pairs = Table(
    "pairs",
    metadata,
    Column("first", Text, primary_key=True),
    Column("second", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("found_on", Text, nullable=False),
    Column("seen_on", Text, nullable=False),
    Column("dismissed_at", Text),
    Column("dismissed_by", Text),
    Column("reason", Text),
    Index("ix_pairs_second", "second"),
    Index("ix_pairs_kind", "kind", "score"),
)

#: answers of the satisfaction survey, by ids that units drew by lot: no day, no time, no officer, and nothing
#: of the entry that brought them
survey_answers = Table(
    "survey_answers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("month", Text, nullable=False),
    Column("place", Text),
    Column("family", Text),
    Column("questionnaire", Text, nullable=False),
    *(Column(element, Integer) for element in ELEMENTS),
    # in the order in which they are summed
    Index("ix_survey_answers_sums", "unit", "month", "place", "family", *ELEMENTS),
    sqlite_with_rowid=False,
)

#: what respondents said of themselves, a row for each thing; nothing ties them to an answer or to each other
survey_traits = Table(
    "survey_traits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("month", Text, nullable=False),
    Column("attribute", Text, nullable=False),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
