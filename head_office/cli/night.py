"""What is done at night, without anybody there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.i18n import _


@cli.command()
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
@common
def nightly(options: Options, day: datetime | None) -> int:
    """Take in the bundles in HOME/inbox, then tell each unit, signed, what is held of it.

    Run again it changes nothing. Exit status 1 where something needs a person.
    """
    from head_office.services import nightly as night

    with options.opened() as office:
        on = day.date() if day else office.clock.now().date()
        bundles = night.take_in_waiting(office, options.folder())
        for bundle in bundles:
            if options.json:
                print_json({"bundle": bundle.file, "refused": bundle.code})
            elif bundle.code is not None:
                click.echo(f"{bundle.file}: {bundle.code}", err=True)
        needed = any(bundle.code is not None for bundle in bundles)
        for unit in night.unit_codes(office):
            seen = night.reconcile(office, unit, on)
            needed = needed or seen.needs_somebody
            if options.json:
                print_json(asdict(seen) | {"needs_somebody": seen.needs_somebody})
            else:
                click.echo(
                    _(
                        "{unit}: {applications} applications, {lacking} lack a scan; {stated} stated tonight;"
                        " {quarantined} entries kept aside, {forked} batches set aside, {damaged} damaged"
                    ).format(**asdict(seen))
                )
    return 1 if needed else 0
