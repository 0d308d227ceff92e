"""Which laptops and officers a unit has."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from head_office.cli.options import UNIT, Options, cli, common, print_json, print_refusal
from mobile_unit.domain.lease import DAYS, FEWEST, MOST
from mobile_unit.domain.roles import ROLES
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

RECOVERY_KEY_VARIABLE = "HEAD_OFFICE_RECOVERY_KEY"


@cli.command("enrol-code")
@click.argument("unit", type=UNIT)
@click.option("--name", required=True)
@click.option("--kecamatan", metavar="CODE")
@common
def enrol_code(options: Options, unit: str, name: str, kecamatan: str | None) -> None:
    """Print a one-time code with which a laptop becomes UNIT's."""
    from head_office.services.enrolment import make_code
    from mobile_unit.forms.regions import Regions

    if kecamatan is not None and Regions.load().kecamatan(kecamatan) is None:
        raise click.UsageError(_("There is no such kecamatan; its code looks like 18.08.04."))
    with options.opened() as office:
        code = make_code(office, unit, name, kecamatan)
    if options.json:
        print_json({"code": code})
    else:
        click.echo(code)


@cli.group()
def officer() -> None:
    """Who may work at a unit."""


@officer.command("add")
@click.argument("nip")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--unit", type=UNIT, required=True)
@common
def add_officer(options: Options, nip: str, name: str, role: str, unit: str) -> None:
    """Put an officer on a unit's list, or change them there."""
    from head_office.services.enrolment import add_officer as add

    if not name.strip():
        raise click.UsageError(_("An officer has a name."))
    if not (4 <= len(nip) <= 30 and nip.isascii() and nip.isalnum()):
        raise click.UsageError(_("A NIP is written in digits, without spaces."))
    with options.opened() as office:
        add(office, nip, name, role, unit)
    if options.json:
        print_json({"nip": nip, "unit": unit, "role": role})


@officer.command("remove")
@click.argument("nip")
@click.option("--unit", type=UNIT, required=True)
@common
def remove_officer(options: Options, nip: str, unit: str) -> None:
    """Take an officer off a unit's list; after its next sync they can't sign in there."""
    from head_office.services.enrolment import remove_officer as remove

    with options.opened() as office:
        if not remove(office, nip, unit):
            raise UserFacingError(_("This officer is not on the unit's list."))
    if options.json:
        print_json({"nip": nip, "unit": unit, "removed": True})


@cli.command()
@click.argument("unit", type=UNIT)
@click.option("--days", type=click.IntRange(FEWEST, MOST), default=DAYS, show_default=True)
@common
def lease(options: Options, unit: str, days: int) -> None:
    """How long UNIT's officers may sign in alone without a sync; then only with their team leader."""
    from head_office.services.enrolment import knows_unit, set_lease

    with options.opened() as office:
        if not knows_unit(office, unit):
            raise UserFacingError(_("Head office knows no such unit."))
        set_lease(office, unit, days)
    if options.json:
        print_json({"unit": unit, "days": days})


@cli.command()
@click.argument("unit", type=UNIT)
@common
def revoke(options: Options, unit: str) -> int:
    """Withdraw the permission of all laptops of UNIT."""
    from head_office.services.enrolment import knows_unit
    from head_office.services.enrolment import revoke as revoke_

    with options.opened() as office:
        if not knows_unit(office, unit):
            raise UserFacingError(_("Head office knows no such unit."))
        count = revoke_(office, unit)
    if options.json:
        print_json({"unit": unit, "revoked": count})
    else:
        click.echo(_("{count} laptops were revoked.").format(count=count))
    return 0


@cli.command()
@click.argument("unit", type=UNIT)
@click.option("--device", metavar="ID", help=_("Only this laptop."))
@common
def wipe(options: Options, unit: str, device: str | None) -> None:
    """Have UNIT's laptops delete everything, at their next sync, after handing over what is unsent.

    Again, it tells how each stands. It can't be called back.
    """
    from head_office.services.enrolment import knows_unit
    from head_office.services.wiping import order

    with options.opened() as office:
        if not knows_unit(office, unit):
            raise UserFacingError(_("Head office knows no such unit."))
        for each in order(office, unit, device):
            if options.json:
                print_json(each)
                continue
            state = _("stays as it is")
            if each["wiped_at"]:
                state = _("deleted everything, {time}").format(time=each["wiped_at"])
            elif each["ordered"]:
                state = _("is to delete everything at its next sync")
            click.echo(f"{each['device']}  {state}")


@cli.command("recovery-key")
@click.argument("file", type=click.Path(path_type=Path))
@common
def recovery_key(options: Options, file: Path) -> None:
    """Make the key that opens laptops whose officers all forgot the PIN, and write it to FILE; keep it away
    from this server, and safe. Laptops seal themselves to it at their next sync."""
    from head_office.services.forgotten_pins import make_key

    with options.opened() as office:
        recipient = make_key(office, file)
    if options.json:
        print_json({"recipient": recipient, "key": str(file)})
    else:
        click.echo(recipient)


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", metavar="CODE", help=_("The code that the officer reads out from the laptop."))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def recover(options: Options, file: Path, code: str | None, out: Path, key_file: Path | None) -> int:
    """Open a laptop whose officers all forgot the PIN: answer their request FILE.

    The recovery key is what --key-file holds, or HEAD_OFFICE_RECOVERY_KEY; never an argument.

    Without --code only who asks is told: call the unit by a number that you know, make sure who it is, and
    have the code read out that the laptop shows.
    """
    from head_office.problems import Refusal
    from head_office.services.forgotten_pins import answer, look_at

    key = key_file.read_text("ascii", errors="replace") if key_file else os.environ.get(RECOVERY_KEY_VARIABLE)
    with options.opened() as office:
        try:
            asker = look_at(office, file, key) if code is None else answer(office, file, code, out, key)
        except Refusal as refusal:
            return print_refusal(options, refusal)
    if options.json:
        print_json({**asdict(asker), "answer": None if code is None else str(out)})
    else:
        who = _("{unit}, {unit_name}: {name} ({nip}) asks for a new PIN, since {at}.")
        click.echo(who.format(**asdict(asker)))
    if code is None:
        click.echo(
            _("Call the unit, make sure who it is, then give the code they read out with --code."), err=True
        )
        return 1
    return 0
