"""What every twin writes through: history, steps, official numbers, files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from airdefense.casework import calendar
from airdefense.casework.actions import plain
from airdefense.casework.models import (
    Attachment,
    AttachmentKind,
    Event,
    IssuedNumber,
    NumberSeries,
    TimeLimit,
)
from demo.write import Writer


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file kept once and shown in many cases."""

    path: str
    name: str
    sha256: str
    size_bytes: int
    content_type: str


@dataclass
class Books:
    """The writer, with the counters and limits that rows of many regions share."""

    writer: Writer
    limits: dict[str, TimeLimit] = field(default_factory=dict)
    # The clocks that run, by their lead, case, outcome and kind.
    running: dict[tuple[int, int | None, int | None, str], Any] = field(default_factory=dict)
    # The forms that wait for their signature, by their lead and matter.
    forms: dict[tuple[int, str], Any] = field(default_factory=dict)
    # The powers of the sample list by their numbers.
    powers: dict[int, Any] = field(default_factory=dict)
    _due: dict[tuple[str, date], date] = field(default_factory=dict)
    _series: dict[tuple[int, str, int], NumberSeries] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        return self.writer.add(row)

    def make(self, model: Any, **facts: Any) -> Any:
        return self.writer.make(model, **facts)

    def record(
        self,
        case: Any,
        name: str,
        *,
        by: Any,
        at: datetime,
        note: str = "",
        before: str = "",
        after: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> Event:
        # When it was recorded, the database says itself.
        return self.writer.make(
            Event,
            case_type=case._meta.label_lower,
            case_id=case.pk,
            name=name,
            before=before,
            after=after,
            note=note,
            detail={key: plain(value) for key, value in detail.items()} if detail else {},
            actor=by,
            happened_at=at,
        )

    def advance(
        self, case: Any, name: str, *, by: Any, at: datetime, note: str = "", **changes: Any
    ) -> Any:
        """Take one step of the case's own workflow table; a step out of order is a mistake here."""
        transition = case.workflow[name]
        if case.status not in transition.sources:
            raise ValueError(f"{name} does not start from {case.status}: {case}")
        if transition.stamp:
            changes |= {transition.stamp: at, transition.stamp.removesuffix("_at") + "_by": by}
        for key, value in changes.items():
            setattr(case, key, value)
        before, case.status = case.status, transition.target
        self.record(
            case, name, by=by, at=at, note=note, before=before, after=case.status, detail=changes
        )
        return case

    def number(self, *, organisation: Any, series: str, year: int, pattern: str) -> str:
        """The next number of a series; `close()` leaves the counters where they stand."""
        key = (organisation.pk, series, year)
        counter = self._series.get(key)
        if counter is None:
            counter = self._series[key] = self.writer.make(
                NumberSeries, organisation=organisation, series=series, year=year
            )
        counter.last += 1
        text = pattern.format(year=year, n=counter.last, code=organisation.code)
        self.writer.make(IssuedNumber, series=counter, sequence=counter.last, text=text)
        return text

    def flush(self) -> None:
        """Write what waits."""
        self.writer.flush()

    def close(self) -> None:
        """Store the counters, so that the next number anybody takes follows the last one here."""
        NumberSeries.objects.bulk_update(self._series.values(), ["last"])

    def due_on(self, step: str, noticed_on: date) -> date:
        """When a step falls due; asked once a day and step, since a calendar is slow to ask."""
        key = (step, noticed_on)
        if key not in self._due:
            limit = self.limits[step]
            self._due[key] = calendar.due_on(
                noticed_on, limit.days, working=limit.is_working_days, overrides={}
            )
        return self._due[key]

    def attach(
        self,
        case: Any,
        file: StoredFile,
        *,
        by: Any,
        at: datetime,
        kind: str = AttachmentKind.EVIDENCE,
    ) -> Attachment:
        attachment = self.writer.make(
            Attachment,
            case_type=case._meta.label_lower,
            case_id=case.pk,
            file=file.path,
            name=file.name,
            sha256=file.sha256,
            size_bytes=file.size_bytes,
            content_type=file.content_type,
            kind=kind,
            uploaded_at=at,
            uploaded_by=by,
        )
        self.record(case, "attach", by=by, at=at, detail={"file": file.name, "sha256": file.sha256})
        return attachment
