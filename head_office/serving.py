"""Running the server: one line with its address when it is ready, and a quiet end when told to stop."""

from __future__ import annotations

import gc
import ipaddress
import json
import logging
import os
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from head_office import logs
from head_office.api.metrics import LET_IN_BY, SHORTEST, WORKERS_VARIABLE, token_set
from head_office.app import create_app
from head_office.office import (
    BLOBS_VARIABLE,
    DATABASE_VARIABLE,
    HeadOffice,
    default_home,
    open_head_office,
)
from head_office.services.notices import send_waiting
from head_office.store.tls import is_loopback
from mobile_unit import bugs
from mobile_unit.errors import TryAgain
from mobile_unit.i18n import _

log = logging.getLogger("head_office")
NOTICE_SECONDS = 10.0
_LOG_VARIABLE = "HEAD_OFFICE_LOG"
_TLS_VARIABLE = "HEAD_OFFICE_TLS"
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2, the oldest that Python's own context speaks; those of 1.3 are not chosen."""
_KEEP_ALIVE = 20
"""Seconds; a unit that was asked to wait (api/crowd.py) comes back by the same connection, for which a thin
link has no second handshake to pay."""
_PATIENCE = 60.0
"""Seconds until a worker must be ready; it may wait for another one's migration."""


def serve(
    office: HeadOffice,
    *,
    host: str,
    port: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    proxies: Sequence[str],
    workers: int,
    place: Mapping[str, str],
    as_json: bool,
    log_as: str = logs.PLAIN,
) -> int:
    """Serve until SIGTERM or SIGINT; plain HTTP on loopback only. Raises click.UsageError.

    ``proxies`` are the addresses or networks whose word on who calls (``X-Forwarded-For``) is taken; without
    any it is nobody's. Several ``workers`` are processes of their own behind one address, each of which opens
    what ``place`` names. ``log_as`` is ``plain`` or ``json``.
    """
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError(_("--tls-cert and --tls-key go together."))
    if tls_cert is None and not is_loopback(host):
        raise click.UsageError(_("Outside this machine TLS is needed: --tls-cert and --tls-key."))
    logs.set_up(log_as)
    _require_certificate(tls_cert, tls_key)
    _require_addresses(proxies)
    _require_token()
    listener = _listen(host, port)
    scheme = "https" if tls_cert else "http"
    name = f"[{host}]" if ":" in host else host
    url = f"{scheme}://{name}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        create_app(office, own_tls=tls_cert is not None) if workers == 1 else f"{__name__}:{worker.__name__}",
        factory=workers > 1,
        workers=workers,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        date_header=False,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
        ssl_ciphers=_CIPHERS,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=_KEEP_ALIVE,
        h11_max_incomplete_event_size=64 * 1024,
    )
    line = json.dumps({"url": url}) if as_json else url
    with _sending_notices(office):
        if workers == 1:
            _settle()
            _Announcing(config, line).run(sockets=[listener])
        else:
            with tempfile.TemporaryDirectory(prefix="head-office-") as counts:
                os.environ.update(place)
                os.environ.update({_LOG_VARIABLE: log_as, WORKERS_VARIABLE: counts})
                os.environ[_TLS_VARIABLE] = "1" if tls_cert else ""
                _AnnouncingWorkers(config, [listener], line).run()
    return 0


def worker() -> FastAPI:
    """One worker's application, over what ``serve`` left in its environment."""
    logs.set_up(os.environ.get(_LOG_VARIABLE, logs.PLAIN))
    database, blobs = os.environ.get(DATABASE_VARIABLE), os.environ.get(BLOBS_VARIABLE)
    office = open_head_office(default_home(), database=database, blobs=blobs)
    app = create_app(office, own_tls=bool(os.environ.get(_TLS_VARIABLE)))
    _settle()
    return app


def _settle() -> None:
    """Leave what is here for good out of every later search for garbage; it is most of all there is, and
    each batch of entries would pay for walking through it."""
    gc.collect()
    gc.freeze()


@contextmanager
def _sending_notices(office: HeadOffice) -> Iterator[None]:
    """What is due goes out every few seconds; any number of servers may do so at once."""
    ended = threading.Event()

    def send() -> None:
        while not ended.wait(NOTICE_SECONDS):
            try:
                send_waiting(office, ended.is_set)
            except TryAgain as error:
                log.warning("notices: %s", error)
            except Exception as error:  # a bug in one pass must not end those after it
                log.error("%s", bugs.report(error))

    sender = threading.Thread(target=send, name="notices")
    sender.start()
    try:
        yield
    finally:
        ended.set()
        sender.join()


def _require_certificate(certificate: Path | None, key: Path | None) -> None:
    if certificate is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise click.UsageError(
            _("The certificate and its key can't be read; both are PEM files and belong together.")
        ) from error


def _require_addresses(proxies: Sequence[str]) -> None:
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            raise click.UsageError(
                _("--proxy takes the proxy's own address, for example 127.0.0.1 or 10.0.0.0/28.")
            ) from error


def _require_token() -> None:
    if 0 < len(token_set()) < SHORTEST:
        raise click.UsageError(
            _("{variable} needs at least {count} letters; openssl rand -hex 16 makes one.").format(
                variable=LET_IN_BY, count=SHORTEST
            )
        )


class _Announcing(uvicorn.Server):
    """Says where it is once it is ready to answer."""

    def __init__(self, config: uvicorn.Config, line: str) -> None:
        super().__init__(config)
        self._line = line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        click.echo(self._line)


class _AnnouncingWorkers(Multiprocess):
    """Says where it is once every worker is ready to answer."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], line: str) -> None:
        super().__init__(config, sockets)
        self._line = line

    def init_processes(self) -> None:
        super().init_processes()
        if all(process.wait_until_ready(_PATIENCE, self.should_exit) for process in self.processes):
            click.echo(self._line)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named as TCP: else asyncio leaves Nagle's algorithm on, and answers wait 40 ms for the other side
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise click.UsageError(
            _("This address can't be listened on; another program may have it.")
        ) from error
    return listener
