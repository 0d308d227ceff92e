"""Compressed is what answers everybody alike; a page that a session opens never is."""

from __future__ import annotations

import pytest

from tests.head_office.desk_client import Client, desk_of
from tests.head_office.test_doors import GUARDED, filled

GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
ALIKE = {
    "/": 0.6,
    "/lacak?lang=en": 0.6,
    "/pengaduan": 0.6,
    "/R/nothing": 0.7,
    "/docs": 0.7,
    "/openapi.json": 0.3,
    "/desk/desk.css": 0.4,
    "/desk/desk.js": 0.5,
    "/docs/assets/swagger-ui-bundle.js": 0.4,
}
"""What may be left of each."""


@pytest.fixture
def office(inside):
    return inside


def came_as(answer) -> str | None:
    return answer.headers.get("content-encoding")


@pytest.mark.parametrize(("path", "left"), ALIKE.items())
def test_what_answers_everybody_alike_comes_compressed_to_whoever_takes_it(inside, path, left):
    client = Client(inside)
    plain, packed = client.get(path, headers=PLAIN), client.get(path, headers=GZIP)
    assert came_as(plain) is None
    assert came_as(packed) == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.content == plain.content  # as the client inflated it
    assert packed.num_bytes_downloaded < left * len(plain.content)


def test_a_public_answer_is_compressed_too(office, unit):
    row = unit.file(0)
    born = {"nomor": row["number"], "hari": "31", "bulan": "3", "tahun": "1992"}
    answer = Client(office).post("/lacak", data=born, headers=GZIP)
    assert came_as(answer) == "gzip"


def test_no_page_of_a_session_is_compressed(office, unit):
    """Nor one that is yet to be written."""
    desk = desk_of(office, "supervisor")
    unit.file(0)
    paths = [filled(path) for method, path in GUARDED if method == "GET"]
    for path in ["/desk", "/desk/sign-in", "/desk/nowhere", *paths]:
        answer = desk.get(path, headers=GZIP)
        assert came_as(answer) is None, path


def test_nothing_of_the_units_interface_is_compressed_on_the_way(inside):
    client = Client(inside)
    for path in ("/v1/health", "/v1/feed", "/v1/public/status", "/metrics"):
        assert came_as(client.get(path, headers=GZIP)) is None, path
