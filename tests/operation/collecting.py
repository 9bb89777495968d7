"""For tests/test_warming.py: an answer that names the web process and says whether it collects."""

import gc
import os

import airdefense.wsgi  # noqa: F401 - everything is loaded, as in the product


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {gc.isenabled()}".encode()]
