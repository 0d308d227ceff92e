"""The directory of offices that people are referred to."""

from __future__ import annotations

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.domain.referrals import KINDS, Target
from mobile_unit.i18n import _


@cli.group("directory")
def directory() -> None:
    """Offices that units refer people to; each change goes to all units."""


@directory.command("list")
@common
def list_(options: Options) -> None:
    """Show the directory as units have it."""
    from head_office.services import directories

    with options.opened() as office:
        found = directories.listed(office)
    for each in found:
        if options.json:
            print_json(each.as_body())
        else:
            said = "; ".join(filter(None, (each.address, each.phone, each.contact)))
            click.echo(f"{each.key:<18} {each.name}  {said}")


@directory.command("set")
@click.argument("key")
@click.option("--kind", type=click.Choice(list(KINDS)))
@click.option("--name")
@click.option("--address")
@click.option("--phone")
@click.option("--contact")
@common
def set_(
    options: Options,
    key: str,
    kind: str | None,
    name: str | None,
    address: str | None,
    phone: str | None,
    contact: str | None,
) -> None:
    """Change an office, or add one; what is not said stays."""
    from head_office.services import directories

    with options.opened() as office:
        known = next((each for each in directories.listed(office) if each.key == key), None)
        was = known or Target(key, kind or "other", "")

        def said(given: str | None, before: str) -> str:
            return before if given is None else given

        target = Target(
            key,
            kind or was.kind,
            said(name, was.name),
            said(address, was.address),
            said(phone, was.phone),
            said(contact, was.contact),
        )
        directories.put(office, target)
    click.echo(_("The directory was changed; units hear of it at their next sync."))


@directory.command("remove")
@click.argument("key")
@common
def remove(options: Options, key: str) -> None:
    """Take an office off the directory."""
    from head_office.services import directories

    with options.opened() as office:
        directories.remove(office, key)
    click.echo(_("The directory was changed; units hear of it at their next sync."))
