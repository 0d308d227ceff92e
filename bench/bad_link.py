"""Rounds over a link as bad as a village's: 100 kbit/s, 600 ms round trip, 3 % loss, cut five times.

    python -m bench.bad_link [APPLICATIONS] [SCAN_BYTES] [CUT_APPLICATIONS]

As root on Linux. A head office with TLS in one network namespace, a unit in another, between them TUN devices
and ``bench/lossy_link.py`` (netem where this was written is no part of the kernel). The first unit sends
APPLICATIONS with three scans each and is stopped after two minutes of scans; the second and third send
CUT_APPLICATIONS whole, once in one go and once killed (``kill -9``) five times.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.lossy_link import LossyLink
from tests.offices import NIP, PIN, Office

RATE = 100_000
SCANS_WATCHED_SECONDS = 120.0


def certificate(folder: Path, address: str) -> tuple[Path, Path]:
    """A certificate of its own authority for one address, and its key."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, private = folder / "office.pem", folder / "office.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return pem, private


# ---------------------------------------------------------------- in the unit's namespace


def unit_main(home: Path, enrol: dict[str, str] | None, count: int, scan_bytes: int) -> None:
    """Take applications and sync, telling every step as a line of JSON."""
    import socket

    from urllib3.connection import HTTPConnection

    from bench.wire_entries import samples, take
    from mobile_unit.app import Home
    from tests.conftest import CHEAP

    # what laptops use, whatever this machine is set to
    HTTPConnection.default_socket_options += [(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")]
    place = Home(home, cost=CHEAP)
    if enrol:
        unit = place.enrol(enrol["url"], enrol["code"], NIP, PIN, Path(enrol["ca"]))
        records = [{**r, "documents": r["documents"][:3]} for r in samples() if len(r["documents"]) == 3]
        take(unit, [records[n % len(records)] for n in range(count)], scan_bytes=scan_bytes)
    else:
        unit = place.sign_in(NIP, PIN)
    tell({"step": "start"})
    unit.sync.run(lambda step: tell({"step": step.step, "done": step.done, "total": step.total}))
    tell({"step": "end", "waiting": unit.sync.status().blobs_waiting})
    unit.close()


def tell(said: dict[str, Any]) -> None:
    print(json.dumps(said), flush=True)


class Unit:
    """A unit's process in its namespace, and when it said what."""

    def __init__(self, link: LossyLink, home: Path, count: int, scan_bytes: int, enrol: Any = None) -> None:
        command = [
            "ip", "netns", "exec", link.near, sys.executable, "-m", "bench.bad_link", "--unit",
            str(home), json.dumps(enrol), str(count), str(scan_bytes),
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def steps(self) -> Any:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield time.monotonic(), json.loads(line)
        self.process.wait()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def main(count: int, scan_bytes: int, cut_count: int) -> None:
    with tempfile.TemporaryDirectory() as name, LossyLink(RATE) as link:
        folder = Path(name)
        pem, key = certificate(folder, link.FAR)
        office = Office(folder / "office")
        office.run("list")
        command = [
            "ip", "netns", "exec", link.far, sys.executable, "-m", "head_office", "--home", str(office.home),
            "serve", "--host", link.FAR, "--port", "8443",
            "--tls-cert", str(pem), "--tls-key", str(key), "--json",
        ]  # fmt: skip
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["url"]
        try:
            code = iter(range(1, 9))

            def enrolment() -> dict[str, str]:
                return {"url": url, "code": office.code(f"WK{next(code):02d}"), "ca": str(pem)}

            watch(link, Unit(link, folder / "a", count, scan_bytes, enrolment()))
            whole = carry(link, folder / "b", cut_count, scan_bytes, enrolment(), cuts=0)
            cut = carry(link, folder / "c", cut_count, scan_bytes, enrolment(), cuts=5)
            print(f"after five cuts: {cut:,} bytes against {whole:,}, {100 * (cut / whole - 1):+.1f} %")
        finally:
            server.terminate()
            server.wait()


def watch(link: LossyLink, unit: Unit) -> None:
    """How long the entries took, and how much of the link the scans used."""
    began = entries = scans = 0.0
    carried = done = 0
    for at, said in unit.steps():
        if said["step"] == "start":
            began = at
        elif said["step"] == "ask" and not entries:
            entries = at - began
            print(f"entries acknowledged after {entries:.1f} s")
        elif said["step"] == "scans" and said["done"] and not scans:
            scans, carried, done = at, link.up.carried, said["done"]
        elif scans and at - scans > SCANS_WATCHED_SECONDS:
            seconds = at - scans
            used = (link.up.carried - carried) * 8 / RATE / seconds
            good = (said["done"] - done) * 8 / RATE / seconds
            print(f"scans for {seconds:.0f} s: {used:.0%} of the link used, {good:.0%} by scans themselves")
            print(f"{link.up.lost} packets lost, {link.up.dropped} dropped by the full queue")
            unit.kill()
            return


def carry(
    link: LossyLink, home: Path, count: int, scan_bytes: int, enrol: dict[str, str], *, cuts: int
) -> int:
    """Send everything, killed so many times on the way; answers the bytes put on the link, upwards."""
    unit = Unit(link, home, count, scan_bytes, enrol)
    start = marks = 0
    while True:
        killed = False
        for _at, said in unit.steps():
            if said["step"] == "start" and not start:
                start = link.up.carried
            if said["step"] == "scans" and said["total"] and marks < cuts:
                total = 3 * count * scan_bytes
                left = said["total"] - said["done"]
                if 1 - left / total > (marks + 0.5) / (cuts + 0.5):
                    marks += 1
                    unit.kill()
                    killed = True
                    break
        if not killed:
            return link.up.carried - start
        time.sleep(3)
        unit = Unit(link, home, count, scan_bytes)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--unit"]:
        unit_main(Path(sys.argv[2]), json.loads(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
        os._exit(0)
    numbers = [int(word) for word in sys.argv[1:]]
    main(*(numbers + [100, 60_000, 12][len(numbers) :]))
