"""``start.py`` decides well: when it sets up, what it makes anew, what it says. Nothing is installed here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import start

HERE = sys.version_info[:2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with lock files, and a ``.venv`` that has only what ``is_current`` looks for."""
    for name in (start.RUNTIME, start.DEVELOPMENT, "pyproject.toml", "start.py"):
        (tmp_path / name).write_text(name)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "STAMP", tmp_path / ".venv" / "set-up")
    monkeypatch.setattr(start, "BIN", programs)
    monkeypatch.setattr(start, "PYTHON", programs / "python")
    start.PYTHON.touch()
    Path(start.program("mobile-unit")).touch()
    return tmp_path


def current(lock: str) -> bool:
    return start.is_current(start.read_stamp(), start.stamp_for(lock), lock)


def test_nothing_is_current_before_the_first_set_up(checkout: Path) -> None:
    assert start.read_stamp() == ""
    assert not current(start.RUNTIME)


def test_the_development_tools_will_do_for_running_but_not_the_other_way_round(checkout: Path) -> None:
    start.STAMP.write_text(start.stamp_for(start.DEVELOPMENT))
    assert current(start.DEVELOPMENT)
    assert current(start.RUNTIME)
    start.STAMP.write_text(start.stamp_for(start.RUNTIME))
    assert current(start.RUNTIME)
    assert not current(start.DEVELOPMENT)


@pytest.mark.parametrize("name", [start.RUNTIME, "pyproject.toml", "start.py"])
def test_a_changed_file_means_setting_up_again(checkout: Path, name: str) -> None:
    start.STAMP.write_text(start.stamp_for(start.RUNTIME))
    (checkout / name).write_text("changed")
    assert not current(start.RUNTIME)


def test_a_program_that_is_gone_means_setting_up_again(checkout: Path) -> None:
    start.STAMP.write_text(start.stamp_for(start.RUNTIME))
    Path(start.program("mobile-unit")).unlink()
    assert not current(start.RUNTIME)


def test_another_python_means_setting_up_again(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start.STAMP.write_text(start.stamp_for(start.RUNTIME))
    monkeypatch.setattr(sys, "version_info", (3, 12 if HERE != (3, 12) else 13, 0, "final", 0))
    assert not current(start.RUNTIME)


def pip_that(behaves: str, checkout: Path) -> None:
    """Put a program in the place of ``.venv``'s Python: it answers as Python and behaves so as pip."""
    start.PYTHON.write_text(
        f'#!/bin/sh\nif [ "$1" = -c ]; then echo {HERE[0]} {HERE[1]}; exit 0; fi\n'
        f'echo "$@" >> {checkout}/calls\n{behaves}\n'
    )
    start.PYTHON.chmod(0o755)


@pytest.fixture
def no_system_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "missing_libraries", list)


posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for pip is a shell script")


@posix
@pytest.mark.usefixtures("no_system_libraries")
def test_a_set_up_ends_with_its_stamp_and_is_not_done_twice(checkout: Path) -> None:
    pip_that("exit 0", checkout)
    start.set_up(start.RUNTIME)
    assert start.read_stamp() == start.stamp_for(start.RUNTIME)
    start.set_up(start.RUNTIME)
    calls = (checkout / "calls").read_text().splitlines()
    assert len(calls) == 2
    assert f"install --require-hashes -r {checkout / start.RUNTIME}" in calls[0]
    assert "install --no-deps --no-build-isolation -e" in calls[1]
    assert "index" not in "".join(calls)


@posix
@pytest.mark.usefixtures("no_system_libraries")
def test_without_a_network_what_was_installed_stays_good(checkout: Path) -> None:
    start.STAMP.write_text("as before")
    pip_that("echo 'ERROR: no network'; exit 1", checkout)
    with pytest.raises(start.CannotSetUp, match="no network"):
        start.set_up(start.RUNTIME)
    assert start.read_stamp() == "as before"


@posix
@pytest.mark.usefixtures("no_system_libraries")
def test_a_set_up_that_failed_while_installing_is_made_anew(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip_that("echo 'Installing collected packages: attrs'; exit 1", checkout)
    with pytest.raises(start.CannotSetUp):
        start.set_up(start.RUNTIME)
    assert start.read_stamp() == start.UNFINISHED

    leftover = start.VENV / "half-written"
    leftover.touch()

    def new_venv() -> subprocess.CompletedProcess[str]:
        assert not leftover.exists()
        start.BIN.mkdir(parents=True)
        pip_that("exit 0", checkout)
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(start, "new_venv", new_venv)
    start.set_up(start.RUNTIME)
    assert start.read_stamp() == start.stamp_for(start.RUNTIME)


def test_without_the_venv_package_the_way_out_is_told(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def new_venv() -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, "", "ensurepip is not available")

    monkeypatch.setattr(start, "new_venv", new_venv)
    monkeypatch.setattr(start, "may_apt", lambda: False)
    with pytest.raises(start.CannotSetUp, match="python3-venv"):
        start.make_venv(anew=True)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_a_fit_python_passes(version: tuple[int, int]) -> None:
    start.require_fit_python(version)


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_an_unfit_python_is_told_which_are_fit(
    version: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.shutil, "which", lambda name: "/opt/p312" if name == "python3.12" else None)
    with pytest.raises(start.CannotSetUp, match=r"3\.11, 3\.12 or 3\.13 is needed.*/opt/p312 start\.py"):
        start.require_fit_python(version)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux leaves Qt's libraries to the system"
)
def test_missing_libraries_are_named_by_their_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "loads", lambda library: library != "libglib-2.0.so.0")
    assert start.missing_libraries() == ["libglib2.0-0 libglib2.0-0t64"]
    assert start.names(start.missing_libraries()) == ["libglib2.0-0"]


def test_who_is_not_root_gets_the_one_line_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "missing_libraries", lambda: ["libegl1", "libglib2.0-0 libglib2.0-0t64"])
    monkeypatch.setattr(start, "may_apt", lambda: False)
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    start.install_system_libraries()
    assert "    sudo apt-get install -y libegl1 libglib2.0-0\n" in capsys.readouterr().out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are asked for on Linux only")
@pytest.mark.parametrize("display", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_the_demo_has_a_window_only_where_there_is_a_display(
    display: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert start.headless_if_no_display() == ["--headless"]
    assert "no display" in capsys.readouterr().out
    monkeypatch.setenv(display, ":0")
    assert start.headless_if_no_display() == []


def test_an_unknown_command_sets_nothing_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "set_up", lambda _lock: pytest.fail("set up"))
    assert start.main(["nonsense"]) == 2
    assert "no such command: nonsense" in capsys.readouterr().err


def test_the_status_of_failed_checks_outlives_passing_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[object], **_options: object) -> subprocess.CompletedProcess[str]:
        asked.append(str(command[2]))
        return subprocess.CompletedProcess([], statuses.get(str(command[2]), 0))

    monkeypatch.setattr(start.subprocess, "run", run)
    asked: list[str] = []
    statuses = {"mypy": 1}
    assert start.run_tests([]) == 1
    assert asked == ["ruff", "ruff", "mypy", "pytest"]
    statuses = {"pytest": 5}
    assert start.run_tests(["-k", "nothing"]) == 5
    statuses = {}
    assert start.run_tests([]) == 0


@pytest.mark.parametrize(("root", "asked"), [(True, [["cups-client"]]), (False, [])])
def test_programs_for_the_tests_are_installed_as_root_only(
    root: bool, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr(start.shutil, "which", lambda name, path: None if name == "lpadmin" else f"/x/{name}")
    monkeypatch.setattr(start, "may_apt", lambda: root)
    monkeypatch.setattr(start, "apt_install", installed.append)
    start.install_test_programs()
    assert installed == asked
