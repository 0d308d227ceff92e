"""The staff of the pages, their sessions, and the wrong sign-ins that make the next one wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from head_office.store.engine import Connection, insert
from head_office.store.tables import sessions, staff, tries


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff; ``password`` is an Argon2id hash, ``totp_step`` the last one-time code used up."""

    nip: str
    name: str
    role: str
    language: str
    password: str | None
    totp: str | None
    totp_step: int
    active: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that signed in; ``complete`` once the second factor was shown too."""

    token: str
    created_at: str
    seen_at: str
    csrf: str
    complete: bool
    offered: str | None
    member: Member


@dataclass(frozen=True, slots=True)
class Lasting:
    """A browser in which somebody is signed in."""

    token: str
    created_at: str
    seen_at: str


_MEMBER = (
    *(staff.c.nip, staff.c.name, staff.c.role, staff.c.language),
    *(staff.c.password, staff.c.totp, staff.c.totp_step, staff.c.active),
)


def find(connection: Connection, nip: str) -> Member | None:
    row = connection.execute(select(*_MEMBER).where(staff.c.nip == nip)).first()
    return None if row is None else _member(row)


def every(connection: Connection) -> list[Member]:
    return [_member(row) for row in connection.execute(select(*_MEMBER).order_by(staff.c.nip))]


def names(connection: Connection) -> dict[str, str]:
    """What each NIP of the staff is called, former ones included."""
    rows = connection.execute(select(staff.c.nip, staff.c.name))
    return {row.nip: row.name for row in rows}


def put(connection: Connection, nip: str, name: str, role: str, password: str) -> None:
    """Add a member or bring one back, with this password and no second factor yet."""
    values = {
        "name": name,
        "role": role,
        "password": password,
        "totp": None,
        "totp_step": 0,
        "active": True,
    }
    statement = insert(connection, staff).values(nip=nip, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["nip"], set_=values))
    end_sessions_of(connection, nip)


def change(connection: Connection, nip: str, **values: Any) -> bool:
    """Change some columns of a member; whether there is one."""
    return connection.execute(update(staff).where(staff.c.nip == nip).values(**values)).rowcount > 0


def use_step(connection: Connection, nip: str, step: int) -> bool:
    """Use a one-time code up; False where it, or a later one, was used before."""
    mine = update(staff).where(staff.c.nip == nip, staff.c.totp_step < step)
    return connection.execute(mine.values(totp_step=step)).rowcount > 0


def replace_password(connection: Connection, member: Member, kept: str, **values: Any) -> bool:
    """False, and nothing changed, where the account is no longer as this member was read."""
    mine = update(staff).where(*_as_read(member))
    return connection.execute(mine.values(password=kept, **values)).rowcount > 0


def is_as_read(connection: Connection, member: Member) -> bool:
    """Whether it is active, with the same password and second factor; nobody changes it meanwhile."""
    mine = select(staff.c.nip).where(*_as_read(member)).with_for_update()
    return connection.execute(mine).first() is not None


def _as_read(member: Member) -> tuple[Any, ...]:
    same = (staff.c.password == member.password, staff.c.totp.is_not_distinct_from(member.totp))
    return (staff.c.nip == member.nip, staff.c.active.is_(True), *same)


def begin_session(connection: Connection, session: Session) -> None:
    connection.execute(
        sessions.insert().values(
            token=session.token,
            staff=session.member.nip,
            created_at=session.created_at,
            seen_at=session.seen_at,
            csrf=session.csrf,
            complete=session.complete,
            offered=session.offered,
        )
    )


def session(connection: Connection, token: str) -> Session | None:
    """The session of a token's hash, whose member is still active."""
    statement = (
        select(sessions, *_MEMBER)
        .join(staff, staff.c.nip == sessions.c.staff)
        .where(sessions.c.token == token, staff.c.active.is_(True))
    )
    row = connection.execute(statement).first()
    if row is None:
        return None
    return Session(row.token, row.created_at, row.seen_at, row.csrf, row.complete, row.offered, _member(row))


def sessions_of(connection: Connection, nip: str, *, began: str, seen: str) -> list[Lasting]:
    """Those with both factors that began and were seen since, the newest first."""
    statement = (
        select(sessions.c.token, sessions.c.created_at, sessions.c.seen_at)
        .where(sessions.c.staff == nip, sessions.c.complete.is_(True))
        .where(sessions.c.created_at >= began, sessions.c.seen_at >= seen)
        .order_by(sessions.c.created_at.desc(), sessions.c.token)
    )
    return [Lasting(*row) for row in connection.execute(statement)]


def see_session(connection: Connection, token: str, at: str) -> None:
    connection.execute(update(sessions).where(sessions.c.token == token).values(seen_at=at))


def lasts(connection: Connection, token: str) -> bool:
    """Whether there is this session; nobody ends it meanwhile."""
    mine = select(sessions.c.token).where(sessions.c.token == token)
    return connection.execute(mine.with_for_update()).first() is not None


def end_session(connection: Connection, token: str) -> bool:
    """Whether there was one."""
    return connection.execute(delete(sessions).where(sessions.c.token == token)).rowcount > 0


def end_sessions_of(connection: Connection, nip: str, *, but: str = "") -> None:
    connection.execute(delete(sessions).where(sessions.c.staff == nip, sessions.c.token != but))


def end_old_sessions(connection: Connection, unseen_since: str) -> None:
    """Those that nobody else is at just now."""
    old = select(sessions.c.token).where(sessions.c.seen_at < unseen_since)
    connection.execute(delete(sessions).where(sessions.c.token.in_(old.with_for_update(skip_locked=True))))


def tried(connection: Connection, who: str, at: str) -> tuple[int, str]:
    """How many wrong tries there were, and when the last of them was; nobody counts another meanwhile, the
    first one included, for there is a row from here on. Ask about several in the order of their names."""
    first = insert(connection, tries).values(who=who, count=0, last_at=at).on_conflict_do_nothing()
    mine = select(tries.c.count.label("times"), tries.c.last_at).where(tries.c.who == who).with_for_update()
    while True:
        connection.execute(first)
        row = connection.execute(mine).first()
        if row is not None:  # else it was forgotten between the two
            return row.times, row.last_at


def count_try(connection: Connection, who: str, at: str) -> None:
    """One more of whom was asked about."""
    again = {"count": tries.c.count + 1, "last_at": at}
    connection.execute(update(tries).where(tries.c.who == who).values(**again))


def forget_tries(connection: Connection, *whos: str) -> None:
    for who in sorted(whos):
        connection.execute(delete(tries).where(tries.c.who == who))


def forget_old_tries(connection: Connection, before: str) -> None:
    """All but those that somebody counts just now: nobody may wait for them while holding others."""
    old = select(tries.c.who).where(tries.c.last_at < before).with_for_update(skip_locked=True)
    connection.execute(delete(tries).where(tries.c.who.in_(old)))


def _member(row: Any) -> Member:
    return Member(
        row.nip, row.name, row.role, row.language, row.password, row.totp, row.totp_step, row.active
    )
