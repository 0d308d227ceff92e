"""``/metrics``, for Prometheus: what this server answered, and how head office stands.

Requests and batches are counted by each worker (into files that all of them read, where there are several);
everything else is read from the database when it is asked for, so that every worker says the same. Labels
are routes, results and the codes of units: words of ours, never of a caller.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Header, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException

from head_office.api.dependencies import Office
from head_office.services.vitals import Vitals, vitals

router = APIRouter(include_in_schema=False)
LET_IN_BY = "HEAD_OFFICE_METRICS_TOKEN"
"""The environment variable with what lets a monitor in; without one nobody is. That a call comes from this
machine says nothing: so does every call through a proxy."""
SHORTEST = 16
WORKERS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own: the folder of the files in which several workers count."""
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_OTHER = "other"
_BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)

_counted_here = CollectorRegistry()
_requests = Counter(
    "head_office_requests",
    "Requests answered.",
    ("method", "route", "status"),
    registry=_counted_here,
)
_seconds = Histogram(
    "head_office_request_seconds",
    "How long they took, in seconds.",
    ("route",),
    buckets=_BOUNDS,
    registry=_counted_here,
)
_batches = Counter(
    "head_office_batches",
    "Batches of entries that were taken over the network: with something new, or held already.",
    ("result",),
    registry=_counted_here,
)


def count_request(method: str, route: str | None, status: int, seconds: float) -> None:
    """``route`` is the template of what answered, None where nothing is at the address."""
    route = route or _OTHER
    _requests.labels(method if method in _METHODS else _OTHER, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def count_batch(stored: int) -> None:
    _batches.labels("stored" if stored else "held").inc()


@router.get("/metrics")
def metrics(office: Office, authorization: Annotated[str | None, Header()] = None) -> Response:
    """With the administrator's token; to others it is not here."""
    if not _has_token(authorization):
        raise HTTPException(404)
    registry = CollectorRegistry()
    registry.register(_Standing(vitals(office)))
    counted = _counted_here
    if WORKERS_VARIABLE in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    body = generate_latest(counted) + generate_latest(registry)
    return Response(body, media_type=CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": "no-store"})


def token_set() -> str:
    return os.environ.get(LET_IN_BY, "").strip()


def _has_token(authorization: str | None) -> bool:
    token = token_set()
    said = (authorization or "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(said.encode(), token.encode())


class _Standing(Collector):
    """One look at the database, as metrics."""

    def __init__(self, seen: Vitals) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        seen = self._seen
        yield CounterMetricFamily(
            "head_office_entries", "Entries held, from all journals.", value=seen.entries
        )
        yield _gauge("applications", "Applications on file.", seen.applications)
        yield _gauge("entries_quarantined", "Entries that were not applied.", seen.quarantined)
        yield _gauge("batches_aside", "Batches that contradict what is held.", seen.batches_aside)
        yield _gauge("bundles_aside", "Bundles that wait for somebody's decision.", seen.bundles_aside)
        yield _gauge("blobs_held", "Scans held.", seen.scans_held)
        yield _gauge("blobs_missing", "Scans named and not here yet.", seen.scans_missing)
        yield _gauge("database_bytes", "The size of the database.", seen.database_bytes)
        yield _labelled("notices", "Notices to applicants, by state.", "state", seen.notices)
        yield _gauge("notice_oldest_seconds", "How long the oldest has waited.", seen.oldest_notice)
        yield _labelled(
            "unit_contact_seconds",
            "Since the last contact of a unit that has a laptop in use.",
            "unit",
            seen.contacts,
        )
        if seen.night_age is not None:
            yield _gauge("night_seconds", "Since the last night run finished.", seen.night_age)
            yield _gauge("night_needs_somebody", "Whether it asks for a person.", seen.night_needs_somebody)
        yield _gauge("night_unfinished", "Whether one was begun and has not finished.", seen.night_unfinished)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"head_office_{name}", words, value=float(value))


def _labelled(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"head_office_{name}", words, labels=[label])
    for said, value in sorted(values.items()):
        family.add_metric([said], value)
    return family
