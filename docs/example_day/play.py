"""The timetable's steps, each a method of its own: what the officers of the unit do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from docs.example_day.camera import Camera
from docs.example_day.counter import CONTROL, Counter, press, press_here, type_here, until
from docs.example_day.desk import Desk
from docs.example_day.hall import Hall
from docs.example_day.intake import Intake
from docs.example_day.stage import Stage
from mobile_unit.domain.complaints import SATISFIED
from mobile_unit.domain.outreach import Outcome, Plan
from mobile_unit.domain.referrals import Referred
from mobile_unit.ui.pages.complaints import ANSWERED

ADDRESS = "https://imigrasi.example"
"""What pictures show as head office's; the real one is another each time."""
MINUTES_EACH = 5
"""So long an application takes where the timetable lets several follow each other."""


class Play:
    """What happened: ``slips`` are those of the complaints, in their order; ``closed`` is what the day was
    closed with, ``night`` what the night run told, ``compared`` how the days stood the next morning."""

    def __init__(self, stage: Stage, camera: Camera, language: str = "id") -> None:
        self.stage, self.script, self.camera = stage, stage.script, camera
        self.desk = Desk(stage, camera)
        self.desk.prepare()
        self.counter = Counter(stage, language)
        camera.seen = self.counter.window
        self.hall = Hall(self.counter, camera)
        self.intake = Intake(self.counter, camera)
        self.slips: list[dict[str, Any]] = []
        self.told = 0
        self.closed: Any = None
        self.night: Any = None
        self.compared: Any = None
        self._event = ""

    def run(self, announce: Any = lambda _at, _what: None) -> None:
        for moment, step, more in self.script.steps:
            self.stage.clock.move_to(moment)
            announce(moment, step)
            getattr(self, step)(**more)

    # the day before, and going in and out

    def enrol(self, who: str) -> None:
        officer, front = self.script.officer(who), self.counter.window.front
        until(front.server.isVisible)
        said = (self.stage.url, self.desk.enrolment_code(), officer["nip"], officer["pin"], officer["pin"])
        front.server.setFocus()
        for words in said[:-1]:
            type_here(words)
            press_here(Qt.Key.Key_Return)
        type_here(said[-1])
        if self.camera.is_on:
            front.server.setText(ADDRESS)
            self.camera.window("pendaftaran")
            front.server.setText(self.stage.url)
        press_here(Qt.Key.Key_Return)
        until(lambda: self.counter.window.shell is not None)
        self.counter.be_without_network()
        self.counter.settle()

    def give_pin(self, to: str) -> None:
        officer = self.script.officer(to)
        self.counter.unit.access.give(officer["nip"], officer["pin"])
        self.counter.go("settings")
        self.camera.window("pengaturan")

    def sign_in(self, who: str) -> None:
        until(lambda: self.counter.window.front is not None)
        self.camera.once("masuk")
        self.counter.sign_in(who)

    def sign_out(self) -> None:
        self.counter.settle()
        self.counter.window.lock()
        self.camera.once("terkunci")
        self.counter.sign_out()

    def sync(self) -> None:
        self.counter.go("sync").set_subtitle(ADDRESS)
        if self.intake.taken and self.camera.is_on and not self.night:
            self.camera.window("kantor-menunggu")
            self.counter.go("stick")
            self.camera.window("stik")
        self.counter.sync()
        self.counter.page.set_subtitle(ADDRESS)
        if self.intake.taken:
            self.camera.once("kantor-diterima")

    # the day at its place

    def open_the_day(self) -> None:
        page = self.counter.go("today")
        assert page.visit.asks_for_place
        self.camera.window("membuka-hari")
        page.visit.edit.setFocus()
        press(page.visit.edit, Qt.Key.Key_Return)
        until(lambda: not page.visit.asks_for_place)
        self.counter.settle()
        self.camera.window("hari-ini")

    def read_the_bulletin(self) -> None:
        page = self.counter.go("bulletins")
        self.camera.window("pengumuman")
        press(page, Qt.Key.Key_Return, CONTROL)
        until(lambda: self.counter.unit.bulletins.unread() == 0)

    def pause(self) -> None:
        page = self.counter.go("today")
        press(page, Qt.Key.Key_B, CONTROL)
        until(lambda: self.counter.unit.day.today().paused_since is not None)
        self.counter.settle()
        self.camera.window("istirahat")

    def go_on(self) -> None:
        press(self.counter.go("today"), Qt.Key.Key_B, CONTROL)
        until(lambda: self.counter.unit.day.today().paused_since is None)

    def close_the_day(self, who: str) -> None:
        day = self.script.day
        self.counter.announce()
        page = self.counter.go("closing", day.isoformat())
        until(lambda: page.account.submitted.text != "–")
        self.camera.window("tutup-hari")
        page.signing.pin.setFocus()
        type_here(self.script.officer(who)["pin"])
        press(page, Qt.Key.Key_Return, CONTROL)
        until(lambda: self.counter.unit.closing.look(day).signed_by is not None)
        self.counter.settle()
        self.camera.window("hari-ditutup")
        self.closed = self.counter.unit.closing.look(day)
        report = self.counter.unit.closing.report(day)
        (self.stage.folder / "report.pdf").write_bytes(report)
        self.camera.paper("laporan-hari", report)

    # applications

    def arrive(self, **lines: int) -> None:
        for line in range(lines["from"], lines["to"] + 1):
            self.hall.arrive(line)

    def take_in_the_window(self, line: int) -> None:
        ticket, called = self.hall.call()
        assert called == line
        self.counter.go("queue")
        self.camera.window("antrean")
        self.intake.take_in_the_window(line, ticket)

    def take(self, **lines: int) -> None:
        """Those of the hall who come with these lines, each in their turn."""
        for _line in range(lines["from"], lines["to"] + 1):
            ticket, line = self.hall.call()
            self.stage.clock.pass_by(minutes=MINUTES_EACH)
            self.intake.take(line, ticket)
        self.counter.announce()
        if lines["to"] == len(self.script.applications):
            self._show_what_was_taken()

    def _show_what_was_taken(self) -> None:
        page = self.counter.go("applications")
        until(lambda: page.model.rowCount() == len(self.script.applications))
        self.counter.settle()
        self.camera.window("permohonan")
        self.counter.go("today")
        self.camera.window("hari-ini-sore")

    def correct(self) -> None:
        said = self.script.said["correction"]
        draft = self._changed(said["line"], {said["field"]: said["value"]}, said["reason"])
        self._show_draft(draft)
        self.camera.window("koreksi")
        self.counter.page.form.leave()
        self.counter.settle()
        self.counter.unit.corrections.submit(draft)
        self.counter.announce()
        self.counter.go("application", self.intake.taken[said["line"]].id)
        self.camera.window("satu-permohonan")

    def _changed(self, line: int, applicant: dict[str, Any], reason: str) -> str:
        """The draft of a correction."""
        unit = self.counter.unit
        draft = unit.intake.draft(unit.corrections.begin(self.intake.taken[line].id))
        unit.intake.save_draft(draft.id, {**draft.applicant, **applicant}, draft.answers, draft.confirmed)
        unit.corrections.save_reason(draft.id, reason)
        return draft.id

    def _show_draft(self, draft: str) -> None:
        page = self.counter.go("new", draft)
        until(lambda: page.form is not None)
        self.counter.settle()

    def withdraw(self) -> None:
        said = self.script.said["withdrawal"]
        self.counter.unit.corrections.withdraw(self.intake.taken[said["line"]].id, said["reason"])
        self.counter.announce()

    def look_for_an_application(self, line: int) -> None:
        page = self.counter.go("whereabouts", self.intake.taken[line].number)
        until(lambda: bool(page.stage.text()))
        self.counter.settle()
        self.camera.window("di-mana" if self.night else "di-mana-tercatat")

    # what else the counter does

    def answer_in_the_window(self, question: int) -> None:
        page = self.counter.go("complaints")
        page.search.setFocus()
        type_here("bayar")
        wanted = self.script.said["questions"][question - 1]
        until(lambda: page.book.current is not None and page.book.current.key == wanted)
        self.counter.settle()
        self.camera.window("buku-jawaban")
        press(page, Qt.Key.Key_Return, CONTROL)
        self.counter.settle()

    def answer(self, **which: int) -> None:
        for key in self.script.said["questions"][which["from"] - 1 : which["to"]]:
            self.counter.unit.answer_book.count(key)

    def complain(self, which: int) -> None:
        said, page = self.script.said["complaints"][which - 1], self.counter.go("complaints")
        page.search.clear()
        page.begin()
        for choice, value in (("kind", said["kind"]), ("mode", said["mode"])):
            row = getattr(page.form, choice)
            row.set_value(value)
            row.changed.emit()
        page.form.about.buttons[int(said["about_officer"])].click()
        for field in ("name", "phone", "address"):
            if said[field]:
                QTest.keyClicks(getattr(page.form, field), said[field])
        QTest.keyClicks(page.form.text, said["text"])
        self.counter.settle()
        self.camera.window(f"pengaduan-{which}")
        press(page, Qt.Key.Key_Return, CONTROL)
        until(lambda: page.stack.currentWidget() is page.taken)
        self.counter.settle()
        self.camera.window(f"pengaduan-{which}-diterima")
        slip = dict(page.taken.taken.slip)
        if which == 1:
            self.camera.paper("slip-1", self.counter.unit.complaints.slip_pdf(slip))
        self.slips.append(slip)
        page.go_back()

    def kiosk(self, **which: int) -> None:
        """Applicants touch the screen themselves; then an officer comes."""
        page = self.counter.go("survey")
        self.camera.window("survei")
        press(page, Qt.Key.Key_K, CONTROL)
        window = self.counter.window
        window.showNormal()  # a picture as large as all others
        self.camera.window("kios-mulai")
        for row in self._answers(which):
            asked = window.kiosk.page
            for digit in ("1", str(1 + self._families().index(row["family"]))):
                QTest.keyClick(asked, digit)
            self.camera.once("kios")
            for digit in row["digits"]:
                QTest.keyClick(asked, digit)
            QTest.keyClick(asked, str(1 + "lp".index(row["traits"]["sex"])))
            for _attribute in range(len(asked.asked.attributes) - 1):
                QTest.keyClick(asked, "0")
            until(lambda asked=asked: asked.question.text() == asked.say("thanks"))
            self.camera.once("kios-selesai")
            asked.restart()
        press(window.kiosk.page, Qt.Key.Key_F12)
        self.camera.window("kios-petugas")
        type_here(self.script.officer("budi")["pin"])
        press_here(Qt.Key.Key_Return)
        until(page.isVisible)
        self.counter.settle()

    def survey(self, **which: int) -> None:
        for row in self._answers(which):
            scores = self.counter.unit.surveys.questionnaire.scores_of(row["digits"])
            self.counter.unit.surveys.keep(scores, row["family"], row["traits"])

    def _answers(self, which: dict[str, int]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.script.said["survey"][which["from"] - 1 : which["to"]]
        return found

    def _families(self) -> list[str]:
        return [each.key for each in self.counter.unit.surveys.questionnaire.families]

    def refer(self) -> None:
        said, unit = self.script.said["referral"], self.counter.unit
        target = next(each for each in unit.referrals.directory() if each.key == said["target"])
        referred = Referred(said["name"], said["reason"], said["asked"])
        self.camera.paper("persetujuan-rujukan", unit.referrals.consent_form(target, referred))
        made = unit.referrals.make(target, referred, signed=True)
        page = self.counter.go("referrals")
        until(lambda: page.list.count() == 1)
        page.list.setFocus()
        page.list.setCurrentRow(0)
        self.counter.settle()
        self.camera.window("rujukan")
        self.camera.paper("surat-rujukan", unit.referrals.letter(made))

    def plan_outreach(self) -> None:
        self._event = self.counter.unit.outreach.plan(self._planned())

    def hold_outreach(self) -> None:
        said = self.script.said["outreach"]
        outcome = Outcome(said["men"], said["women"], tuple(said["questions"]), said["follow_up"])
        self.counter.unit.outreach.hold(self._planned(), outcome, event_id=self._event)
        page = self.counter.go("outreach")
        until(lambda: page.list.count() == 1)
        page.list.setFocus()
        page.list.setCurrentRow(0)
        self.counter.settle()
        self.camera.window("penyuluhan")
        self.camera.paper("laporan-penyuluhan", self.counter.unit.outreach.report(self._event))

    def _planned(self) -> Plan:
        said = self.script.said["outreach"]
        return Plan(
            self.script.day.isoformat(), said["place"], said["theme"], starts=said["starts"],
            venue=said["venue"], audience=said["audience"], speakers=tuple(said["speakers"]),
        )  # fmt: skip

    # head office, and the next morning

    def verify(self) -> None:
        self.desk.verify(self.intake.taken, self.slips)

    def night_run(self) -> None:
        self.night = self.desk.night_run()

    def tell_answers(self) -> None:
        """The open answer is found in the list, the sealed one by its number and the slip's code."""
        complaints = self.counter.unit.complaints
        self.counter.go("today")
        self.camera.window("pagi-berikutnya")
        page = self.counter.go("complaints", ANSWERED)
        self.camera.window("perlu-disampaikan")
        for said, slip in zip(self.script.said["complaints"], self.slips, strict=True):
            found = complaints.find(slip["number"])
            assert found is not None
            page.open_one(found)
            self.counter.settle()
            sealed = said["about_officer"]
            words = (
                complaints.answer_with(found, slip["said"]["code"])
                if sealed
                else complaints.detail(found).answer
            )
            assert words == said["answer"]
            self.camera.once("jawaban-tersegel" if sealed else "jawaban")
            complaints.tell(found, "spoken", SATISFIED)
            self.told += 1
        self.counter.announce()

    def answer_the_office(self) -> None:
        """What the verifier asked to be corrected is, and goes back."""
        said = self.script.said["decisions"]["asked"]
        (task,) = self.counter.unit.corrections.tasks()
        assert task.request.application == self.intake.taken[said["line"]].id
        field = said["field"].removeprefix("applicant.")
        draft = self._changed(said["line"], {field: said["value"]}, said["reason"])
        self._show_draft(draft)
        self.camera.window("koreksi-diminta")
        self.counter.page.form.leave()
        self.counter.settle()
        self.counter.unit.corrections.submit(draft)
        self.counter.announce()

    def compare(self) -> None:
        self.counter.go("comparison")
        self.camera.window("pencocokan")
        self.compared = self.counter.unit.following.compare()

    def look_around(self) -> None:
        """Pages that the day did not need, for the manual."""
        if not self.camera.is_on:
            return
        for page, name in (
            ("more", "layanan-lain"),
            ("services", "layanan-syarat"),
            ("survey", "survei-hasil"),
            ("indicators", "indikator"),
        ):
            self.counter.go(page)
            self.camera.window(name)
        calls = self.counter.go("call_list")
        calls.place_line.set_code(self.script.said["unit"]["kecamatan"])
        press(calls.place_line, Qt.Key.Key_Return)
        self.counter.settle()
        self.camera.window("perlu-dihubungi")
        self.counter.go("today")
        press(self.counter.shell, Qt.Key.Key_F1)
        self.camera.window("bantuan")
        press(self.counter.shell, Qt.Key.Key_F1)
        self.counter.window.change_theme("dark")
        self.counter.settle()
        self.camera.window("gelap")
        self.counter.window.change_theme("light")
        born = self.script.application(1)["applicant"]["birth_date"]
        self.desk.follow(self.intake.taken[1].number, born)

    def end(self) -> None:
        self.counter.close()
        self.desk.close()


@contextmanager
def played(
    stage: Stage, pictures: Path | None = None, language: str = "id", **options: Any
) -> Iterator[Play]:
    """The whole day; the window stays open for the checks."""
    play = Play(stage, Camera(pictures), language)
    try:
        play.run(**options)
        yield play
    finally:
        play.end()
