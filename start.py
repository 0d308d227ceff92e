"""Sets everything up on a fresh machine and runs it; standard library only.

    python3 start.py                    set up, then the demo
    python3 start.py test [ARGS]        set up, then lint, types and all tests (ARGS go to pytest)
    python3 start.py mobile-unit ...    set up, then the officer's program
    python3 start.py head-office ...    set up, then the server's program

Everything is installed into ``.venv`` beside this file, from the lock files, by this machine's own pip
configuration. With nothing changed, a second start goes straight to work; a set-up that was broken off is
made anew.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST, NEWEST = (3, 11), (3, 13)
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"

UNFINISHED = "unfinished"

EVERY_TEST = ("-n", "logical", "--dist", "loadfile")
"""All tests run on all processors, a file's tests together: they share its running head office."""

#: what Qt (QtGui, its platforms "xcb" and "offscreen", QtMultimedia, printing) loads from the system, and the
#: Debian or Ubuntu package that brings it, with its name in newer releases
SYSTEM_LIBRARIES = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libcups.so.2": "libcups2 libcups2t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0 libglib2.0-0t64",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libpulse.so.0": "libpulse0",
}

#: programs that tests start, and their packages: a print server of their own
TEST_PROGRAMS = {"cupsd": "cups-daemon", "lpadmin": "cups-client", "chromium": "chromium"}


class CannotSetUp(Exception):
    """Said as it is; tells what to do."""


class NothingInstalled(CannotSetUp):
    """pip gave up before it changed anything (no network, a hash that differs)."""


def main(arguments: Sequence[str]) -> int:
    """Set up as far as needed and run what was asked for; answers its exit status."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("demo", [])
    try:
        if command in ("-h", "--help"):
            print(__doc__)
            return 0
        if command not in ("demo", "test", "mobile-unit", "head-office"):
            print(f"start.py: no such command: {command}\n{__doc__}", file=sys.stderr)
            return 2
        require_fit_python(sys.version_info[:2])
        set_up(DEVELOPMENT if command == "test" else RUNTIME)
        if command == "test":
            return run_tests(rest)
        if command == "demo":
            return hand_over([program("mobile-unit"), "demo", *(rest or headless_if_no_display())])
        return hand_over([program(command), *rest])
    except CannotSetUp as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 78
    except KeyboardInterrupt:
        return 130


def require_fit_python(version: tuple[int, ...]) -> None:
    if OLDEST <= version[:2] <= NEWEST:
        return
    fit = [f"python{OLDEST[0]}.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = next(filter(None, map(shutil.which, fit)), None)
    advice = f"This machine has one: {found} start.py" if found else "Install one of these and start with it."
    said = ".".join(map(str, version[:2]))
    raise CannotSetUp(f"This is Python {said}; 3.11, 3.12 or 3.13 is needed. {advice}")


def set_up(lock: str) -> None:
    """Make ``.venv`` what the lock file says, unless it already is."""
    wanted, found = stamp_for(lock), read_stamp()
    if is_current(found, wanted, lock):
        return
    say("Setting up (a few minutes the first time) …")
    install_system_libraries()
    if lock == DEVELOPMENT:
        install_test_programs()
    make_venv(anew=found == UNFINISHED)
    STAMP.write_text(UNFINISHED, "utf-8")
    say("Installing what is locked …")
    try:
        pip("install", "--require-hashes", "-r", str(ROOT / lock))
    except NothingInstalled:
        STAMP.write_text(found, "utf-8")  # what there was before is as good as it was
        raise
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(wanted, "utf-8")
    say("Ready.")


def stamp_for(lock: str) -> str:
    """What ``.venv`` was made from: the lock's name, then a hash of all that goes into it."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for name in (RUNTIME, lock, "pyproject.toml", "start.py"):
        digest.update((ROOT / name).read_bytes())
    return f"{lock} {digest.hexdigest()}"


def read_stamp() -> str:
    try:
        return STAMP.read_text("utf-8")
    except OSError:
        return ""


def is_current(found: str, wanted: str, lock: str) -> bool:
    """Whether ``.venv`` will do: it is as wanted, or it has the development tools besides."""
    if not (PYTHON.exists() and Path(program("mobile-unit")).exists()):
        return False
    return found == wanted or (lock == RUNTIME and found == stamp_for(DEVELOPMENT))


def make_venv(*, anew: bool) -> None:
    """An environment with pip in it, marked unfinished until all is installed.

    One of another Python, one without pip, and one whose set-up was broken off are replaced: pip takes a
    package that it had half written for installed.
    """
    if anew or venv_version() != sys.version_info[:2]:
        say("Making .venv …")
        shutil.rmtree(VENV, ignore_errors=True)
        done = new_venv()
        if done.returncode != 0 and may_apt():
            version = ".".join(map(str, sys.version_info[:2]))
            apt_install([f"python{version}-venv"])
            done = new_venv()
        if done.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            raise CannotSetUp(
                "Python can't make virtual environments here. Debian, Ubuntu: apt-get install python3-venv\n"
                + (done.stderr or done.stdout).strip()
            )


def new_venv() -> subprocess.CompletedProcess[str]:
    VENV.mkdir(exist_ok=True)
    STAMP.write_text(UNFINISHED, "utf-8")
    base = getattr(sys, "_base_executable", None) or sys.executable  # not the .venv's own, that is replaced
    return subprocess.run([base, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)


def venv_version() -> tuple[int, int] | None:
    """Which Python ``.venv`` was made with; None where it does not run or has no pip."""
    ask = "import pip, sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = answer.split()
    return int(major), int(minor)


def pip(*arguments: str) -> None:
    """Run the venv's pip; large downloads are named as they begin, and where it fails its last lines told."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments, "--progress-bar", "off"]
    told: list[str] = []
    problem: type[CannotSetUp] = NothingInstalled
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(command, stdout=pipe, stderr=both, text=True, errors="replace") as running:
        for line in running.stdout or ():
            told = [*told[-11:], line.rstrip()]
            if line.startswith("Installing collected packages"):
                problem = CannotSetUp
            if "Downloading" in line and "MB)" in line:
                say(f"  {line.split('Downloading')[1].strip().rsplit('/', 1)[-1]}")
    if running.returncode != 0:
        raise problem(
            "The installation failed. Check the network or pip's configuration, then start again.\n"
            + "\n".join(told)
        )


def missing_libraries() -> list[str]:
    """The Debian packages whose libraries Qt would not find; empty on Windows and macOS."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for library, package in SYSTEM_LIBRARIES.items() if not loads(library)]


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_libraries() -> None:
    """Bring what Qt needs from the system: as root on Debian or Ubuntu, otherwise say the one line."""
    missing = missing_libraries()
    if not missing:
        return
    if may_apt():
        say("Installing system libraries for Qt …")
        apt_install(missing)
        missing = missing_libraries()
        if missing:
            say(f"These could not be installed; the window may not open: {' '.join(names(missing))}")
    elif shutil.which("apt-get"):
        say("Qt needs a few system libraries; the window may not open without them. To install them:")
        say(f"    sudo apt-get install -y {' '.join(names(missing))}")
    else:
        say("Qt needs system libraries that were not found; the window may not open without them. Install:")
        say(f"    {' '.join(library for library in SYSTEM_LIBRARIES if not loads(library))}")


def install_test_programs() -> None:
    """Bring what tests start, as root on Debian or Ubuntu; elsewhere the tests that want it are skipped."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    missing = [package for name, package in TEST_PROGRAMS.items() if not shutil.which(name, path=path)]
    if missing and may_apt():
        say("Installing programs for the tests …")
        apt_install(missing)


def may_apt() -> bool:
    """Whether this is root on Debian, Ubuntu or one like them."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    """Install what this release knows of ``packages`` (each a name, or its names by age)."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def apt(*arguments: str) -> bool:
        command = ["apt-get", "-qq", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0

    def known() -> list[str]:
        return [
            name for name in (next(filter(is_known, package.split()), "") for package in packages) if name
        ]

    install = ("install", "-y", "--no-install-recommends")
    if len(known()) < len(packages) or not apt(*install, *known()):
        apt("update")
        apt(*install, *known())


def names(packages: list[str]) -> list[str]:
    return [package.split()[0] for package in packages]


def is_known(package: str) -> bool:
    """Whether this release has a package of that name."""
    asked = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return asked.returncode == 0 and bool(asked.stdout.strip())


def run_tests(arguments: Sequence[str]) -> int:
    """Lint, format, types, then every test; the first that fails ends it, except that tests always run."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    checks = (
        ("lint", ["ruff", "check", "--quiet", "."]),
        ("format", ["ruff", "format", "--check", "--quiet", "."]),
        ("types", ["mypy"]),
    )
    failed = []
    for name, command in checks:
        say(f"{name} …")
        if subprocess.run([PYTHON, "-m", *command], cwd=ROOT, check=False).returncode != 0:
            failed.append(name)
    if failed:
        say(f"Failed: {', '.join(failed)}")
    command = [str(PYTHON), "-m", "pytest", *(arguments or EVERY_TEST)]
    tests = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return tests or (1 if failed else 0)


def headless_if_no_display() -> list[str]:
    """``--headless`` where a window can't be shown, and say so."""
    if not sys.platform.startswith("linux"):
        return []
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return []
    if os.environ.get("QT_QPA_PLATFORM"):
        return []
    say("There is no display here: running the demo without a window.")
    return ["--headless"]


def program(name: str) -> str:
    return str(BIN / (f"{name}.exe" if os.name == "nt" else name))


def hand_over(command: list[str]) -> int:
    """Become the program (Windows: wait for it)."""
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


def say(text: str) -> None:
    print(text, flush=True)


def print_anything() -> None:
    """Keep a console of another encoding (Windows) from failing on a letter that it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    print_anything()
    sys.exit(main(sys.argv[1:]))
