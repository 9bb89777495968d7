"""Two web servers side by side, as deployed: the product and the reference pages."""

import compileall
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 900
PACKAGES = ("airdefense", "projects", "inspections", "leads", "rectification", "demo", "benchmarks")


def compiled() -> None:
    """As an installation is: started without, Python compiles the product at each start."""
    for package in PACKAGES:
        compileall.compile_dir(HERE / package, quiet=1)


@dataclass(slots=True)
class Answer:
    status: int
    seconds: float
    size: int
    location: str = ""


@dataclass(slots=True)
class Server:
    """gunicorn with two workers; `start` takes the seconds until its first answer."""

    application: str
    first: str
    cookies: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen | None = None

    def start(self) -> float:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        command += ["--workers", "2", "--bind", f"127.0.0.1:{self.port}", self.application]
        compiled()
        began = time.perf_counter()
        self.process = subprocess.Popen(  # noqa: S603
            command, cwd=HERE, env={**os.environ, "WEB_CONCURRENCY": "2"}
        )
        while time.perf_counter() - began < PATIENCE_SECONDS:
            try:
                self.visit(self.first)
            except OSError:
                time.sleep(0.02)
            else:
                return time.perf_counter() - began
        raise SystemExit(f"{self.application} does not answer.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def visit(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request on a connection of its own, from sending to the last byte."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        given = {"Accept-Language": "zh-CN", "Cookie": self.cookie_line(), **(headers or {})}
        began = time.perf_counter()
        connection.request("GET" if body is None else "POST", path, body, given)
        response = connection.getresponse()
        size = 0
        while piece := response.read(1 << 16):
            size += len(piece)
        seconds = time.perf_counter() - began
        connection.close()
        return Answer(response.status, seconds, size, response.headers.get("Location", ""))

    def cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def a_second(self, path: str, seconds: float, clients: int = 8) -> float:
        """Answers in a second, with so many visitors at once."""
        until = time.perf_counter() + seconds

        def visitor(_number: int) -> int:
            done = 0
            while time.perf_counter() < until:
                done += self.visit(path).status == 200
            return done

        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            done = sum(pool.map(visitor, range(clients)))
        return done / (time.perf_counter() - began)

    def workers(self) -> list[int]:
        main = self.process.pid if self.process is not None else 0
        children = Path(f"/proc/{main}/task/{main}/children").read_text()
        return [int(child) for child in children.split()]

    def megabytes(self) -> float:
        """The memory of one worker, what it shares with others divided among them (PSS)."""
        return statistics.mean(memory(worker, "Pss") for worker in self.workers())

    def largest(self) -> float:
        """The most memory any worker holds by now (RSS)."""
        return max(memory(worker, "Rss") for worker in self.workers())


def memory(process: int, kind: str) -> float:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    return 0.0
