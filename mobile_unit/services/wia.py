"""Scanners of Windows by way of WIA's automation objects; everything about COM is here.

Constants are those of Microsoft's "Windows Image Acquisition Automation Layer".
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

_SCANNER = 1
_JPEG = "{B96B3CAE-0728-11D3-9D7B-0000F81EF32E}"
_INTENT, _COLOUR = "6146", 1
_RESOLUTIONS = ("6147", "6148")


def is_here() -> bool:
    return find_spec("win32com") is not None


def devices() -> list[tuple[str, str]]:
    """(id, name) of each scanner; empty where WIA does not answer."""
    try:
        return [(each.DeviceID, str(each.Properties("Name").Value)) for each in _infos()]
    except Exception:  # com_error; the service is switched off
        return []


def scan(device: str, dpi: int) -> bytes:
    """One page as JPEG; raises whatever COM does."""
    (info,) = [each for each in _infos() if each.DeviceID == device]
    page = info.Connect().Items(1)
    _set(page, _INTENT, _COLOUR)
    for which in _RESOLUTIONS:
        _set(page, which, dpi)
    return bytes(page.Transfer(_JPEG).FileData.BinaryData)


def _infos() -> list[Any]:
    import pythoncom
    from win32com.client import Dispatch

    pythoncom.CoInitialize()  # every thread for itself; again does no harm
    found = Dispatch("WIA.DeviceManager").DeviceInfos
    return [each for n in range(1, found.Count + 1) if (each := found(n)).Type == _SCANNER]


def _set(page: Any, which: str, value: int) -> None:
    """A property by its number; drivers that lack it keep their own choice."""
    if page.Properties.Exists(which):
        page.Properties(which).Value = value
