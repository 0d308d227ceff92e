"""What the public hears: the gateways that may ask, and the notices that go out."""

from __future__ import annotations

from dataclasses import asdict

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.errors import TryAgain, UserFacingError
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


@cli.group()
def notices() -> None:
    """Notices to applicants when their stage changes, by way of a gateway."""


@notices.command("to")
@click.argument("target", metavar="folder:DIR|webhook:URL|off")
@common
def notices_to(options: Options, target: str) -> None:
    """Where notices go from now on; for a webhook the secret of its signatures is told, this once."""
    from head_office.services.notices import send_to

    with options.opened() as office:
        secret = send_to(office, target)
    if options.json:
        print_json({"to": None if target == "off" else target, "secret": secret})
    elif secret is not None:
        click.echo(secret)


@notices.command("send")
@common
def send_notices(options: Options) -> int:
    """Send what waits and is due; exit status 75 where something still waits."""
    from head_office.services.notices import send_waiting

    with options.opened() as office:
        outcome = send_waiting(office)
    if options.json:
        print_json(asdict(outcome))
    else:
        click.echo(_("{sent} sent, {waiting} wait, {failed} given up.").format(**asdict(outcome)))
    return TryAgain.exit_status if outcome.waiting else 0


@notices.command("show")
@common
def show_notices(options: Options) -> None:
    """Where they go, and how many wait, were sent, and were given up."""
    from head_office.services.notices import standing

    with options.opened() as office:
        now = standing(office)
    if options.json:
        print_json(asdict(now))
        return
    click.echo(_("Notices go to: {to}").format(to=now.to or _("nowhere")))
    click.echo(_("{sent} sent, {waiting} wait, {failed} given up.").format(**asdict(now)))
