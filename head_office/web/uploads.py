"""A form with a file in it, read within a bound and never kept on a disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from head_office.api.bodies import bounded
from head_office.services.sheet_reading import MOST_BYTES
from head_office.web.gate import SIGN_IN, Form, Visitor, require_own, require_same_site
from head_office.web.page import SeeOther
from mobile_unit.errors import UserFacingError
from mobile_unit.i18n import _

_ROOM = 256 * 1024
"""Beside the file."""


class _InMemory(MultiPartParser):
    """No part is as large as what would go to a temporary file."""

    spool_max_size = 2 * (MOST_BYTES + _ROOM)


class FormWithFile(Form):
    """``file`` is what was uploaded, empty where nothing was."""

    def __init__(self, values: dict[str, list[str]], file: bytes) -> None:
        super().__init__(values)
        self.file = file


async def own_form_with_file(request: Request, session: Visitor) -> FormWithFile:
    """What was posted from a page of this very session."""
    if session is None:
        raise SeeOther(SIGN_IN)
    require_same_site(request)
    body = await bounded(request, MOST_BYTES + _ROOM)

    async def parts() -> AsyncGenerator[bytes, None]:
        yield body

    parser = _InMemory(
        request.headers, parts(), max_files=1, max_fields=200, max_part_size=MOST_BYTES + _ROOM
    )
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
    require_own(session, form)
    return form


OwnFormWithFile = Annotated[FormWithFile, Depends(own_form_with_file)]
