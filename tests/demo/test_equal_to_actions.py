"""The demonstration is loaded past the actions: here each kind of row is proven equal to theirs."""

import pytest
from django.db import transaction
from django.utils import translation

from tests.demo import scenarios
from tests.demo.rows import table
from tests.demo.worlds import Actions, Twins, people_of, settle

# What serves people and machines rather than cases: the demonstration has no twins for it.
PLATFORM = ("accounts", "casework", "people")


class Undo(Exception):
    """Rolls back what was only looked at."""


def of_platform(label: str) -> bool:
    return label.partition(".")[0] in PLATFORM


def rows_of(do, place, who):
    found = {}
    try:
        with transaction.atomic():
            scenarios.everything(do(), place, who)
            found = table()
            raise Undo
    except Undo:
        return found


@pytest.fixture
def both(db):
    """The rows that the actions leave, and those that the twins leave, from the same story."""
    with translation.override("zh-hans"):
        place = settle()
        who = people_of(place)
        return rows_of(Actions, place, who), rows_of(Twins, place, who)


def test_twins_leave_the_rows_of_the_actions_field_by_field(both):
    by_actions, by_twins = both

    for label, rows in by_actions.items():
        assert by_twins[label] == rows, label


def test_the_story_touches_every_case_the_demonstration_fills(both):
    by_actions, _by_twins = both

    empty = {label for label, rows in by_actions.items() if not rows and not of_platform(label)}

    assert by_actions["casework.event"]
    assert by_actions["casework.attachment"]
    assert empty == {
        "inspections.checkplan",
        "inspections.fieldreceipt",
        "inspections.round_powers",
        "inspections.roundactivity",
        "inspections.rounddeadline",
        "leads.approvalroute",
        "leads.archivedecision",
        "leads.casefile",
        "leads.checkteammember",
        "leads.clockmove",
        "leads.detention",
        "leads.detentionextension",
        "leads.execution",
        "leads.inquiry",
        "leads.intercession",
        "leads.leadmerge",
        "leads.leadsignatory",
        "leads.legalhold",
        "leads.packageentry",
        "leads.prelimcheck",
        "leads.probation",
        "leads.prosecution",
        "leads.recusal",
        "leads.relation",
        "leads.retentionrule",
        "leads.review",
        "leads.sealrequest",
        "leads.supplement",
        "leads.transferpackage",
        "leads.trial",
        "projects.checkparameter",
        "projects.difference",
        "projects.feeadjustment",
        "projects.match",
        "projects.suspicion",
        "rectification.contribution",
        "rectification.instrumentoflead",
        "rectification.milestone",
        "rectification.recheck",
        "rectification.recheckdraw",
        "rectification.resultline",
        "rectification.suspension",
    }
