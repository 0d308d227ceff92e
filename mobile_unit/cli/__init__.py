"""``mobile-unit`` on the command line: exit codes and output are a public interface."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from mobile_unit import bugs
from mobile_unit.cli import carrying, counter, looking_up, set_up
from mobile_unit.cli.options import Options, cli, say
from mobile_unit.errors import Cancelled, TryAgain, UserFacingError
from mobile_unit.i18n import _

INTERNAL_ERROR = 70
__all__ = ["carrying", "counter", "looking_up", "run", "set_up"]


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit status; never a traceback."""
    options = Options()
    os.umask(0o077)  # what the program writes is for the officer's eyes only
    try:
        status = cli.main(list(arguments), prog_name="mobile-unit", standalone_mode=False, obj=options)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UserFacingError as error:
        say(str(error))
        return error.exit_status
    except Cancelled:
        return 75
    except SystemExit:  # click's answer to a reader of our output that has gone away
        return TryAgain.exit_status if options.is_half_done else 0
    except OSError:
        say(_("A file or folder can't be read or written."))
        say(_("Check the disk and the folder's permissions, then do it once more."))
        return TryAgain.exit_status
    except Exception as error:  # the last door: a bug is kept for us, and told without its data
        text = bugs.keep(options.open_home().path, error)
        say(_("Something went wrong in the program itself. This was kept in logs/errors.log:"))
        say(text)
        return INTERNAL_ERROR
