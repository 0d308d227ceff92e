"""``mobile-unit`` on the command line: exit codes and output are a public interface."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mobile_unit import __version__, bugs
from mobile_unit.app import Home
from mobile_unit.domain.states import DRAFT, STATES
from mobile_unit.errors import Cancelled, NotAllowed, TryAgain, UserFacingError
from mobile_unit.i18n import _, known_language, language, set_language
from mobile_unit.i18n import say as say_text
from mobile_unit.receipts.papers import PAPERS

if TYPE_CHECKING:
    from mobile_unit.app import Unit
    from mobile_unit.domain.applications import ApplicationSummary
    from mobile_unit.domain.findings import Finding

PIN_VARIABLE = "MOBILE_UNIT_PIN"
OFFICER_VARIABLE = "MOBILE_UNIT_OFFICER"
INTERNAL_ERROR = 70


@dataclass
class Options:
    """What was said before or after the command; the later word wins."""

    home: Path | None = None
    json: bool = False
    officer: str = ""
    pin_file: Path | None = None
    is_half_done: bool = False
    """While a command is changing things: an end in the middle means that it should be run again."""

    def open_home(self) -> Home:
        if self.home is not None and self.home.is_file():
            raise click.UsageError(_("--home names a file; it is a directory."))
        return Home(self.home)

    def sign_in(self) -> Unit:
        return self.open_home().sign_in(self.who(), read_pin(self.pin_file), record=False)

    def who(self) -> str:
        return self.officer or os.environ.get(OFFICER_VARIABLE, "")


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit status; never a traceback."""
    options = Options()
    os.umask(0o077)  # what the program writes is for the officer's eyes only
    try:
        status = cli.main(list(arguments), prog_name="mobile-unit", standalone_mode=False, obj=options)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserFacingError as error:
        say(str(error))
        return error.exit_status
    except Cancelled:
        return 75
    except SystemExit:  # click's answer to a reader of our output that has gone away
        return TryAgain.exit_status if options.is_half_done else 0
    except OSError:
        say(_("A file or folder can't be read or written."))
        say(_("Check the disk and the folder's permissions, then do it once more."))
        return TryAgain.exit_status
    except Exception as error:  # the last door: a bug is kept for us, and told without its data
        text = bugs.keep(options.open_home().path, error)
        say(_("Something went wrong in the program itself. This was kept in logs/errors.log:"))
        say(text)
        return INTERNAL_ERROR


def say(text: str) -> None:
    """Tell a person (standard error); results go to standard output."""
    click.echo(text, err=True)


def read_pin(file: Path | None) -> str:
    """The PIN from ``--pin-file``, ``MOBILE_UNIT_PIN`` or a prompt; never from an argument."""
    if file is not None:
        try:
            return file.read_text("utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise NotAllowed(_("The PIN file can't be read.")) from error
    if PIN_VARIABLE in os.environ:
        return os.environ[PIN_VARIABLE]
    if not sys.stdin.isatty():
        raise NotAllowed(_("No PIN was given."), _("Set MOBILE_UNIT_PIN or use --pin-file."))
    return str(click.prompt("PIN", hide_input=True, err=True))


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.find_object(Options), name, value)

    return callback


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that may stand before or after a command."""
    path = click.Path(path_type=Path)
    for option in (
        click.option(
            "--home", type=path, expose_value=False, callback=_keep("home"), help=_("Home directory.")
        ),
        click.option(
            "--json", is_flag=True, expose_value=False, callback=_keep("json"), help=_("JSON output.")
        ),
        click.option(
            "--officer", expose_value=False, callback=_keep("officer"), help=_("The officer's NIP.")
        ),
        click.option(
            "--pin-file",
            type=path,
            expose_value=False,
            callback=_keep("pin_file"),
            help=_("File with the PIN."),
        ),
    ):
        command = option(command)
    return click.pass_obj(command)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@common
@click.pass_context
def cli(context: click.Context, options: Options) -> int | None:
    """Mobile immigration service counter. Without a command: the window."""
    home = options.open_home()
    set_language(known_language(os.environ.get("MOBILE_UNIT_LANGUAGE")) or home.preferences.language)
    if context.invoked_subcommand is None:
        from mobile_unit.ui.main_window import run as run_window

        return run_window(home)
    return None


@cli.command()
@click.option("--server", required=True)
@click.option("--code", required=True)
@click.option("--ca", type=click.Path(path_type=Path), help="PEM file of the office's own authority.")
@common
def enrol(options: Options, server: str, code: str, ca: Path | None) -> None:
    """Make this laptop a unit's, with a one-time code from head office."""
    if not options.officer:
        raise click.UsageError("--officer NIP is needed.")
    unit = options.open_home().enrol(server, code, options.officer, read_pin(options.pin_file), ca)
    _say_enrolled(options, unit)


def _say_enrolled(options: Options, unit: Unit) -> None:
    if options.json:
        _print(asdict(unit.info))
    say(_("This laptop is now unit {code}, {name}.").format(code=unit.info.code, name=unit.info.name))
    unit.close()


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--receipts", type=click.Path(path_type=Path), help="Directory for the receipts' PDFs.")
@common
def intake(options: Options, file: Path, receipts: Path | None) -> int:
    """Take applications from FILE, one JSON object a line."""
    from mobile_unit.services.lines import LineIntake

    if not file.is_file():
        raise click.UsageError(_("The file to take in does not exist."))
    if receipts is not None:
        _require_folder(receipts)
    unit = options.sign_in()
    lines = LineIntake(unit.context, unit.intake, file.parent)
    refused, without_receipt = 0, 0
    options.is_half_done = True
    with file.open("rb") as stream:
        for answer in lines.take_all(stream):
            if answer.submitted is None:
                refused += 1
                _print({"line": answer.line, "ok": False, "id": answer.id, "errors": _plain(answer.findings)})
                continue
            done: dict[str, Any] = {"number": answer.submitted.number, "id": answer.submitted.id}
            if answer.submitted.referred:
                done["referred"] = True
            if answer.submitted.warnings:
                done["warnings"] = _plain(answer.submitted.warnings)
            if receipts is not None:
                try:
                    done["receipt"] = str(_receipt_file(unit, answer.submitted.id, done["number"], receipts))
                except UserFacingError as error:
                    without_receipt += 1
                    say(f"{done['number']}: {error}")
            _print({"line": answer.line, "ok": True, **done})
    unit.close()
    options.is_half_done = False
    if refused:
        say(_("{count} lines were refused and kept as drafts.").format(count=refused))
        return 1
    return TryAgain.exit_status if without_receipt else 0


@cli.command("list")
@click.option(
    "--state", type=click.Choice(list(STATES)), metavar="STATE", help=_("Only those in this state.")
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]))
@common
def list_(options: Options, state: str | None, since: Any) -> None:
    """The unit's applications, newest first; with --state draft, what is not submitted yet."""
    if state == DRAFT:
        _list_drafts(options)
        return
    _list(options, "", state, since.date() if since else None)


@cli.command()
@click.argument("text")
@common
def find(options: Options, text: str) -> None:
    """Applications by name, number, NIK or phone, or the beginning of one."""
    _list(options, text, None, None)


@cli.command()
@click.argument("number")
@common
def show(options: Options, number: str) -> None:
    """One application with its history."""
    unit = options.sign_in()
    detail = unit.tracking.application(number)
    unit.close()
    if options.json:
        _print(asdict(detail))
        return
    from mobile_unit.domain.money import price
    from mobile_unit.domain.states import officers_word
    from mobile_unit.forms.collection import in_one_line

    summary, words = detail.summary, unit.catalogue
    service = words.services[summary.service]
    click.echo(f"{summary.number}  {summary.full_name}  NIK {summary.nik}")
    click.echo(f"{say_text(service.title)}  {officers_word(summary.state).in_(language())}")
    for document in detail.documents:
        name = say_text(words.document_labels[document.kind])
        click.echo(f"  {name}  {document.bytes} B  {document.sha256[:12]}")
    for fee in detail.fees:
        click.echo(f"  {say_text(service.fee_labels[fee.code])}  {say_text(price(fee.amount))}")
    for step in detail.timeline:
        what = say_text(in_one_line(step.collected)) if step.collected else step.state or step.target or ""
        click.echo(f"  {step.at}  {step.kind}  {what}  {step.note or ''}".rstrip())


@cli.command()
@click.argument("number")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--paper", type=click.Choice(list(PAPERS)), default="a5", show_default=True)
@common
def receipt(options: Options, number: str, out: Path, paper: str) -> None:
    """Write an application's receipt; a second one is marked as a copy."""
    from mobile_unit.services.receipt_desk import to_file

    unit = options.sign_in()
    detail = unit.tracking.application(number)
    printed = unit.receipts.print(detail.summary.id, partial(to_file, out), paper=paper)
    unit.close()
    if options.json:
        _print({"number": printed.number, "receipt": str(out), "copy": printed.copy})


@cli.command("verify-receipt")
@click.argument("code_or_file")
@common
def verify_receipt(options: Options, code_or_file: str) -> int:
    """Check a receipt by the text of its code, or by a photo, scan or PDF of it; needs no network."""
    from mobile_unit.services.authenticity import in_words

    try:
        with closing(options.sign_in()) as unit:
            verdict = unit.authenticity.judge(code_or_file)
    except UserFacingError as error:
        if options.json:
            _print({"ok": False, "error": str(error)})
        raise
    if options.json:
        _print({"ok": verdict.ok, **asdict(verdict)})
    else:
        click.echo(" ".join((verdict.number, *in_words(verdict))))
    return 0 if verdict.ok else 1


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
    finally:
        unit.close()
    _print(as_numbers(result))
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
        _print({**asdict(each), "path": str(each.path)})
    if written:
        say(_("Safe to remove."))
    else:
        say(_("Head office holds everything; there is nothing to carry."))
    return 0


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
    finally:
        unit.close()
    _print(as_numbers(result))
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
        _print({"backup": str(written.path), "bytes": written.bytes, "at": written.at})
    say(_("The backup was written and read back."))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=_("Also where a unit is set up; it is kept aside."))
@common
def restore(options: Options, file: Path, replace: bool) -> None:
    """Make this laptop what the backup FILE holds; any of its officers' PINs opens it."""
    if not file.is_file():
        raise click.UsageError(_("There is no such file."))
    unit = options.open_home().restore(file, options.who(), read_pin(options.pin_file), replace=replace)
    _say_enrolled(options, unit)


@cli.command()
@common
def verify(options: Options) -> int:
    """Walk the chain, the scans and the database itself; name the first broken thing."""
    unit = options.sign_in()
    first = next(unit.broken_things(), None)
    unit.close()
    if options.json:
        _print({"ok": first is None, "broken": first})
    elif first is None:
        click.echo(_("Everything is whole."))
    if first is not None:
        say(_("Broken: {thing}").format(thing=first))
        return 1
    return 0


@cli.command()
@common
def doctor(options: Options) -> int:
    """What is set up, what is not, and what to do."""
    from mobile_unit.checkup import checkup

    home = options.open_home()
    pin_given = options.pin_file is not None or PIN_VARIABLE in os.environ
    findings = checkup(home.path, options.sign_in if home.is_set_up and pin_given else None, home.is_set_up)
    for finding in findings:
        if options.json:
            _print(asdict(finding))
        else:
            click.echo(f"{'+' if finding.ok else '!'} {finding.text}")
    if not home.is_set_up:
        return 78
    return 0 if all(finding.ok for finding in findings) else 1


@cli.command()
@click.option("--headless", is_flag=True, help="Without a window: three applications, then exit.")
@common
def demo(options: Options, headless: bool) -> int:
    """The main job on sample data, against a head office of its own."""
    from mobile_unit import demo as demonstration

    return demonstration.run_headless() if headless else demonstration.run_window()


def _list(options: Options, text: str, state: str | None, since: date | None) -> None:
    unit = options.sign_in()
    after: str | None = None
    while True:
        page = unit.tracking.search(text, limit=500, after=after, state=state, since=since)
        for row in page.rows:
            _print_row(options, row, unit.info.code)
        after = page.next
        if after is None:
            break
    unit.close()


def _list_drafts(options: Options) -> None:
    unit = options.sign_in()
    for draft in unit.intake.drafts():
        if options.json:
            nothing = {"number": None, "submitted_at": None, "state": DRAFT, "unit": unit.info.code}
            _print({**asdict(draft), **nothing})
        else:
            click.echo(f"{draft.id}  {draft.updated_at[:16]}  {draft.service:<22} {draft.full_name}")
    unit.close()


def _print_row(options: Options, row: ApplicationSummary, unit: str) -> None:
    if options.json:
        _print({**asdict(row), "unit": unit})
        return
    from mobile_unit.domain.states import officers_word

    state = officers_word(row.state).in_(language())
    click.echo(f"{row.number:<24} {row.submitted_at[:16]}  {state:<28} {row.full_name}")


def _receipt_file(unit: Unit, application_id: str, number: str, folder: Path) -> Path:
    """The receipt's file; one that is already there is not printed again."""
    from mobile_unit.services.receipt_desk import to_file

    path = folder / f"{number}.pdf"
    if not path.exists():
        unit.receipts.print(application_id, partial(to_file, path))
    return path


def _require_folder(folder: Path) -> None:
    """Make the folder of the receipts before anything is taken; raises UsageError where it can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise click.UsageError(_("The folder for the receipts can't be written.")) from error


def _plain(findings: Sequence[Finding]) -> list[dict[str, str]]:
    return [{"field": f.field, "code": f.code, "message": f.message.in_(language())} for f in findings]


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
