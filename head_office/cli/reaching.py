"""Whom outreach reached."""

from __future__ import annotations

import click

from head_office.cli.options import UNIT, Options, cli, common, print_json
from head_office.cli.surveying import Month
from mobile_unit.domain.periods import Period
from mobile_unit.i18n import _


@cli.command("outreach")
@click.option("--from", "since", type=Month(), required=True, metavar="YYYY-MM")
@click.option("--to", "until", type=Month(), required=True, metavar="YYYY-MM")
@click.option("--unit", type=UNIT)
@common
def outreach(options: Options, since: str, until: str, unit: str | None) -> None:
    """Outreach from one month to another: events and people, by unit, theme and kecamatan."""
    from head_office.services import outreach

    with options.opened() as office:
        found = outreach.reach(office, Period(since, until), unit)
    if options.json:
        print_json(outreach.as_json(found))
        return
    click.echo(
        _("{held} held in {villages} villages, {planned} planned, {cancelled} called off").format(
            held=found.held, villages=found.villages, planned=found.planned, cancelled=found.cancelled
        )
    )
    click.echo(
        _("{people} people: {men} men, {women} women").format(
            people=found.men + found.women, men=found.men, women=found.women
        )
    )
    for title, lines in ((_("Units"), found.units), (_("Themes"), found.themes), (_("Places"), found.places)):
        click.echo(f"{title}:")
        for line in lines:
            click.echo(f"  {line.events:>4}  {line.men + line.women:>6}  {line.name.id}")
