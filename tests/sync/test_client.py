"""What answers in place of head office: log-in pages, errors, silence, forged heads."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mobile_unit.errors import HeadOfficeBusy, HeadOfficeUnreachable, UserFacingError
from mobile_unit.store.blobs import WaitingBlob
from mobile_unit.sync import wire
from mobile_unit.sync.blobs import Uploader
from mobile_unit.sync.client import HeadOffice
from mobile_unit.sync.line import Line, Problem, require_fit_server

KEY, OFFICE_KEY = wire.new_key(), wire.new_key()


@pytest.fixture
def answering():
    """A server that gives the same answer to everything but the calls a test names; a list is of answers to
    one call after the other."""
    servers, offices = [], []

    def start(status=200, body=b"<html>Log in</html>", headers=None, special=None):
        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                said = (special or {}).get((self.command, self.path.split("?")[0]))
                said = said.pop(0) if isinstance(said, list) else said
                code, text, more = said or (status, body, headers or {})
                self.send_response(code)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(text)

            do_GET = do_POST = do_PATCH = do_HEAD = answer  # noqa: N815 - the library's names

            def log_message(self, *_arguments):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        servers.append((server, thread))
        office = HeadOffice(
            f"http://127.0.0.1:{server.server_port}", device="d", key=KEY,
            head_office_key=wire.public_bytes(OFFICE_KEY),
        )  # fmt: skip
        offices.append(office)
        return office

    yield start
    for office in offices:
        office.close()
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


TOKEN = {
    ("POST", "/v1/nonces"): (200, b'{"nonce": "n"}', {}),
    ("POST", "/v1/tokens"): (200, b'{"token": "dGVzdA", "expires_in": 900}', {}),
}


def calls(office):
    yield lambda: office.server_time()
    yield lambda: office.head("j")
    yield lambda: office.send("j", 1, 1, bytes(32), [b"{}"])
    yield lambda: office.feed(0, bytes(32))
    yield lambda: office.ask_for_blobs(["0" * 64])


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>Log in</html>"),
        (200, b"[]"),
        (200, b"{}"),
        (500, b""),
        (503, b"{}"),
        (429, b"{}"),
        (200, b"\xff"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_somebody_else_s_answer_is_never_believed(answering, status, body, known):
    office = answering(status, body, special=TOKEN if known else None)
    for call in calls(office):
        with pytest.raises(UserFacingError) as told:
            call()
        assert told.value.next_step


@pytest.mark.parametrize("token", ["AaIrZ", "Aa=rZVZ9", "Aa\u00e9rZVZ9", "", "A" * 300, 7, None])
def test_a_token_that_was_altered_on_the_way_is_not_taken(answering, token):
    said = {"nonce": "n", "token": token}
    office = answering(body=json.dumps(said).encode(), headers={"Content-Type": "application/json"})
    with pytest.raises(HeadOfficeUnreachable):
        office.exchange("0" * 8 + "-0000-7000-8000-" + "0" * 12, (0, bytes(32)), (0, bytes(32)), [], b"", b"")


STALE = (401, b'{"code": "nonce.invalid", "message": {"id": "Minta yang baru.", "en": ""}}', {})


def test_a_nonce_that_went_stale_in_the_line_is_asked_for_anew(answering):
    granted = TOKEN[("POST", "/v1/tokens")]
    office = answering(special={**TOKEN, ("POST", "/v1/tokens"): [STALE, granted]})
    office.prove()
    assert office.token == "dGVzdA"


def test_a_nonce_that_is_never_taken_is_an_error(answering):
    office = answering(special={**TOKEN, ("POST", "/v1/tokens"): [STALE, STALE]})
    with pytest.raises(Problem, match="Minta yang baru"):
        office.prove()


@pytest.fixture
def shutting():
    """A server that answers the first call of each connection and shuts it at the second."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken = []

    def serve():
        with suppress(OSError):
            while True:
                line, _peer = listener.accept()
                taken.append(line)
                line.recv(4096)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                line.recv(4096)
                line.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", taken
    for each in (listener, *taken):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
    thread.join()
    listener.close()


def test_a_connection_that_is_shut_while_it_stood_idle_is_made_anew(shutting, monkeypatch):
    url, taken = shutting
    line = Line(url)
    assert line.json("GET", "/v1/health") == {}
    monkeypatch.setattr("mobile_unit.sync.line.STALE_SECONDS", -1.0)
    assert line.json("GET", "/v1/health") == {}
    assert len(taken) == 2
    line.close()


def test_a_connection_that_is_shut_in_use_is_an_error(shutting, monkeypatch):
    monkeypatch.setattr(
        "mobile_unit.sync.line.STALE_SECONDS", 60.0
    )  # however slow this machine, it was in use
    url, _taken = shutting
    line = Line(url)
    assert line.json("GET", "/v1/health") == {}
    with pytest.raises(HeadOfficeUnreachable):
        line.json("GET", "/v1/health")
    line.close()


def test_a_redirect_is_not_followed(answering):
    office = answering(302, b"", {"Location": "http://127.0.0.1:1/"})
    with pytest.raises(UserFacingError):
        office.server_time()


def test_a_forged_head_is_not_believed(answering):
    statement = {"journal": "j", "seq": 9, "hash": "0" * 64, "at": "now"}
    forged = json.dumps({**statement, "signature": wire.sign(KEY, wire.HEAD, statement)}).encode()
    office = answering(special={**TOKEN, ("GET", "/v1/journals/j/head"): (200, forged, {})})
    with pytest.raises(UserFacingError, match="tanda tangan"):
        office.head("j")


def upload(office):
    blob = WaitingBlob("0" * 64, 10, "image/jpeg", None)
    Uploader(office, remember=lambda *_a: None, sent=lambda _n: None, checkpoint=lambda: None).upload(
        blob, b"x" * 10
    )


@pytest.mark.parametrize("offset", [None, "0", "5", "11", "many"])
def test_an_upload_that_makes_no_progress_ends(answering, offset):
    created = (201, b"", {"Location": "/v1/blobs/x"})
    headers = {} if offset is None else {"Upload-Offset": offset}
    office = answering(
        special={**TOKEN, ("POST", "/v1/blobs/"): created, ("PATCH", "/v1/blobs/x"): (204, b"", headers)}
    )
    with pytest.raises(HeadOfficeUnreachable):
        upload(office)


def test_a_refusal_keeps_its_code_in_the_user_s_language(answering):
    body = json.dumps(
        {"code": "blob.unwanted", "message": {"id": "Tidak diminta.", "en": "Not wanted."}}
    ).encode()
    office = answering(special={**TOKEN, ("GET", "/v1/feed"): (403, body, {})})
    with pytest.raises(Problem) as refused:
        office.feed(0, bytes(32))
    assert (refused.value.code, refused.value.message) == ("blob.unwanted", "Tidak diminta.")


@pytest.mark.parametrize(
    "url", ["http://example.org", "ftp://x", "", "https://", "http://10.0.0.1:80", "localhost:80"]
)
def test_only_safe_addresses(url):
    with pytest.raises(UserFacingError):
        require_fit_server(url)


@pytest.mark.parametrize(
    "url", ["https://office.example/", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:2"]
)
def test_safe_addresses(url):
    assert not require_fit_server(url).endswith("/")


class Asking:
    """A server's answers in turn: so many refusals for coming too often, then the time."""

    def __init__(self, refusals, retry_after, status=429):
        self.refusals, self.retry_after, self.status, self.asked = refusals, retry_after, status, 0

    def __iter__(self):
        self.asked += 1
        if self.asked <= self.refusals:
            return iter((self.status, b"{}", {"Retry-After": self.retry_after}))
        return iter((200, b'{"time": "2026-11-25T09:00:00+07:00"}', {}))


def patient(answering, *answers):
    """A line to a server that answers in turn, and the pauses it makes."""
    pauses = []
    server = answering(special={("GET", "/v1/health"): Asking(*answers)})._line.server
    return Line(server, pause=pauses.append), pauses


@pytest.mark.parametrize("status", [429, 503])
def test_a_call_that_comes_too_often_waits_as_it_is_told_and_is_made_again(answering, status):
    line, pauses = patient(answering, 3, "7", status)
    assert line.json("GET", "/v1/health")["time"]
    assert pauses == [7, 7, 7]
    assert line.paused == 21
    line.close()


@pytest.mark.parametrize(
    ("retry_after", "told"), [("500", 500), ("99999999", 900), ("soon", 0), ("-3", 0), ("٣", 0), ("", 0)]
)
def test_a_long_wait_is_left_to_the_schedule(answering, retry_after, told):
    line, pauses = patient(answering, 1000, retry_after.encode().decode("latin-1"))
    with pytest.raises(HeadOfficeBusy) as busy:
        line.json("GET", "/v1/health")
    assert busy.value.seconds == told
    assert pauses == []
    line.close()


def test_short_waits_without_end_end(answering):
    line, pauses = patient(answering, 1000, "50")
    with pytest.raises(HeadOfficeBusy):
        line.json("GET", "/v1/health")
    assert pauses == [50, 50]
    line.close()
