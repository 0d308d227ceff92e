"""What is held on one person."""

from __future__ import annotations

from pathlib import Path

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.i18n import _


@cli.command()
@click.argument("nik", required=False)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR")
@common
def person(options: Options, nik: str | None, out: Path) -> None:
    """Write everything held on the person with NIK (or passport number) into DIR: JSON, PDF and scans.

    Without NIK it is asked for, so that it stands in no history. That it was taken out is written down.
    """
    from head_office.services.person import held_on, write

    typed = nik or str(click.prompt(_("NIK, or a foreigner's passport number"), err=True))
    with options.opened() as office:
        held = held_on(office, typed, None)
        written = write(office, held, out)
    if options.json:
        print_json({"applications": len(held.data["applications"]), "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(str(path))
