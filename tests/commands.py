"""A command of either program, run as a user would, but in the test's own process: a new one takes a second.

What only a process has (signals, pipes that break, exit by ``kill -9``) is tested in ``e2e`` and ``faults``.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence

from click.testing import CliRunner

from mobile_unit import i18n

Run = Callable[[Sequence[str]], int]


def ran(
    run: Run, arguments: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """What ``run`` answers and writes where only ``environment`` is set and nobody types."""
    gone = {name: None for name in os.environ if name not in environment}
    umask, language = os.umask(0o022), i18n.language()
    os.umask(umask)
    try:
        with CliRunner().isolation(env={**environment, **gone}) as (out, err, _both):
            status = run(arguments)
    finally:
        os.umask(umask)
        i18n.set_language(language)
    written, told = (stream.getvalue().decode().replace("\r\n", "\n") for stream in (out, err))
    return subprocess.CompletedProcess(list(arguments), status, written, told)
