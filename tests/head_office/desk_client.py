"""A verifier's browser without a browser: cookies, forms with their hidden fields, one-time codes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from functools import cache
from html import unescape
from typing import Any, cast

import httpx
import pyotp
from fastapi import FastAPI
from sqlalchemy import update

from head_office.app import create_app
from head_office.office import HeadOffice
from head_office.services import staff
from head_office.services.work_list import unseal
from head_office.store import tables

PASSWORD = "kuda biru makan nasi"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Client:
    """An HTTP client inside the process, over TLS as far as the pages can tell; it follows nothing."""

    def __init__(self, office: HeadOffice) -> None:
        self._office = office
        transport = httpx.ASGITransport(app=_application())
        self._client = httpx.AsyncClient(transport=transport, base_url="https://office.example")
        self.cookies = self._client.cookies

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self._call(self._client.get(path, **options))

    def post(self, path: str, *, address: str | None = None, **options: Any) -> httpx.Response:
        """``address`` is where it comes from, else this machine."""
        return self._call(self._from(address).post(path, **options))

    def _from(self, address: str | None) -> httpx.AsyncClient:
        if address is None:
            return self._client
        transport = httpx.ASGITransport(app=_application(), client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url=self._client.base_url)

    def _call(self, call: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
        _application().state.office = self._office
        return asyncio.run(call)


@cache
def _application() -> FastAPI:
    """One for all offices, lent to whichever is asked: it builds a route when it is called first, which would
    take each test a second."""
    return create_app(cast(HeadOffice, None))


class Desk:
    """Somebody's browser at the pages of an office; ``page`` is the last answer."""

    def __init__(self, office: HeadOffice, nip: str = "199001") -> None:
        self.office = office
        self.nip = nip
        self.client = Client(office)
        self.page: httpx.Response

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Open an address and whatever it leads to."""
        return self._follow(self.client.get(path, **options))

    def send(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """Send a form as the last page had it, with its hidden fields; what a browser would then see."""
        hidden = {name: value for name, value in self.hidden().items() if value is not None}
        return self._follow(self.client.post(path, data={**hidden, **(fields or {})}, **options))

    def hidden(self) -> dict[str, str]:
        found = {
            name: unescape(value)
            for name, value in re.findall(
                r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page.text
            )
        }
        return {name: found[name] for name in ("csrf", "revision", "seen") if name in found}

    def left_over(self) -> list[str]:
        """What was typed and is offered to be copied, as no form takes it any more."""
        found = re.findall(r"Yang Anda ketik; [^<]+<textarea[^>]* readonly>([^<]*)<", self.page.text)
        return [unescape(words) for words in found]

    def sign_in(self, **fields: str) -> httpx.Response:
        self.get("/desk/sign-in")
        told = {"nip": self.nip, "password": PASSWORD, "code": self.code(), **fields}
        return self.send("/desk/sign-in", told)

    def code(self) -> str:
        return pyotp.TOTP(SECRET).at(int(self.office.clock.now().timestamp()))

    def told(self) -> Any:
        """What the last address says was done."""
        return unseal(self.office, self.page.url.params["told"])

    def _follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.status_code == 303:
            answer = self.client.get(answer.headers["location"])
        self.page = answer
        return answer


def add_staff(office: HeadOffice, nip: str, role: str, *, name: str = "Dewi Lestari") -> None:
    """Somebody whose second factor is enrolled."""
    staff.add(office, nip, name, role, PASSWORD)
    with office.database.write() as connection:
        mine = update(tables.staff).where(tables.staff.c.nip == nip)
        connection.execute(mine.values(totp=SECRET))


def desk_of(office: HeadOffice, role: str = "verifier", nip: str = "199001", **options: str) -> Desk:
    """Somebody of a role, signed in."""
    add_staff(office, nip, role, **options)
    made = Desk(office, nip)
    assert made.sign_in().status_code == 200
    return made
