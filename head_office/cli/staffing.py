"""Who may sign in on head office's pages."""

from __future__ import annotations

import os
from dataclasses import asdict

import click

from head_office.cli.options import Options, cli, common, print_json
from head_office.services.roles import ROLES
from mobile_unit.i18n import _

VARIABLE = "HEAD_OFFICE_PASSWORD"


@cli.group()
def staff() -> None:
    """Who may sign in on the pages."""


@staff.command("add")
@click.argument("nip")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@common
def add_staff(options: Options, nip: str, name: str, role: str) -> None:
    """Add somebody, or bring them back with a new password; it is asked for, or HEAD_OFFICE_PASSWORD.

    They enrol their phone as second factor when they sign in first.
    """
    from head_office.services.staff import add

    if not name.strip():
        raise click.UsageError(_("A member of the staff has a name."))
    if not (4 <= len(nip) <= 30 and nip.isascii() and nip.isalnum()):
        raise click.UsageError(_("A NIP is written in digits, without spaces."))
    password = _password()
    with options.opened() as office:
        add(office, nip, name.strip(), role, password)
    if options.json:
        print_json({"nip": nip, "role": role})


@staff.command("list")
@common
def list_staff(options: Options) -> None:
    """Everybody, former members too: NIP, role, what the log calls them, name, and their second factor."""
    from head_office.services.staff import listed

    with options.opened() as office:
        found = listed(office)
    for each in found:
        if options.json:
            print_json(asdict(each))
            continue
        second = _("second factor enrolled") if each.second_factor else _("no second factor yet")
        state = second if each.active else _("disabled")
        click.echo(f"{each.nip:<20} {each.role:<11} {each.in_log} {each.name}  ({state})")


@staff.command("disable")
@click.argument("nip")
@common
def disable_staff(options: Options, nip: str) -> None:
    """Let somebody in no more; whoever is signed in so is out at once."""
    from head_office.services.staff import disable

    with options.opened() as office:
        disable(office, nip)
    if options.json:
        print_json({"nip": nip, "active": False})


@staff.command("reset")
@click.argument("nip")
@common
def reset_staff(options: Options, nip: str) -> None:
    """A new password for somebody, who enrols a second factor again: for a lost phone or password."""
    from head_office.services.staff import reset

    password = _password()
    with options.opened() as office:
        reset(office, nip, password)
    if options.json:
        print_json({"nip": nip, "reset": True})


def _password() -> str:
    """From the environment or a prompt, never from an argument, which others on the machine can read."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    asked: str = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True, err=True)
    return asked
