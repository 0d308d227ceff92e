"""After a day's work, a crash, a backup and a bundle nothing personal stands in clear on the laptop."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

import pytest
import zstandard
from reportlab.pdfgen.canvas import Canvas

from mobile_unit.resources import resource
from tests.faults.day_in_clear import DAY_IS_DONE, PERSON, REFUSED, SECOND, application
from tests.faults.in_clear import found_in_clear, in_bytes
from tests.offices import PIN, json_lines, running_office
from tests.tcp_printer import TcpPrinter

SIGNATURE_OF_SCAN = "PEMINDAIAN-OSBORNIA"
"""A comment in every scan, which stands in clear wherever the scan does."""
LINE_BY_FILE = {"nik": "1808116809917264", "phone": "081287654309", "full_name": "GAYATRINI UMBRIEL"}
WORDS = (
    "ZUBAIDAH", "QORINTHIA", "XANTHIPPE", "ZAMRUDIAH", "KUTAQALAMBARU", "VOSKUILEN", "YPSILANTI", "UMBRIEL",
    "1808112801889173", "1808 1128 0188 9173", "81398765431", "813-9876-5431", "813 9876 5431",
    "1808116809917264", "81287654309", "OBSIDIANA", "KWARTZSTEIN", "1808115112903318",
    "OLIVINIA", "FELDSPATIA", "GRANODIORITA", "MAGNETITA", "TURMALINA", "LABRADORITA", SIGNATURE_OF_SCAN,
)  # fmt: skip
PICTURES_AND_PAPERS = (b"\xff\xd8\xff", b"\x89PNG", b"%PDF", b"RIFF")


@dataclass(frozen=True)
class Laptop:
    """A user's whole world below one directory; what was read from outside stands beside it."""

    world: Path
    environment: dict[str, str]

    @classmethod
    def under(cls, folder: Path) -> Laptop:
        world = folder / "world"
        places = {
            "HOME": world,
            "USERPROFILE": world,
            "XDG_DATA_HOME": world / ".local" / "share",
            "XDG_STATE_HOME": world / ".local" / "state",
            "XDG_CONFIG_HOME": world / ".config",
            "XDG_CACHE_HOME": world / ".cache",
            "XDG_RUNTIME_DIR": world / "run",
            "TMPDIR": world / "tmp",
            "TEMP": world / "tmp",
            "TMP": world / "tmp",
        }
        for place in places.values():
            place.mkdir(parents=True, exist_ok=True)
            place.chmod(0o700)
        environment = {
            **os.environ,
            **{name: str(place) for name, place in places.items()},
            "MOBILE_UNIT_PIN": PIN,
            "QT_QPA_PLATFORM": "offscreen",
        }
        return cls(world, environment)

    @property
    def home(self) -> Path:
        return self.world / ".local" / "share" / "mobile-unit"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True, text=True, timeout=240, check=False, env=self.environment,
        )  # fmt: skip

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "mobile_unit", *arguments)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """The sample scans, each with a comment in it."""
    folder = tmp_path / "scans"
    folder.mkdir()
    comment = SIGNATURE_OF_SCAN.encode()
    for document in application()["documents"]:
        scan = resource("samples", document["path"]).read_bytes()
        marked = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        (folder / Path(document["path"]).name).write_bytes(scan[:2] + marked + scan[2:])
    return folder


@pytest.fixture
def printer():
    made = TcpPrinter()
    yield made
    made.close()


def lines_of_a_file(folder: Path) -> Path:
    """One line that is taken and one that is refused, beside the scans."""
    good, bad = application(), application()
    good["applicant"] |= LINE_BY_FILE | {"sex": "female", "birth_date": "1991-09-28"}
    bad["applicant"] |= {"full_name": REFUSED, "nik": PERSON["nik"] + "0"}
    for record in (good, bad):
        for document in record["documents"]:
            document["path"] = Path(document["path"]).name
    file = folder / "lines.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in (good, bad)), "utf-8")
    return file


@pytest.mark.faults
def test_after_a_day_with_printing_a_crash_a_backup_and_a_bundle_nothing_is_in_clear(
    tmp_path, scans, printer
):
    laptop = Laptop.under(tmp_path)
    with running_office(tmp_path / "office") as office:
        office.code()
        booked = tmp_path / "booked.csv"
        booked.write_text("Nama;NIK\nOBSIDIANA KWARTZSTEIN;1808115112903318\n", "utf-8")
        place = ("--date", "2099-12-03", "--place", "18.08.04", "--list", str(booked))
        assert office.lines("visit", "plan", "WK01", *place)[0]["booked"] == 1
        day = laptop.run(
            "-m", "tests.faults.day_in_clear",
            str(laptop.home), office.url, office.code(), printer.address, str(scans),
        )  # fmt: skip
    assert (day.stdout.strip(), day.returncode) == (DAY_IS_DONE, -signal.SIGKILL), day.stderr
    assert PERSON["nik"].encode() in printer.jobs[0] or PERSON["full_name"].encode() in printer.jobs[0]
    assert found_in_clear(laptop.world, WORDS) == []
    assert (laptop.home / "unit" / "unit.db-wal").exists()
    told = [day.stderr]
    stick = laptop.world / "stick"
    stick.mkdir()

    taken = laptop.command("intake", str(lines_of_a_file(scans)))
    assert [answer["ok"] for answer in json_lines(taken)] == [True, False], taken.stderr
    for command in (("backup", str(laptop.world / "unit.backup")), ("export", str(stick))):
        done = laptop.command(*command)
        assert done.returncode == 0, (command, done.stderr)
        told.append(done.stderr)
    doctor = laptop.command("doctor")
    told += [taken.stdout, taken.stderr, doctor.stdout, doctor.stderr]

    assert [visit["booked"] for visit in json_lines(laptop.command("visits", "--json"))] == [1]
    names = {PERSON["full_name"], LINE_BY_FILE["full_name"]}
    assert {row["full_name"] for row in json_lines(laptop.command("list", "--json"))} == names
    drafts = json_lines(laptop.command("list", "--state", "draft", "--json"))
    assert {row["full_name"] for row in drafts} == {SECOND, REFUSED}
    assert len(json_lines(laptop.command("find", PERSON["nik"], "--json"))) == 1
    assert json.loads(laptop.command("verify", "--json").stdout)["ok"]
    assert "RuntimeError" in (laptop.home / "logs" / "errors.log").read_text("utf-8")

    assert any(path.stat().st_size > 1000 for path in stick.iterdir())
    assert found_in_clear(laptop.world, WORDS) == []
    assert [each for words in told for each in in_bytes(words.encode(), WORDS)] == []
    files = [path for path in laptop.world.rglob("*") if path.is_file()]
    assert [path for path in files if path.read_bytes().startswith(PICTURES_AND_PAPERS)] == []


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", content)
    return file.getvalue()


def drawn(text: str, compressed: int) -> bytes:
    canvas = Canvas("", pageCompression=compressed)
    canvas.drawString(50, 500, text)
    return canvas.getpdfdata()


WORD = "QORINTHIA"
PLANTED = {
    "plain": b"..QORINTHIA..",
    "lower": b"..qorinthia..",
    "mixed": b"..Qorinthia..",
    "utf-16-le": "..QORINTHIA".encode("utf-16-le"),
    "utf-16-be": "..Qorinthia".encode("utf-16-be"),
    "base64-0": base64.b64encode(b"QORINTHIA!!"),
    "base64-1": base64.b64encode(b"!QORINTHIA!"),
    "base64-2": base64.urlsafe_b64encode(b"!!qorinthia"),
    "gzip": gzip.compress(b"..QORINTHIA.."),
    "zlib": zlib.compress(b"..QORINTHIA.."),
    "zstd": zstandard.compress(b"..QORINTHIA.."),
    "zip": zipped(b"..QORINTHIA.."),
    "zip-in-gzip": gzip.compress(zipped(b"..QORINTHIA..")),
    "pdf": drawn(WORD, 0),
    "pdf-packed": drawn(WORD, 1),
}  # fmt: skip


@pytest.mark.parametrize("way", PLANTED)
def test_the_search_finds_what_is_planted(tmp_path, way):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(PLANTED[way])
    assert found_in_clear(tmp_path, [WORD]) == [f"{Path('deep', 'file')}: {WORD}"]
    assert found_in_clear(tmp_path, ["XANTHIPPE"]) == []


def test_the_search_finds_what_is_in_a_name_or_in_an_address(tmp_path):
    (tmp_path / "Tanda terima Qorinthia.txt").write_bytes(b"")
    (tmp_path / "address").write_text("q=" + quote_plus("ZAMRUDIAH No. 907") + "&n=1", "utf-8")
    found = found_in_clear(tmp_path, [WORD, "ZAMRUDIAH NO. 907"])
    assert found == [f"Tanda terima Qorinthia.txt: {WORD}", "address: ZAMRUDIAH NO. 907"]
