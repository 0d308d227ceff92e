"""What answers have in common: a fault tells nothing of the inside, a browser is told what it may do."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from head_office.logs import request_id
from tests.head_office.desk_client import Client, desk_of


@pytest.fixture
def client(inside):
    return Client(inside)


def test_a_fault_is_answered_without_a_word_of_the_inside(inside, monkeypatch, caplog):
    noted = []
    caplog.handler.addFilter(lambda line: noted.append(request_id.get()) or True)

    def fail(*_said: object) -> None:
        raise RuntimeError("1808011705900001 in /srv/secret")

    client = Client(inside)
    client._client._transport.raise_app_exceptions = False
    monkeypatch.setattr("head_office.services.identity.device_of", fail)
    answer = client.get("/v1/feed", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 500
    assert answer.json()["code"] == "server.bug"
    for said in ("secret", "RuntimeError", "Traceback", "1808011705900001"):
        assert said not in answer.text
    assert "1808011705900001" not in caplog.text
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert noted == [answer.headers["x-request-id"]]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_what_is_not_said_to_be_json_is_not_read_as_json(client, kind):
    answer = client.post(
        "/v1/nonces", content=b'{"device":"x"}', headers={"Content-Type": kind} if kind else {}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "request.type")
    right = client.post("/v1/nonces", content=b"[]", headers={"Content-Type": "application/json"})
    assert right.status_code == 422


def test_a_form_of_the_desk_is_not_read_from_anything_else(client):
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x"):
        answer = client.post("/desk/sign-in", content=b"nip=1&password=2", headers={"Content-Type": kind})
        assert answer.status_code == 415


@pytest.mark.parametrize("path", ["/", "/pengaduan", "/docs", "/desk/sign-in", "/desk"])
def test_a_page_says_what_it_may_run_and_is_in_no_frame(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in re.findall(r"script-src[^;]*", policy + "; script-src")[0]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers


def test_the_page_of_the_description_runs_its_own_script_alone(client):
    page = client.get("/docs")
    (script,) = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    own = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{own}'" in page.headers["content-security-policy"]
    assert "http" not in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/nothing", "/v1/feed", "/openapi.json", "/metrics"])
def test_what_is_no_page_is_not_taken_for_one(client, path):
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


def test_no_page_of_the_desk_is_kept_by_a_browser(inside):
    desk = desk_of(inside, "supervisor")
    for path in ("/desk", "/desk/person", "/desk/publishing", "/desk/survey", "/desk/referrals"):
        assert desk.get(path).headers["cache-control"] == "no-store"
