"""What the routes share: the opened head office, and who is calling."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request

from head_office.office import HeadOffice
from head_office.services import identity
from head_office.store import devices


def opened(request: Request) -> HeadOffice:
    office: HeadOffice = request.app.state.office
    return office


Office = Annotated[HeadOffice, Depends(opened)]


def caller(office: Office, authorization: Annotated[str | None, Header()] = None) -> devices.Device:
    """The enrolled, unrevoked device that calls."""
    return identity.device_of(office, authorization)


Device = Annotated[devices.Device, Depends(caller)]
