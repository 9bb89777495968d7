"""The pages: each as little as an honest page of its kind can be."""

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter
from django.db import connection, transaction
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

GRADES = ("特别重大", "重大", "较大", "一般", "提示")
STATUSES = ("待整改", "已核实", "已办结", "已排除")
HEADS = ("编号", "标题", "县区", "项目", "等级", "状态", "发现", "期限", "责任人", "金额")
COLUMNS = (
    "f.id, f.title, r.name, p.name, f.grade, f.status, f.found_on, f.due_on, f.owner, f.amount"
)
SOURCE = (
    "from reference.finding f join reference.region r on r.id = f.region_id"
    " join reference.project p on p.id = f.project_id"
)
NEWEST = "order by f.found_on desc, f.id desc"
FIELDS = "id, project_id, region_id, title, words, grade, status, found_on, due_on, owner, amount"
PIECE = 5_000


def asked(sql: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def reader(request: HttpRequest) -> tuple:
    """Whoever the session names, looked up as each page of a product must."""
    request.session.setdefault("person", 1)
    return asked("select id, name from reference.person where id = %s", request.session["person"])[
        0
    ]


def listed(request: HttpRequest, where: str = "", *values: Any, counts: bool = False) -> Any:
    rows = asked(f"select {COLUMNS} {SOURCE} {where} {NEWEST} limit 50", *values)
    total = (
        asked(f"select count(*) from reference.finding f {where}", *values)[0][0]  # noqa: S608
        if counts
        else None
    )
    context = {"rows": rows, "total": total, "grades": GRADES, "statuses": STATUSES}
    return render(request, "list.html", context | {"reader": reader(request)})


def full(request: HttpRequest) -> HttpResponse:
    if "after" not in request.GET:
        return listed(request)
    day, key = request.GET["after"].split("_")
    return listed(request, "where (f.found_on, f.id) < (%s::date, %s::bigint)", day, key)


def counted(request: HttpRequest) -> HttpResponse:
    return listed(request, "where f.region_id = %s and f.grade = %s", 3, 1, counts=True)


def search(request: HttpRequest) -> HttpResponse:
    return listed(request, "where f.title like %s", f"%{request.GET['q']}%")


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = asked(f"select {COLUMNS}, f.words {SOURCE} where f.id = %s", pk)[0]
    history = asked(
        "select at, who, what from reference.history where finding_id = %s order by id desc", pk
    )
    context = {"row": row, "history": history, "heads": HEADS, "reader": reader(request)}
    return render(request, "detail.html", context)


def create(request: HttpRequest) -> HttpResponse:
    reader(request)
    with transaction.atomic():
        pk = asked(
            f"insert into reference.finding ({FIELDS}) select max(id) + 1, 1, 1, %s, '', 1, 0,"  # noqa: S608
            " current_date, current_date + 30, '', 0 from reference.finding returning id",
            request.POST["title"],
        )[0][0]
        asked(
            "insert into reference.history (finding_id, who, what) values (%s, %s, %s) returning 1",
            *(pk, "巡察办公室", "新建"),
        )
    return HttpResponseRedirect(f"/detail/{pk}")


FINDINGS = """select region_id, count(*), count(*) filter (where status = 0),
    count(*) filter (where status = 1), count(*) filter (where status = 2),
    count(*) filter (where grade <= 1), count(*) filter (where due_on < current_date),
    sum(amount), sum(amount) filter (where status < 2), max(found_on)
    from reference.finding group by 1 order by 1"""
PROJECTS = """select region_id, count(*), count(*) filter (where stage = 0),
    count(*) filter (where stage = 5), sum(area), sum(built), sum(paid),
    count(*) filter (where built = 0), sum(greatest(0, area - built)), max(paid)
    from reference.project group by 1 order by 1"""


def dash(request: HttpRequest) -> HttpResponse:
    context = {"tables": [asked(FINDINGS), asked(PROJECTS)], "reader": reader(request)}
    return render(request, "dash.html", context)


def report(request: HttpRequest) -> HttpResponse:
    rows = asked(f"select {COLUMNS}, f.words {SOURCE} order by f.id limit 300")
    return render(request, "report.html", {"rows": rows, "heads": HEADS, "reader": reader(request)})


def streamed() -> Iterator[list[tuple]]:
    """Every finding over a cursor of the server, in pieces."""
    with transaction.atomic(), connection.connection.cursor(name="export") as cursor:
        cursor.execute(f"select {COLUMNS} {SOURCE} order by f.id")
        while rows := cursor.fetchmany(PIECE):
            yield [(*row[:4], GRADES[row[4]], STATUSES[row[5]], *row[6:]) for row in rows]


def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    connection.ensure_connection()

    def pieces() -> Iterator[str]:
        yield "\ufeff" + ",".join(HEADS) + "\r\n"
        for rows in streamed():
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            yield text.getvalue()

    return StreamingHttpResponse(pieces(), content_type="text/csv")


def export_xlsx(request: HttpRequest) -> FileResponse:
    connection.ensure_connection()
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADS)
    line = 0
    for rows in streamed():
        for row in rows:
            line += 1
            sheet.write_row(line, 0, row)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="export.xlsx")


def checked(row: dict[str, str], regions: dict[str, int]) -> tuple:
    """One line of a file, or an error that says which field is wrong."""
    title, found, due = row["标题"].strip(), row["发现"], row["期限"]
    if not 0 < len(title) <= 500 or date.fromisoformat(due) < date.fromisoformat(found):
        raise ValueError(title)
    grade, amount = GRADES.index(row["等级"]), Decimal(row["金额"])
    return regions[row["县区"]], title, row["描述"], grade, found, due, row["责任人"], amount


@csrf_exempt
def take_in(request: HttpRequest) -> JsonResponse:
    """A CSV: each line checked, the good ones copied in with a line of history each."""
    regions = {name: pk for pk, name in asked("select id, name from reference.region")}
    following, good, wrong = asked("select max(id) + 1 from reference.finding")[0][0], [], 0
    for row in csv.DictReader(io.StringIO(request.body.decode("utf-8-sig"))):
        try:
            good.append(checked(row, regions))
        except (KeyError, ValueError, InvalidOperation):
            wrong += 1
    findings, history = io.StringIO(), io.StringIO()
    for place, (region, title, words, grade, found, due, owner, amount) in enumerate(good):
        pk = following + place
        line = (pk, 1, region, title, words, grade, 0, found, due, owner, amount)
        findings.write("\t".join(map(str, line)) + "\n")
        history.write(f"{pk}\t巡察办公室\t导入\n")
    findings.seek(0)
    history.seek(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"copy reference.finding ({FIELDS}) from stdin", findings)
        cursor.copy_expert("copy reference.history (finding_id, who, what) from stdin", history)
    return JsonResponse({"good": len(good), "wrong": wrong})


def ping(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("ping", ping),
    path("full", full),
    path("counted", counted),
    path("search", search),
    path("detail/<int:pk>", detail),
    path("create", csrf_exempt(create)),
    path("dash", dash),
    path("report", report),
    path("export.csv", export_csv),
    path("export.xlsx", export_xlsx),
    path("import", take_in),
]
