"""What is held on one person."""

from __future__ import annotations

from pathlib import Path

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.i18n import _


@cli.command()
@click.argument("nik", required=False)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR")
@click.option("--slips", metavar="NUMBERS", default="", help="Numbers of complaints or referrals they show.")
@click.option(
    "--ask-name", is_flag=True, help="Ask for name and birth date too, by which referrals are found."
)
@common
def person(options: Options, nik: str | None, out: Path, slips: str, ask_name: bool) -> None:
    """Write everything held on the person with NIK (or passport number, an officer's NIP) into DIR: JSON, PDF
    and scans.

    Without NIK it is asked for, so that it stands in no history. That it was taken out is written down.
    """
    from head_office.services.person import Shown, held_on, write

    typed = nik or _asked_for(_("NIK, a foreigner's passport number, or an officer's NIP"))
    name, born = ("", "")
    if ask_name:
        name, born = _asked_for(_("Name as on the card")), _asked_for(_("Birth date"))
    with options.opened() as office:
        held = held_on(office, typed, None, Shown(name, born, slips))
        written = write(office, held, out)
    if options.json:
        print_json({"applications": len(held.data["applications"]), "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(str(path))


def _asked_for(label: str) -> str:
    return str(click.prompt(label, err=True, default="", show_default=False))
