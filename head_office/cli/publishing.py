"""What the office publishes for its units: by a command, at once and to all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.i18n import _, language, ngettext

if TYPE_CHECKING:
    from head_office.services.publications import Sound
    from mobile_unit.forms.catalogue_check import NotSound
    from mobile_unit.forms.revisions import Change

PREVIEW = click.option("--preview", is_flag=True, help="Only say what would change; publish nothing.")


@cli.group()
def publish() -> None:
    """Publish for every unit; it is taken back only by publishing something newer."""


@publish.command("catalogue")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@PREVIEW
@common
def publish_catalogue(options: Options, folder: Path, preview: bool) -> int:
    """Publish the catalogue in FOLDER (catalogue.json, form.json, services/, standards/).

    It holds from the day that catalogue.json names as "from". What it changes at the counters is said first.
    """
    from head_office.services.catalogues import preview_of, sound_catalogue
    from mobile_unit.forms.catalogue_check import NotSound, read_catalogue

    with options.opened() as office:
        try:
            document = read_catalogue(folder)
            sound = sound_catalogue(document)
            seen = preview_of(office, document)
            _tell_changes(options, seen.changes)
            return 0 if preview else _publish(options, office, sound)
        except NotSound as error:
            return _refuse(options, error)


def _publish(options: Options, office: object, sound: Sound) -> int:
    from head_office.office import HeadOffice
    from head_office.services.publications import publish_now

    assert isinstance(office, HeadOffice)
    id_, units = publish_now(office, sound)
    if options.json:
        since = sound.valid_from.isoformat()
        print_json(
            {"id": id_, "kind": sound.kind, "number": sound.number, "valid_from": since, "units": units}
        )
    elif units:
        told = ngettext(
            "Published; {count} unit hears of it at its next sync.",
            "Published; {count} units hear of it at their next sync.",
            units,
        )
        click.echo(told.format(count=units))
    else:
        click.echo(_("Published; no unit had to be told."))
    return 0


def _tell_changes(options: Options, changes: tuple[Change, ...]) -> None:
    for change in changes:
        about = change.about.in_(language()) if change.about else None
        words = change.words.in_(language())
        if options.json:
            print_json({"about": about, "change": words})
        else:
            click.echo(f"{about}: {words}" if about else words)


def _refuse(options: Options, error: NotSound) -> int:
    """Each thing that is wrong, by its file and field."""
    for each in error.problems:
        words = each.words.in_(language())
        if options.json:
            print_json({"file": each.file, "field": each.field, "message": words})
        click.echo(": ".join(part for part in (each.file, each.field, words) if part), err=True)
    return 1
