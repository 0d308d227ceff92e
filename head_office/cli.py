"""``head-office`` on the command line: exit codes and output are a public interface."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from head_office import __version__
from head_office.office import HeadOffice, default_home, open_head_office
from mobile_unit import bugs
from mobile_unit.domain.numbers import is_unit_code
from mobile_unit.domain.states import HEAD_OFFICE_STATES, INCOMPLETE, find_state, officers_word
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import DEFAULT_LANGUAGE, _, known_language, language, set_language

if TYPE_CHECKING:
    from head_office.problems import Refusal

INTERNAL_ERROR = 70
MAX_SENTENCE = 300
DATABASE_VARIABLE = "HEAD_OFFICE_DATABASE"


@dataclass
class Options:
    """What was said before or after the command; the later word wins."""

    home: Path | None = None
    json: bool = False
    database: str | None = None
    blobs: str | None = None

    def folder(self) -> Path:
        return self.home or default_home()

    @contextmanager
    def opened(self) -> Iterator[HeadOffice]:
        if self.blobs and "://" in self.blobs:
            raise click.UsageError(_("--blobs takes a directory."))
        office = open_head_office(
            self.folder(),
            database=self.database or os.environ.get(DATABASE_VARIABLE),
            blobs=Path(self.blobs) if self.blobs else None,
        )
        try:
            yield office
        finally:
            office.close()


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit status; never a traceback."""
    options = Options()
    os.umask(0o077)
    try:
        status = cli.main(list(arguments), prog_name="head-office", standalone_mode=False, obj=options)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserFacingError as error:
        click.echo(str(error), err=True)
        return error.exit_status
    except SystemExit:  # click's answer to a reader of our output that has gone away
        return 0
    except OSError:
        click.echo(_("A file or folder can't be read or written."), err=True)
        click.echo(_("Check the disk and the folder's permissions, then do it once more."), err=True)
        return TryAgain.exit_status
    except Exception as error:  # the last door: a bug is kept for us, and told without its data
        click.echo(bugs.keep(options.folder(), error), err=True)
        return INTERNAL_ERROR


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.find_object(Options), name, value)

    return callback


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that may stand before or after a command."""
    for option in (
        click.option("--home", type=click.Path(path_type=Path), expose_value=False, callback=_keep("home")),
        click.option("--json", is_flag=True, expose_value=False, callback=_keep("json")),
        click.option("--database", metavar="URL", expose_value=False, callback=_keep("database")),
        click.option("--blobs", metavar="DIR", expose_value=False, callback=_keep("blobs")),
    ):
        command = option(command)
    return click.pass_obj(command)


class UnitCode(click.ParamType[str]):
    name = "unit"

    def convert(self, value: str, param: Any, ctx: Any) -> str:
        code = value.upper()
        if not is_unit_code(code):
            self.fail(_("A unit's code is a letter and 1 to 7 more letters or digits."), param, ctx)
        return code


UNIT = UnitCode()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@common
def cli(_options: Options) -> None:
    """The server that mobile units sync with."""
    set_language(known_language(os.environ.get("HEAD_OFFICE_LANGUAGE")) or DEFAULT_LANGUAGE)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--tls-cert", type=click.Path(exists=True, path_type=Path))
@click.option("--tls-key", type=click.Path(exists=True, path_type=Path))
@common
def serve(options: Options, host: str, port: int, tls_cert: Path | None, tls_key: Path | None) -> int:
    """Answer the units until told to stop."""
    from head_office.serving import serve as serve_

    with options.opened() as office:
        return serve_(office, host=host, port=port, tls_cert=tls_cert, tls_key=tls_key, as_json=options.json)


@cli.command("enrol-code")
@click.argument("unit", type=UNIT)
@click.option("--name", required=True)
@click.option("--kecamatan", metavar="CODE")
@common
def enrol_code(options: Options, unit: str, name: str, kecamatan: str | None) -> None:
    """Print a one-time code with which a laptop becomes UNIT's."""
    from head_office.services.enrolment import make_code
    from mobile_unit.forms.regions import Regions

    if kecamatan is not None and Regions.load().kecamatan(kecamatan) is None:
        raise click.UsageError(_("There is no such kecamatan; its code looks like 18.08.04."))
    with options.opened() as office:
        code = make_code(office, unit, name, kecamatan)
    if options.json:
        _print({"code": code})
    else:
        click.echo(code)


@cli.group()
def officer() -> None:
    """Who may work at a unit."""


@officer.command("add")
@click.argument("nip")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(["officer", "supervisor"]), required=True)
@click.option("--unit", type=UNIT, required=True)
@common
def add_officer(options: Options, nip: str, name: str, role: str, unit: str) -> None:
    """Put an officer on a unit's list, or change them there."""
    from head_office.services.enrolment import add_officer as add

    if not name.strip():
        raise click.UsageError(_("An officer has a name."))
    if not (4 <= len(nip) <= 30 and nip.isascii() and nip.isalnum()):
        raise click.UsageError(_("A NIP is written in digits, without spaces."))
    with options.opened() as office:
        add(office, nip, name, role, unit)
    if options.json:
        _print({"nip": nip, "unit": unit, "role": role})


@officer.command("remove")
@click.argument("nip")
@click.option("--unit", type=UNIT, required=True)
@common
def remove_officer(options: Options, nip: str, unit: str) -> None:
    """Take an officer off a unit's list; after its next sync they can't sign in there."""
    from head_office.services.enrolment import remove_officer as remove

    with options.opened() as office:
        if not remove(office, nip, unit):
            raise UserFacingError(_("This officer is not on the unit's list."))
    if options.json:
        _print({"nip": nip, "unit": unit, "removed": True})


@cli.command("list")
@click.option("--unit", type=UNIT)
@common
def list_(options: Options, unit: str | None) -> None:
    """The applications held, in the order received."""
    from head_office.services.enrolment import knows_unit
    from head_office.services.tracking import listed

    with options.opened() as office:
        if unit is not None and not knows_unit(office, unit):
            raise UserFacingError(_("There is no unit {code}.").format(code=unit))
        for row in listed(office, unit):
            if options.json:
                _print(row)
                continue
            held = sum(document["held"] for document in row["documents"])
            click.echo(
                f"{row['number']:<24} {row['received_at'][:16]}  {row['service']:<22}"
                f" {officers_word(row['state']).in_(language()):<28} {held}/{len(row['documents'])}"
            )


@cli.command()
@click.argument("number")
@common
def show(options: Options, number: str) -> None:
    """One application with its documents and history."""
    from head_office.services.tracking import shown

    with options.opened() as office:
        found = shown(office, number)
    click.echo(json.dumps(found, ensure_ascii=False, indent=None if options.json else 2))


@cli.command()
@click.argument("number")
@click.argument("word", metavar="STATUS")
@click.option("--note")
@common
def status(options: Options, number: str, word: str, note: str | None) -> None:
    """Decide on an application; its unit hears of it at its next sync."""
    from head_office.services.tracking import set_status

    state = find_state(word)
    if state is None:
        raise click.UsageError(
            _("There is no such status. These are known: {words}").format(words=", ".join(HEAD_OFFICE_STATES))
        )
    with options.opened() as office:
        body = set_status(office, number, state, note)
    if options.json:
        _print(body)
    else:
        click.echo(f"{body['number']}  {officers_word(state).in_(language())}")


@cli.command()
@click.argument("number")
@click.option("--field", "fields", multiple=True, required=True, metavar="KEY")
@click.option("--sentence", "sentences", multiple=True, required=True)
@common
def ask(options: Options, number: str, fields: tuple[str, ...], sentences: tuple[str, ...]) -> None:
    """Ask the unit to correct fields of an application; each --field has its --sentence."""
    from head_office.services.tracking import ask as ask_
    from mobile_unit.domain.corrections import Asked

    if len(fields) != len(sentences) or not all(0 < len(each.strip()) <= MAX_SENTENCE for each in sentences):
        raise click.UsageError(_("Each --field needs its --sentence, of at most 300 letters."))
    asked = [Asked(field, " ".join(words.split())) for field, words in zip(fields, sentences, strict=True)]
    with options.opened() as office:
        body = ask_(office, number, asked)
    if options.json:
        _print(body)
    else:
        click.echo(f"{body['number']}  {officers_word(INCOMPLETE).in_(language())}")


@cli.command()
@click.argument("unit", type=UNIT)
@common
def revoke(options: Options, unit: str) -> int:
    """Withdraw the permission of all laptops of UNIT."""
    from head_office.services.enrolment import knows_unit
    from head_office.services.enrolment import revoke as revoke_

    with options.opened() as office:
        if not knows_unit(office, unit):
            raise UserFacingError(_("Head office knows no such unit."))
        count = revoke_(office, unit)
    if options.json:
        _print({"unit": unit, "revoked": count})
    else:
        click.echo(_("{count} laptops were revoked.").format(count=count))
    return 0


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
            return _print_refusal(options, refusal)
    if options.json:
        _print(asdict(taken))
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
            return _print_refusal(options, refusal)
    if options.json:
        _print({**asdict(written), "file": str(out)})
    else:
        click.echo(str(out))
    return 0


def _print_refusal(options: Options, refusal: Refusal) -> int:
    """What was refused and why; answers the exit status."""
    words = refusal.message.in_(language())
    if options.json:
        _print({"refused": refusal.code, "reason": words, **refusal.details})
    click.echo(f"{refusal.code}: {words}", err=True)
    return 1


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@common
def backup(options: Options, file: Path) -> None:
    """Write database and scans to FILE and read it back; it is as readable as the server's own disk."""
    from head_office.services.backups import backup as backup_

    with options.opened() as office:
        size = backup_(office, file)
    if options.json:
        _print({"backup": str(file), "bytes": size})


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True)
@common
def restore(options: Options, file: Path, replace: bool) -> None:
    """Make this home what the backup FILE holds; stop the server first. Units bring back what came after."""
    from head_office.services.backups import restore as restore_

    if options.database or os.environ.get(DATABASE_VARIABLE):
        raise click.UsageError(_("A PostgreSQL database is restored with pg_restore."))
    restore_(options.folder(), file, replace=replace)
    if options.json:
        _print({"restored": str(file)})


@cli.command()
@common
def verify(options: Options) -> int:
    """Walk every journal's chain, every feed and every scan; name the first broken thing."""
    from head_office.services.verification import broken_things, holdings

    with options.opened() as office:
        first = next(broken_things(office), None)
        looked_at = asdict(holdings(office))
    if options.json:
        _print({"ok": first is None, "broken": first, **looked_at})
    elif first is None:
        click.echo(_("Everything is whole."))
    if first is not None:
        click.echo(_("Broken: {thing}").format(thing=first), err=True)
        return 1
    return 0


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
