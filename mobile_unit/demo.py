"""The main job on sample data, against a head office that lives only as long as the demo."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from mobile_unit.app import Home, Unit
from mobile_unit.domain.applications import Submitted
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _
from mobile_unit.resources import resource

UNIT = "WK01"
UNIT_NAME = "Unit Keliling 1 Way Kanan"
KECAMATAN = "18.08.04"
VILLAGE = "18.08.04.2005"
NIP = "199001012015031001"
OFFICER = "Sari Wulandari"
PIN = "246810"
STARTING_SECONDS = 60
_SHOWN = (0, 2, 3)
"""Lines of the samples that show an adult's, a child's and a replacement passport."""


@dataclass(frozen=True)
class DemoOffice:
    """The running head office: its address and its home."""

    url: str
    home: Path

    def command(self, *arguments: str) -> list[dict[str, Any]]:
        """Run a ``head-office`` command on it and read its JSON lines."""
        done = subprocess.run(
            _head_office(self.home, *arguments, "--json"), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise UserFacingError(_("The demo's head office failed."), done.stderr.strip())
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def run_headless() -> int:
    """Take three applications through the whole path; 0 only if head office then holds all three."""
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="mobile-unit-demo-"))
    with demo_unit(folder) as (office, unit):
        click.echo(_("1. Unit {code} is enrolled; {name} is signed in.").format(code=UNIT, name=OFFICER))
        taken = [take_sample(unit, line) for line in _SHOWN]
        for submitted in taken:
            receipt = _print_receipt(unit, submitted, folder / "receipts")
            click.echo(
                _("2. Application {number} taken; receipt: {path}").format(
                    number=submitted.number, path=receipt
                )
            )
        result = unit.sync.run()
        click.echo(
            _(
                "3. Sent to head office: {sent} applications, {waiting} waiting, {scans} scans waiting."
            ).format(sent=result.sent, waiting=result.waiting, scans=result.blobs_waiting)
        )
        held = {row["id"]: row for row in office.command("list")}
        all_held = all(_is_whole(held.get(submitted.id)) for submitted in taken)
        click.echo(
            _("4. Head office holds all three with their scans: {answer}.").format(answer=_yes(all_held))
        )
        office.command("status", taken[0].number, "awaiting_payment")
        unit.sync.run()
        state = unit.tracking.application(taken[0].number).summary.state
        came_back = state == "awaiting_payment"
        click.echo(
            _("5. Head office's status came back to the unit: {answer}.").format(answer=_yes(came_back))
        )
        broken = next(unit.broken_things(), None)
        click.echo(_("6. Everything is whole: {answer}.").format(answer=_yes(broken is None)))
    click.echo(
        _("Done in {seconds} seconds. Everything is in {folder}").format(
            seconds=round(time.monotonic() - began), folder=folder
        )
    )
    return 0 if all_held and came_back and broken is None else 1


def run_window() -> int:
    """Open the window, signed in, with a running head office and sample data one click away."""
    from mobile_unit.ui.main_window import run

    folder = Path(tempfile.mkdtemp(prefix="mobile-unit-demo-"))
    click.echo(_("Starting the demo's head office …"))
    with demo_unit(folder) as (office, unit):
        click.echo(
            _("Head office: {url}/docs   PIN of the demo officer: {pin}").format(url=office.url, pin=PIN)
        )
        return run(Home(folder / "unit"), unit, demo_data=lambda: fill_with_samples(unit))


def fill_with_samples(unit: Unit, count: int = 12) -> None:
    """Take the first samples that this unit does not have yet, as an officer would."""
    for line in range(count):
        take_sample(unit, line)


def take_sample(unit: Unit, line: int) -> Submitted:
    """One sample application through draft, documents and submission; again, it is the same one."""
    record = _sample(line)
    known = unit.intake.number_of(record["id"])
    if known is not None:
        return Submitted(record["id"], known)
    draft = unit.intake.new_draft(record["service"], record["id"])
    unit.intake.save_draft(draft.id, record["applicant"], record["answers"])
    for document in record["documents"]:
        scan = resource("samples", document["path"]).read_bytes()
        unit.intake.attach(draft.id, document["kind"], scan)
    return unit.intake.submit(draft.id)


@contextmanager
def demo_unit(folder: Path) -> Iterator[tuple[DemoOffice, Unit]]:
    """A head office on loopback and a unit enrolled with it, both under ``folder``; its counter is set up."""
    with demo_office(folder / "head-office") as office:
        office.command("officer", "add", NIP, "--name", OFFICER, "--role", "supervisor", "--unit", UNIT)
        code = office.command("enrol-code", UNIT, "--name", UNIT_NAME, "--kecamatan", KECAMATAN)[0]["code"]
        unit = Home(folder / "unit").enrol(office.url, code, NIP, PIN)
        try:
            unit.day.open_visit(VILLAGE)
            yield office, unit
        finally:
            unit.close()


@contextmanager
def demo_office(home: Path) -> Iterator[DemoOffice]:
    """``head-office serve`` on a free port of loopback, ended with the block."""
    with subprocess.Popen(
        _head_office(home, "serve", "--port", "0", "--json"), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise UserFacingError(_("The demo's head office did not start."))
            yield DemoOffice(json.loads(line)["url"], home)
        finally:
            process.terminate()
            process.wait(STARTING_SECONDS)


def _head_office(home: Path, *arguments: str) -> Sequence[str]:
    return [sys.executable, "-m", "head_office", "--home", os.fspath(home), *arguments]


def _sample(line: int) -> dict[str, Any]:
    lines = resource("samples", "applications.jsonl").read_text("utf-8").splitlines()
    record: dict[str, Any] = json.loads(lines[line])
    return record


def _print_receipt(unit: Unit, submitted: Submitted, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{submitted.number}.pdf"

    def write(pdf: bytes) -> None:
        path.write_bytes(pdf)

    unit.receipts.print(submitted.id, write)
    return path


def _is_whole(row: dict[str, Any] | None) -> bool:
    return row is not None and bool(row["documents"]) and all(d["held"] for d in row["documents"])


def _yes(answer: bool) -> str:
    return _("yes") if answer else _("no")
