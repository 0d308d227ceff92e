"""What only a person can decide: bundles kept aside, and whose data a lost laptop held."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from head_office.cli.options import UNIT, Options, cli, common, print_json, print_refusal
from mobile_unit.i18n import _


@cli.command("on-device")
@click.argument("unit", type=UNIT)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path))
@common
def on_device(options: Options, unit: str, out: Path | None) -> None:
    """Whose data UNIT's laptops hold, for the notice within 3x24 hours (UU 27/2022 Ps 46)."""
    from head_office.services.on_device import people_on, write

    with options.opened() as office:
        found = people_on(office, unit)
        if out is not None:
            write(found, out, office.now())
    if options.json:
        for each in (*found.people, *found.booked, *found.heard_from, *found.referred):
            print_json(asdict(each))
    elif out is None:
        for each in (*found.people, *found.booked, *found.heard_from, *found.referred):
            click.echo(f"{each.number:<24} {each.nik:<18} {each.full_name}")
    click.echo(
        _(
            "{people} people; {purged} were removed from the laptop. Last heard {heard}; the last closing "
            "said that {waiting} more applications and {drafts} drafts are on the laptop, whose names are "
            "not known."
        ).format(
            people=len(found.people),
            purged=found.purged,
            heard=found.heard or "-",
            waiting=found.waiting,
            drafts=found.drafts,
        ),
        err=True,
    )
    if found.wiped:
        words = _(
            "{wiped} of {laptops} laptops of this unit said that they deleted everything, last {moment}."
        )
        click.echo(
            words.format(wiped=len(found.wiped), laptops=found.laptops, moment=found.wiped[-1]), err=True
        )


@cli.group()
def aside() -> None:
    """Bundles of laptops whose permission was withdrawn."""


@aside.command("list")
@common
def list_aside(options: Options) -> None:
    """Who wrote each, when and how much; nothing of what they say."""
    from head_office.services.aside import kept

    with options.opened() as office:
        found = kept(office)
    for each in found:
        if options.json:
            print_json(asdict(each))
        else:
            click.echo(
                f"{each.file}  {each.written_at or each.refused}  {each.entries} + {each.scans}  {each.bytes}"
            )


@aside.command("show")
@click.argument("file")
@common
def show_aside(options: Options, file: str) -> None:
    """What one says of itself, its signature checked."""
    from head_office.services.aside import look

    with options.opened() as office:
        print_json(asdict(look(office, file)))


@aside.command("release")
@click.argument("file")
@click.option("--reason", required=True)
@common
def release_aside(options: Options, file: str, reason: str) -> int:
    """Take one in after all; written down with the reason."""
    from head_office.problems import Refusal
    from head_office.services.aside import release

    with options.opened() as office:
        try:
            taken = release(office, file, reason)
        except Refusal as refusal:
            return print_refusal(options, refusal)
    print_json(asdict(taken))
    return 1 if taken.quarantined else 0


@aside.command("discard")
@click.argument("file")
@click.option("--reason", required=True)
@common
def discard_aside(options: Options, file: str, reason: str) -> None:
    """Throw one away; written down with the reason."""
    from head_office.services.aside import discard

    with options.opened() as office:
        print_json(asdict(discard(office, file, reason)))
