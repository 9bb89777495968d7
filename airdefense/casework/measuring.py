"""`GET /metrics` for Prometheus: moments, lengths and ages, never a case and no count of leads.

Requests are counted where they are answered; everything else is looked up when it is asked for.
Each part of the product registers what it has to tell; what cannot be told now is left out.
"""

import hmac
import os
import time
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from redis.exceptions import RedisError

from airdefense.casework.backups.telling import last_runs
from airdefense.casework.health import database_answers, signs_of_life
from airdefense.casework.models import BackupKind, HistorySeal

# Which page of a lead is opened how often is nobody's business outside its compartment.
APART = "leads"
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
Values = Iterable[tuple[tuple[str, ...], float]]
REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "airdefense_requests_total",
    "Requests by route and status",
    ["method", "route", "status"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "airdefense_request_seconds",
    "How long requests took",
    ["method"],
    buckets=BUCKETS,
    registry=REGISTRY,
)
GAUGES: list[tuple[str, str, tuple[str, ...], Callable[[], Values]]] = []


def gauge(name: str, words: str, *labels: str) -> Callable:
    """Register a function that gives (values of the labels, number) pairs when it is asked."""

    def register(tell: Callable[[], Values]) -> Callable[[], Values]:
        GAUGES.append((f"airdefense_{name}", words, labels, tell))
        return tell

    return register


class Looked:
    """What is looked up at the moment of the question."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, words, labels, tell in GAUGES:
            family = GaugeMetricFamily(name, words, labels=labels)
            try:
                for values, number in tell():
                    family.add_metric(values, number)
            except (DatabaseError, RedisError, OSError):
                continue
            yield family


class MeasuringMiddleware:
    """Counts what is answered; the outermost, so that nothing escapes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in {"GET", "POST", "HEAD"} else "other"
        REQUESTS.labels(method, route_of(request), str(response.status_code)).inc()
        SECONDS.labels(method).observe(time.perf_counter() - began)
        return response


def route_of(request: HttpRequest) -> str:
    """The name of the page, never its address: an address may name a case."""
    match = request.resolver_match
    if match is None:
        return "none"
    return APART if APART in match.namespaces else match.view_name or "unnamed"


@never_cache
@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_measure(request):
        raise Http404
    registry: Any = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        # Each web process counts into a file of its own; together they are the site.
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    looked = CollectorRegistry()
    looked.register(Looked())  # type: ignore[arg-type]  # it collects, and no more is asked
    text = generate_latest(registry) + generate_latest(looked)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def may_measure(request: HttpRequest) -> bool:
    """By the token; or by the address where no proxy speaks for somebody else."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(
        given.encode(), settings.METRICS_TOKEN.encode()
    ):
        return True
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ip_network(network) for network in settings.METRICS_ALLOW)


@gauge("up", "Whether a part of the system answers", "part")
def parts() -> Values:
    for name, is_well in {"database": database_answers(), **signs_of_life()}.items():
        yield (name,), float(is_well)


def age(moment: Any) -> float:
    return (timezone.now() - moment).total_seconds()


@gauge("last_backup_age_seconds", "Age of the last good backup, drill or restore", "kind")
def backups() -> Values:
    for kind in BackupKind:
        last_well = last_runs(kind, at=timezone.now()).last_well
        if last_well:
            yield (str(kind),), age(last_well.happened_at)


@gauge("last_backup_is_well", "Whether the last backup, drill or restore went well", "kind")
def last_backups() -> Values:
    for kind in BackupKind:
        last = last_runs(kind, at=timezone.now()).last
        if last:
            yield (str(kind),), float(last.is_well)


@gauge("last_seal_age_seconds", "Age of the newest seal of the history")
def seal() -> Values:
    newest = HistorySeal.objects.order_by("-pk").first()
    if newest:
        yield (), age(newest.sealed_at)
