"""What a form sent: read within a bound, as text, a file in it never kept on a disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from urllib.parse import parse_qs

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from head_office.api.bodies import bounded
from head_office.problems import Refusal
from head_office.services import sheet_reading
from head_office.store.nul import holds_nul
from mobile_unit.domain.texts import Text
from mobile_unit.errors import NotAllowed, UserFacingError
from mobile_unit.i18n import _

MOST_BYTES = 256 * 1024
"""Beside a file."""
MOST_FIELDS = 1000
FORM = "application/x-www-form-urlencoded"
WITH_FILE = "multipart/form-data"
_MOST_WITH_FILE = sheet_reading.MOST_BYTES + MOST_BYTES
_NO_FORM = Text("Formulir ini tidak dapat dibaca.", "This form can't be read.")


class Form:
    """What a form sent, by name; every value is text that can be kept. Raises UserFacingError for another."""

    def __init__(self, values: Mapping[str, list[str]]) -> None:
        if holds_nul(values):
            raise UserFacingError(_("This form can't be read."))
        self._values = values

    def one(self, name: str) -> str:
        return self._values.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        return self._values.get(name, [])

    def pairs(self) -> list[tuple[str, str]]:
        """Each field with each of its values, as a form sends them."""
        return [(name, value) for name, several in self._values.items() for value in several]

    def with_all(self, name: str, values: Sequence[str]) -> Form:
        """The same form with ``values`` as what it said under this name."""
        return Form({**self._values, name: list(values)})

    def names(self, beginning: str) -> list[str]:
        """What follows ``beginning`` in the names that begin so."""
        return [name.removeprefix(beginning) for name in self._values if name.startswith(beginning)]

    def number(self, name: str) -> int:
        """A whole number; -1 where it is none."""
        text = self.one(name).strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


class FormWithFile(Form):
    """``file`` is what was uploaded, empty where nothing was."""

    def __init__(self, values: Mapping[str, list[str]], file: bytes) -> None:
        super().__init__(values)
        self.file = file


class _InMemory(MultiPartParser):
    """No part is as large as what would go to a temporary file."""

    spool_max_size = 2 * _MOST_WITH_FILE


def keep(request: Request, form: Form) -> None:
    """Have this shown again where the database is busy."""
    request.state.form = form


async def sent_by(request: Request) -> Form | None:
    """What a form sent, whether it was read already or not; None where it is none of ours."""
    kept: Form | None = getattr(request.state, "form", None)
    if kept is not None or request.method != "POST":
        return kept
    try:
        return await (read_with_file if kind_of(request) == WITH_FILE else read)(request)
    except (Refusal, UserFacingError):
        return None


def kind_of(request: Request) -> str:
    """How a form was sent: ``FORM``, ``WITH_FILE``, or what is none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read(request: Request) -> Form:
    """A form without a file; raises Refusal or UserFacingError for what is none, or comes from elsewhere."""
    _require_same_site(request)
    if kind_of(request) != FORM:
        raise Refusal(415, "form.type", _NO_FORM)
    body = await bounded(request, MOST_BYTES)
    try:
        values = parse_qs(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise UserFacingError(_("This form can't be read.")) from error
    form = Form(values)
    keep(request, form)
    return form


async def read_with_file(request: Request) -> FormWithFile:
    """A form that may bring a file; raises Refusal or UserFacingError likewise."""
    _require_same_site(request)
    body = await bounded(request, _MOST_WITH_FILE)

    async def parts() -> AsyncGenerator[bytes, None]:
        yield body

    parser = _InMemory(request.headers, parts(), max_files=1, max_fields=200, max_part_size=_MOST_WITH_FILE)
    try:
        sent = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise UserFacingError(_("This form can't be read.")) from error
    values: dict[str, list[str]] = {}
    file = b""
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            file = await value.read()
            await value.close()
        else:
            values.setdefault(name, []).append(value)
    form = FormWithFile(values, file)
    keep(request, form)
    return form


def _require_same_site(request: Request) -> None:
    """Browsers say where a form came from; another site's is refused whatever it holds."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = site not in (None, "same-origin", "none")
    if site is None and origin is not None:
        foreign = origin.split("://")[-1] != request.headers.get("host")
    if foreign:
        raise NotAllowed(_("This form was sent from another site."))
