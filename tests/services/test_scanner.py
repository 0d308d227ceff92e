"""Scanners by SANE's own program: a stand-in for it on the PATH, and the real one with its test device."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image

from mobile_unit.errors import Cancelled, UserFacingError
from mobile_unit.i18n import set_language
from mobile_unit.services import scanner
from mobile_unit.services.scanner import Scanner, scan, scanners

SCANNER = Scanner("fake:usb:1", "Canon LiDE 300")
linux_only = pytest.mark.skipif(sys.platform == "win32", reason="SANE is Linux's")


@pytest.fixture
def scanimage(tmp_path: Path, monkeypatch):
    """Puts a program named scanimage on the PATH, with the given body."""

    def put(body: str) -> None:
        program = tmp_path / "scanimage"
        program.write_text(f"#!{sys.executable}\nimport sys, time\nwords = sys.argv[1:]\n{body}\n")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    return put


@pytest.fixture
def english():
    set_language("en")


@linux_only
def test_no_program_no_scanner(scanimage):
    assert not scanner.is_supported()
    assert scanners() == ()


@linux_only
def test_scanners_are_named(scanimage):
    scanimage("print('fake:usb:1\\tCanon LiDE 300'); print('warning: no tab')")
    assert scanner.is_supported()
    assert scanners() == (SCANNER,)


@linux_only
def test_a_page_comes_at_200_dpi_and_a_driver_may_have_another_word_for_colour(scanimage):
    scanimage(
        "if '24bit Color' not in words: sys.exit('scanimage: setting of option --mode failed')\n"
        "sys.stdout.write(' '.join(words))"
    )
    assert scan(SCANNER) == b"-d fake:usb:1 --resolution 200 --mode 24bit Color --format=jpeg"


@linux_only
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("sane_start: Document feeder out of documents", "no paper"),
        ("sane_start: Document feeder jammed", "stuck"),
        ("sane_start: Scanner cover is open", "lid"),
        ("open of device failed: Device busy", "busy"),
        ("open of device failed: Error during device I/O", "does not answer"),
    ],
)
def test_what_is_wrong_is_told_plainly(scanimage, words, told, english):
    scanimage(f"sys.exit('scanimage: {words}')")
    with pytest.raises(UserFacingError, match=told) as problem:
        scan(SCANNER)
    assert problem.value.next_step


@linux_only
def test_a_scan_is_given_up_at_once(scanimage):
    scanimage("time.sleep(60)")
    with pytest.raises(Cancelled):
        scan(SCANNER, lambda: True)


@linux_only
@pytest.mark.skipif(shutil.which("scanimage") is None, reason="sane-utils is not installed here")
def test_the_real_program_with_its_test_device(tmp_path, monkeypatch):
    (tmp_path / "dll.conf").write_text("test\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    found = scanners()
    assert [each.device for each in found] == ["test:0", "test:1"]
    with Image.open(io.BytesIO(scan(found[0]))) as image:
        assert image.format == "JPEG"
        assert image.mode == "RGB"
        assert image.width > 500
    with pytest.raises(UserFacingError):
        scan(Scanner("test:9", "not plugged in"))


WIN32COM = """
class Properties(dict):
    def Exists(self, which): return which in self
    def __call__(self, which): return self[which]
class Value:
    def __init__(self, value): self.Value = value
class Page:
    Properties = Properties({"6147": Value(75), "6148": Value(75)})
    def Transfer(self, kind):
        assert kind.startswith("{B96B3CAE")
        class File:
            class FileData:
                BinaryData = b"%d dpi" % self.Properties("6147").Value
        return File
class Info:
    def __init__(self, kind, name):
        self.Type, self.DeviceID, self.Properties = kind, name.lower(), Properties({"Name": Value(name)})
    def Connect(self): return self
    def Items(self, number): return [Page()][number - 1]
class Infos:
    Count = 2
    def __call__(self, number): return [Info(2, "CAMERA"), Info(1, "LiDE")][number - 1]
def Dispatch(what):
    assert what == "WIA.DeviceManager"
    class Manager: DeviceInfos = Infos()
    return Manager
"""


def test_windows_scanners_by_wia(tmp_path, monkeypatch):
    (tmp_path / "win32com").mkdir()
    (tmp_path / "win32com" / "__init__.py").write_text("")
    (tmp_path / "win32com" / "client.py").write_text(WIN32COM)
    (tmp_path / "pythoncom.py").write_text("def CoInitialize(): pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")
    try:
        (found,) = scanners()
        assert found == Scanner("lide", "LiDE")
        assert scan(found) == b"200 dpi"
        with pytest.raises(UserFacingError):
            scan(Scanner("gone", "gone"))
    finally:
        for name in ("win32com", "win32com.client", "pythoncom"):
            sys.modules.pop(name, None)
