"""What is done at night, without anybody there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.i18n import _, say

if TYPE_CHECKING:
    from head_office.services.nightly import BundleOfTheNight, UnitsNight


@cli.command()
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--again", is_flag=True, help="Take the figures of that date anew.")
@common
def nightly(options: Options, day: datetime | None, to: Path | None, again: bool) -> int:
    """Take in the bundles in HOME/inbox, tell each unit, signed, what is held of it, and write the report.

    The report (PDF, XLSX, JSON) lies in HOME/nightly/DATE unless told otherwise. A date has one: run again it
    says nothing twice. Exit status 1 where something needs a person.
    """
    from head_office.services.night import report
    from head_office.services.night.run import run

    with options.opened() as office:
        on = day.date() if day else office.clock.now().date()
        told = run(office, options.folder(), on, to=to, anew=again, tell=lambda done: _say(options, done))
    if options.json:
        print_json({"report": told.report, "folder": str(told.folder)})
        return int(told.needs_somebody)
    for item in told.report["first"]:
        click.echo(say(report.words_of(item)))
    click.echo(_("The report is in {folder}.").format(folder=told.folder))
    return int(told.needs_somebody)


def _say(options: Options, done: BundleOfTheNight | UnitsNight) -> None:
    from head_office.services.nightly import BundleOfTheNight

    if isinstance(done, BundleOfTheNight):
        if options.json:
            print_json({"bundle": done.file, "refused": done.code})
        elif done.code is not None:
            click.echo(f"{done.file}: {done.code}", err=True)
        return
    if options.json:
        print_json(asdict(done) | {"needs_somebody": done.needs_somebody})
        return
    click.echo(
        _(
            "{unit}: {applications} applications, {lacking} lack a scan; {stated} stated tonight;"
            " {quarantined} entries kept aside, {forked} batches set aside, {damaged} damaged"
        ).format(**asdict(done))
    )
