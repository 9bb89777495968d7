"""The demonstration is loaded past the actions: here each kind of row is proven equal to theirs."""

import pytest
from django.db import transaction
from django.utils import translation

from tests.demo import scenarios
from tests.demo.rows import table
from tests.demo.worlds import Actions, Twins, people_of, settle


class Undo(Exception):
    """Rolls back what was only looked at."""


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


def test_the_story_touches_every_model_the_demonstration_fills(both):
    by_actions, _by_twins = both

    empty = {label for label, rows in by_actions.items() if not rows}

    assert empty == {
        "accounts.listpreference",
        "accounts.user_groups",
        "accounts.user_user_permissions",
        "casework.calendarday",
        "casework.custodyentry",
        "casework.draft",
        "casework.handover",
        "casework.historyseal",
        "casework.reminderdigest",
        "casework.reminderpreference",
        "casework.sentform",
        "casework.upload",
        "casework.waiver",
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
