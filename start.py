"""Sets everything up on a fresh machine and runs it; standard library only.

    python3 start.py                    set up, then the demo
    python3 start.py test [ARGS]        set up, then lint, types and all tests (ARGS go to pytest)
    python3 start.py mobile-unit ...    set up, then the officer's program
    python3 start.py head-office ...    set up, then the server's program

Everything is installed into ``.venv`` beside this file, from the lock files, by this machine's own pip
configuration. With nothing changed, a second start goes straight to work.
"""

from __future__ import annotations

import ctypes
import hashlib
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

#: what Qt loads from the system, and the Debian or Ubuntu package (or its newer name) that brings it
SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
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
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


class CannotSetUp(Exception):
    """Said as it is; tells what to do."""


def main(arguments: Sequence[str]) -> int:
    """Set up as far as needed and run what was asked for; answers its exit status."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("demo", [])
    try:
        if command in ("-h", "--help"):
            print(__doc__)
            return 0
        require_fit_python(sys.version_info[:2])
        if command == "test":
            set_up(DEVELOPMENT)
            return run_tests(rest)
        set_up(RUNTIME)
        if command in ("mobile-unit", "head-office"):
            return hand_over([program(command), *rest])
        if command == "demo":
            return hand_over([program("mobile-unit"), "demo", *(rest or headless_if_no_display())])
    except CannotSetUp as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 78
    except KeyboardInterrupt:
        return 130
    print(f"start.py: no such command: {command}\n{__doc__}", file=sys.stderr)
    return 2


def require_fit_python(version: tuple[int, ...]) -> None:
    if not OLDEST <= version[:2] <= NEWEST:
        said = ".".join(map(str, version[:2]))
        raise CannotSetUp(f"This is Python {said}; 3.11, 3.12 or 3.13 is needed. Start with one of these.")


def set_up(lock: str) -> None:
    """Make ``.venv`` what the lock file says, unless it already is."""
    wanted = stamp_for(lock)
    if is_current(read_stamp(), wanted, lock):
        return
    say("Setting up (a few minutes the first time) …")
    install_system_libraries()
    STAMP.unlink(missing_ok=True)
    make_venv()
    say("Installing what is locked …")
    pip("install", "--require-hashes", "-r", str(ROOT / lock))
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
    return found == wanted or (lock == RUNTIME and found == stamp_for(DEVELOPMENT))


def make_venv() -> None:
    if PYTHON.exists() and venv_version() == sys.version_info[:2]:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making .venv …")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode != 0:
        raise CannotSetUp(
            "Python can't make virtual environments here. On Debian: apt-get install python3-venv\n"
            + (made.stderr or made.stdout).strip()
        )


def venv_version() -> tuple[int, int] | None:
    """Which Python ``.venv`` was made with; None where it does not run."""
    ask = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = answer.split()
    return int(major), int(minor)


def pip(*arguments: str) -> None:
    """Run the venv's pip; where it fails, its last lines are told."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        told = "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])
        raise CannotSetUp(
            "The installation failed. Check the network or pip's configuration, then start again.\n" + told
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
    apt = shutil.which("apt-get")
    if apt is None:
        say(f"Qt needs system libraries that were not found: {', '.join(names(missing))}. Install them.")
        return
    if os.geteuid() != 0:
        say("Qt needs a few system libraries. Install them with this line, then start again if it fails:")
        say(f"    sudo apt-get install -y {' '.join(names(missing))}")
        return
    say("Installing system libraries for Qt …")
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run([apt, "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    known = [next((name for name in package.split() if is_known(name)), "") for package in missing]
    install = [apt, "install", "-y", "-qq", "--no-install-recommends", *filter(None, known)]
    subprocess.run(install, check=False, **quiet)  # type: ignore[call-overload]
    left = missing_libraries()
    if left:
        say(f"These could not be installed; the window may not open: {', '.join(names(left))}")


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
    tests = subprocess.run(
        [PYTHON, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
