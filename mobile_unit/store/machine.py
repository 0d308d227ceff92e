"""A sign by which this computer knows itself again, also where its disk was copied to another one."""

from __future__ import annotations

import sys
from pathlib import Path


def machine_sign() -> str:
    """What the operating system and the hardware say of themselves; empty where they say nothing.

    The operating system's own id goes with a copied disk; the board's and the built-in network card's do not.
    """
    return "/".join(_windows() if sys.platform == "win32" else _linux())


def _linux() -> list[str]:
    found = [_text(Path("/etc/machine-id"))]
    for card in sorted(Path("/sys/class/net").glob("*")):
        device = (card / "device").resolve()
        built_in = (card / "device").exists() and "/usb" not in str(device)
        if built_in and _text(card / "addr_assign_type") == "0":
            found.append(_text(card / "address"))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _windows() -> list[str]:
    found: list[str] = []
    if sys.platform == "win32":
        import winreg

        for path, name in (
            (r"SOFTWARE\Microsoft\Cryptography", "MachineGuid"),
            (r"SYSTEM\HardwareConfig", "LastConfig"),  # the board's UUID, read at every start of Windows
        ):
            try:
                with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
                    found.append(str(winreg.QueryValueEx(key, name)[0]))
            except OSError:
                found.append("")
    return found
