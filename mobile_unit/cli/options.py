"""What every command shares: its options, the PIN, and how results and messages are written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mobile_unit import __version__
from mobile_unit.app import Home
from mobile_unit.errors import NotAllowed
from mobile_unit.i18n import _, known_language, ngettext, set_language

if TYPE_CHECKING:
    from mobile_unit.app import Unit

PIN_VARIABLE = "MOBILE_UNIT_PIN"
OFFICER_VARIABLE = "MOBILE_UNIT_OFFICER"
LEADER_VARIABLE = "MOBILE_UNIT_LEADER"
LEADER_PIN_VARIABLE = "MOBILE_UNIT_LEADER_PIN"


@dataclass
class Options:
    """What was said before or after the command; the later word wins."""

    home: Path | None = None
    json: bool = False
    officer: str = ""
    pin_file: Path | None = None
    leader: str = ""
    leader_pin_file: Path | None = None
    is_half_done: bool = False
    """While a command is changing things: an end in the middle means that it should be run again."""

    def open_home(self) -> Home:
        if self.home is not None and self.home.is_file():
            raise click.UsageError(_("--home names a file; it is a directory."))
        return Home(self.home)

    def sign_in(self) -> Unit:
        """Open the unit for who was named; with the team leader too where head office was not heard for too
        long. Raises NotAllowed."""
        from mobile_unit.services.lease import NeedsLeader

        home, who, pin = self.open_home(), self.who(), read_pin(self.pin_file)
        try:
            return home.sign_in(who, pin, record=False)
        except NeedsLeader as needed:
            return home.sign_in(who, pin, record=False, leader=self._leader(needed))

    def _leader(self, needed: NotAllowed) -> tuple[str, str]:
        """(who, PIN) of the team leader, given in the way of the officer's own."""
        who = self.leader or os.environ.get(LEADER_VARIABLE, "")
        if self.leader_pin_file is not None:
            return who, _pin_in(self.leader_pin_file)
        if LEADER_PIN_VARIABLE in os.environ:
            return who, os.environ[LEADER_PIN_VARIABLE]
        if not sys.stdin.isatty():
            raise NotAllowed(
                needed.message, _("Set MOBILE_UNIT_LEADER_PIN or use --leader-pin-file.")
            ) from needed
        say(needed.message)
        who = who or str(click.prompt(_("Team leader's NIP"), err=True))
        return who, str(click.prompt(_("Team leader's PIN"), hide_input=True, err=True))

    def heed_wipe(self, unit: Unit) -> None:
        """Begin to delete everything where head office wants that and holds all; the unit is closed next."""
        if unit.wiping.is_due():
            unit.wiping.begin(self.open_home().path)

    def finish_wipe(self) -> None:
        """Delete what was begun, and say so, here and to head office."""
        home = self.open_home()
        wiped = home.wiped()
        if wiped is not None and not home.is_set_up:
            home.send_last_words()
            say(_("Head office had everything on this laptop deleted."))
            if wiped.drafts:
                say(_drafts_gone(wiped.drafts))

    def who(self) -> str:
        return self.officer or os.environ.get(OFFICER_VARIABLE, "")


def _drafts_gone(count: int) -> str:
    words = ngettext(
        "{count} draft went too; who was being served must come again.",
        "{count} drafts went too; who was being served must come again.",
        count,
    )
    return words.format(count=count)


def say(text: str) -> None:
    """Tell a person (standard error); results go to standard output."""
    click.echo(text, err=True)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def read_pin(file: Path | None) -> str:
    """The PIN from ``--pin-file``, ``MOBILE_UNIT_PIN`` or a prompt; never from an argument."""
    if file is not None:
        return _pin_in(file)
    if PIN_VARIABLE in os.environ:
        return os.environ[PIN_VARIABLE]
    if not sys.stdin.isatty():
        raise NotAllowed(_("No PIN was given."), _("Set MOBILE_UNIT_PIN or use --pin-file."))
    return str(click.prompt("PIN", hide_input=True, err=True))


def _pin_in(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NotAllowed(_("The PIN file can't be read.")) from error


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.find_object(Options), name, value)

    return callback


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that may stand before or after a command."""
    path = click.Path(path_type=Path)
    for option in (
        click.option(
            "--home", type=path, expose_value=False, callback=_keep("home"), help=_("Home directory.")
        ),
        click.option(
            "--json", is_flag=True, expose_value=False, callback=_keep("json"), help=_("JSON output.")
        ),
        click.option(
            "--officer", expose_value=False, callback=_keep("officer"), help=_("The officer's NIP.")
        ),
        click.option(
            "--pin-file",
            type=path,
            expose_value=False,
            callback=_keep("pin_file"),
            help=_("File with the PIN."),
        ),
        click.option(
            "--leader",
            expose_value=False,
            callback=_keep("leader"),
            help=_("The team leader's NIP, where head office was not heard for too long."),
        ),
        click.option(
            "--leader-pin-file",
            type=path,
            expose_value=False,
            callback=_keep("leader_pin_file"),
            help=_("File with the team leader's PIN."),
        ),
    ):
        command = option(command)
    return click.pass_obj(command)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@common
@click.pass_context
def cli(context: click.Context, options: Options) -> int | None:
    """Mobile immigration service counter. Without a command: the window."""
    home = options.open_home()
    set_language(known_language(os.environ.get("MOBILE_UNIT_LANGUAGE")) or home.preferences.language)
    if context.invoked_subcommand is None:
        from mobile_unit.ui.main_window import run as run_window

        return run_window(home)
    return None
