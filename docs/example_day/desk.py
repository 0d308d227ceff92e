"""Head office's people: what they prepare, decide in the evening, and what the night makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docs.example_day.browser import Browser
from docs.example_day.camera import Camera
from docs.example_day.stage import Stage
from head_office.services import complaints, deciding, enrolment, planned_visits, staff
from head_office.services.booking_lists import Line as Booked
from head_office.services.bulletins import sound_bulletin
from head_office.services.deciding import Line, Paper
from head_office.services.night.run import Told, run
from head_office.services.planned_visits import Wanted
from head_office.services.publications import publish_now
from head_office.store import complaints as kept_complaints
from head_office.store import filed
from head_office.store import staff as members
from head_office.store.staff import Member
from mobile_unit.domain.applications import Submitted
from mobile_unit.domain.complaints import ANSWERED
from mobile_unit.domain.corrections import Asked


class Desk:
    def __init__(self, stage: Stage, camera: Camera) -> None:
        self._stage, self._office, self._said = stage, stage.office, stage.script.said
        self._browser = Browser(stage, camera)

    @property
    def unit(self) -> str:
        return str(self._said["unit"]["code"])

    def prepare(self) -> None:
        """The unit's officers, the office's staff, tomorrow's visit with its list, and a bulletin."""
        for officer in self._said["officers"].values():
            enrolment.add_officer(self._office, officer["nip"], officer["name"], officer["role"], self.unit)
        shown = self._said["staff_sign_in"]
        for each in self._said["staff"].values():
            staff.add(self._office, each["nip"], each["name"], each["role"], shown["password"])
            with self._office.database.write() as connection:
                members.change(connection, each["nip"], totp=shown["second_factor"])

    def enrolment_code(self) -> str:
        unit, visit = self._said["unit"], self._said["visit"]
        code = enrolment.make_code(self._office, unit["code"], unit["name"], unit["kecamatan"])
        officers = [each["nip"] for each in self._said["officers"].values()]
        booked = [Booked(**each) for each in self._stage.script.booked()]
        wanted = Wanted(
            self._said["date"],
            visit["place"],
            officers,
            visit["quota"],
            visit["group"],
            visit["note"],
            booked,
        )
        planned_visits.plan(self._office, self.unit, wanted)
        sound, _bulletin = sound_bulletin(self._office, self._said["bulletin"])
        publish_now(self._office, sound)
        return str(code)

    def verify(self, taken: Mapping[int, Submitted], slips: list[dict[str, Any]]) -> None:
        """Some are billed, some verified, one is asked about; both complaints are answered."""
        self._browser.evening(self._member("dewi"), taken[self._said["decisions"]["asked"]["line"]].number)
        dewi, hendra, said = self._member("dewi"), self._member("hendra"), self._said["decisions"]
        for line in said["billed"]:
            paper, fees = self._paper(taken[line])
            deciding.bill(self._office, dewi, paper, f"8202611240{line:05d}", "", fees)
        for line in said["verified"]:
            deciding.decide(self._office, dewi, self._paper(taken[line])[0], "verification", "")
        asked = said["asked"]
        about = Asked(asked["field"], asked["sentence"])
        deciding.ask(self._office, dewi, self._paper(taken[asked["line"]])[0], [about])
        for complaint, slip in zip(self._said["complaints"], slips, strict=True):
            who = hendra if complaint["about_officer"] else dewi
            with self._office.database.read() as connection:
                row = kept_complaints.find_numbered(connection, slip["number"])
            assert row is not None
            complaints.decide(
                self._office, who, slip["number"], row["revision"], ANSWERED, complaint["answer"]
            )

    def night_run(self) -> Told:
        day = self._stage.clock.now().date()
        told = run(self._office, self._stage.folder / "head-office", day)
        self._browser.morning(self._member("hendra"), told.folder)
        return told

    def follow(self, number: str, born: str) -> None:
        """An applicant looks for theirs at home."""
        self._browser.public(number, born)

    def close(self) -> None:
        self._browser.close()

    def _paper(self, submitted: Submitted) -> tuple[Paper, list[Line]]:
        with self._office.database.read() as connection:
            row = filed.find(connection, submitted.id)
            assert row is not None
            fees = filed.body_of(connection, row)["fees"]
        lines = [Line(fee["code"], fee["amount"] or 0) for fee in fees]
        return Paper(submitted.number, row["revision"]), lines

    def _member(self, who: str) -> Member:
        with self._office.database.read() as connection:
            found = members.find(connection, self._said["staff"][who]["nip"])
        assert found is not None
        return found
