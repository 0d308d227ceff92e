"""After a day's work with printing, preview, crash and backup, no file says anything of a person in clear."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import zstandard

from mobile_unit.resources import resource
from tests.offices import json_lines, mobile_unit
from tests.tcp_printer import TcpPrinter
from tests.units import set_up

WORDS = {
    "full_name": "ZULFIKARNO QWERTINDO",
    "address": "JALAN XYLOFON KEDUNGBUNDER",
    "mother_name": "MBOKWARSITI ZUBAEDAHQ",
    "birth_place": "KUTAQALAMBARU",
}
REGIONS_AND_SUCH = 12
"""Letters of a base64 text that no neighbour changes: a marker is looked for by at least so many."""


def record() -> dict:
    lines = resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    samples = [json.loads(line) for line in lines]
    adult = next(r for r in samples if r["service"] == "passport.new" and "guardian" not in r["answers"])
    adult["applicant"] |= WORDS
    return adult


def shapes(marker: str) -> Iterator[bytes]:
    """A text as it may stand in a file."""
    for text in {marker, marker.lower(), marker.title(), marker.replace(" ", "_")}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield text.encode(encoding)
        yield quote(text).encode()
        for shift in range(3):  # a base64 text begins with any of three
            inside = base64.b64encode(b"x" * shift + text.encode())[4 * (shift > 0) : -4]
            if len(inside) >= REGIONS_AND_SUCH:
                yield inside


def opened(content: bytes, depth: int = 3) -> Iterator[bytes]:
    """A file as it is, and what is packed in it."""
    yield content
    if depth == 0:
        return
    inside: list[bytes] = []
    if content[:2] == b"\x1f\x8b":
        inside.append(gzip.decompress(content))
    elif content[:4] == b"\x28\xb5\x2f\xfd":
        inside.append(zstandard.ZstdDecompressor().decompressobj().decompress(content))
    elif content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside += [packed.read(name) for name in packed.namelist()]
    elif content[:5] == b"%PDF-":
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                inside.append(zlib.decompressobj().decompress(stream))
            except zlib.error:
                continue
    for each in inside:
        yield from opened(each, depth - 1)


def found_in(folder: Path, markers: list[str]) -> list[str]:
    """Which file says which marker."""
    looked_for = {shape: marker for marker in markers for shape in shapes(marker)}
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder)).encode()
        parts = [name, *(opened(path.read_bytes()) if path.is_file() else ())]
        found += [
            f"{path.relative_to(folder)}: {marker}"
            for shape, marker in looked_for.items()
            if any(shape in part for part in parts)
        ]
    return found


@pytest.mark.faults
def test_after_a_day_s_work_no_file_says_anything_of_a_person(tmp_path, monkeypatch):
    everything = tmp_path / "everything"
    home = everything / "unit"
    said = record()
    markers = [*WORDS.values(), said["applicant"]["nik"], said["applicant"]["phone"].lstrip("+0")[-8:]]
    places = ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    for name in places:
        (everything / name).mkdir(parents=True, mode=0o700)
        monkeypatch.setenv(name, str(everything / name))
    set_up(home)
    given = tmp_path / "record.json"
    given.write_text(json.dumps(said), "utf-8")
    printer = TcpPrinter()
    command = [sys.executable, "-m", "tests.faults.day_in_clear", str(home), printer.address, str(given)]
    day = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    printer.close()
    assert day.returncode == -9, day.stderr
    assert day.stdout.splitlines() == ["preview True", "printed", "clipboard ''", "draft"]
    assert any(b"QWERTINDO" in job for job in printer.jobs), "the receipt was printed"
    refused = tmp_path / "refused.jsonl"
    refused.write_text(json.dumps({**said, "id": "01890000-0000-7000-8000-00000000000a", "documents": []}))
    told = mobile_unit(home, "intake", str(refused))
    assert told.returncode == 1
    for arguments in (("backup", str(everything / "unit.backup")), ("doctor",), ("verify",)):
        done = mobile_unit(home, *arguments)
        assert done.returncode in (0, 1), done.stderr
        told.stderr += done.stdout + done.stderr
    assert (everything / "unit.backup").stat().st_size > 100_000
    assert [row["state"] for row in json_lines(mobile_unit(home, "list", "--json"))] == ["waiting"]
    assert "errors.log" in {path.name for path in home.rglob("*")}, "a crash was reported"
    assert found_in(everything, markers) == []
    assert not [marker for marker in markers if marker in day.stderr + told.stderr]


def test_the_search_finds_what_is_there(tmp_path):
    marker = WORDS["full_name"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.txt", f"… {marker} …")
    planted = {
        "plain": f"a {marker} b".encode(),
        "small": marker.lower().encode(),
        "wide": marker.encode("utf-16-le"),
        "url": f"?q={quote(marker)}".encode(),
        **{f"base64-{n}": base64.b64encode(b"y" * n + marker.encode() + b"zzz") for n in range(3)},
        "packed.gz": gzip.compress(marker.encode()),
        "packed.zst": zstandard.compress(marker.encode()),
        "packed.xlsx": packed.getvalue(),
        "page.pdf": b"%PDF-1.4\nstream\n" + zlib.compress(marker.encode()) + b"endstream",
    }
    for name, content in planted.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / marker.replace(" ", "_")).touch()
    found = {line.split(":")[0] for line in found_in(tmp_path, [marker])}
    assert found == {*planted, marker.replace(" ", "_")}
