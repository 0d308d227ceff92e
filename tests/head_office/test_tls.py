"""Nothing goes to or from other machines in clear: what comes in, the database, the storage of scans."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from head_office.cli import run
from head_office.store import bucket
from head_office.store.engine import Database
from mobile_unit.errors import TryAgain, UserFacingError
from tests.certificates import make_certificate
from tests.offices import running_office

PLAIN = "postgresql+psycopg://office@10.1.2.3/office"


@pytest.mark.parametrize(
    "address",
    [
        PLAIN,
        *(f"{PLAIN}?sslmode={mode}" for mode in ("disable", "allow", "prefer", "require")),
        "postgresql+psycopg://office@/office?host=db.example",
        "postgresql+psycopg://office@/office?host=localhost,db.example",
        "postgresql+psycopg://office@/office?host=localhost&host=db.example",
        *(
            f"postgresql+psycopg://office@localhost/office?{named}"
            for named in (
                *("host=db.example", "host=localhost&host=db.example", "hostaddr=10.1.2.3", "service=far"),
                *("conninfo=host%3Ddb.example", "dsn=host%3Ddb.example", "hostaddr=127.0.0.1,10.1.2.3"),
                *("service=far&sslmode=require", "host=&hostaddr=10.1.2.3"),
            )
        ),
    ],
)
def test_a_database_elsewhere_must_prove_who_it_is(address, monkeypatch):
    forget_environment(monkeypatch)
    with pytest.raises(UserFacingError, match="sslmode=verify-full"):
        Database(address)


def forget_environment(monkeypatch):
    for variable in ("PGSSLMODE", "PGHOST", "PGHOSTADDR", "PGSERVICE"):
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize(("variable", "said"), [("PGHOSTADDR", "10.1.2.3"), ("PGSERVICE", "far")])
def test_one_to_which_the_environment_leads_away_from_this_machine_too(variable, said, monkeypatch):
    forget_environment(monkeypatch)
    monkeypatch.setenv(variable, said)
    near = "postgresql+psycopg://office@localhost/office"
    with pytest.raises(UserFacingError, match="sslmode=verify-full"):
        Database(near)
    Database(f"{near}?sslmode=verify-full").close()
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    if variable == "PGSERVICE":  # whose own word counts before the environment's
        with pytest.raises(UserFacingError, match="sslmode=verify-full"):
            Database(near)
    else:
        Database(near).close()


def test_one_named_by_the_environment_too(monkeypatch):
    forget_environment(monkeypatch)
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(UserFacingError):
        Database("postgresql+psycopg:///office")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    Database("postgresql+psycopg:///office").close()


@pytest.mark.parametrize(
    "address",
    [
        f"{PLAIN}?sslmode=verify-full&sslrootcert=/etc/ssl/office.pem",
        f"{PLAIN}?sslmode=verify-ca",
        *("postgresql+psycopg://office@/office", "postgresql+psycopg://office@/office?host=/run/postgresql"),
        *(
            "postgresql+psycopg://office@127.0.0.1:5433/office",
            "postgresql+psycopg://office@localhost/office",
            "postgresql+psycopg://office@localhost/office?host=/run/postgresql",
            "postgresql+psycopg://office@localhost/office?host=localhost:5433",
            "postgresql+psycopg://office@localhost/office?hostaddr=127.0.0.1",
            "postgresql+psycopg://office@/office?service=far&sslmode=verify-full",
        ),
    ],
)
def test_one_that_does_and_one_of_this_machine_are_taken(address, monkeypatch):
    forget_environment(monkeypatch)
    Database(address).close()


def test_a_storage_elsewhere_is_not_spoken_to_in_clear(monkeypatch):
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://10.1.2.3:9000")
    with pytest.raises(UserFacingError, match="https://"):
        bucket.Bucket("s3://scans")


@pytest.fixture
def impostor(tmp_path):
    """A storage whose certificate nobody vouches for; what reached it."""
    certificate, key = make_certificate(tmp_path)
    reached = []

    class Storage(BaseHTTPRequestHandler):
        def do_HEAD(self):
            reached.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_said):
            pass

        def handle(self):
            try:
                super().handle()
            except (ssl.SSLError, ConnectionError):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Storage)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, reached, certificate
    server.shutdown()
    server.server_close()


def test_a_storage_that_nobody_vouches_for_hears_nothing(impostor, monkeypatch):
    port, reached, certificate = impostor
    trusting = ssl.create_default_context(cafile=certificate)
    line = http.client.HTTPSConnection("localhost", port, context=trusting, timeout=60)
    line.request("HEAD", "/sought/by/who/trusts/it")
    assert line.getresponse().status == 404
    line.close()
    assert reached.pop() == "/sought/by/who/trusts/it"
    said = {
        "AWS_ENDPOINT_URL": f"https://localhost:{port}", "AWS_REGION": "here", "AWS_ACCESS_KEY_ID": "office",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_ALLOW_INVALID_CERTIFICATES": "true",
        "AWS_ALLOW_HTTP": "true",
    }  # fmt: skip
    for variable, value in said.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(bucket, "_RETRY", {"max_retries": 0, "retry_timeout": timedelta(seconds=5)})
    with pytest.raises(TryAgain):
        bucket.Bucket("s3://scans").holds("a" * 64)
    assert reached == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "office.example"])
def test_other_machines_are_not_listened_to_in_clear(host, tmp_path, capsys):
    assert run(["--home", str(tmp_path), "serve", "--host", host, "--port", "0"]) == 2
    assert "--tls-cert" in capsys.readouterr().err


@pytest.fixture(scope="module", params=["1", "2"], ids=["one worker", "two workers"])
def guarded(request, tmp_path_factory):
    """An office that has its certificate itself."""
    folder = tmp_path_factory.mktemp("guarded")
    certificate, key = make_certificate(folder)
    words = ("--tls-cert", str(certificate), "--tls-key", str(key), "--workers", request.param)
    with running_office(folder / "office", serving=words) as running:
        yield running, certificate


def test_pages_say_that_this_address_is_never_in_clear(guarded):
    office, certificate = guarded
    assert office.url.startswith("https://")
    for path in ("/", "/desk/sign-in", "/v1/feed", "/nothing"):
        answer = requests.get(f"{office.url}{path}", verify=certificate, timeout=30)
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in requests.get(
        f"{office.url}/v1/health", verify=certificate, timeout=30
    ).headers  # fmt: skip
    with pytest.raises(requests.ConnectionError):
        requests.get(office.url.replace("https", "http"), timeout=30)


def test_old_versions_and_weak_ciphers_are_not_spoken(guarded):
    office, certificate = guarded
    assert "GCM" in spoken(office, certificate, ssl.TLSVersion.TLSv1_2, "ALL")
    assert spoken(office, certificate, ssl.TLSVersion.TLSv1_3, "ALL").startswith("TLS_")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        spoken(office, certificate, ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-SHA256")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"), pytest.raises((ssl.SSLError, ConnectionError)):
        spoken(office, certificate, ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0")


def spoken(office, certificate, version, ciphers):
    """The cipher that a caller of this version is answered with."""
    context = ssl.create_default_context(cafile=certificate)
    context.minimum_version = min(version, ssl.TLSVersion.TLSv1_2)
    context.maximum_version = version
    context.set_ciphers(ciphers)
    with (
        socket.create_connection(("127.0.0.1", office.port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as line,
    ):
        return line.cipher()[0]
