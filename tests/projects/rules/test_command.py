"""`manage.py assess_fees`: JSON in, JSON out; Python alone, no service, no half result."""

import gettext
import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from projects.rules import command, reading
from tests.projects.rules.building_blocks import (
    RATES,
    building,
    document,
    project,
    tower,
    written,
)
from tests.projects.rules.examples import EXAMPLES
from tests.projects.rules.random_city import random_input
from tests.projects.rules.reference import results

NO_PARTS = dict.fromkeys(
    ("illegal_reduction", "illegal_deferral", "payable_unpaid", "receivable_uncollected"), "0.00"
)


def run(folder, given):
    """(exit code, standard output, standard error) of the command on that input."""
    path = folder / "input.json"
    path.write_bytes(given if isinstance(given, bytes) else written(given).encode())
    out, complaints = StringIO(), StringIO()
    status = command.main([str(path)], out, complaints)
    return status, out.getvalue(), complaints.getvalue()


def answer(folder, given):
    status, out, complaints = run(folder, given)
    assert (status, complaints) == (0, "")
    return json.loads(out)


MANAGE = settings.BASE_DIR / "manage.py"


def shell(argument, *, folder=settings.BASE_DIR, given=None, **environment):
    """The command as a process without installed packages and settings; warnings are errors."""
    return subprocess.run(
        [sys.executable, "-S", "-s", "-W", "error", str(MANAGE), "assess_fees", argument],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        input=given,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_worked_example(example, tmp_path):
    (found,) = answer(tmp_path, document(example.project, policy=example.policy))

    required = {"G6": example.g6_sqm, "G6B": example.g6b_sqm}
    gap = example.gap_yuan or example.payable_yuan
    parts = example.parts or {"receivable_uncollected": gap}
    assert {name: found[name] for name in found if "gross" not in name and "legal" not in name} == {
        "code": "EX-1",
        "rules": example.rules,
        "required_sqm": required,
        "shortfall_sqm": required | {"G6": example.g6_missing_sqm or example.g6_sqm},
        "payable_yuan": example.payable_yuan,
        "gap_yuan": gap,
        "parts_yuan": NO_PARTS | parts,
        "refund_due_yuan": example.refund_yuan,
        "unremitted_yuan": example.unremitted_yuan,
        "flags": [],
    }
    assert float(found["gross_yuan"]) - float(found["legal_reduction_yuan"]) == float(
        example.payable_yuan
    )


def test_result_is_complete_and_every_number_a_text_with_two_decimals(tmp_path):
    given = project(tower(claims=["R2"]), offsite_approved=True, paid_yuan=0.5)

    assert answer(tmp_path, document(given)) == [
        {
            "code": "EX-1",
            "rules": ["C1"],
            "required_sqm": {"G6": "1000.00", "G6B": "0.00"},
            "shortfall_sqm": {"G6": "1000.00", "G6B": "0.00"},
            "gross_yuan": "1500000.00",
            "legal_reduction_yuan": "750000.00",
            "payable_yuan": "750000.00",
            "gap_yuan": "749999.50",
            "parts_yuan": NO_PARTS | {"receivable_uncollected": "749999.50"},
            "refund_due_yuan": "0.00",
            "unremitted_yuan": "0.50",
            "flags": [],
        }
    ]


def test_results_stand_in_the_order_of_the_input(tmp_path):
    codes = ["乙", "甲", "乙", "C-3"]

    found = answer(tmp_path, document(*[project(tower(), code=code) for code in codes]))

    assert [one["code"] for one in found] == codes


def test_unapproved_shortfall_is_flagged_and_estimated_without_relief(tmp_path):
    given = project(tower(claims=["R4"]), offsite_approved=False)

    (found,) = answer(tmp_path, document(given))

    assert (found["flags"], found["legal_reduction_yuan"], found["gap_yuan"]) == (
        ["UNBUILT"],
        "0.00",
        "1500000.00",
    )


def test_an_input_without_projects_has_an_empty_result(tmp_path):
    assert answer(tmp_path, document()) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_thousand_projects_agree_with_the_reference_to_the_fen(seed, tmp_path):
    given = random_input(seed)

    found, expected = answer(tmp_path, given), results(given)

    disagreeing = [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]
    assert (len(found), disagreeing) == (1_000, [])


@pytest.mark.slow
def test_the_thousand_reach_every_rule_ground_flag_and_part():
    given = [random_input(seed, 400) for seed in range(6)]

    found = [result for one in given for result in results(one)]

    assert {rule for result in found for rule in result["rules"]} == {
        *("C1", "C2", "C3", "C4", "C5", "NONE")
    }
    counts = {
        name: sum(result["parts_yuan"][name] != "0.00" for result in found) for name in NO_PARTS
    }
    counts |= {
        name: sum(result[name] not in ("0.00", []) for result in found)
        for name in ("legal_reduction_yuan", "refund_due_yuan", "unremitted_yuan", "flags")
    }
    assert min(counts.values()) > 80


def test_missing_rates_name_region_grade_and_day_both_at_once(tmp_path):
    given = project(tower(), building("RESIDENTIAL"), region="530423", on="2010-05-01")
    only_city = [rate for rate in RATES if rate["region"] == "530402"]

    found = run(tmp_path, document(project(tower()), given, rates=only_city))

    assert found == (
        2,
        "",
        "$.projects[1]: no rate for 530423, G6 on 2010-05-01: add one with its document\n"
        "$.projects[1]: no rate for 530423, G6B on 2010-05-01: add one with its document\n",
    )


def test_missing_rates_are_told_along_with_what_was_misread(tmp_path):
    given = [project(tower(), region="530423", on="1999-12-31"), project(tower(floors="x"))]

    status, out, complaints = run(tmp_path, document(*given))

    assert (status, out, complaints.splitlines()) == (
        2,
        "",
        [
            '$.projects[1].buildings[0].floors: a number is expected, such as "860.00"',
            "$.projects[0]: no rate for 530423, G6 on 1999-12-31: add one with its document",
        ],
    )


def test_refused_rates_are_not_also_told_missing(tmp_path):
    undocumented = [RATES[0] | {"document": ""}]

    _status, out, complaints = run(tmp_path, document(project(tower()), rates=undocumented))

    assert (out, complaints) == (
        "",
        "$.rates[0].document: refused without the number of its document\n",
    )


def test_a_file_that_is_not_there_is_told(tmp_path):
    complaints = StringIO()

    status = command.main([str(tmp_path / "none.json")], StringIO(), complaints)

    assert (status, complaints.getvalue()) == (
        2,
        f"{tmp_path / 'none.json'}: No such file or directory\n",
    )


@pytest.mark.parametrize(
    ("arguments", "expected"), [([], 2), (["a", "b"], 2), (["--help"], 0), (["-h"], 0)]
)
def test_usage_is_told(arguments, expected):
    out, complaints = StringIO(), StringIO()

    status = command.main(arguments, out, complaints)

    assert (status, out.getvalue() + complaints.getvalue()) == (expected, command.USAGE + "\n")


def test_it_runs_with_python_alone(tmp_path):
    path = tmp_path / "input.json"
    given = random_input(7)
    path.write_text(written(given))

    done = shell(str(path))

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == results(given)


def test_no_package_is_imported(tmp_path):
    path = tmp_path / "input.json"
    path.write_text(written(document(project(tower()))))
    probe = (
        "import sys; sys.argv = sys.argv[1:]\n"
        "try: exec(open('manage.py').read())\n"
        "except SystemExit: pass\n"
        "names = {name.split('.')[0] for name in sys.modules} - sys.stdlib_module_names\n"
        "sys.stderr.write(' '.join(sorted(names)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", probe, "manage.py", "assess_fees", str(path)],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        text=True,
        check=True,
    )

    ours = {name for name in done.stderr.split() if not name.startswith(("_", "sitecustomize"))}
    assert ours == {"projects"}


def test_it_runs_from_any_folder(tmp_path):
    given = document(project(tower()))

    done = shell("-", folder=tmp_path, given=written(given).encode())

    assert (done.returncode, json.loads(done.stdout)) == (0, results(given))


def test_problems_leave_standard_output_empty():
    done = shell("-", given=b"{}")

    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (
        2,
        b"",
        [
            b"$.policy: an object is expected",
            b"$.rates: a list is expected",
            b"$.projects: a list is expected",
        ],
    )


@pytest.mark.parametrize("variable", ["LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE"])
def test_a_chinese_shell_is_told_in_chinese(variable):
    given = written(document(project(tower(), on="1999-05-01"))).encode()

    done = shell("-", given=given, **{variable: "zh_CN.UTF-8"})

    assert done.stderr.decode() == (
        "$.projects[0]: 530402 的 G6 在 1999-05-01 没有收费标准，请补充一条并注明文号\n"
    )


def test_every_sentence_has_its_chinese():
    source = Path(reading.__file__).read_text() + Path(command.__file__).read_text()
    sentences = re.findall(r"""gettext_noop\(\s*(["'])(.+?)\1\s*\)""", source)
    chinese = gettext.translation("django", command.LOCALE, ["zh_Hans"])

    untranslated = [text for _quote, text in sentences if chinese.gettext(text) == text]

    assert (len(sentences) > 12, untranslated) == (True, [])


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK"])
def test_result_is_utf_8_whatever_the_shell_speaks(locale):
    given = written(document(project(code="示例𠀀"))).encode()

    done = shell("-", given=given, LC_ALL=locale, PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")

    assert json.loads(done.stdout.decode("utf-8"))[0]["code"] == "示例𠀀"


def test_it_stands_among_the_commands_of_django_too(tmp_path):
    path = tmp_path / "input.json"
    path.write_text(written(document(project(tower()))))
    out = StringIO()

    call_command("assess_fees", str(path), stdout=out)

    assert json.loads(out.getvalue())[0]["payable_yuan"] == "1500000.00"
