"""What is on this laptop."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from mobile_unit.cli.options import Options, cli, common, print_json
from mobile_unit.domain.states import DRAFT, STATES
from mobile_unit.i18n import _, language
from mobile_unit.i18n import say as say_text

if TYPE_CHECKING:
    from mobile_unit.domain.applications import ApplicationSummary


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
@common
def visits(options: Options) -> None:
    """The visits that head office planned, the next first; it names nobody who is booked."""
    unit = options.sign_in()
    found = unit.planned_visits.upcoming()
    unit.close()
    for each in found:
        plan = each.plan
        if options.json:
            said = {"id": plan.id, "date": plan.day, "place": plan.place, "place_name": plan.place_name}
            print_json(
                {**said, "quota": plan.quota, "group": plan.group, "booked": each.booked, "taken": each.taken}
            )
            continue
        booked = f"{each.booked}/{plan.quota}" if plan.quota else str(each.booked)
        click.echo(f"{plan.day}  {plan.place_name}  {booked}  {plan.group}")


@cli.command()
@click.argument("number")
@common
def show(options: Options, number: str) -> None:
    """One application with its history."""
    unit = options.sign_in()
    detail = unit.tracking.application(number)
    unit.close()
    if options.json:
        print_json(asdict(detail))
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
            print_json({**asdict(draft), **nothing})
        else:
            click.echo(f"{draft.id}  {draft.updated_at[:16]}  {draft.service:<22} {draft.full_name}")
    unit.close()


def _print_row(options: Options, row: ApplicationSummary, unit: str) -> None:
    if options.json:
        print_json({**asdict(row), "unit": unit})
        return
    from mobile_unit.domain.states import officers_word

    state = officers_word(row.state).in_(language())
    click.echo(f"{row.number:<24} {row.submitted_at[:16]}  {state:<28} {row.full_name}")
