"""Taking applications from a file, and their receipts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mobile_unit.cli.options import Options, cli, common, print_json, say
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _, language
from mobile_unit.receipts.papers import PAPERS

if TYPE_CHECKING:
    from mobile_unit.app import Unit
    from mobile_unit.domain.findings import Finding


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
                print_json(
                    {"line": answer.line, "ok": False, "id": answer.id, "errors": _plain(answer.findings)}
                )
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
            print_json({"line": answer.line, "ok": True, **done})
    unit.close()
    options.is_half_done = False
    if refused:
        say(_("{count} lines were refused and kept as drafts.").format(count=refused))
        return 1
    return TryAgain.exit_status if without_receipt else 0


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
        print_json({"number": printed.number, "receipt": str(out), "copy": printed.copy})


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
            print_json({"ok": False, "error": str(error)})
        raise
    if options.json:
        print_json({"ok": verdict.ok, **asdict(verdict)})
    else:
        click.echo(" ".join((verdict.number, *in_words(verdict))))
    return 0 if verdict.ok else 1


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
