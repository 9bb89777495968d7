from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy

from airdefense.accounts.models import system_user
from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance
from airdefense.casework.models import Event
from projects.detection import Found, Tally, alone, as_json, fingerprint, register
from projects.models import Difference
from tests.factories.accounts import NOON, person
from tests.factories.projects import ProjectFactory, ReceiptFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory()


def found(project, *, area="8600.00", amount="0.00", kind="area"):
    return Found(
        kind,
        f"project:{project.pk}",
        project.authority_id,
        project.region_id,
        {"planning_sqm": area},
        Decimal(amount),
        {"project_id": project.pk},
    )


def run(project, *rows):
    stored = Difference.objects.filter(project=project)
    with alone(Difference):
        return register(Difference, "kind", rows, stored=stored, by=system_user(), at=NOON)


def test_what_is_found_first_appears_with_its_facts_and_a_line_of_history(project):
    tally = run(project, found(project, amount="12.50"))

    row = Difference.objects.get()
    assert tally == Tally(appeared=1)
    assert (row.facts, row.amount_yuan, row.project) == (
        {"planning_sqm": "8600.00"},
        Decimal("12.50"),
        project,
    )
    assert [event.name for event in Event.objects.of(row)] == ["appear"]


def test_a_second_run_touches_nothing(project):
    run(project, found(project))
    before = Difference.objects.values().get()

    tally = run(project, found(project))

    assert tally == Tally(same=1)
    assert Difference.objects.values().get() == before
    assert Event.objects.filter(case_type="projects.difference").count() == 1


def test_what_the_facts_no_longer_say_lapses_and_stands_again_with_them(project):
    run(project, found(project))

    assert run(project) == Tally(lapsed=1)
    assert not Difference.objects.get().is_standing
    assert run(project) == Tally()
    assert run(project, found(project)) == Tally(changed=1)
    row = Difference.objects.get()
    assert row.is_standing
    names = Event.objects.of(row).order_by("pk").values_list("name", flat=True)
    assert list(names) == ["appear", "lapse", "stand_again"]


def test_what_was_explained_comes_back_only_when_its_facts_change(project):
    run(project, found(project))
    office = person(Role.INSPECTION_OFFICE, project.region)
    row = advance(
        Difference.objects.get(), "explain", by=office, at=NOON, note="two ways to measure"
    )

    assert run(project, found(project)) == Tally(same=1)
    row.refresh_from_db()
    assert row.status == "explained"
    assert run(project, found(project, area="9000.00")) == Tally(changed=1, returned=1)
    row.refresh_from_db()
    assert (row.status, row.facts) == ("open", {"planning_sqm": "9000.00"})


def test_a_row_that_the_run_did_not_look_at_is_not_made_twice(project):
    run(project, found(project))

    with alone(Difference):
        tally = register(
            Difference,
            "kind",
            [found(project)],
            stored=Difference.objects.none(),
            by=system_user(),
            at=NOON,
        )

    assert tally == Tally(same=1)


def test_a_run_costs_the_same_queries_however_many_rows(project, django_assert_num_queries):
    others = [ProjectFactory(authority=project.authority) for _ in range(4)]
    user = system_user()
    stored = Difference.objects.filter(project__in=[project, *others])
    with django_assert_num_queries(7), alone(Difference):
        # savepoint, lock, stored rows, rows elsewhere, insert, history, release
        register(
            Difference, "kind", [found(one) for one in others], stored=stored, by=user, at=NOON
        )


def test_facts_have_one_fingerprint_before_and_after_they_are_kept():
    facts = {
        "on": date(2026, 11, 23),
        "parts": {"b": Decimal("1.50"), "a": Decimal(0)},
        "records": [("permit", 12), ("receipt", 3)],
        "words": gettext_lazy("amount (yuan)"),
        "at": NOON,
    }

    kept = as_json(facts)

    assert fingerprint(facts, Decimal("1.50")) == fingerprint(kept, Decimal("1.50"))
    assert fingerprint(facts, Decimal("1.5")) != fingerprint(kept, Decimal("1.50"))


def test_findings_with_other_links_are_compared_each_by_its_own(project):
    receipt = ReceiptFactory(project=project)
    linked = replace(
        found(project), subject=f"receipt:{receipt.pk}", links={"receipt_id": receipt.pk}
    )
    stored = Difference.objects.all()
    tallies = []

    for _run in range(2):
        with alone(Difference):
            rows = [found(project), linked]
            tallies.append(
                register(Difference, "kind", rows, stored=stored, by=system_user(), at=NOON)
            )

    assert tallies == [Tally(appeared=2), Tally(same=2)]


def test_rows_that_stay_are_compared_without_reading_their_facts(project):
    run(project, found(project))

    with CaptureQueriesContext(connection) as seen:
        run(project, found(project))

    assert [one["sql"] for one in seen if '"facts"' in one["sql"]] == []
