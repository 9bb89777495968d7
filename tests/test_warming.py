"""What the web processes share is there before the first request, and came from no database."""

import os
import signal
import subprocess
import sys
import time

import pytest
import requests
from django.template import engines
from django.urls import get_resolver
from django.utils import translation

from airdefense.accounts.models import User
from airdefense.devstack.ports import free_port
from airdefense.devstack.processes import Processes
from airdefense.lazily import Lazily
from airdefense.warming import warm

# Dear and rare: loaded by the first request that needs one (airdefense/lazily.py).
RARE = {"docx", "openpyxl", "pypdf", "pypinyin", "typst", "zxcvbn"}
LOADED = (
    "import sys; import airdefense.wsgi; from airdefense import warming; warming.warm();"
    "print(*sys.modules)"
)


def test_every_template_is_read_before_the_first_request():
    [loader] = engines["django"].engine.template_loaders
    loader.reset()

    warm()

    read = {name for name in loader.get_template_cache if name.endswith(".html")}
    assert {"base.html", "projects/detail.html", "_parts/_results.html"} <= read


def test_addresses_are_known_by_their_names_in_every_language(settings):
    warm()

    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            assert code in get_resolver()._reverse_dict


@pytest.mark.django_db
def test_models_know_who_refers_to_them_and_no_database_was_asked(django_assert_num_queries):
    User._meta._expire_cache()

    with django_assert_num_queries(0):
        warm()

    assert "_relation_tree" in User._meta.__dict__


@pytest.mark.slow
def test_what_is_dear_and_rare_is_not_loaded_with_a_web_process(settings):
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "airdefense.settings"}
    command = [sys.executable, "-c", LOADED]

    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=True
    )

    assert RARE & set(done.stdout.split()) == set()


def told_by(web, port, other_than=None):
    """Which process answers here, and whether it looks for garbage; waits for another one."""
    deadline = time.monotonic() + 120
    while web.poll() is None and time.monotonic() < deadline:
        try:
            process, collects = requests.get(f"http://127.0.0.1:{port}/", timeout=5).text.split()
        except requests.RequestException:
            process = other_than
        if process != other_than:
            return process, collects
        time.sleep(0.1)
    raise TimeoutError(f"no process but {other_than} answers on {port}")


@pytest.mark.slow
def test_every_web_process_looks_for_garbage_also_when_settings_were_read_again(settings):
    port = free_port()
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "airdefense.settings", "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    command += [f"--bind=127.0.0.1:{port}", "tests.operation.collecting:application"]

    with Processes() as processes:
        web = processes.start(command, cwd=settings.BASE_DIR, env=env)
        first, collects_first = told_by(web, port)
        web.send_signal(signal.SIGHUP)
        _later, collects_later = told_by(web, port, other_than=first)

    assert (collects_first, collects_later) == ("True", "True")


def test_a_module_is_loaded_by_the_first_who_asks_it_for_something(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    rare = Lazily("colorsys")

    loaded_before = "colorsys" in sys.modules
    answer = rare.rgb_to_hsv(0, 0, 1)

    assert not loaded_before
    assert answer == sys.modules["colorsys"].rgb_to_hsv(0, 0, 1)


def test_a_module_that_is_not_there_says_so():
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        _ = Lazily("no_such_module").anything
