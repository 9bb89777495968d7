"""Every figure of the table: in turns over HTTP, and what only the inside of a process tells."""

import statistics
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import django
from django.conf import settings

django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import InMemoryStorage  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Max  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from airdefense.accounts.models import Organisation, OrganisationKind, User, system_user  # noqa: E402
from airdefense.accounts.roles import Role  # noqa: E402
from airdefense.exchange.importing import actions, shell  # noqa: E402
from airdefense.exchange.importing.books import Book  # noqa: E402
from airdefense.exchange.importing.guard import limits_of  # noqa: E402
from airdefense.exchange.importing.kinds import KINDS  # noqa: E402
from airdefense.exchange.keyset import cursor_of, keys_of  # noqa: E402
from airdefense.exchange.models import ImportBatch  # noqa: E402
from airdefense.reports.actions import compile_report  # noqa: E402
from airdefense.reports.models import Kind, Report  # noqa: E402
from benchmarks.commands import of_migrating, of_screening  # noqa: E402
from benchmarks.servers import Server  # noqa: E402
from benchmarks.taking import (  # noqa: E402
    Page,
    Times,
    findings_csv,
    in_turns,
    seconds_of,
)
from inspections.models import Finding  # noqa: E402
from projects.listings import PROJECTS  # noqa: E402
from projects.models import Project  # noqa: E402

IMPORTED = 2_000
DEEP = 50_000
VISITS = 9
SMALLEST_FILE = 50_000
SECONDS_UNDER_LOAD = 4.0


class Person:
    """Somebody signed in, for the test client inside and the server outside alike."""

    def __init__(self, role: str) -> None:
        city = Organisation.objects.filter(kind=OrganisationKind.CITY).order_by("path").first()
        self.user = User.objects.holding(role, path=city.path).filter(is_demo=True).first()
        settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
        self.client = Client(headers={"accept-language": "zh-CN"})
        self.client.post(reverse("accounts:demo_login"), {"username": self.user.username})

    @property
    def cookies(self) -> dict[str, str]:
        return {name: morsel.value for name, morsel in self.client.cookies.items()}

    def queries(self, path: str, form: dict[str, str] | None = None) -> tuple[int, float]:
        """How many statements a visit sends, and how many milliseconds those take that do not
        count rows: of a page the median of several visits, of a form the only one."""
        sent, spent = 0, 0.0

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal sent, spent
            began = time.perf_counter()
            answer = execute(sql, params, many, context)
            if not sql.startswith(("SAVEPOINT", "RELEASE")):
                sent += 1
                spent += 0 if sql.startswith("SELECT COUNT(") else time.perf_counter() - began
            return answer

        found = []
        for _visit in range(VISITS if form is None else 1):
            sent, spent = 0, 0.0
            with connection.execute_wrapper(count):
                response = self.client.get(path) if form is None else self.client.post(path, form)
            if response.status_code not in (200, 302):
                raise SystemExit(f"{path} answers {response.status_code} inside.")
            found.append(spent)
        return sent, 1000 * statistics.median(found)


PARTS = ("pages", "exports", "load", "imports", "starts", "queries", "migrating", "screening")


def measure(
    turns: int, owner: str, parts: Iterable[str], say: Callable[[str], None]
) -> tuple[dict[str, float], list[str]]:
    """The figures of these parts, and a line for each page."""
    bench = Bench(turns, owner)
    try:
        for part in PARTS:
            if part in parts:
                began = time.perf_counter()
                bench.found |= getattr(bench, part)()
                say(f"{part}: {time.perf_counter() - began:.0f} s")
    finally:
        bench.product.stop()
        bench.reference.stop()
    return bench.found, bench.lines


class Bench:
    """Both servers, who visits them, and what was found so far; a method for each part."""

    def __init__(self, turns: int, owner: str) -> None:
        self.turns, self.owner = turns, owner
        self.office, self.clerk = Person(Role.INSPECTION_OFFICE), Person(Role.DATA_CLERK)
        self.report = a_report()
        self.product = Server("airdefense.wsgi:application", "/healthz")
        self.reference = Server("benchmarks.reference.wsgi:application", "/ping")
        self.product.cookies = self.office.cookies
        self.found: dict[str, float] = {}
        self.lines: list[str] = []
        self.began = [self.start()]

    def start(self) -> tuple[float, float]:
        return self.reference.start(), self.product.start()

    def pages(self) -> dict[str, float]:
        times = in_turns(pages(self.product, self.reference, self.clerk, self.report), self.turns)
        self.lines += told(times)
        return of_pages(times)

    def exports(self) -> dict[str, float]:
        return of_exports(self.product, self.reference)

    def load(self) -> dict[str, float]:
        own = self.product.a_second("/projects/", SECONDS_UNDER_LOAD)
        bare = self.reference.a_second("/full", SECONDS_UNDER_LOAD)
        memory = self.product.megabytes(), self.reference.megabytes()
        self.lines.append(f"| eight visitors | {own:.1f} lists a second | | {bare:.1f} | |")
        self.lines.append(f"| one worker | {memory[0]:.0f} MiB (PSS) | | {memory[1]:.0f} MiB | |")
        return {
            "lists a second with 8 visitors, to the bare list": own / bare,
            "memory of one worker": memory[0],
            "memory of one worker, to the bare worker": memory[0] / memory[1],
        }

    def imports(self) -> dict[str, float]:
        return of_import(self.reference)

    def starts(self) -> dict[str, float]:
        for _again in range(2):
            self.product.stop()
            self.reference.stop()
            self.began.append(self.start())
        bare, own = (statistics.median(one[place] for one in self.began) for place in (0, 1))
        self.lines.append(f"| start to first answer | {own:.1f} s | | {bare:.1f} s | |")
        return {"start to first answer, to the bare server": own / bare}

    def queries(self) -> dict[str, float]:
        return of_queries(self.office, self.clerk, self.report)

    def migrating(self) -> dict[str, float]:
        return of_migrating(self.owner)

    def screening(self) -> dict[str, float]:
        found, lines = of_screening()
        self.lines += lines
        return found


def a_report() -> Report:
    """The newest daily report of the city; compiled when there is none."""
    known = Report.objects.filter(kind=Kind.DAILY).order_by("-day", "scope__path").first()
    if known is not None:
        return known
    newest = Finding.objects.aggregate(last=Max("approved_at"))["last"]
    city = Organisation.objects.filter(kind=OrganisationKind.CITY).order_by("path").first()
    day, now = timezone.localdate(newest), timezone.now()
    return compile_report(kind=Kind.DAILY, day=day, scope=city, by=system_user(), at=now)


def pages(product: Server, reference: Server, clerk: Person, report: Report) -> list[Page]:
    """Each page of the product beside the bare one."""
    middle = Project.objects.order_by("pk")[Project.objects.count() // 2]
    region = Organisation.objects.filter(kind=OrganisationKind.COUNTY).order_by("path").first()
    condition = urlencode({"region": region.code, "status": "confirmed"})
    word = quote(middle.name[:8])
    pairs = [
        Page("list", product, "/projects/"),
        Page("list, bare", reference, "/full"),
        Page("list, deep", product, f"/projects/?after={deep_cursor()}"),
        Page("filtered", product, f"/projects/?{condition}"),
        Page("filtered, bare", reference, "/counted"),
        Page("search", product, f"/projects/?q={word}"),
        Page("search, bare", reference, f"/search?q={quote('防护设备安装不规范')}"),
        Page("detail", product, f"/projects/{middle.pk}/"),
        Page("detail, bare", reference, "/detail/1000"),
        Page("dashboard", product, "/reports/boards/inspection/"),
        Page("dashboard, bare", reference, "/dash"),
        Page("report", product, report.get_absolute_url()),
        Page("report, bare", reference, "/report"),
        Page("create, bare", reference, "/create", sent=a_finding, status=302),
    ]
    typist = Server(product.application, product.first, clerk.cookies, product.port)
    clerk.client.get("/projects/new/")
    typist.cookies = clerk.cookies
    return [*pairs, Page("create", typist, "/projects/new/", lambda: a_project(typist), 302)]


def deep_cursor() -> str:
    """The cursor of a page a thousand pages in, or as deep as there are rows."""
    rows = Project.objects.order_by("-approved_on", "-pk")
    row = rows[min(DEEP, Project.objects.count() // 2)]
    return cursor_of(row, keys_of(rows, PROJECTS.order))


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def a_finding() -> tuple[bytes, dict[str, str]]:
    return urlencode({"title": "新建"}).encode(), FORM


def project_fields() -> dict[str, str]:
    authority = Organisation.objects.filter(kind=OrganisationKind.HOUSING).order_by("path").first()
    return {
        "name": f"测量用地块{uuid4().hex[:10]}",
        "authority": str(authority.pk),
        "developer_name": "测量置业有限公司",
        "approved_on": "2019-06-01",
        "zone": "NORMAL",
        "buildings-TOTAL_FORMS": "1",
        "buildings-INITIAL_FORMS": "0",
        "buildings-0-name": "1幢",
        "buildings-0-use": "OTHER",
        "buildings-0-floors": "10",
        "buildings-0-foundation_depth_m": "2.50",
        "buildings-0-first_floor_sqm": "860.00",
        "buildings-0-above_ground_sqm": "8600.00",
    }


def a_project(typist: Server) -> tuple[bytes, dict[str, str]]:
    token = typist.cookies[settings.CSRF_COOKIE_NAME]
    place = f"http://127.0.0.1:{typist.port}"
    return urlencode(project_fields()).encode(), {**FORM, "X-CSRFToken": token, "Referer": place}


def of_pages(times: dict[str, Times]) -> dict[str, float]:
    def ratio(name: str, other: str = "") -> float:
        return times[name].p50 / times[other or f"{name}, bare"].p50

    return {
        "list of 50 rows, to the bare list": ratio("list"),
        "filtered list with its total, to the bare one": ratio("filtered"),
        "Chinese search, to the bare search": ratio("search"),
        "page 1,000, to the own first page": ratio("list, deep", "list"),
        "detail, to the bare detail": ratio("detail"),
        "dashboard, to the bare sums": ratio("dashboard"),
        "record one project, to the bare insert": ratio("create"),
        "bytes of the list": times["list"].size / 1000,
        "p95 of the list to its p50": times["list"].p95 / times["list"].p50,
        "page of a report, to 300 bare findings": ratio("report"),
    }


def of_queries(office: Person, clerk: Person, report: Report) -> dict[str, float]:
    listed, spent = office.queries("/projects/")
    middle = Project.objects.order_by("pk")[Project.objects.count() // 2]
    return {
        "queries of the list": listed,
        "database time of the list": spent,
        "queries of the detail": office.queries(f"/projects/{middle.pk}/")[0],
        "queries of recording one": clerk.queries("/projects/new/", project_fields())[0],
        "queries of the page of a report": office.queries(report.get_absolute_url())[0],
    }


def of_exports(product: Server, reference: Server) -> dict[str, float]:
    """The whole ledger as either kind of file, in turns with the bare one."""
    csv, of_csv = a_file(product, reference, "csv", turns=3)
    book, of_book = a_file(product, reference, "xlsx", turns=1)
    return {
        "rows a second of a CSV, to the bare CSV": csv,
        "memory a CSV needs above what a worker has": of_csv,
        "rows a second of a workbook, to the bare writer": book,
        "memory a workbook needs above what a worker has": of_book,
    }


def a_file(product: Server, reference: Server, ending: str, turns: int) -> tuple[float, float]:
    """How quick it is written beside the bare one, and by how much the largest worker grows."""
    before, own, bare = product.largest(), [], []
    for _turn in range(turns):
        own.append(seconds_of(lambda: ok(product, f"/projects/?format={ending}")))
        bare.append(seconds_of(lambda: ok(reference, f"/export.{ending}")))
    return statistics.median(bare) / statistics.median(own), product.largest() - before


def ok(server: Server, path: str) -> None:
    answer = server.visit(path)
    if answer.status != 200 or answer.size < SMALLEST_FILE:
        raise SystemExit(f"{path} answers {answer.status} with {answer.size} bytes.")


def of_import(reference: Server) -> dict[str, float]:
    """A workbook of new projects checked and taken in, beside a CSV copied in."""
    body = findings_csv(IMPORTED)
    bare = seconds_of(lambda: reference.visit("/import", body))
    user, region = shell.who_and_where("", "")
    content, sent = a_workbook(user, region), 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(sql, params, many, context)

    began = time.perf_counter()
    with transaction.atomic(), connection.execute_wrapper(count):
        take_in(content, user, region)
        transaction.set_rollback(True)
    own = time.perf_counter() - began
    return {
        "rows a second of an import, to the bare import": bare / own,
        "queries of an import for each row": sent / IMPORTED,
    }


def a_workbook(user: Any, region: Any) -> bytes:
    rows = []
    for row in islice(KINDS["projects"].export(user, region), IMPORTED):
        fresh = {key: f"测{row[key]}" for key in ("name", "code", "permit_number") if row.get(key)}
        gone = dict.fromkeys(("national_code", "version", "building_key"))
        rows.append({**row, **gone, **fresh})
    out = BytesIO()
    Book(out, KINDS["projects"]).write(iter(rows), with_example=False)
    return out.getvalue()


def take_in(content: bytes, user: Any, region: Any) -> None:
    ImportBatch._meta.get_field("file").storage = InMemoryStorage()
    at, limits = timezone.now(), limits_of(settings)
    on = timezone.localdate(at)
    facts = {"kind": None, "kinds": list(KINDS.values()), "region": region, "source": None}
    file = ContentFile(content, name="bench.xlsx")
    batch = actions.upload(file, **facts, limits=limits, by=user, at=at)
    actions.check(batch, limits=limits, by=user, at=at, on=on)
    actions.apply(batch, by=user, at=at, on=on, skips_faulty=True)


def told(times: dict[str, Times]) -> list[str]:
    """A row for each page: the product's medians beside the bare page's."""
    lines = ["| page | p50 ms | p95 ms | bare p50 ms | kB |", "| --- | --- | --- | --- | --- |"]
    for name, one in times.items():
        if name.endswith("bare"):
            continue
        bare = times.get(f"{name}, bare")
        beside = f"{1000 * bare.p50:.1f}" if bare else ""
        cells = f"{1000 * one.p50:.1f} | {1000 * one.p95:.1f} | {beside} | {one.size / 1000:.0f}"
        lines.append(f"| {name} | {cells} |")
    return lines
