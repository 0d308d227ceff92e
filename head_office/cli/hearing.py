"""Questions and complaints on the command line: where each stands, and nothing of what it says."""

from __future__ import annotations

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.i18n import _


@cli.command()
@click.option("--late", is_flag=True, help="Only those over the day of what has to be done next.")
@common
def complaints(options: Options, late: bool) -> None:
    """Every question and complaint: number, kind, status, deadline; never its words or a name."""
    from head_office.services.complaints import reported

    with options.opened() as office:
        found = reported(office, late_only=late)
    for each in found:
        if options.json:
            print_json(each)
        else:
            told = (f"{each[name]:<12}" for name in ("kind", "status", "due_on", "light"))
            click.echo(f"{each['number']:<24} {' '.join(told)}".rstrip())
    if not options.json and not found:
        click.echo(_("Nothing here."), err=True)
