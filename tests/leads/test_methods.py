"""Which method may follow which, and what the choice tells about its limit."""

from itertools import product

import pytest

from airdefense.casework.models import TimeLimit
from airdefense.casework.workflow import NotPossible
from leads import actions
from leads.methods import CONVERSIONS, ways
from leads.workflow import DisposalMethod
from tests.factories.accounts import NOON, TODAY
from tests.factories.leads import LATER, a_lead

pytestmark = pytest.mark.django_db
TALK, CHECK, HOLD, CLOSE = DisposalMethod
FOLLOWS = {
    TALK: {CHECK, HOLD, CLOSE},
    CHECK: {HOLD, CLOSE},
    HOLD: {TALK, CHECK, HOLD, CLOSE},
    CLOSE: set(),
}


def test_the_table_of_conversions_is_this():
    assert {method: set(after) for method, after in CONVERSIONS.items()} == FOLLOWS


@pytest.mark.parametrize(("before", "after"), list(product((TALK, CHECK, CLOSE), DisposalMethod)))
def test_a_method_under_way_changes_along_the_table_only(before, after):
    lead = a_lead("in_disposal", method=before)
    change = {"method": after, "review_on": LATER if after == HOLD else None, "opinion": "why"}
    change |= {"lead": lead, "by": lead.office.officer, "at": NOON}

    if after in FOLLOWS[before]:
        assert actions.propose_change(**change).method == before
        assert lead.approval_forms.order_by("pk").last().terms["method"] == after
    else:
        with pytest.raises(NotPossible, match="Does not follow on"):
            actions.propose_change(**change)


@pytest.mark.parametrize("after", list(DisposalMethod))
def test_a_held_lead_is_proposed_again_by_any_method(after):
    lead = a_lead("held")
    review_on = LATER if after == HOLD else None

    proposed = actions.propose(
        lead=lead,
        method=after,
        review_on=review_on,
        opinion="why",
        by=lead.office.officer,
        at=NOON,
    )

    assert (proposed.status, proposed.method) == ("proposed", after)


def test_the_choice_tells_until_when_a_method_lasts_and_why():
    lead = a_lead("assigned")
    TimeLimit.objects.create(
        step="lead.prelim_check",
        days=15,
        is_working_days=True,
        basis="Own rules, Art. 9",
        effective_on=TODAY,
    )

    told = {way.value: way.deadline for way in ways(lead, TODAY)}

    assert told == {
        "TALK_LETTER": "",
        "PRELIM_CHECK": (
            "Due 2020-11-23: 15 working days from the day after 2020-11-02; "
            "basis: Own rules, Art. 9"
        ),
        "HOLD": "",
        "CLOSE": "",
    }
