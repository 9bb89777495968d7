"""gunicorn, for `make run` and the image alike."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

from airdefense import logs, warming
from airdefense.collector import RARELY

# Nothing that is loaded goes away again: looking for what does took a third of the start.
gc.disable()
wsgi_app = "airdefense.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads: a browser that connects ahead and says nothing would hold up a worker without them.
worker_class = "gthread"
threads = 4
timeout = 120
graceful_timeout = 8
keepalive = 15
preload_app = True
control_socket_disable = True
loglevel = "warning"
logconfig_dict = logs.configuration(
    level="WARNING", is_local=os.environ.get("DEPLOYMENT") == "local"
)
# The workers' signs of life belong in memory: on a slow disk they look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
# Each web process counts its requests into a file of its own here; /metrics adds them up.
counts = f"{worker_tmp_dir or tempfile.gettempdir()}/airdefense-requests-{os.getpid()}"
os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
Path(counts).mkdir(mode=0o700, exist_ok=True)


def on_exit(server):
    shutil.rmtree(counts, ignore_errors=True)


def when_ready(server):
    """Move what was loaded once out of the collector's sight, so that the workers share it."""
    warming.warm()
    gc.freeze()
    gc.set_threshold(*RARELY)


def post_fork(server, worker):
    """In each worker, since reading this file again (HUP) switches it off for the later ones."""
    gc.enable()
