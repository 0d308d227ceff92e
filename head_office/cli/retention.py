"""What is due for destruction, and its destruction."""

from __future__ import annotations

from pathlib import Path

import click

from head_office.cli.options import Options, cli, common, print_json
from mobile_unit.i18n import _, ngettext, say


@cli.command()
@click.option("--plan", is_flag=True, help="Say what is due; the same as without an option.")
@click.option("--destroy", is_flag=True, help="Destroy what is due, with a record.")
@click.option("--by", metavar="NAME", default="", help="By whose order.")
@click.option("--approval", metavar="TEXT", default="", help="The letter that approves it.")
@click.option("--even-on-laptops", is_flag=True, help="Also what a unit has not said that it removed.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@common
def retention(
    options: Options,
    plan: bool,
    destroy: bool,
    by: str,
    approval: str,
    even_on_laptops: bool,
    to: Path | None,
) -> int:
    """Say whose content is past its retention, or destroy it (--destroy --by NAME) with a signed record.

    The years are the office's own, in HOME/retention.json; resources/retention/rules.json is what to start
    from. The record (JSON, PDF) lies in HOME/destruction unless told otherwise.
    """
    from head_office.services.retention import rules_of

    if plan and destroy:
        raise click.UsageError(_("Either --plan or --destroy."))
    if destroy and not by.strip():
        raise click.UsageError(_("Say by whose order: --by NAME."))
    rules = rules_of(options.folder())
    if not any(kind.years for kind in rules.kinds):
        click.echo(say(rules.ask), err=True)
    if not destroy:
        return _plan(options)
    from head_office.services.destroying import destroy as destroy_
    from head_office.store import update_copies

    with options.opened() as office:
        update_copies.remove(options.folder())  # first: cut afterwards, no copy has what was destroyed
        folder = to or options.folder() / "destruction"
        done = destroy_(office, rules, folder, by=by, approval=approval, even_on_laptops=even_on_laptops)
    count = done.count
    if options.json:
        print_json({"destroyed": count, "left": done.left, "files": [str(path) for path in done.files]})
        return 0
    click.echo(
        ngettext("{count} record was destroyed.", "{count} records were destroyed.", count).format(
            count=count
        )
    )
    for path in done.files:
        click.echo(str(path))
    if done.left:
        click.echo(_("{count} stay: laptops hold them still.").format(count=done.left), err=True)
    return 0


def _plan(options: Options) -> int:
    from head_office.services.retention import due, rules_of

    with options.opened() as office:
        found = due(office, rules_of(options.folder()), office.clock.now().date())
    for each in found:
        ended = each.ended
        if options.json:
            print_json(
                {
                    "number": ended.number,
                    "kind": each.kind.kind,
                    "of": ended.of,
                    "ended_at": ended.ended_at,
                    "due_on": each.due_on.isoformat(),
                    "legal_basis": each.kind.legal_basis,
                    "on_laptop": each.on_laptop,
                }
            )
            continue
        where = _("still on a laptop") if each.on_laptop else ""
        click.echo(f"{ended.number:<36} {ended.ended_at[:10]}  {say(each.kind.title)}  {where}".rstrip())
    if not options.json:
        click.echo(
            ngettext("{count} record is due.", "{count} records are due.", len(found)).format(
                count=len(found)
            )
        )
    return 0
