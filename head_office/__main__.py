"""``head-office``: the server, and the commands of its administrator."""

from __future__ import annotations

import sys


def main() -> None:
    from head_office.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
