"""What every command shares: its options, a unit's code, and how results are written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from head_office import __version__
from head_office.office import (
    BLOBS_VARIABLE,
    DATABASE_VARIABLE,
    HOME_VARIABLE,
    HeadOffice,
    default_home,
    open_head_office,
)
from mobile_unit.domain.numbers import is_unit_code
from mobile_unit.i18n import DEFAULT_LANGUAGE, _, known_language, language, set_language

if TYPE_CHECKING:
    from head_office.problems import Refusal


@dataclass
class Options:
    """What was said before or after the command; the later word wins."""

    home: Path | None = None
    json: bool = False
    database: str | None = None
    blobs: str | None = None

    def folder(self) -> Path:
        return self.home or default_home()

    def place(self) -> dict[str, str]:
        """Where everything lies, as variables that say it to another process."""
        blobs = self.blobs or os.environ.get(BLOBS_VARIABLE)
        if blobs and "://" in blobs and not blobs.startswith("s3://"):
            raise click.UsageError(_("--blobs takes a directory, or s3://bucket/folder."))
        database = self.database or os.environ.get(DATABASE_VARIABLE)
        said = {HOME_VARIABLE: str(self.folder()), DATABASE_VARIABLE: database, BLOBS_VARIABLE: blobs}
        return {name: value for name, value in said.items() if value}

    @contextmanager
    def opened(self, *, restored: bool | None = None, serves: bool = False) -> Iterator[HeadOffice]:
        place = self.place()
        database, blobs = place.get(DATABASE_VARIABLE), place.get(BLOBS_VARIABLE)
        office = open_head_office(
            self.folder(), database=database, blobs=blobs, restored=restored, serves=serves
        )
        try:
            yield office
        finally:
            office.close()


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def print_refusal(options: Options, refusal: Refusal) -> int:
    """What was refused and why; answers the exit status."""
    words = refusal.message.in_(language())
    if options.json:
        print_json({"refused": refusal.code, "reason": words, **refusal.details})
    click.echo(f"{refusal.code}: {words}", err=True)
    return 1


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.find_object(Options), name, value)

    return callback


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that may stand before or after a command."""
    for option in (
        click.option("--home", type=click.Path(path_type=Path), expose_value=False, callback=_keep("home")),
        click.option("--json", is_flag=True, expose_value=False, callback=_keep("json")),
        click.option("--database", metavar="URL", expose_value=False, callback=_keep("database")),
        click.option("--blobs", metavar="PLACE", expose_value=False, callback=_keep("blobs")),
    ):
        command = option(command)
    return click.pass_obj(command)


class UnitCode(click.ParamType[str]):
    name = "unit"

    def convert(self, value: str, param: Any, ctx: Any) -> str:
        code = value.upper()
        if not is_unit_code(code):
            self.fail(_("A unit's code is a letter and 1 to 7 more letters or digits."), param, ctx)
        return code


UNIT = UnitCode()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@common
def cli(_options: Options) -> None:
    """The server that mobile units sync with."""
    set_language(known_language(os.environ.get("HEAD_OFFICE_LANGUAGE")) or DEFAULT_LANGUAGE)
