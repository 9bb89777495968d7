"""A kind of file for the tests of the machinery: calendar days, with columns of every sort."""

from datetime import date
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import CalendarDay
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import ImportKind, chunks, no_tick
from airdefense.exchange.importing.problems import SENTENCES, declare

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ("日期", "工作日", "文件", "金额（元）", "建筑面积", "人数", "类别", "编号")
FIELDS = ("is_working", "document")

if "day_is_edited" not in SENTENCES:
    declare("day_is_edited", _("was edited by %(who)s"))
    declare("same_document", _("the same document"))


class Days(ImportKind):
    """Days of the working calendar; a row without its day offers the days of its document."""

    key = "days"
    label = "Calendar days"
    fields = (
        ImportField(key="day", label="Day", kind="day", aliases=("日期",), may_lie_ahead=True),
        ImportField(key="is_working", label="Working day", kind="yes_no", aliases=("工作日",)),
        ImportField(key="document", label="Document", most=200, required=True, aliases=("文件",)),
        ImportField(key="fee_yuan", label="Fee (yuan)", kind="money", aliases=("金额", "人防费")),
        ImportField(key="area_sqm", label="Built area (㎡)", kind="area", aliases=("建筑面积",)),
        ImportField(key="people", label="People", kind="number", aliases=("人数",)),
        ImportField(
            key="sort",
            label="Sort",
            kind="choice",
            aliases=("类别",),
            choices=(("holiday", _("Holiday")), ("make_up", _("Make-up day"))),
        ),
        ImportField(key="number", label="Number", kind="code", digits=18, aliases=("编号",)),
    )

    def identity(self, row):
        day = row.values.get("day")
        return f"{day}" if day else ""

    def examine(self, rows, *, user, region, source, on, tick=no_tick):
        for part in chunks(rows, tick):
            days = {row.values.get("day") for row in part} - {None}
            pks = {row.decided_target for row in part} - {None}
            known = {d.day: d for d in CalendarDay.objects.filter(day__in=days)}
            chosen = CalendarDay.objects.in_bulk(pks)
            words = {row.values.get("document") for row in part}
            alike = list(CalendarDay.objects.filter(document__in=words - {None}))
            for row in part:
                found = chosen.get(row.decided_target) or known.get(row.values.get("day"))
                self.judge(row, found, alike)

    def judge(self, row, found, alike):
        if found is None and not row.values.get("day") and "day" not in self.faulty(row):
            for one in alike:
                if one.document == row.values.get("document"):
                    row.suggest(one.pk, str(one), 80, ("same_document", {}))
            if row.suggestions:
                row.verdict = "choose"
            else:
                row.complain("day", "empty")
            return
        if found is None:
            row.verdict = "create"
            return
        row.target = found.pk
        row.changes = {
            key: [getattr(found, key), row.values[key]]
            for key in FIELDS
            if row.values.get(key) is not None and row.values[key] != getattr(found, key)
        }
        row.verdict = "update" if row.changes else "same"

    @staticmethod
    def faulty(row):
        return {problem["key"] for problem in row.problems}

    def lock(self, rows):
        pks = [row.target for row in rows if row.target]
        list(CalendarDay.objects.select_for_update().filter(pk__in=pks).order_by("pk"))

    def apply(self, rows, *, batch, by, at, tick=no_tick):
        new = [row for row in rows if row.verdict == "create"]
        made = CalendarDay.objects.bulk_create(
            CalendarDay(
                day=row.values["day"],
                is_working=bool(row.values.get("is_working")),
                document=row.values["document"],
            )
            for row in new
        )
        for row, day in zip(new, made, strict=True):
            row.target, row.after = day.pk, self.snapshot(day)
        old = CalendarDay.objects.in_bulk([r.target for r in rows if r.verdict == "update"])
        for row in rows:
            if row.verdict == "update":
                day = old[row.target]
                row.before = self.snapshot(day)
                for key, (_old, value) in row.changes.items():
                    setattr(day, key, value)
                row.after = self.snapshot(day)
        CalendarDay.objects.bulk_update(old.values(), FIELDS)
        tick(len(rows))

    @staticmethod
    def snapshot(day):
        return {key: getattr(day, key) for key in FIELDS}

    def blocked(self, rows, *, user):
        days = CalendarDay.objects.in_bulk([row.target for row in rows])
        return {
            row.pk: ("day_is_edited", {"who": "somebody"})
            for row in rows
            if self.snapshot(days[row.target]) != row.after
        }

    def undo(self, rows, *, batch, by, at, tick=no_tick):
        gone = [row.target for row in rows if row.verdict == "create"]
        CalendarDay.objects.filter(pk__in=gone).delete()
        for row in rows:
            if row.verdict == "update":
                CalendarDay.objects.filter(pk=row.target).update(**row.before)

    def export(self, user, region):
        for day in CalendarDay.objects.order_by("day"):
            yield {"day": day.day, "is_working": day.is_working, "document": day.document}


class Letters(ImportKind):
    """Another kind, to tell apart."""

    key = "letters"
    label = "Letters"
    fields = (
        ImportField(key="sender", label="Sender", required=True, aliases=("来文单位",)),
        ImportField(key="received_on", label="Received on", kind="day", required=True),
    )


def workbook(*rows, heads=HEADS, name="days.xlsx", above=(), sheet="Sheet1", change=None):
    """An uploaded workbook: lines above the head, the head, the rows."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for line in (*above, heads, *rows):
        book.active.append(list(line))
    if change:
        change(book)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue(), content_type=XLSX)


def a_day(day="2026-10-01", document="国办发明电〔2025〕7号", is_working="否", **cells):
    """One row of cells in the order of HEADS."""
    keys = ("fee", "area", "people", "sort", "number")
    return (day, is_working, document, *(cells.get(key) for key in keys))


def opened(download):
    """The workbook of a download."""
    return openpyxl.load_workbook(BytesIO(b"".join(download.streaming_content)))


FIRST = date(2026, 10, 1)
