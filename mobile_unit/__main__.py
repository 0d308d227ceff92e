"""``mobile-unit``: the window, or one command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; without a command, the window."""
    from mobile_unit.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
