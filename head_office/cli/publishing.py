"""What the office publishes for its units: by a command, at once and to all of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, language, ngettext

if TYPE_CHECKING:
    from head_office.office import HeadOffice
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


@publish.command("bulletin")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@PREVIEW
@common
def publish_bulletin(options: Options, file: Path, preview: bool) -> int:
    """Publish the bulletin in FILE.

    FILE begins with lines between two lines "---": number, title, legal_basis, valid_from, and where wanted
    title_en, valid_until, units (WK01, WK02), readers (all, officers, leaders), public (yes or no), and
    supersedes.
    The text in Markdown follows, and after a line "[en]" the English.
    """
    from head_office.services.bulletins import preview_of, read_file, sound_bulletin
    from mobile_unit.forms.catalogue_check import NotSound

    with options.opened() as office:
        try:
            sound, bulletin = sound_bulletin(office, read_file(file))
            _tell_changes(options, preview_of(office, bulletin))
            return 0 if preview else _publish(options, office, sound)
        except NotSound as error:
            return _refuse(options, error)


@publish.command("holidays")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@PREVIEW
@common
def publish_holidays(options: Options, file: Path, preview: bool) -> int:
    """Publish the holidays and days of joint leave in FILE (JSON, like resources/calendar/holidays.json).

    Each year that FILE names is set by it whole; promised days of what is under way are counted anew.
    """
    from head_office.services.reference import preview_of_holidays, read_holidays, sound_holidays
    from mobile_unit.forms.catalogue_check import NotSound

    with options.opened() as office:
        try:
            sound = sound_holidays(office, read_holidays(file))
            _tell_changes(options, preview_of_holidays(office, sound))
            return 0 if preview else _publish(options, office, sound)
        except NotSound as error:
            return _refuse(options, error)


@publish.command("regions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--legal-basis", required=True)
@PREVIEW
@common
def publish_regions(options: Options, file: Path, since: datetime, legal_basis: str, preview: bool) -> int:
    """Publish the regency's kecamatan and villages in FILE, all of them (TSV, like
    resources/regions/way-kanan.tsv), from a day on."""
    from head_office.services.reference import preview_of_regions, read_regions, sound_regions
    from mobile_unit.forms.catalogue_check import NotSound

    with options.opened() as office:
        try:
            sound = sound_regions(office, read_regions(file), since.date(), legal_basis)
            _tell_changes(options, preview_of_regions(sound))
            return 0 if preview else _publish(options, office, sound)
        except NotSound as error:
            return _refuse(options, error)


@cli.command()
@click.argument("number", required=False)
@common
def published(options: Options, number: str | None) -> None:
    """What is published; with NUMBER, who of its readers has read it."""
    from head_office.services.bulletins import readers_of
    from head_office.services.publications import listed

    with options.opened() as office:
        found = listed(office, number)
        if number is not None and not found:
            raise UserFacingError(_("There is no such publication."))
        for each in found:
            if options.json:
                print_json(asdict(each))
            else:
                click.echo(f"{each.valid_from}  {each.kind:<10} {each.number:<12} {each.told}  {each.title}")
            for reader in readers_of(office, each.id) if number is not None else ():
                if options.json:
                    print_json(asdict(reader))
                    continue
                when = reader.read_at or _("not read yet")
                click.echo(f"  {reader.unit:<8} {reader.name:<28} {when}")


def _publish(options: Options, office: HeadOffice, sound: Sound) -> int:
    from head_office.services.publications import publish_now

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
