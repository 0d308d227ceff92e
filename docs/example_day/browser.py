"""Head office's pages as its people see them, by the machine's own Chromium; only for pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyotp

from docs.example_day.camera import Camera
from docs.example_day.stage import Stage
from head_office.store.staff import Member

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
VIEW = {"width": 1366, "height": 768}


class Browser:
    def __init__(self, stage: Stage, camera: Camera) -> None:
        self._stage, self._camera = stage, camera
        self._playwright: Any = None
        self._opened: Any = None

    def evening(self, member: Member, number: str) -> None:
        """A verifier's desk before anything is decided."""
        if not self._camera.is_on:
            return
        page = self._signed_in(member)
        self._photograph(page, "/desk", "meja-daftar")
        self._photograph(page, f"/desk/applications/{number}", "meja-permohonan")
        self._photograph(page, "/desk/complaints", "meja-pengaduan")
        self._photograph(page, "/desk/visits", "meja-kunjungan")
        page.context.close()

    def morning(self, member: Member, night: Path) -> None:
        """What a supervisor reads first."""
        if not self._camera.is_on:
            return
        (report,) = night.glob("*.pdf")
        self._camera.paper("laporan-malam", report.read_bytes())
        page = self._signed_in(member)
        self._photograph(page, "/desk/units", "meja-unit")
        month = f"{self._stage.script.day:%Y-%m}"
        self._photograph(page, f"/desk/survey?since={month}&until={month}", "meja-survei")
        page.context.close()

    def public(self, number: str, born: str) -> None:
        """What an applicant sees who follows theirs."""
        if not self._camera.is_on:
            return
        page = self._new_page()
        page.goto(f"{self._stage.url}/")
        page.locator("#nomor").fill(number)
        for part, words in zip(("tahun", "bulan", "hari"), born.split("-"), strict=True):
            page.locator(f"#{part}").fill(words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self._camera.page("lacak", page.screenshot())
        page.context.close()

    def _signed_in(self, member: Member) -> Page:
        shown = self._stage.script.said["staff_sign_in"]
        page = self._new_page()
        page.goto(f"{self._stage.url}/desk")
        page.locator("input[name=nip]").fill(member.nip)
        page.locator("input[name=password]").fill(shown["password"])
        code = pyotp.TOTP(shown["second_factor"]).at(int(self._stage.clock.now().timestamp()))
        page.locator("input[name=code]").fill(code)
        if "meja-masuk" not in self._camera.taken:
            self._camera.page("meja-masuk", page.screenshot())
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page

    def _photograph(self, page: Page, path: str, name: str) -> None:
        page.goto(f"{self._stage.url}{path}")
        page.wait_for_load_state("networkidle")
        self._camera.page(name, page.screenshot())

    def _new_page(self) -> Page:
        if self._opened is None:
            from playwright.sync_api import sync_playwright

            self._playwright = sync_playwright().start()
            self._opened = self._playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = self._opened.new_context(viewport=VIEW, locale="id-ID")
        page: Page = context.new_page()
        return page

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._playwright.stop()
            self._opened = None
