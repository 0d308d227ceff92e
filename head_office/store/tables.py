"""Head office's tables, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: the signing key and the token secret, in the database so that all workers share them
settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

#: ``letters`` counts the journal letters given; ``feed_seq``/``feed_hash`` are the end of its feed
units = Table(
    "units",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kecamatan", Text),
    Column("letters", Integer, nullable=False),
    Column("feed_seq", Integer, nullable=False),
    Column("feed_hash", LargeBinary, nullable=False),
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
#: ``wipe_order`` names the order to delete everything, ``wiped_at`` is when the device said that it did
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
#: ``awaits`` is the state it takes once every scan of a correction is held
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
    UniqueConstraint("number"),
    Index("ix_applications_unit", "unit"),
)

documents = Table(
    "documents",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Index("ix_documents_sha256", "sha256"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("held_at", Text, nullable=False),
)

#: what head office decided, in order
history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("application", Text, ForeignKey("applications.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text),
    Column("at", Text, nullable=False),
    Index("ix_history_application", "application"),
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

feed = Table(
    "feed",
    metadata,
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("signature", Text, nullable=False),
)

#: the applications that a signed statement says are here whole, in the version that it says
reconciled = Table(
    "reconciled",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("correction", Integer, nullable=False),
    Column("at", Text, nullable=False),
)

#: the statements of each night; ``heads`` is JSON, the journals as the statement names them
reconciliations = Table(
    "reconciliations",
    metadata,
    Column("unit", Text, ForeignKey("units.code"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("heads", Text, nullable=False),
)
