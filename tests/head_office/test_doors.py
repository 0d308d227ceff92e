"""Every page and form of the desk, also those that are yet to be written: nobody is let in without a session,
no form without its token."""

from __future__ import annotations

import re
from typing import cast

import pytest
from fastapi.routing import APIRoute

from head_office.app import create_app
from head_office.office import HeadOffice
from head_office.services import staff
from head_office.web.page import PageRoute
from tests.head_office.desk_client import PASSWORD, Desk, desk_of

OPEN = {
    *("/desk/sign-in", "/desk/desk.css", "/desk/desk.js", "/desk/desk.svg"),
    "/desk/{anything:path}",  # that there is nothing at an address is told everybody
}
ENROLLING = "/desk/enrol"
"""For whoever showed a password; others are sent to the sign-in by way of the list."""


def routes(holder: object) -> list[APIRoute]:
    """Those of an application and of the routers in it."""
    found = []
    for each in getattr(holder, "routes", []):
        if isinstance(each, APIRoute):
            found.append(each)
        else:
            found += routes(getattr(each, "original_router", each))
    return found


ALL = routes(create_app(cast("HeadOffice", None)))
GUARDED = sorted(
    {
        (method, each.path)
        for each in ALL
        if each.path.startswith("/desk") and each.path not in OPEN
        for method in each.methods - {"HEAD"}
    }
)


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "1", path)


def test_there_are_as_many_as_one_thinks():
    assert len([path for method, path in GUARDED if method == "GET"]) > 40
    assert len([path for method, path in GUARDED if method == "POST"]) > 30
    assert {method for method, _path in GUARDED} == {"GET", "POST"}
    assert all(isinstance(each, PageRoute) for each in ALL if each.path.startswith("/desk"))


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nobody_is_let_in_without_a_session(inside, method, path):
    client = Desk(inside).client
    answer = client.get(filled(path)) if method == "GET" else client.post(filled(path), data={"csrf": ""})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/sign-in" if path != ENROLLING else "/desk")
    assert answer.content == b""
    assert answer.headers["cache-control"] == "no-store"


def test_a_password_without_the_second_factor_opens_nothing(inside):
    staff.add(inside, "199001", "Dewi Lestari", "supervisor", PASSWORD)
    desk = Desk(inside)
    assert desk.sign_in(code="").url.path == ENROLLING
    token = desk.hidden()["csrf"]
    for method, path in GUARDED:
        if path == ENROLLING:
            continue
        if method == "GET":
            answer = desk.client.get(filled(path))
        else:
            answer = desk.client.post(filled(path), data={"csrf": token})
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/desk/sign-in"), path


def test_no_form_is_taken_without_its_token_or_from_elsewhere(inside):
    """By a supervisor, who may do all of it."""
    desk = desk_of(inside, "supervisor")
    token = desk.get("/desk/account") and desk.hidden()["csrf"]
    with inside.database.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM acts").scalar_one()
    for method, path in GUARDED:
        if method != "POST" or path == ENROLLING:
            continue
        for fields, headers in (
            ({}, {}),
            ({"csrf": token[:-1]}, {}),
            ({"csrf": token}, {"Sec-Fetch-Site": "cross-site"}),
            ({"csrf": token}, {"Sec-Fetch-Site": "same-site"}),
            ({"csrf": token}, {"Origin": "https://evil.example"}),
            ({"csrf": token}, {"Origin": "null"}),
        ):
            answer = desk.client.post(filled(path), data=fields, headers=headers)
            if answer.status_code == 415 and not fields:
                continue  # nothing at all came, not even what kind it is
            if answer.status_code in (400, 415) and not headers:
                parts = {name: (None, value) for name, value in fields.items()}
                answer = desk.client.post(filled(path), files=parts)
            assert answer.status_code in (400, 403, 415), (path, fields, headers)
    assert desk.get("/desk/account").status_code == 200
    with inside.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM acts").scalar_one() == before


def test_an_administrator_opens_no_page_of_anybody_s_data(inside):
    desk = desk_of(inside, "admin")
    opened = [path for method, path in GUARDED if method == "GET"]
    for beginning in ("applications", "person", "complaints", "referrals", "training", "visits", "outreach"):
        pages = [path for path in opened if path.startswith(f"/desk/{beginning}")]
        assert pages
        for path in pages:
            assert desk.client.get(filled(path)).status_code == 403, path


def test_of_the_description_s_files_there_are_those_that_its_page_names(inside):
    client = Desk(inside).client
    named = re.findall(r'"(/docs/assets/[^"]+)"', client.get("/docs").text)
    assert len(set(named)) >= 2
    for path in {*named, "/docs/assets/favicon-32x32.png"}:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
    for name in ("index.html", "oauth2-redirect.html", "swagger-ui.js.map", "", "../app.py", "%2e%2e/x"):
        assert client.get(f"/docs/assets/{name}").status_code == 404
