"""``mobile-unit``: the window, or one command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Without a word the window, and nothing loaded that it does not need; otherwise the command line."""
    if len(sys.argv) > 1:
        from mobile_unit.cli import run

        sys.exit(run(sys.argv[1:]))
    from mobile_unit.app import Home
    from mobile_unit.i18n import set_language
    from mobile_unit.ui.main_window import run as run_window

    home = Home()
    set_language(os.environ.get("MOBILE_UNIT_LANGUAGE") or home.preferences.language)
    sys.exit(run_window(home))


if __name__ == "__main__":
    main()
