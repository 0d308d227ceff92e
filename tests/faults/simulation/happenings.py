"""What may happen in a history; each answers whether it did: a step that finds nothing to do is none."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from head_office.services import backups as office_backups
from head_office.services.bundles import take_in
from head_office.services.enrolment import add_officer, make_code, revoke
from head_office.services.forgotten_pins import answer
from head_office.services.publishing import publish
from head_office.services.tracking import set_status
from mobile_unit.domain.entries import OFFICER_SIGNED_IN, VISIT_OPENED
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.errors import UserFacingError
from tests.conftest import SetClock
from tests.faults.simulation.lists import destroy_lists, plan_visit
from tests.faults.simulation.machines import Crash, Laptop, Trouble, copied
from tests.faults.simulation.promises import NOT_KNOWN_YET, asked
from tests.faults.simulation.speaking import (
    add_to_complaint,
    answer_complaint,
    ask_for_answer,
    complain,
    fill_in_survey,
    open_day,
    work_on_complaint,
)
from tests.faults.simulation.sticks import Kept
from tests.offices import NIP, PIN

if TYPE_CHECKING:
    from tests.faults.simulation.history import History

SERVER = "http://127.0.0.1:9"
MOST_LAPTOPS = 5


def take(history: History, laptop: Laptop) -> bool:
    for _n in range(history.lot.randrange(1, 3)):
        record = history.record(laptop)
        laptop.open()
        history.trouble(laptop, 2)
        try:
            done = laptop.open().intake.take(record)
        except (Crash, UserFacingError):
            laptop.trouble = Trouble()
            laptop.close()
            done = laptop.open().intake.take(record)  # who got no number asks again
        history.promises.is_given(laptop, done.id, done.number)
    return True


def sync(history: History, laptop: Laptop) -> bool:
    laptop.open()
    history.trouble(laptop, 8)
    history.faults = history.lot.choice((0.0, 0.0, 0.1, 0.3))
    history.cut_after = history.lot.choice((0, 0, 2, 3, 5, 8))
    laptop.open().sync.run()
    return True


def bad_link_for_long(history: History, laptop: Laptop) -> bool:
    for _n in range(3):
        history.attempt(laptop, lambda: sync(history, laptop))
    return True


def write_bundle(history: History, laptop: Laptop) -> bool:
    laptop.open()
    history.trouble(laptop, 3)
    history.sticks.export(laptop)
    return True


def pull_stick(history: History, laptop: Laptop) -> bool:
    """While a bundle is written; what is left of it is brought to head office all the same."""
    laptop.open()
    return history.sticks.pull_while_writing(laptop)


def half_a_file(history: History, laptop: Laptop) -> bool:
    """A stick that lied: half a bundle and half a reply, each under its whole name."""
    return history.sticks.hand_in_half() | history.sticks.take_half(laptop)


def hand_in(history: History, _laptop: Laptop) -> bool:
    return history.sticks.hand_in_some()


def take_reply(history: History, laptop: Laptop) -> bool:
    fitting = history.sticks.replies_for(laptop)
    if fitting:
        laptop.open()
        history.trouble(laptop, 4)
        laptop.open().stick.take_reply(history.lot.choice(fitting).path)
    return bool(fitting)


def back_up(history: History, laptop: Laptop) -> bool:
    path = history.new_path("backup")
    held = dict(laptop.holds)
    laptop.open().backups.write(path)
    history.backups.append(Kept(path, laptop.code, held))
    return True


def restore(history: History, laptop: Laptop) -> bool:
    """On a spare laptop, or on its own, whose newer applications are then only where they were sent."""
    fitting = [kept for kept in history.backups if kept.code == laptop.code]
    if not fitting or len(history.laptops) >= MOST_LAPTOPS:
        return False
    kept = history.lot.choice(fitting)
    target = laptop
    if history.lot.random() < 0.5:
        name = f"spare {len(history.laptops) + 1}"
        clock = SetClock(laptop.clock.moment)
        home = history.root / name.replace(" ", "-")
        target = Laptop(name, laptop.code, home, clock, f"machine of {name}")
    else:
        laptop.close()
    unit = target.place.restore(kept.path, "", PIN, replace=True)
    target.take_on(unit)
    target.holds, target.acknowledged = dict(kept.holds), {}
    if target is not laptop:
        history.laptops.append(target)
    return True


def clone(history: History, laptop: Laptop) -> bool:
    if len(history.laptops) >= MOST_LAPTOPS:
        return False
    name = f"clone {len(history.laptops) + 1}"
    history.laptops.append(copied(laptop, name, history.root / name.replace(" ", "-")))
    return True


def keep_image(history: History, laptop: Laptop) -> bool:
    laptop.open()
    laptop.close()
    content = (laptop.home / "unit" / "unit.db").read_bytes()
    history.images.append((laptop, content, dict(laptop.holds)))
    return True


def put_image_back(history: History, laptop: Laptop) -> bool:
    fitting = [image for image in history.images if image[0] is laptop]
    if fitting:
        _laptop, content, held = history.lot.choice(fitting)
        laptop.close()
        (laptop.home / "unit" / "unit.db").write_bytes(content)
        laptop.holds, laptop.acknowledged = dict(held), {}
    return bool(fitting)


def set_clock(history: History, laptop: Laptop) -> bool:
    laptop.clock.move(days=history.lot.choice((-400, -1, 1, 30)))
    return True


def forget_every_pin(history: History, laptop: Laptop) -> bool:
    """Head office opens the laptop again; the new PIN is the old one, as everything else here knows it."""
    laptop.open()
    laptop.close()
    asked_by, answered = history.new_path("request"), history.new_path("answer")
    asked = laptop.place.ask_for_recovery(NIP, PIN, asked_by)
    answer(history.office.open(), asked_by, asked.code, answered)
    laptop.take_on(laptop.place.recover(answered, PIN))
    return True


def enrol_again(history: History, laptop: Laptop) -> bool:
    """With a code that a person at head office gives; at times it goes wrong in the middle, once."""
    code = new_code(history, laptop)
    laptop.open()
    history.trouble(laptop, 4)
    history.faults = history.lot.choice((0.0, 0.0, 0.3))
    try:
        laptop.open().enrolling_again.run(code, server=SERVER, anyway=True)
    except (Crash, UserFacingError) as error:
        history.say(f"  {type(error).__name__}: {error}; once more")
        laptop.trouble, history.faults = Trouble(), 0.0
        laptop.close()
        if history.lot.random() < 0.5:
            return True
        laptop.open().enrolling_again.run(new_code(history, laptop), server=SERVER, anyway=True)
    return True


def new_code(history: History, laptop: Laptop) -> str:
    office = history.office.open()
    add_officer(office, NIP, "Sari Wulandari", "supervisor", laptop.code)
    return make_code(office, laptop.code, f"Unit {laptop.code}", "18.08.04")


def decide(history: History, _laptop: Laptop) -> bool:
    office = history.office.open()
    with office.database.read() as connection:
        numbers = [row[0] for row in asked(connection, "SELECT number FROM applications ORDER BY id")]
    if numbers:
        status = history.lot.choice(("verification", "ready"))
        set_status(office, history.lot.choice(numbers), status, None)
    return bool(numbers)


def newer_program(_history: History, laptop: Laptop) -> bool:
    """It writes what this head office does not know."""
    context = laptop.open().context
    with context.store.write() as connection:
        context.record(connection, NOT_KNOWN_YET, {"when": "later", "id": uuid7()})
    return True


def older_program(_history: History, laptop: Laptop) -> bool:
    """It writes entries as they were at first."""
    context = laptop.open().context
    body = {"id": uuid7(), "place": "18.08.04", "place_name": "Baradatu"}
    with context.store.write() as connection:
        context.record(connection, VISIT_OPENED, body, subject="2026-11-24")
        context.record(connection, OFFICER_SIGNED_IN, {})
    return True


def newer_office(history: History, laptop: Laptop) -> bool:
    """It says what this laptop does not know."""
    office = history.office.open()
    with office.database.write() as connection:
        if not history.office.knows_unit(laptop.code):
            return False
        publish(office, connection, laptop.code, "unit.greeted", {"words": "selamat pagi"})
    return True


def other_office_program(history: History, _laptop: Laptop) -> bool:
    history.office.close()
    history.office.knows_rounds = not history.office.knows_rounds
    return True


def restart_office(history: History, _laptop: Laptop) -> bool:
    history.office.close()
    return True


def back_up_office(history: History, _laptop: Laptop) -> bool:
    path = history.new_path("office")
    office_backups.backup(history.office.open(), path)
    history.office_backups.append((path, dict(history.office.holds)))
    return True


def restore_office(history: History, _laptop: Laptop) -> bool:
    """Its machine is gone, scans and all; the backup may be older than a laptop's enrolment."""
    own = history.office_backups[history.first_backups :]
    early = not own or history.lot.random() < 0.3
    path, held = history.lot.choice(history.office_backups[: history.first_backups] if early else own)
    office = history.office
    office.close()
    shutil.rmtree(office.home)
    identity = (history.root / "backup.key").read_text("ascii")
    office_backups.restore(office.home, path, replace=False, identity=identity, clock=office.clock)
    office.holds = dict(held)
    history.promises.office_was_restored()
    return True


def revoke_unit(history: History, laptop: Laptop) -> bool:
    return revoke(history.office.open(), laptop.code) > 0


def release_aside(history: History, _laptop: Laptop) -> bool:
    """A person has what was kept aside taken in; what is still a stranger's is refused and stays."""
    kept = history.office.open().aside.bundles()
    for path in kept:
        history.attempt_quietly(lambda path=path: take_in(history.office.open(), path, released=True))
    return bool(kept)


def listen_in(history: History, _laptop: Laptop) -> bool:
    """Somebody with a device of their own, or none, sends what they heard on the line."""
    return history.guest.does_something()


ALWAYS = ((take, 30), (sync, 30))
"""What every history has."""
AT_TIMES = (
    ((bad_link_for_long, 5),), ((write_bundle, 10),), ((hand_in, 14),), ((take_reply, 12),),
    ((pull_stick, 3),), ((half_a_file, 4),), ((back_up, 6),), ((restore, 10),), ((clone, 3),),
    ((keep_image, 4),), ((put_image_back, 8),), ((set_clock, 3),), ((forget_every_pin, 2),),
    ((enrol_again, 4),), ((decide, 8),), ((newer_program, 3),), ((older_program, 3),), ((newer_office, 3),),
    ((other_office_program, 4),), ((restart_office, 2),), ((back_up_office, 6),), ((restore_office, 5),),
    ((revoke_unit, 2),), ((release_aside, 20),), ((listen_in, 6),),
    ((complain, 14), (work_on_complaint, 5), (answer_complaint, 24), (ask_for_answer, 30),
     (add_to_complaint, 6)),
    ((fill_in_survey, 10), (open_day, 10)), ((plan_visit, 12), (destroy_lists, 8)),
)  # fmt: skip
"""What a history has or has not, steps that need each other together."""
