"""What each role may do, asked of the services themselves."""

from __future__ import annotations

from datetime import date

import pytest

from mobile_unit.domain import roles
from mobile_unit.domain.periods import Period
from mobile_unit.domain.roles import MAINTENANCE, OFFICER, TEAM_LEADER, Permission
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.services.lines import LineIntake
from mobile_unit.store import inbox
from tests.offices import json_lines, mobile_unit
from tests.units import NIP, PIN
from tests.units import OFFICER as SARI

NOBODY = "0190a0de-0000-7000-8000-000000000000"
DAY = date(2026, 11, 24)
BUDI = {"nip": "198803032012121003", "name": "Budi Santoso", "role": "officer", "active": True}

QUARTER = Period("2026-10", "2026-12")

CALLS = {
    Permission.APPLICATIONS: (
        lambda unit, _folder: unit.following.compare(),
        lambda u, _t: u.intake.new_draft("passport.new"),
        lambda u, _t: u.intake.drafts(),
        lambda u, t: LineIntake(u.context, u.intake, t),
        lambda u, _t: u.drafting.find(),
        lambda u, _t: u.tracking.search(""),
        lambda u, _t: u.tracking.application(NOBODY),
        lambda u, _t: u.corrections.tasks(),
        lambda u, _t: u.corrections.withdraw(NOBODY, "salah"),
        lambda u, _t: u.duplicates.of(NOBODY, {}),
        lambda u, _t: u.prefill.past_of("1808010101900001"),
        lambda u, _t: u.handover.note(NOBODY),
        lambda u, _t: u.receipts.draw(NOBODY),
        lambda u, _t: u.authenticity.judge("anything"),
        lambda u, _t: u.day.today(),
        lambda u, _t: u.complaints.overview(),
        lambda u, _t: u.answer_book.answers(),
        lambda u, _t: u.surveys.this_month,
        lambda u, _t: u.bulletins.listed(),
        lambda u, _t: u.outreach,
        lambda u, _t: u.queue,
        lambda u, _t: u.referrals,
        lambda u, _t: u.personnel,
        lambda u, _t: u.indicators,
        lambda u, _t: u.queue.look(),
        lambda u, _t: u.quizzes.offered(),
        lambda u, _t: u.planned_visits.upcoming(),
        lambda u, _t: u.whereabouts.answer("zzzz"),
        lambda u, _t: u.call_lists.usual_place(),
    ),
    Permission.DAY: (
        lambda u, _t: u.day.open_visit("18.08.04"),
        lambda u, _t: u.day.pause(),
        lambda u, _t: u.day.resume(),
        lambda u, _t: u.closing.look(DAY),
        lambda u, _t: u.closing.reopen(DAY, "lupa"),
    ),
    Permission.LISTS: (
        lambda u, _t: u.exports.require_team_leader(),
        lambda u, _t: u.people_here.require_allowed(),
        lambda u, _t: u.indicators.report(u.indicators.overview(QUARTER)),
    ),
    Permission.ACCESS: (
        lambda u, _t: u.access.give(BUDI["nip"], "975310"),
        lambda u, _t: u.access.take(BUDI["nip"]),
    ),
    Permission.LAPTOP: (
        lambda unit, _folder: unit.purging.run(),
        lambda u, _t: u.printers.devices(),
        lambda u, t: u.backups.write(t / "a.backup"),
        lambda u, _t: u.sync.status(),
        lambda u, _t: u.enrolling_again,
        lambda u, _t: u.returned,
        lambda u, _t: u.stick.is_ready,
        lambda u, _t: u.purging.days(),
        lambda u, _t: u.wiping.is_due(),
        lambda u, _t: u.day.thresholds(),
        lambda u, _t: list(u.broken_things()),
    ),
}
TABLE = {
    OFFICER: {Permission.APPLICATIONS, Permission.DAY, Permission.LAPTOP},
    TEAM_LEADER: set(Permission),
    MAINTENANCE: {Permission.LAPTOP},
    "something.newer": {Permission.LAPTOP},
}


@pytest.fixture
def as_role(unit, home_of):
    """The unit, opened by somebody of a role."""
    opened = []

    def open_(role: str):
        with unit.context.store.write() as connection:
            inbox.set_officers(connection, [{**SARI, "role": role}, BUDI])
        opened.append(home_of.sign_in(NIP, PIN))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


@pytest.mark.parametrize("role", TABLE)
def test_each_role_may_do_what_the_table_says_and_nothing_else(as_role, role, tmp_path):
    unit = as_role(role)
    assert {each for each in Permission if roles.may(role, each)} == TABLE[role]
    for permission, calls in CALLS.items():
        for number, call in enumerate(calls):
            refused = _is_refused(call, unit, tmp_path)
            assert refused is (permission not in TABLE[role]), (permission, number)


def _is_refused(call, unit, folder) -> bool:
    """Whether the role is why; a call about nothing may fail for another reason."""
    try:
        call(unit, folder)
    except NotAllowed:
        return True
    except UserFacingError:
        return False
    return False


ANYBODYS = {"standards", "form_drafts"}
"""What the public is told, and what each officer alone can read of what they typed themselves."""


def test_every_service_is_in_the_table(unit):
    asked = {name for calls in CALLS.values() for call in calls for name in call.__code__.co_names}
    services = {
        name
        for half in type(unit).__mro__
        for name, value in vars(half).items()
        if type(value).__name__ == "cached_property" and name not in ANYBODYS
    }
    assert services - asked == set()


def test_only_who_leads_a_team_signs_for_a_day(as_role):
    for role in TABLE:
        unit = as_role(role)
        if roles.may(role, Permission.DAY):
            leaders = {officer.nip for officer in unit.closing.look(DAY).leaders}
            assert (NIP in leaders) is roles.may(role, Permission.SIGN_DAY)


def test_maintenance_is_not_counted_among_those_who_take_applications(as_role):
    unit = as_role(OFFICER)
    with unit.context.store.write() as connection:
        inbox.set_officers(connection, [{**SARI, "role": OFFICER}, {**BUDI, "role": MAINTENANCE}])
    assert [officer.nip for officer in unit.day.today().officers] == [NIP]


def test_the_command_line_refuses_too(as_role, tmp_path):
    as_role(MAINTENANCE).close()
    for command in (["list"], ["find", "Sari"], ["show", NOBODY], ["list", "--state", "draft"]):
        done = mobile_unit(tmp_path, *command)
        assert done.returncode == 3, done.stderr
        assert done.stdout == ""
    assert json_lines(mobile_unit(tmp_path, "verify", "--json"))[0]["ok"]
