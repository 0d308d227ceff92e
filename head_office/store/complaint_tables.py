"""The tables of questions and complaints, and of the answers that ended questions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from head_office.store.metadata import metadata

#: questions and complaints: ``sealed`` ones are about an officer, or may be, and are read by who may open
#: them (services/complaints.py); ``journal`` and ``seq`` are the entry that brought it. ``due_on`` is the
#: last day for an answer, ``next_on`` the day of what has to be done next, NULL where nothing is;
#: ``code_mark`` is known again by the code on the slip. ``section`` is whom it was assigned to, ``revision``
#: rises with every change
complaints = Table(
    "complaints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("journal", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("next_on", Text),
    Column("section", Text),
    Column("answered_at", Text),
    Column("told_at", Text),
    Column("code_mark", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("number"),
    Index("ix_complaints_next_on", "next_on", "id"),
    Index("ix_complaints_status", "status", "id"),
)

#: the NIPs of those whom a complaint is about: it is shown to none of them, whatever their role
complaint_about = Table(
    "complaint_about",
    metadata,
    Column("complaint", Text, ForeignKey("complaints.id"), primary_key=True),
    Column("nip", Text, primary_key=True),
    Index("ix_complaint_about_nip", "nip"),
)

#: what happened to a complaint, in order: ``what`` is ``status``, ``added`` or ``told``; of the last two
#: ``journal`` and ``seq`` are the entry with the words. ``by`` is the NIP of the staff member, NULL where it
#: was a unit
complaint_steps = Table(
    "complaint_steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("complaint", Text, ForeignKey("complaints.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("words", Text),
    Column("at", Text, nullable=False),
    Column("by", Text),
    Column("journal", Text),
    Column("seq", Integer),
    Index("ix_complaint_steps_complaint", "complaint"),
)

#: which answers of the book ended a question, how often and on which day; ``counted`` names the entry's act
answer_counts = Table(
    "answer_counts",
    metadata,
    Column("counted", Text, primary_key=True),
    Column("answer", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.code"), nullable=False),
    Column("day", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Index("ix_answer_counts_day", "day"),
)
