"""``head-office`` on the command line: exit codes and output are a public interface."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from head_office.cli import (
    deciding,
    hearing,
    keeping,
    looking,
    night,
    people,
    publishing,
    reaching,
    referring,
    retention,
    staffing,
    surveying,
    telling,
    training,
    units,
    visiting,
)
from head_office.cli.options import Options, cli
from mobile_unit import bugs
from mobile_unit.errors import TryAgain, UserFacingError
from mobile_unit.i18n import _

INTERNAL_ERROR = 70
__all__ = [
    "deciding",
    "hearing",
    "keeping",
    "looking",
    "night",
    "people",
    "publishing",
    "reaching",
    "referring",
    "retention",
    "run",
    "staffing",
    "surveying",
    "telling",
    "training",
    "units",
    "visiting",
]


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit status; never a traceback."""
    options = Options()
    os.umask(0o077)
    try:
        status = cli.main(list(arguments), prog_name="head-office", standalone_mode=False, obj=options)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserFacingError as error:
        click.echo(str(error), err=True)
        return error.exit_status
    except SystemExit:  # click's answer to a reader of our output that has gone away
        return 0
    except OSError:
        click.echo(_("A file or folder can't be read or written."), err=True)
        click.echo(_("Check the disk and the folder's permissions, then do it once more."), err=True)
        return TryAgain.exit_status
    except Exception as error:  # the last door: a bug is kept for us, and told without its data
        click.echo(bugs.keep(options.folder(), error), err=True)
        return INTERNAL_ERROR
