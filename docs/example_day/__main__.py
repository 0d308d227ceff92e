"""Plays the example day, says what happened, and ends with 1 where anything is not as it should be.

    python -m docs.example_day [--pictures DIR] [--language id|en] [--quiet]

One invented day of a unit (``resources/example_day``) in the real window, against a real head office on
loopback, with a clock that is moved by the timetable. ``--pictures DIR`` writes the user manual's pictures
(``docs/manual/pictures``); it needs the machine's Chromium. Without a screen it runs all the same.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pictures", type=Path, metavar="DIR")
    parser.add_argument("--language", default="id", choices=("id", "en"))
    parser.add_argument("--quiet", action="store_true", help="only the summary")
    options = parser.parse_args()

    from docs.example_day.checks import checks
    from docs.example_day.play import played
    from docs.example_day.script import Script
    from docs.example_day.stage import stage

    def announce(at: datetime, step: str) -> None:
        if not options.quiet:
            print(f"{at:%d-%m %H:%M}  {step.replace('_', ' ')}", flush=True)

    began = time.monotonic()
    script = Script.load()
    with (
        tempfile.TemporaryDirectory(prefix="example-day-") as folder,
        stage(script, Path(folder)) as prepared,
        played(prepared, options.pictures, options.language, announce=announce) as play,
    ):
        wrong = sum([_tell(*each) for each in checks(play)])
        for name in play.camera.taken:
            print(f"picture {name}")
    print(
        f"{wrong} checks failed." if wrong else "The day is whole.",
        f"{time.monotonic() - began:.0f} seconds.",
    )
    return 1 if wrong else 0


def _tell(what: str, wanted: object, found: object) -> bool:
    """Say how a check went; whether it failed."""
    if wanted == found:
        print(f"ok     {what}: {_short(found)}")
    else:
        print(f"WRONG  {what}: {_short(found)}, not {_short(wanted)}")
    return wanted != found


def _short(value: object) -> str:
    if isinstance(value, dict | list) and len(str(value)) > 120:
        return f"{len(value)} of them"
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
