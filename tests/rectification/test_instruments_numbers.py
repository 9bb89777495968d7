"""Numbers of instruments, and who may approve, issue and edit them."""

from datetime import date

import pytest

from airdefense.accounts.models import OrganisationKind
from airdefense.casework.workflow import NotPossible
from rectification import actions
from rectification.models import InstrumentKind
from rectification.workflow import InstrumentStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory
from tests.factories.rectification import (
    HOUR,
    InstrumentFactory,
    a_task,
    an_instrument,
    office_of,
)

pytestmark = pytest.mark.django_db
LATER = NOON + 5 * HOUR


def refusal(action, **kwargs):
    with pytest.raises(NotPossible) as caught:
        action(**kwargs)
    return str(caught.value)


def test_an_issued_instrument_has_its_number_and_reply_day():
    first = an_instrument(InstrumentStatus.ISSUED)
    again = {"issuer": first.issuer, "task": first.task}
    second = an_instrument(InstrumentStatus.ISSUED, **again)
    talk = an_instrument(InstrumentStatus.ISSUED, kind=InstrumentKind.TALK, **again)

    mark = first.issuer.short_name
    assert [first.number, second.number, talk.number] == [
        f"{mark}督〔2020〕1号",
        f"{mark}督〔2020〕2号",
        f"{mark}约〔2020〕1号",
    ]
    assert (first.reply_due_on, talk.reply_due_on) == (date(2020, 12, 2), None)


def test_two_offices_of_one_short_name_never_share_a_number():
    offices = [
        OrganisationFactory(
            parent=OrganisationFactory(short_name=county),
            kind=OrganisationKind.INSPECTION_OFFICE,
            code=f"XCB-{county}",
            short_name="巡察办",
        )
        for county in ("通海", "新平")
    ]

    numbers = [
        an_instrument(
            InstrumentStatus.ISSUED, issuer=office, task=a_task(region=office.parent)
        ).number
        for office in offices
    ]

    assert numbers == ["通海巡察办督〔2020〕1号", "新平巡察办督〔2020〕1号"]


def test_who_drafted_an_instrument_does_not_approve_it():
    drafter = None
    instrument = InstrumentFactory()
    drafter = instrument.drafted_by

    words = refusal(actions.approve, instrument=instrument, by=drafter, at=LATER)

    assert words == "Who drafted an instrument does not approve it."


def test_a_refused_issue_uses_no_number():
    instrument = an_instrument(InstrumentStatus.APPROVED, reply_due_on=TODAY)

    words = refusal(actions.issue, instrument=instrument, by=office_of(instrument), at=LATER)

    assert words == "The reply day must lie after the day of issue."
    assert an_instrument("issued", issuer=instrument.issuer, task=instrument.task).number.endswith(
        "〔2020〕1号"
    )


def test_recommendations_are_issued_by_the_commission_alone():
    letter = InstrumentFactory()

    words = refusal(InstrumentFactory, kind=InstrumentKind.SUP_REC, issuer=letter.issuer)

    assert words == "Recommendations are issued by the commission alone."


def test_an_approved_instrument_is_not_edited():
    instrument = an_instrument(InstrumentStatus.APPROVED)
    instrument.title = "改后"

    words = refusal(
        actions.edit_instrument, instrument=instrument, by=office_of(instrument), at=LATER
    )

    assert words == f"{instrument} is no draft any more."
