"""The applications held, and what is decided on them."""

from __future__ import annotations

import json

import click

from head_office.cli.options import UNIT, Options, cli, common, print_json
from mobile_unit.domain.states import HEAD_OFFICE_STATES, INCOMPLETE, find_state, officers_word
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _, language

MAX_SENTENCE = 300


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
                print_json(row)
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
        print_json(body)
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
        print_json(body)
    else:
        click.echo(f"{body['number']}  {officers_word(INCOMPLETE).in_(language())}")
