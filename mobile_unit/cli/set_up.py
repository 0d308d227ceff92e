"""Making this laptop a unit's, and finding out whether it is one."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mobile_unit.cli.options import PIN_VARIABLE, Options, cli, common, print_json, read_pin, say
from mobile_unit.i18n import _

if TYPE_CHECKING:
    from mobile_unit.domain.applications import UnitInfo


@cli.command()
@click.option("--server", required=True)
@click.option("--code", required=True)
@click.option("--ca", type=click.Path(path_type=Path), help="PEM file of the office's own authority.")
@click.option("--again", is_flag=True, help=_("Also where head office knows this laptop."))
@common
def enrol(options: Options, server: str, code: str, ca: Path | None, again: bool) -> None:
    """Make this laptop a unit's, with a one-time code from head office.

    One that is set up, and that head office does not know any more, is enrolled again with all that it holds.
    """
    if not options.officer:
        raise click.UsageError("--officer NIP is needed.")
    home = options.open_home()
    if home.is_set_up:
        _enrol_again(options, server, code, ca, anyway=again)
        return
    unit = home.enrol(server, code, options.officer, read_pin(options.pin_file), ca)
    unit.close()
    _say_enrolled(options, unit.info)


def _enrol_again(options: Options, server: str, code: str, ca: Path | None, *, anyway: bool) -> None:
    unit = options.sign_in()
    try:
        info = unit.enrolling_again.run(code, server=server, ca=ca, anyway=anyway)
    finally:
        unit.close()
    _say_enrolled(options, info)
    say(_("Nothing was lost; with the next sync head office gets all that it lacks."))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=_("Also where a unit is set up; it is kept aside."))
@common
def restore(options: Options, file: Path, replace: bool) -> None:
    """Make this laptop what the backup FILE holds; any of its officers' PINs opens it."""
    if not file.is_file():
        raise click.UsageError(_("There is no such file."))
    unit = options.open_home().restore(file, options.who(), read_pin(options.pin_file), replace=replace)
    unit.close()
    _say_enrolled(options, unit.info)


@cli.command()
@click.option("--out", type=click.Path(path_type=Path), help=_("Write the request to head office here."))
@click.option("--answer", type=click.Path(path_type=Path), help=_("Head office's answer"))
@common
def recover(options: Options, out: Path | None, answer: Path | None) -> None:
    """Set a new PIN where every officer forgot theirs: a request out, head office's answer in.

    The PIN given with the request is the new one; it is given again with the answer.
    """
    if (out is None) == (answer is None):
        raise click.UsageError(_("Say --out FILE to ask, or --answer FILE to take the answer."))
    home = options.open_home()
    if answer is not None:
        home.recover(answer, read_pin(options.pin_file)).close()
        say(_("The new PIN opens this laptop."))
        return
    assert out is not None
    if not options.who():
        raise click.UsageError("--officer NIP is needed.")
    asked = home.ask_for_recovery(options.who(), read_pin(options.pin_file), out)
    if options.json:
        print_json({"request": str(out), "code": asked.code})
    else:
        click.echo(asked.code)
    say(_("Bring the file to head office, and read this code to them when they call back."))


def _say_enrolled(options: Options, info: UnitInfo) -> None:
    if options.json:
        print_json(asdict(info))
    say(_("This laptop is now unit {code}, {name}.").format(code=info.code, name=info.name))


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
            print_json(asdict(finding))
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
