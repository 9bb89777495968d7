"""Taking measurements: pages in turns, so that what disturbs the machine disturbs both alike."""

import csv
import io
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.servers import Server


@dataclass(slots=True)
class Times:
    """The seconds of one page over all turns."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one of the two servers; `sent` makes the body of a form anew for each visit."""

    name: str
    server: Server
    path: str
    sent: Callable[[], tuple[bytes, dict[str, str]]] | None = None
    status: int = 200

    def visit(self, times: Times) -> None:
        body, headers = self.sent() if self.sent else (None, None)
        answer = self.server.visit(self.path, body, headers)
        if answer.status != self.status:
            raise SystemExit(f"{self.name}: {self.path} answers {answer.status}.")
        times.seconds.append(answer.seconds)
        times.size = answer.size


def in_turns(pages: list[Page], turns: int, warm: int = 6) -> dict[str, Times]:
    """Every page once in each turn; the first visits fill caches and are not counted."""
    found = {page.name: Times() for page in pages}
    for turn in range(warm + turns):
        for page in pages:
            page.visit(found[page.name])
        if turn == warm - 1:
            for times in found.values():
                times.seconds.clear()
    return found


def processor_seconds(do: Callable[[], object]) -> float:
    """Of this process's finished children, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    do()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def seconds_of(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def findings_csv(rows: int) -> bytes:
    """A file for the reference import."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["标题", "县区", "描述", "等级", "发现", "期限", "责任人", "金额"])
    for n in range(rows):
        line = [f"导入{n}号地块未按规定修建防空地下室", "通海县", "检查发现", "一般"]
        lines.writerow([*line, "2026-01-01", "2026-03-01", f"责任人{n % 300}", f"{n}.50"])
    return text.getvalue().encode("utf-8-sig")
