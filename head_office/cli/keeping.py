"""The server, what comes and goes by stick, and whether all of it is whole."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from head_office.cli.options import UNIT, Options, cli, common, print_json, print_refusal
from head_office.office import DATABASE_VARIABLE
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, ngettext

BACKUP_KEY_VARIABLE = "HEAD_OFFICE_BACKUP_KEY"


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--tls-cert", type=click.Path(exists=True, path_type=Path))
@click.option("--tls-key", type=click.Path(exists=True, path_type=Path))
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--log", "log_as", type=click.Choice(["plain", "json"]), default="plain", show_default=True)
@click.option("--proxy", "proxies", multiple=True, metavar="ADDRESS", help=_("The proxy in front, if any."))
@common
def serve(
    options: Options,
    host: str,
    port: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    workers: int,
    log_as: str,
    proxies: tuple[str, ...],
) -> int:
    """Answer the units and the public until told to stop."""
    from head_office.serving import serve as serve_

    with options.opened(serves=True) as office:
        return serve_(
            office,
            host=host,
            port=port,
            tls_cert=tls_cert,
            tls_key=tls_key,
            proxies=proxies,
            workers=workers,
            place=options.place(),
            log_as=log_as,
            as_json=options.json,
        )


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def import_(options: Options, file: Path) -> int:
    """Take in a bundle that came on a USB stick; the same one again changes nothing."""
    from head_office.problems import Refusal
    from head_office.services.bundles import take_in

    with options.opened() as office:
        try:
            taken = take_in(office, file)
        except Refusal as refusal:
            return print_refusal(options, refusal)
    if options.json:
        print_json(asdict(taken))
    else:
        click.echo(
            _("{unit}: {entries} new entries, {blobs} new scans; {held} entries were held already.").format(
                unit=taken.unit,
                entries=taken.entries_stored,
                blobs=taken.blobs_stored,
                held=taken.entries_held,
            )
        )
    for each in taken.quarantined:
        click.echo(_("Entry {seq} is kept aside: {code}").format(**each), err=True)
    return 1 if taken.quarantined else 0


@cli.command()
@click.argument("unit", type=UNIT)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@common
def reply(options: Options, unit: str, out: Path) -> int:
    """Write what UNIT should hear to a file for its USB stick; only its laptops can read it."""
    from head_office.problems import Refusal
    from head_office.services.enrolment import knows_unit
    from head_office.services.replies import write_reply

    with options.opened() as office:
        if not knows_unit(office, unit):
            raise UserFacingError(_("Head office knows no such unit."))
        try:
            written = write_reply(office, unit, out)
        except Refusal as refusal:
            return print_refusal(options, refusal)
    if options.json:
        print_json({**asdict(written), "file": str(out)})
    else:
        click.echo(str(out))
    if written.destroyed:
        click.echo(
            _(
                "It holds places of what was destroyed. A laptop that says of it that the messages don't fit"
                " together needs the newest program first."
            ),
            err=True,
        )
    return 0


@cli.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path))
@common
def backup_key(options: Options, file: Path) -> None:
    """Make the key that opens backups and write it to FILE; keep it away from this server, and safe."""
    from head_office.services.backups import make_key

    with options.opened() as office:
        recipient = make_key(office, file)
    if options.json:
        print_json({"recipient": recipient, "key": str(file)})
    else:
        click.echo(recipient)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--plain", is_flag=True, help="Not encrypted: as readable as the server's own disk.")
@common
def backup(options: Options, file: Path, plain: bool) -> None:
    """Write database and scans to FILE, sealed to the backup key, and read it back.

    A copy from before an update that is a day old goes then: the program has shown that it works.
    """
    from head_office.services.backups import backup as backup_
    from head_office.store import update_copies

    with options.opened() as office:
        size = backup_(office, file, plain=plain)
    with suppress(OSError):  # the next backup does it
        update_copies.remove(options.folder(), older_than=update_copies.A_DAY)
    if options.json:
        print_json({"backup": str(file), "bytes": size})


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True)
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def restore(options: Options, file: Path, replace: bool, key_file: Path | None) -> None:
    """Make this home what the backup FILE holds; stop the server first. Units bring back what came after.

    The key is what --key-file holds, HEAD_OFFICE_BACKUP_KEY, or asked for.
    """
    from head_office.services.backups import is_sealed
    from head_office.services.backups import restore as restore_
    from head_office.services.retention import FILE as RETENTION

    if options.database or os.environ.get(DATABASE_VARIABLE):
        raise click.UsageError(_("A PostgreSQL database is restored with pg_restore."))
    key = _backup_key(key_file) if is_sealed(file) else None
    restore_(options.folder(), file, replace=replace, identity=key)
    if not (options.folder() / RETENTION).exists():
        click.echo(
            _("{file} is in no backup. Put yours back into {folder}; until then nothing is due.").format(
                file=RETENTION, folder=options.folder()
            ),
            err=True,
        )
    if options.json:
        print_json({"restored": str(file)})


@cli.command()
@click.option("--nothing-lost", is_flag=True, help="Nothing that was committed is missing: go on as before.")
@common
def restored(options: Options, nothing_lost: bool) -> None:
    """Say that the database was put back by other tools than `restore`; stop the server first.

    PostgreSQL's are noticed by themselves, but for a copy of its files or of the whole disk, and for recovery
    where it has synchronous standbys. What came after the backup is asked of the units, and no letter is
    given twice.
    """
    with options.opened(restored=not nothing_lost) as office:
        generation = office.generation
    if options.json:
        print_json({"generation": generation})
    elif not nothing_lost:
        click.echo(_("Units bring back what came after the backup; new letters wait for 30 days."))


@cli.command()
@click.option("--to-database", metavar="URL")
@click.option("--to-blobs", metavar="PLACE")
@common
def move(options: Options, to_database: str | None, to_blobs: str | None) -> None:
    """Move to another database, or another place for the scans; stop the server first.

    Everything is compared with what it was. The old database then says that it was left.
    """
    from head_office.services.moving import move as move_

    if not to_database and not to_blobs:
        raise click.UsageError(_("Say where to: --to-database, --to-blobs, or both."))

    def told(what: str, count: int) -> None:
        click.echo(f"{what:<24} {count:>10}", err=True)

    with options.opened() as office:
        moved = move_(office, to_database, to_blobs, told)
    if options.json:
        print_json(asdict(moved))
    else:
        click.echo(_("{rows} rows and {scans} scans were moved.").format(rows=moved.rows, scans=moved.scans))
    for table, texts in moved.mended.items():
        click.echo(
            ngettext(
                "{count} text in {table} held the character NUL; U+FFFD stands in its place now.",
                "{count} texts in {table} held the character NUL; U+FFFD stands in its place now.",
                texts,
            ).format(count=texts, table=table),
            err=True,
        )


@cli.command()
@common
def verify(options: Options) -> int:
    """Walk every journal's chain, every feed and every scan; name the first broken thing."""
    from head_office.services.verification import broken_things, holdings

    with options.opened() as office:
        first = next(broken_things(office), None)
        looked_at = asdict(holdings(office))
    if options.json:
        print_json({"ok": first is None, "broken": first, **looked_at})
    elif first is None:
        click.echo(_("Everything is whole."))
    if first is not None:
        click.echo(_("Broken: {thing}").format(thing=first), err=True)
        return 1
    return 0


def _backup_key(file: Path | None) -> str:
    if file is not None:
        return file.read_text("ascii", errors="replace")
    if BACKUP_KEY_VARIABLE in os.environ:
        return os.environ[BACKUP_KEY_VARIABLE]
    return str(click.prompt(_("Backup key"), hide_input=True, err=True))
