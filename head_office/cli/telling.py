"""What the public hears: the gateways that may ask."""

from __future__ import annotations

from dataclasses import asdict

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


@cli.group()
def gateway() -> None:
    """Programs that may ask for a status: the office's own site, a chat gateway."""


@gateway.command("add")
@click.argument("name")
@common
def add_gateway(options: Options, name: str) -> None:
    """Print a key for NAME; it is told this once."""
    from head_office.services.gateways import add

    with options.opened() as office:
        key = add(office, name)
    if options.json:
        print_json({"name": name, "key": key})
    else:
        click.echo(key)


@gateway.command("list")
@common
def list_gateways(options: Options) -> None:
    """Who has a key, and since when."""
    from head_office.services.gateways import known

    with options.opened() as office:
        found = known(office)
    for each in found:
        if options.json:
            print_json(asdict(each))
        else:
            click.echo(f"{each.name:<40} {each.made_at}")


@gateway.command("remove")
@click.argument("name")
@common
def remove_gateway(options: Options, name: str) -> None:
    """Withdraw NAME's key."""
    from head_office.services.gateways import remove

    with options.opened() as office:
        if not remove(office, name):
            raise UserFacingError(_("There is no gateway of this name."))
    if options.json:
        print_json({"name": name, "removed": True})
