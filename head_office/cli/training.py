"""What officers of units attended, what they lack, and the quizzes they answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from head_office.cli.options import UNIT, Options, cli, common, print_json
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


@cli.group("training")
def training() -> None:
    """What officers attended; their units hear of it."""


@training.command("add")
@click.argument("nip")
@click.option("--title", required=True)
@click.option("--day", required=True, metavar="YYYY-MM-DD")
@click.option("--hours", type=int, required=True, help="Lesson hours (JP).")
@click.option("--topic", default="", metavar="KEY")
@click.option("--provider", default="")
@click.option("--certificate", default="")
@click.option("--expires", "expires_on", default="", metavar="YYYY-MM-DD")
@common
def add(options: Options, **said: Any) -> None:
    """Keep what an officer attended."""
    from head_office.services import trainings

    with options.opened() as office:
        made = trainings.add(office, **said)
    if options.json:
        print_json(made.as_body())
    else:
        click.echo(made.id)


@training.command("remove")
@click.argument("training_id", metavar="ID")
@common
def remove(options: Options, training_id: str) -> None:
    """Take back what was written down by mistake."""
    from head_office.services import trainings

    with options.opened() as office:
        trainings.remove(office, training_id)
    click.echo(_("It was removed."))


@training.command("list")
@click.option("--unit", type=UNIT, required=True)
@common
def list_(options: Options, unit: str) -> None:
    """What the officers of a unit attended."""
    from head_office.services import trainings

    with options.opened() as office:
        found = trainings.listed(office, unit)
    for each in found:
        if options.json:
            print_json(each.as_body())
        else:
            click.echo(f"{each.id}  {each.nip}  {each.day}  {each.hours:>3} JP  {each.title}")


@training.command("needs")
@click.option("--unit", type=UNIT, required=True)
@common
def needs(options: Options, unit: str) -> None:
    """What each officer of a unit lacks today."""
    from head_office.services import trainings

    with options.opened() as office:
        found = trainings.needs(office, unit)
    for each in found:
        stands = each.standing
        if options.json:
            print_json(
                {
                    "nip": each.nip,
                    "name": each.name,
                    "hours": stands.hours,
                    "wanted": stands.wanted,
                    "lacking": [topic.key for topic in stands.lacking],
                    "soon": [{"topic": topic.key, "until": last.isoformat()} for topic, last in stands.soon],
                }
            )
            continue
        lacking = ", ".join(topic.key for topic in stands.lacking) or "-"
        click.echo(f"{each.nip}  {each.name}  {stands.hours}/{stands.wanted} JP  {lacking}")


@cli.group("quiz")
def quiz() -> None:
    """Refresher quizzes for officers."""


@quiz.command("issue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def issue(options: Options, file: Path) -> None:
    """Send a quiz (JSON) to all units; resources/staff/quiz-example.json shows how one is written."""
    from head_office.services import quizzes

    try:
        content = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UserFacingError(_("This file is not written in JSON.")) from error
    with options.opened() as office:
        click.echo(quizzes.issue(office, content))


@quiz.command("results")
@click.argument("quiz_id", metavar="ID")
@common
def results(options: Options, quiz_id: str) -> None:
    """Each officer's best score."""
    from head_office.services import quizzes

    with options.opened() as office:
        found = quizzes.results(office, quiz_id)
    for each in found:
        if options.json:
            print_json(each)
        else:
            click.echo(f"{each['unit']}  {each['officer']}  {each['score']}/{each['of']}  ({each['tries']})")
