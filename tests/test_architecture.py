"""What keeps the house clean: checked by machine, so that nobody has to remember it."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.template import engines
from django.test import Client
from django.urls import URLPattern, get_resolver
from importlinter.api import use_cases

from airdefense import wall
from airdefense.reports.figures import FIGURES
from leads.verification import RULES, of_tables

ROOT = settings.BASE_DIR
OURS = ("airdefense", "projects", "inspections", "leads", "rectification", "demo")
OPEN_TO_ALL = {
    "accounts:login",
    "accounts:demo_login",
    # Exist only where OIDC_ISSUER names one, and let nobody in by themselves.
    "accounts:ask_issuer",
    "accounts:issuer_answer",
    # Lead out and never in; what the issuer says there counts by its signature.
    "accounts:leave_issuer",
    "accounts:issuer_ended",
    # Says to a page that was open for long who is signed in; nothing else.
    "accounts:session",
    "casework:healthz",
    # Numbers and moments, without a case; /metrics asks for an address or a token.
    "casework:readyz",
    "casework:metrics",
    "set_language",
    # What makes the page of field mode installable; both name nobody and no case.
    "inspections:field_manifest",
    "inspections:field_worker",
}
SAMPLE = {
    "int": 1,
    "str": "x.y",
    "slug": "x",
    "path": "x",
    "document": "pdf",
    "uuid": "6f1c1d2e-0000-4000-8000-000000000001",
}


def python_files(*folders):
    for folder in folders:
        yield from (p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts)


def our_models():
    labels = {"accounts", "casework", "reports", *OURS}
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def every_url(patterns=None, prefix="/", namespace=""):
    """(name, path) of every route, with a sample value for each of its arguments."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            path = re.sub(r"<(?:(\w+):)?\w+>", lambda m: str(SAMPLE[m[1] or "str"]), route)
            name = f"{namespace}{entry.name}"
            yield name, path
        elif entry.namespace != "admin":
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_url(entry.url_patterns, route, inner)


PAGES = sorted(
    (name, path)
    for name, path in every_url()
    if not path.startswith("/api/") and name not in OPEN_TO_ALL
)
API = sorted({path for _name, path in every_url() if path.startswith("/api/") and "^" not in path})


def test_imports_run_one_way(capsys):
    # Not by its command, which silences every logger of the process for the tests that follow.
    is_kept = use_cases.lint_imports(str(ROOT / "pyproject.toml"), cache_dir=None)

    assert is_kept, capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), PAGES)
def test_every_page_sends_the_anonymous_to_the_login_page(name, path):
    response = Client().get(path)

    assert (response.status_code, response.headers.get("Location", "").split("?")[0]) == (
        302,
        "/accounts/login/",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", API)
def test_every_api_address_refuses_the_anonymous(path):
    answer = Client().get(path)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (
        401,
        'Bearer realm="airdefense"',
    )


def reads_rows(node):
    return isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}


EDGE = [
    path
    for path in python_files("airdefense", *OURS[1:5])
    if path.stem in {"views", "api", "worklists"} or path.parent.name in {"views", "api"}
]
SCOPED = (
    "visible_to",
    "objects.none()",
    "within_reach_of(",
    "in_compartment_of(",
    "holding(",
    "in_force(",
)
# What has no row of a case in it: one's own drafts and choices, accounts of the demo.
OWN_ROWS = ("ListPreference", "Draft", "User.objects.filter(is_demo")


@pytest.mark.parametrize("path", EDGE, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_web_edge_reads_rows_only_through_their_visibility(path):
    source = path.read_text()
    tree = ast.parse(source)
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    reads = [node for node in ast.walk(tree) if reads_rows(node)]

    open_reads = []
    for read in reads:
        around = [s for s in statements if s.lineno <= read.lineno <= s.end_lineno]
        smallest = min(around, key=lambda s: s.end_lineno - s.lineno)
        text = ast.get_source_segment(source, smallest)
        if not any(word in text for word in SCOPED + OWN_ROWS):
            open_reads.append(f"{path.name}:{read.lineno}")

    assert open_reads == []


CASES = [model for model in apps.get_models() if hasattr(model, "workflow")]


@pytest.mark.parametrize("model", CASES, ids=lambda m: m._meta.label)
def test_every_status_is_reached_and_every_open_status_has_a_way_out(model):
    statuses = {value for value, _label in model._meta.get_field("status").choices}
    start = model._meta.get_field("status").default
    targets = {transition.target for transition in model.workflow} | {start}
    sources = set().union(*(transition.sources for transition in model.workflow))
    finished = {
        "closed",
        "void",
        "concluded",
        "disposed",
        "returned",
        "rejected",
        "granted",
        "refused",
        "replied",
        "completed",
        "ended",
        "undone",
        "discarded",
        "answered",
        "withdrawn",
        "holds",
        "reopened",
        "accepted",
        "signed",
        "voided",
        "retried",
        "given_up",
    }

    assert targets == statuses
    assert statuses - sources <= finished
    assert all(
        model.workflow.tone(s) in {"", "run", "warn", "ok", "bad", "risk", "sec"} for s in statuses
    )


def test_workflow_diagrams_equal_the_tables():
    call_command("workflow_diagrams", check=True)


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_moment_has_its_person_and_both_or_neither(model):
    fields = {field.name: field for field in model._meta.get_fields() if field.concrete}
    at_alone = {
        "happened_at",
        "recorded_at",
        "saved_at",
        "next_attempt_at",
        "sent_at",
        "claimed_at",
        "compile_at",
        # Any program that holds the token.
        "last_used_at",
        # What the machine does in nobody's name: sealing, comparing, watching.
        "sealed_at",
        "found_at",
        "due_at",
        "noticed_at",
        "told_at",
        "settled_at",
    }
    moments = [
        name
        for name, field in fields.items()
        if name.endswith("_at")
        and isinstance(field, models.DateTimeField)
        and not (name in at_alone and name.removesuffix("_at") + "_by" not in fields)
    ]

    for name in moments:
        by = name.removesuffix("_at") + "_by"
        assert by in fields, f"{name} has no {by}"
        assert fields[name].null == fields[by].null
        if fields[name].null:
            constraints = " ".join(
                str(c.condition)
                for c in model._meta.constraints
                if isinstance(c, models.CheckConstraint)
            )
            assert by in constraints


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_what_an_auditor_may_ask_about_is_never_deleted_with_something_else(model):
    own_settings = {"ListPreference", "Draft", "ReminderPreference", "Subscription"}
    loose = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is not models.PROTECT
        and model.__name__ not in own_settings
    ]

    assert loose == []


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_model_says_who_it_is(model):
    assert model.__str__ is not models.Model.__str__


def test_every_figure_has_a_name_a_definition_and_a_unit():
    assert all(str(f.label) and len(str(f.definition)) > 20 and f.unit for f in FIGURES.values())


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def sources_of_templates():
    texts = [path.read_text() for path in TEMPLATES]
    texts += [path.read_text() for path in python_files(*OURS)]
    return "\n".join(texts)


def test_every_template_compiles_and_is_used():
    engine = engines["django"]
    everything = sources_of_templates()
    by_convention = {"403.html", "404.html", "500.html", "403_csrf.html"}

    unused = []
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        engine.get_template(name)
        pieces = {name, name.replace(".html", "")}
        is_widget = name.startswith(("_parts/widgets/", "django/", "admin/"))
        if (
            name not in by_convention
            and not is_widget
            and not any(
                f'"{piece}"' in everything or f"'{piece}'" in everything for piece in pieces
            )
        ):
            unused.append(name)

    assert unused == []


def test_no_page_carries_inline_script_or_style():
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son\w+=\"|<style"
    )
    guilty = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if inline.search(path.read_text()) and "mail" not in path.name
    ]

    assert guilty == []


def test_nothing_is_loaded_from_another_host():
    files = (
        TEMPLATES
        + sorted((ROOT / "static").rglob("*.css"))
        + sorted((ROOT / "static").rglob("*.js"))
    )
    remote = re.compile(r"""(?:src|href)=["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""")

    assert [str(path.relative_to(ROOT)) for path in files if remote.search(path.read_text())] == []


def length(path):
    return len(path.read_text().splitlines())


def test_files_stay_small():
    large = [
        str(path.relative_to(ROOT))
        for path in python_files(*OURS, "tests")
        if length(path) > (600 if "tests" in path.parts else 400)
    ]
    large += [str(path.relative_to(ROOT)) for path in TEMPLATES if length(path) > 150]

    assert large == []


def test_functions_stay_small():
    large = []
    for path in python_files(*OURS):
        is_edge = path.stem == "views" or path.parent.name == "views"
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                body = node.end_lineno - node.lineno + 1
                if body > (20 if is_edge else 50):
                    large.append(f"{path.relative_to(ROOT)}:{node.name} {body}")

    assert large == []


def sets_a_status(node):
    if isinstance(node, ast.Assign):
        targets = [t for target in node.targets for t in ast.walk(target)]
        return any(isinstance(t, ast.Attribute) and t.attr == "status" for t in targets)
    is_update = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update"
    return is_update and any(keyword.arg == "status" for keyword in node.keywords)


def test_only_advance_assigns_a_status():
    guilty = [
        str(path.relative_to(ROOT))
        for path in python_files(*OURS[:5])
        if any(sets_a_status(node) for node in ast.walk(ast.parse(path.read_text())))
    ]

    assert guilty == ["airdefense/casework/actions/steps.py"]


# Which tasks of the product read or write leads in nobody's name, and for what (decision 0029).
MAY_ACT = {
    "airdefense/casework/fixity.py": {"UPKEEP"},
    "airdefense/casework/journal/verification.py": {"UPKEEP"},
    "airdefense/casework/management/commands/case_check.py": {"COUNTING"},
    "airdefense/casework/management/commands/reencrypt.py": {"UPKEEP"},
    "airdefense/casework/notices.py": {"UPKEEP"},
    "airdefense/casework/sealing.py": {"UPKEEP"},
    "airdefense/casework/tasks.py": {"UPKEEP"},
    "airdefense/reports/figures.py": {"COUNTING"},
    "projects/actions/bulk/undo.py": {"VETTING"},
    "inspections/imports/powers.py": {"VETTING"},
    "leads/actions/leads.py": {"INTAKE"},
    "leads/actions/transfers.py": {"INTAKE"},
    "leads/recusal.py": {"VETTING"},
    "leads/retention.py": {"COUNTING"},
    "leads/statistics.py": {"COUNTING"},
    "leads/verification.py": {"UPKEEP"},
    "rectification/statistics.py": {"COUNTING"},
    "demo/load.py": {"UPKEEP"},
}


def test_only_named_tasks_of_the_product_speak_for_nobody():
    found = {}
    for path in python_files(*OURS):
        calls = re.findall(r"(?<!def )\bacting\((?:wall\.)?(?:Purpose\.)?(\w*)", path.read_text())
        if calls and path.name != "wall.py":
            found[str(path.relative_to(ROOT))] = set(calls)

    assert found == MAY_ACT


@pytest.mark.django_db
def test_every_table_of_leads_is_behind_the_second_wall():
    assert [check.words for check in of_tables() if not check.is_well] == []


@pytest.mark.django_db
def test_statements_are_bound_for_exactly_the_tables_behind_the_second_wall():
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity from pg_class "
            "where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        behind = dict(cursor.fetchall())

    bound = {name for name in behind if wall.is_walled(f'select from "{name}"')}
    assert bound - RULES == {name for name, is_behind in behind.items() if is_behind}


def test_actions_never_ask_the_clock():
    guilty = [
        str(path.relative_to(ROOT))
        for path in python_files(*OURS[:5])
        if (path.stem == "actions" or path.parent.name == "actions")
        and re.search(r"timezone\.(now|localdate)\(\)", path.read_text())
    ]

    assert guilty == []


def test_the_project_speaks_only_of_itself():
    tracked = [
        p
        for p in Path(ROOT).rglob("*")
        if p.suffix in {".py", ".md", ".html", ".css", ".js", ".toml", ".yml", ".in", ".txt"}
        and not {".venv", ".git", ".state", "__pycache__", "staticfiles"} & set(p.parts)
        and p != Path(__file__)
    ]
    foreign = re.compile(r"unpkg|jsdelivr|cdnjs|/home/\w+/|/root/", re.IGNORECASE)

    assert [str(p.relative_to(ROOT)) for p in tracked if foreign.search(p.read_text())] == []
