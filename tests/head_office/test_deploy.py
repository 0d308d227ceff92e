"""The examples for a machine call commands that there are, with options that they have."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from head_office.cli.options import cli

DEPLOY = Path(__file__).parent.parent.parent / "docs" / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def test_every_command_and_option_exists():
    called = [
        found
        for unit in UNITS
        for found in re.findall(r"bin/head-office (\S+)([^\n']*)", unit.read_text("utf-8"))
    ]
    assert sorted(name for name, _rest in called) == ["backup", "nightly", "serve"]
    for name, rest in called:
        command = cli.get_command(click.Context(cli), name)
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known


def test_no_proxy_compresses_what_head_office_does_not():
    assert re.findall(r"(?m)^\s*gzip\b.*", (DEPLOY / "nginx.conf").read_text("utf-8")) == ["    gzip off;"]
    assert not re.search(r"(?m)^\s*encode\b", (DEPLOY / "Caddyfile").read_text("utf-8"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_can_read_them(tmp_path):
    """With a program and a user that this machine has."""
    for unit in UNITS:
        text = re.sub(r"/opt/\S+/head-office", "/bin/true", unit.read_text("utf-8"))
        (tmp_path / unit.name).write_text(re.sub("(?m)^User=.*", "User=root", text))
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if line.startswith(str(tmp_path))]
    assert (done.returncode, said) == (0, [])
