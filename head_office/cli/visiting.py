"""Planning the units' visits."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from head_office.cli.options import UNIT, Options, cli, common, print_json
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _


@cli.group()
def visit() -> None:
    """Where units are to go, and who is booked."""


@visit.command("plan")
@click.argument("unit", type=UNIT)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--place", metavar="CODE", required=True)
@click.option("--officer", "officers", metavar="NIP", multiple=True)
@click.option("--quota", type=click.IntRange(1))
@click.option("--group", default="")
@click.option("--note", default="")
@click.option("--list", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def plan_visit(
    options: Options,
    unit: str,
    day: datetime,
    place: str,
    officers: tuple[str, ...],
    quota: int | None,
    group: str,
    note: str,
    file: Path | None,
) -> None:
    """Plan a visit of UNIT to the kecamatan or kampung CODE; --list FILE (XLSX or CSV) says who is booked."""
    from head_office.services.booking_lists import read_file
    from head_office.services.planned_visits import Wanted, plan

    lines = read_file(file.read_bytes()) if file else []
    with options.opened() as office:
        wanted = Wanted(day.date().isoformat(), place, officers, quota, group, note, lines)
        made = plan(office, unit, wanted)
    if options.json:
        said = {"id": made.id, "unit": unit, "date": made.day, "place": made.place}
        print_json({**said, "booked": len(made.bookings)})
    else:
        click.echo(f"{made.id}  {made.day}  {made.place_name}  {len(made.bookings)}")


@visit.command("list")
@click.option("--unit", type=UNIT)
@common
def list_visits(options: Options, unit: str | None) -> None:
    """The visits of today and later; it names nobody who is booked."""
    from head_office.services.planned_visits import listed

    with options.opened() as office:
        found = listed(office, unit)
    for each in found:
        plan = each.plan
        if options.json:
            said = {"id": plan.id, "unit": each.unit, "date": plan.day, "place": plan.place}
            more = {"place_name": plan.place_name, "quota": plan.quota, "group": plan.group}
            print_json({**said, **more, "booked": each.booked})
            continue
        booked = f"{each.booked}/{plan.quota}" if plan.quota else str(each.booked)
        click.echo(f"{plan.id}  {plan.day}  {each.unit:<8} {plan.place_name}  {booked}  {plan.group}")


@visit.command("cancel")
@click.argument("visit_id", metavar="ID")
@common
def cancel_visit(options: Options, visit_id: str) -> None:
    """Cancel a planned visit; its list goes, here and on the unit."""
    from head_office.services.planned_visits import cancel, listed

    with options.opened() as office:
        found = next((each for each in listed(office) if each.plan.id == visit_id), None)
        if found is None:
            raise UserFacingError(_("There is no such planned visit, or it was cancelled."))
        cancel(office, visit_id, found.plan.revision)
    if options.json:
        print_json({"id": visit_id, "cancelled": True})
