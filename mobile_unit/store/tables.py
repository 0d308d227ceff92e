"""The unit's tables. Columns that head office owns are written by the feed alone (``sync/inbox.py``)."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.store import indicator_tables as indicator_tables
from mobile_unit.store import queue_tables as queue_tables
from mobile_unit.store.metadata import metadata as metadata

#: one JSON value a key: identity, keys, cursors, the unit's own choices
settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

#: the lives of this database, ``generation`` 1, 2, …; one is current. ``exported_seq`` is how far it went on
#: a USB stick. ``mark`` goes into its numbers until head office has given it a letter of its own; entries
#: after ``left_at`` were written again in a later life, as head office holds another story from there on
journals = Table(
    "journals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("letter", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Column("acknowledged_seq", Integer, nullable=False),
    Column("exported_seq", Integer, nullable=False, server_default="0"),
    Column("generation", Integer, nullable=False, server_default=text("1")),
    Column("mark", Text, nullable=False, server_default=text("''")),
    Column("left_at", Integer),
    CheckConstraint("acknowledged_seq <= head_seq", name="acknowledged"),
    Index("ix_journals_current", "is_current", unique=True, sqlite_where=text("is_current = 1")),
)

#: the journal; ``raw`` are the canonical bytes as made, ``subject`` the application or day an entry is about
journal = Table(
    "journal",
    metadata,
    Column("journal", Text, ForeignKey("journals.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text),
    Column("raw", LargeBinary, nullable=False),
    Index("ix_journal_subject", "subject", sqlite_where=text("subject IS NOT NULL")),
)

#: what head office says, in its order; ``parked`` is a kind this program does not know yet. Where it
#: destroyed an entry, ``hash`` is that entry's still, raw and signature are the stand-in's (``kind`` says so)
feed = Table(
    "feed",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text),
    Column("parked", Boolean, nullable=False),
    Column("signature", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Index("ix_feed_subject", "subject", sqlite_where=text("subject IS NOT NULL")),
)

#: what head office said that it destroyed (feed entry ``seq``), until this laptop has carried it out
destroyed = Table(
    "destroyed",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("of", Text, nullable=False),
    Column("record", Text, nullable=False),
)

#: what head office said before it was restored from a backup and went on otherwise; ``returned`` once it was
#: handed back
feed_aside = Table(
    "feed_aside",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("set_aside_at", Text, nullable=False),
    Column("returned", Boolean, nullable=False),
    Column("signature", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
)

#: what lists and searches need; the whole application is the journal entry of its newest version. ``status``
#: is head office's, or ``referred`` from the start; ``own_state`` is what the unit did since, until head
#: office rules on it; ``nik`` is a foreigner's passport number, ``passport`` the old one's. The words and
#: states that are searched for are in ``search_index.py``. ``name_key`` is the name as people
#: are compared
applications = Table(
    "applications",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("submitted_at", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("nik", Text, nullable=False),
    Column("journal", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("status", Text),
    Column("own_state", Text),
    Column("phone", Text, nullable=False, server_default=text("''")),
    Column("passport", Text, nullable=False, server_default=text("''")),
    Column("birth_date", Text, server_default=text("''"), nullable=False),
    Column("name_key", Text, server_default=text("''"), nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("number"),
    ForeignKeyConstraint(["journal", "seq"], ["journal.journal", "journal.seq"]),
    Index("ix_applications_day", "day"),
    Index("ix_applications_nik", "nik"),
    Index("ix_applications_birth_date_name_key", "birth_date", "name_key"),
    Index(
        "ix_applications_unanswered",
        "journal",
        "seq",
        sqlite_where=text("status IS NULL OR status = 'referred' OR own_state IS NOT NULL"),
    ),
)

#: scans and photos by SHA-256
blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("stored_at", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

#: how far each scan is on its way, apart from its content so that a word about it writes a small row;
#: ``acknowledged_at`` is set once head office holds it for good
deliveries = Table(
    "deliveries",
    metadata,
    Column("sha256", Text, ForeignKey("blobs.sha256", ondelete="CASCADE"), primary_key=True),
    Column("bytes", Integer, nullable=False),
    Column("acknowledged_at", Text),
    Column("upload_url", Text),
    # in the order of arrival, so that a new scan writes at its end
    Index("ix_deliveries_waiting", "acknowledged_at", sqlite_where=text("acknowledged_at IS NULL")),
)

documents = Table(
    "documents",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sha256", Text, ForeignKey("blobs.sha256"), nullable=False),
    Index("ix_documents_sha256", "sha256"),
)

#: scans of an application's earlier versions, which their entries still name
past_documents = Table(
    "past_documents",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("sha256", Text, ForeignKey("blobs.sha256"), primary_key=True),
    Index("ix_past_documents_sha256", "sha256"),
)

#: corrections that head office asked for; ``fields`` is JSON, ``closed_at`` NULL while it waits for one
requests = Table(
    "requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application", Text, ForeignKey("applications.id"), nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("closed_at", Text),
    Index("ix_requests_application", "application"),
    Index("ix_requests_open", "asked_at", sqlite_where=text("closed_at IS NULL")),
)

#: an application being typed, or a line that was refused; ``content`` and ``problems`` are JSON. One that
#: ``corrects`` a sealed application has its ``reason``, and the ``request`` it answers. ``stopped_at``
#: is JSON: where the cursor was
drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("service", Text, nullable=False),
    Column("catalogue", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("problems", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("corrects", Text),
    Column("request", Text),
    Column("reason", Text),
    Column("stopped_at", Text),
    Index("ix_drafts_updated_at", "updated_at"),
    Index("ix_drafts_corrects", "corrects", unique=True, sqlite_where=text("corrects IS NOT NULL")),
)

draft_documents = Table(
    "draft_documents",
    metadata,
    Column("draft", Text, ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("sha256", Text, ForeignKey("blobs.sha256"), nullable=False),
    Index("ix_draft_documents_sha256", "sha256"),
)

#: any other form that is being filled in (a complaint, an event), sealed to the PIN of who types it: a row
#: says neither which it is nor whose
form_drafts = Table(
    "form_drafts",
    metadata,
    Column("place", Text, primary_key=True),
    Column("updated_at", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

officers = Table(
    "officers",
    metadata,
    Column("nip", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("place_name", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Index("ix_visits_day", "day"),
)

#: the days that were worked on; what happened on one are its entries, under ``subject`` its date
days = Table(
    "days",
    metadata,
    Column("day", Text, primary_key=True),
    Column("state", Text, nullable=False),
    CheckConstraint("state IN ('open', 'paused', 'closed')", name="state"),
    Index("ix_days_unclosed", "day", sqlite_where=text("state <> 'closed'")),
)

#: ``copy`` 0 is the first receipt, 1 and more are marked as copies; ``outcome`` see ``store/prints.py``
prints = Table(
    "prints",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("copy", Integer, primary_key=True),
    Column("paper", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("printed_at", Text, nullable=False),
    Column("outcome", Text),
)

#: the last running number given on a day; never falls, also when the clock is set back
number_counters = Table(
    "number_counters",
    metadata,
    Column("letter", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

#: entries that head office keeps aside, as its feed said; ``sentence`` is for the officer of one given back
refusals = Table(
    "refusals",
    metadata,
    Column("journal", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("application", Text),
    Column("sentence", Text),
    Column("returned_at", Text),
)

#: the applications that head office has signed to hold whole in the newest version; ``at`` is when, by its
#: clock. ``purged_at`` is set once nothing personal of one is left here
reconciled = Table(
    "reconciled",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("at", Text, nullable=False),
    Column("purged_at", Text),
    Index("ix_reconciled_held", "at", sqlite_where=text("purged_at IS NULL")),
)

#: head office's signed statements (whole in the feed) held against this unit's own chain and scans;
#: ``stated`` applications of it are this laptop's
reconciliations = Table(
    "reconciliations",
    metadata,
    Column("at", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("day", Text, nullable=False),
    Column("stated", Integer, nullable=False),
    Column("agrees", Boolean, nullable=False),
)

#: answers of the satisfaction survey: no day, no time, no officer, in the order of ids drawn by lot (a table
#: with row numbers would keep the order of writing). Until ``sent`` they wait for others like them
survey_answers = Table(
    "survey_answers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("month", Text, nullable=False),
    Column("place", Text),
    Column("family", Text),
    Column("questionnaire", Text, nullable=False),
    *(Column(element, Integer) for element in ELEMENTS),
    Column("sent", Boolean, nullable=False),
    # in the order in which they are summed
    Index(
        "ix_survey_answers_sent",
        *("month", "family", "place", *ELEMENTS),
        sqlite_where=text("sent IS 1"),
    ),
    sqlite_with_rowid=False,
)

#: what respondents said of themselves, a row for each thing; nothing ties them to an answer or to each other
survey_traits = Table(
    "survey_traits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("month", Text, nullable=False),
    Column("attribute", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("sent", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

#: what head office published for all counters, whole; ``unusable_to`` is the program's version that could not
#: read it, NULL where it can be used
publications = Table(
    "publications",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("format", Integer, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("valid_until", Text),
    Column("sha256", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("unusable_to", Text),
    Column("content", LargeBinary, nullable=False),
)

#: which officer has read which bulletin (by the publication's id)
bulletin_reads = Table(
    "bulletin_reads",
    metadata,
    Column("bulletin", Text, primary_key=True),
    Column("officer", Text, primary_key=True),
    Column("read_at", Text, nullable=False),
)

#: visits as head office plans them (domain/planned.py); ``officers`` is JSON, [NIP, name] each. One that was
#: cancelled stays with nobody booked, so that an older revision does not bring it back
planned_visits = Table(
    "planned_visits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("place_name", Text, nullable=False),
    Column("officers", Text, nullable=False),
    Column("quota", Integer),
    Column("group_name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Index("ix_planned_visits_day", "day"),
)

#: who is booked for a planned visit, in the list's order
bookings = Table(
    "bookings",
    metadata,
    Column("visit", Text, ForeignKey("planned_visits.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("nik", Text, nullable=False),
    Column("service", Text),
    Column("hour", Text),
)

#: outreach events as lists show them; the whole of one is its newest entry. ``theme`` is "" where ``words``
#: say it; ``men`` and ``women`` are 0 until it was held
outreach = Table(
    "outreach",
    metadata,
    Column("id", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("place_name", Text, nullable=False),
    Column("men", Integer, nullable=False),
    Column("women", Integer, nullable=False),
    Index("ix_outreach_day", "day"),
)

#: pictures and papers of records that are no applications (an event's photos, a consent)
attachments = Table(
    "attachments",
    metadata,
    Column("record", Text, primary_key=True),
    Column("sha256", Text, ForeignKey("blobs.sha256"), primary_key=True),
    Index("ix_attachments_sha256", "sha256"),
)

#: the last running number given on a day in a series of its own (complaints); never falls
series_counters = Table(
    "series_counters",
    metadata,
    Column("series", Text, primary_key=True),
    Column("letter", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

#: questions and complaints as lists show them; the whole of one is its entries. Of one that is ``sealed``
#: whole nothing is here that says what it is about, and ``due_on`` is "". ``status`` to ``answer`` are head
#: office's: ``answer`` is JSON, the words, or what only the slip's code opens. ``purged_at`` is set once
#: nobody's data is left in it; ``answered_at`` is when it was first answered or rejected, and stays
complaints = Table(
    "complaints",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("summary", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("status", Text),
    Column("status_at", Text),
    Column("answer", Text),
    Column("told_at", Text),
    Column("purged_at", Text),
    Column("answered_at", Text),
    UniqueConstraint("id"),
    UniqueConstraint("number"),
    Index("ix_complaints_due_on", "due_on", "position"),
)

#: referrals to other offices. ``words`` is JSON, what the letter says of the person, NULL once it is closed
#: or too old
referrals = Table(
    "referrals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_at", Text, nullable=False),
    Column("words", Text),
    UniqueConstraint("number"),
    Index("ix_referrals_day", "day"),
)
