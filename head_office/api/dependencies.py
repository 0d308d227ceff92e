"""What the routes share: the opened head office, who is calling, and from where."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Request

from head_office.office import HeadOffice
from head_office.services import identity, limits
from head_office.store import devices
from head_office.store.allowances import Bound
from mobile_unit.sync import wire

log = logging.getLogger("head_office")
_IPV6_HOME = 64
"""Whoever has one IPv6 address has all that begin with these bits."""


async def opened(request: Request) -> HeadOffice:
    office: HeadOffice = request.app.state.office
    return office


Office = Annotated[HeadOffice, Depends(opened)]


async def address_of(request: Request) -> str | None:
    """Where a request comes from, as strangers are counted; None for a program on this machine.

    Behind a proxy that the administrator named it is whom the proxy names. A request that came through one
    that nobody named is counted as that proxy's.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host or None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            if not address.is_loopback:
                return str(ipaddress.ip_network((address, _IPV6_HOME), strict=False))
        else:
            address = address.ipv4_mapped
    if address.is_loopback and "x-forwarded-for" not in request.headers:
        return None
    if address.is_loopback and not getattr(request.app.state, "told_of_proxy", False):
        request.app.state.told_of_proxy = True
        log.warning("a proxy stands in front that nobody named: everybody counts as one; see serve --proxy")
    return str(address)


Address = Annotated[str | None, Depends(address_of)]


def bounded_by(bound: Bound) -> Callable[[HeadOffice, str | None], None]:
    """A dependency that counts strangers by their address."""

    def count(office: Office, address: Address) -> None:
        limits.require(office, bound, address)

    return count


def length_of(request: Request) -> int:
    """The bytes that a request says it brings."""
    said = request.headers.get("content-length", "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0


def caller(
    office: Office, request: Request, authorization: Annotated[str | None, Header()] = None
) -> devices.Device:
    """The enrolled, unrevoked device that calls, and not too often."""
    device = identity.device_of(office, authorization)
    request.state.device = device.id
    limits.require_device(office, device.id, length_of(request))
    return device


Device = Annotated[devices.Device, Depends(caller)]
Standing = Annotated[str | None, Header(alias=wire.STANDING_HEADER, max_length=200)]
"""What a laptop says of itself, where its program does."""
