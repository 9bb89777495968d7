"""How long files are kept, what holds them, and that nothing of a lead is ever deleted."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions, retention
from leads.models import ArchiveChoice, ArchiveDecision, Lead, RetentionClass
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.keeping import LegalHoldFactory, RetentionRuleFactory
from tests.factories.leads import Office, OutcomeFactory, a_case, a_lead

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2005, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
RULED_ON = date(2000, 1, 1)


@pytest.fixture
def rules():
    return {
        kind: RetentionRuleFactory(retention_class=kind, years=years, effective_on=RULED_ON)
        for kind, years in (("case", None), ("handled", 30), ("closed", 10))
    }


def closed_lead(at=NOON, office=None):
    return a_lead("disposed", method="CLOSE", at=at, office=office)


def test_closed_lead_is_kept_for_the_years_of_its_class(rules):
    lead = closed_lead()

    term = retention.of_lead(lead, TODAY)

    assert (term.retention_class, term.closed_on) == (RetentionClass.CLOSED, TODAY)
    assert term.until == TODAY.replace(year=TODAY.year + 10)
    assert term.rule == rules["closed"]


def test_lead_with_an_outcome_is_of_the_class_handled(rules):
    lead = closed_lead()
    OutcomeFactory(person=lead.persons.get())

    term = retention.of_lead(lead, TODAY)

    assert (term.retention_class, term.until.year) == (RetentionClass.HANDLED, TODAY.year + 30)


def test_lead_with_a_filed_case_is_kept_for_ever_where_the_rule_says_no_years(rules):
    case = a_case("concluded")
    lead = actions.take_step(case.lead, "dispose", by=case.office.officer, at=NOON, note="done")

    term = retention.of_lead(lead, TODAY)

    assert (term.retention_class, term.until) == (RetentionClass.CASE, None)
    assert term.words == "For ever, by the rule."


def test_term_waits_while_a_case_is_open(rules):
    case = a_case("investigation")
    lead = actions.take_step(case.lead, "dispose", by=case.office.officer, at=NOON, note="done")

    term = retention.of_lead(lead, TODAY)

    assert term.closed_on is None
    assert term.words == "The term begins when the matter is closed."


def test_without_a_rule_a_file_is_kept_for_ever_and_says_so():
    term = retention.of_lead(closed_lead(), TODAY)

    assert term.until is None
    assert term.words == "For ever: no rule is entered for this class."


def test_rule_of_the_day_of_closing_counts_not_a_later_one(rules):
    RetentionRuleFactory(retention_class="closed", years=1, effective_on=TODAY + timedelta(days=1))

    term = retention.of_lead(closed_lead(), TODAY)

    assert term.rule == rules["closed"]


def test_file_closed_on_29_february_is_kept_to_the_last_day_of_february():
    assert retention._years_later(date(2020, 2, 29), 1) == date(2021, 2, 28)


def test_register_sees_the_files_past_their_term_and_nobody_else(rules, sign_in):
    old = closed_lead(at=LONG_AGO)
    new = closed_lead(at=NOON, office=old.office)
    url = reverse("leads:archive_list")

    page = sign_in(old.office.clerk).get(url).content.decode()

    assert old.number in page
    assert new.number not in page
    assert sign_in(old.office.officer).get(url).status_code == 403
    stranger = Office(short_name="新纪").clerk
    assert old.number not in sign_in(stranger).get(url).content.decode()


def test_register_reads_until_when_and_not_why(rules, sign_in):
    old = closed_lead(at=LONG_AGO)

    page = sign_in(old.office.clerk).get(reverse("leads:archive_list")).content.decode()

    assert "2015-03-01" in page
    assert "Archive rules" not in page
    assert str(RetentionClass.CLOSED.label) not in page


def test_decision_takes_a_file_off_the_list_and_deletes_nothing(rules, sign_in):
    old = closed_lead(at=LONG_AGO)
    client = sign_in(old.office.clerk)

    client.post(
        reverse("leads:archive", args=[old.pk]),
        {"choice": "handed_in", "document": "Archive letter 3"},
    )

    decision = ArchiveDecision.objects.get()
    assert (decision.lead, decision.choice) == (old, ArchiveChoice.HANDED_IN)
    assert old.number not in client.get(reverse("leads:archive_list")).content.decode()
    assert Lead.objects.filter(pk=old.pk).exists()
    assert retention.of_lead(old, TODAY).words == "Handed in to the archive."


def test_file_kept_on_comes_back_after_its_new_day(rules):
    old = closed_lead(at=LONG_AGO)
    keep_until = TODAY + timedelta(days=30)
    actions.decide_archive(
        lead=old,
        choice=ArchiveChoice.KEPT_ON,
        keep_until=keep_until,
        document="Letter 4",
        by=old.office.clerk,
        at=NOON,
    )

    leads = Lead.objects.filter(pk=old.pk)

    assert retention.past_term(leads, keep_until) == []
    assert [lead for lead, _term in retention.past_term(leads, keep_until + timedelta(days=1))] == [
        old
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"document": " "}, "Name the document that decides it."),
        ({"choice": "kept_on"}, "Say until which coming day the file is kept on."),
    ],
)
def test_decision_is_cited_and_says_until_when(rules, changes, sentence):
    old = closed_lead(at=LONG_AGO)
    asked = {"choice": "handed_in", "document": "Letter 4"} | changes

    with pytest.raises(NotPossible, match=sentence):
        actions.decide_archive(lead=old, by=old.office.clerk, at=NOON, **asked)


def test_nothing_is_decided_before_the_term_has_ended(rules):
    lead = closed_lead()

    with pytest.raises(NotPossible, match="has not ended"):
        actions.decide_archive(
            lead=lead, choice="handed_in", document="Letter 4", by=lead.office.clerk, at=NOON
        )


def test_officer_decides_on_no_archive(rules):
    old = closed_lead(at=LONG_AGO)

    with pytest.raises(NotAllowed):
        actions.decide_archive(
            lead=old, choice="handed_in", document="Letter 4", by=old.office.officer, at=NOON
        )


def test_leader_sets_and_lifts_a_hold_with_reasons(sign_in):
    lead = a_lead("in_disposal")
    client = sign_in(lead.approver)

    client.post(reverse("leads:legal_hold", args=[lead.pk]), {"reason": "a court asks for it"})
    held = lead.holds.get()
    assert (held.reason, held.set_by, held.lifted_at) == (
        "a court asks for it",
        lead.approver,
        None,
    )
    assert "a court asks for it" in client.get(lead.get_absolute_url()).content.decode()

    client.post(reverse("leads:legal_hold_lift", args=[lead.pk]), {"reason": "the court is done"})
    held.refresh_from_db()
    assert (held.lifted_by, held.lift_reason) == (lead.approver, "the court is done")
    names = Event.objects.of(lead).filter(name__endswith="_hold").values_list("name", "actor")
    assert sorted(names) == [("lift_hold", lead.approver_id), ("set_hold", lead.approver_id)]


def test_officer_and_register_set_no_hold(sign_in):
    lead = a_lead("in_disposal")
    url = reverse("leads:legal_hold", args=[lead.pk])

    for user in (lead.handler, lead.office.clerk):
        assert sign_in(user).post(url, {"reason": "mine"}).status_code == 403
    assert not lead.holds.exists()


def test_lead_is_held_once_and_lifted_only_while_held():
    lead = a_lead("in_disposal")
    told = {"lead": lead, "reason": "r", "by": lead.approver, "at": NOON}
    with pytest.raises(NotPossible, match="under no hold"):
        actions.lift_hold(**told)
    actions.set_hold(**told)

    with pytest.raises(NotPossible, match="under a hold already"):
        actions.set_hold(**told)
    with pytest.raises(NotPossible, match="Say why"):
        actions.lift_hold(**told | {"reason": " "})


def test_held_file_is_neither_void_nor_handed_in(rules):
    old = closed_lead(at=LONG_AGO)
    LegalHoldFactory(lead=old, set_by=old.approver)
    registered = a_lead("registered", office=old.office)
    LegalHoldFactory(lead=registered, set_by=old.approver)

    with pytest.raises(NotPossible, match="legal hold"):
        actions.decide_archive(
            lead=old, choice="handed_in", document="L", by=old.office.clerk, at=NOON
        )
    with pytest.raises(NotPossible, match="legal hold"):
        actions.void(lead=registered, by=registered.office.clerk, at=NOON, note="twice")
    assert retention.past_term(Lead.objects.filter(pk=old.pk), TODAY) == []


def test_held_lead_is_not_merged():
    lead = a_lead("assigned")
    into = a_lead("assigned", office=lead.office, letter_number="Letter 8")
    LegalHoldFactory(lead=lead, set_by=lead.approver)

    with pytest.raises(NotPossible, match="legal hold"):
        actions.merge(lead=lead, into=into, by=lead.handler, at=NOON, note="the same")


@pytest.mark.parametrize("table", ["leads_lead", "leads_leadcontent", "leads_person"])
def test_database_deletes_nothing_of_a_lead(table):
    lead = a_lead("in_disposal")

    for speaker in (lead.handler, lead.office.clerk, person(Role.SYSTEM_ADMIN, lead.region)):
        with (
            wall.bound_to(speaker),
            pytest.raises(IntegrityError, match="Nothing of a lead is deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"delete from {table}")  # noqa: S608
    assert Lead.objects.filter(pk=lead.pk).exists()


def test_unbound_code_deletes_nothing_either():
    a_lead("in_disposal")

    with wall.unbound(), pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.all()._raw_delete("default")


def test_desk_keeps_the_rules_of_retention(sign_in):
    rule = RetentionRuleFactory()
    clerk = person(Role.CASE_SUPERVISION, a_lead("registered").commission)
    url = reverse("admin:leads_retentionrule_changelist")

    assert rule.basis in sign_in(clerk).get(url).content.decode()
