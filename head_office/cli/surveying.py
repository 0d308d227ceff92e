"""The satisfaction survey's result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from head_office.cli.options import UNIT, Options, cli, common, print_json
from mobile_unit.domain.periods import Period, is_month
from mobile_unit.domain.surveys import ELEMENTS
from mobile_unit.i18n import _


class Month(click.ParamType[str]):
    name = "month"

    def convert(self, value: str, param: Any, ctx: Any) -> str:
        if not is_month(value):
            self.fail(_("A month is written 2026-11."), param, ctx)
        return value


class FollowUp(click.ParamType[tuple[str, str]]):
    name = "element=text"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        key, _equals, words = str(value).partition("=")
        if key not in ELEMENTS or not words.strip():
            self.fail(_("It is written u3=what will be done."), param, ctx)
        return key, words.strip()


@cli.command("skm")
@click.option("--from", "since", type=Month(), required=True, metavar="YYYY-MM")
@click.option("--to", "until", type=Month(), required=True, metavar="YYYY-MM")
@click.option("--unit", type=UNIT)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.xlsx|FILE.pdf")
@click.option("--follow-up", type=FollowUp(), multiple=True, metavar="u3=TEXT")
@common
def skm(
    options: Options,
    since: str,
    until: str,
    unit: str | None,
    out: Path | None,
    follow_up: tuple[tuple[str, str], ...],
) -> None:
    """The public's satisfaction (IKM) from one month to another, of all units or one.

    FILE.pdf is the notice for the public, with what --follow-up says about elements.
    """
    from head_office.services import surveys

    with options.opened() as office:
        found = surveys.look(office, Period(since, until), unit)
        if out is not None:
            surveys.write(found, out, dict(follow_up))
    said = surveys.as_json(found)
    if options.json:
        print_json(said)
        return
    click.echo(
        _("{count} answers of {served} applications; {wanted} are to be asked. IKM {index}, {grade}").format(
            count=said["respondents"],
            served=said["served"],
            wanted=said["wanted"],
            index=said["index"] or "-",
            grade=said["grade"],
        )
    )
    for each in said["elements"]:
        click.echo(f"{each['key']}  {each['score'] or '-':>6}  {each['grade']}  {each['name']}")
    if said["too_few"]:
        click.echo(_("There are answers, but too few to tell without telling whose they are."), err=True)
