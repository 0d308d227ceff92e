"""What leaves this laptop and comes back: rounds, sticks, backups; and whether all of it is whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from mobile_unit.cli.options import Options, cli, common, print_json, say
from mobile_unit.i18n import _


@cli.command()
@click.option("--nightly", is_flag=True, help="Keep trying through the night, for a scheduler.")
@common
def sync(options: Options, nightly: bool) -> int:
    """Send what waits and fetch head office's answers."""
    from mobile_unit.services.nightly import run_through_the_night
    from mobile_unit.services.syncing import as_numbers

    unit = options.sign_in()
    try:
        result = run_through_the_night(unit.sync, unit.clock) if nightly else unit.sync.run()
        options.heed_wipe(unit)
    finally:
        unit.close()
    options.finish_wipe()
    print_json(as_numbers(result))
    if result.entries_waiting or result.blobs_waiting:
        return 75
    return 1 if result.refused else 0


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@common
def export(options: Options, folder: Path) -> int:
    """Write what head office does not hold to DIR, sealed to it; done, the stick is safe to remove."""
    if not folder.is_dir():
        raise click.UsageError(_("There is no such directory."))
    unit = options.sign_in()
    try:
        written = unit.stick.export(folder)
    finally:
        unit.close()
    for each in written:
        print_json({**asdict(each), "path": str(each.path)})
    if written:
        say(_("Safe to remove."))
    else:
        say(_("Head office holds everything; there is nothing to carry."))
    return 0


@cli.command()
@common
def purge(options: Options) -> None:
    """Remove what head office has signed to hold once the retention time is over; a round does it too."""
    unit = options.sign_in()
    try:
        print_json(asdict(unit.purging.run()))
    finally:
        unit.close()


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@common
def import_(options: Options, file: Path) -> int:
    """Take in head office's reply from a stick; prints the numbers that sync prints."""
    from mobile_unit.services.syncing import as_numbers

    if not file.is_file():
        raise click.UsageError(_("There is no such file."))
    unit = options.sign_in()
    try:
        result = unit.stick.take_reply(file)
        options.heed_wipe(unit)
    finally:
        unit.close()
    options.finish_wipe()
    print_json(as_numbers(result))
    return 1 if result.refused else 0


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@common
def backup(options: Options, file: Path) -> None:
    """Write the whole unit, encrypted, to FILE and read it back."""
    unit = options.sign_in()
    try:
        written = unit.backups.write(file)
    finally:
        unit.close()
    if options.json:
        print_json({"backup": str(written.path), "bytes": written.bytes, "at": written.at})
    say(_("The backup was written and read back."))


@cli.command()
@common
def verify(options: Options) -> int:
    """Walk the chain, the scans and the database itself; name the first broken thing."""
    unit = options.sign_in()
    first = next(unit.broken_things(), None)
    unit.close()
    if options.json:
        print_json({"ok": first is None, "broken": first})
    elif first is None:
        click.echo(_("Everything is whole."))
    if first is not None:
        say(_("Broken: {thing}").format(thing=first))
        return 1
    return 0
