"""Forms of approval: signed in their order, by whom, and what their end brings about."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.actions import approvals
from leads.models import ApprovalForm, ApprovalMatter, ApprovalRoute, ClockKind, Level, Opinion
from leads.workflow import DisposalMethod
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.handling import ApprovalRouteFactory, SigningOffice
from tests.factories.leads import LATER, Office, a_lead
from tests.threads import carrying

pytestmark = pytest.mark.django_db
WORDS = {"words": "Agreed.", "is_agreed": True, "at": NOON}
AGAINST = {"words": "Not yet.", "is_agreed": False, "at": NOON}


@pytest.fixture
def office():
    return SigningOffice()


def refusal(action, *args, error=NotPossible, **kwargs):
    with pytest.raises(error) as refused:
        action(*args, **kwargs)
    return str(refused.value)


def inside(lead):
    names = lead.members.in_force(TODAY).values_list("user__display_name", flat=True)
    return sorted(names)


def test_without_a_route_the_leader_in_charge_signs_alone():
    lead = a_lead("proposed")
    form = lead.approval_forms.get()

    approved = actions.approve(lead=lead, by=lead.office.leader, at=NOON, note="Agreed.")

    form.refresh_from_db()
    opinion = form.opinions.get()
    assert (form.levels, form.verdict, form.concluded_by) == (
        ["deputy"],
        "granted",
        lead.office.leader,
    )
    assert (opinion.level, opinion.words, opinion.signed_by) == (
        "deputy",
        "Agreed.",
        lead.office.leader,
    )
    assert (approved.status, approved.approved_by) == ("in_disposal", lead.office.leader)


def test_three_levels_sign_in_their_order_and_the_last_one_carries_it_out(office):
    lead, form = office.proposed()

    for signer in (office.director, office.leader):
        actions.sign(form, by=signer, **WORDS)
        lead.refresh_from_db()
        assert lead.status == "proposed"
    form = actions.sign(form, by=office.secretary, **WORDS)

    lead.refresh_from_db()
    levels = list(form.opinions.order_by("pk").values_list("level", "signed_by"))
    assert levels == [
        ("director", office.director.pk),
        ("deputy", office.leader.pk),
        ("secretary", office.secretary.pk),
    ]
    assert (form.verdict, lead.status, lead.approved_by) == (
        "granted",
        "in_disposal",
        office.secretary,
    )


def test_nobody_signs_before_his_turn(office):
    _lead, form = office.proposed()

    sentence = refusal(actions.sign, form, by=office.secretary, **WORDS)

    assert sentence == "The signature of Director Di (Director of the office) comes next."
    assert not form.opinions.exists()


def test_the_step_of_the_page_keeps_the_same_order(office):
    lead, _form = office.proposed()

    sentence = refusal(actions.approve, lead=lead, by=office.leader, at=NOON, note="Agreed.")
    approved = actions.approve(lead=lead, by=office.director, at=NOON, note="Agreed.")

    assert sentence == "The signature of Director Di comes first."
    assert approved.status == "proposed"


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_disagreement_at_any_level_returns_the_proposal_with_its_reason(office, level):
    lead, form = office.proposed()
    signers = [office.director, office.leader, office.secretary]
    for signer in signers[:level]:
        actions.sign(form, by=signer, **WORDS)

    form = actions.sign(form, by=signers[level], **AGAINST)

    lead.refresh_from_db()
    assert (form.verdict, form.concluded_by, lead.status) == (
        "returned",
        signers[level],
        "assigned",
    )
    assert Event.objects.of(lead).get(name="refuse").note == "Not yet."


def test_a_returned_proposal_is_proposed_anew_on_a_new_form(office):
    lead, form = office.proposed()
    actions.sign(form, by=office.director, **AGAINST)
    lead.refresh_from_db()

    actions.propose(lead=lead, method="CLOSE", opinion="Close it.", by=office.officer, at=NOON)

    verdicts = lead.approval_forms.order_by("pk").values_list("verdict", "terms__method")
    assert list(verdicts) == [("returned", "PRELIM_CHECK"), ("", "CLOSE")]


def test_a_concluded_form_is_not_signed_again(office):
    _lead, form = office.proposed()
    actions.sign(form, by=office.director, **AGAINST)

    sentence = refusal(actions.sign, form, by=office.leader, **WORDS)

    assert sentence == "This form is concluded: Returned."


def test_an_opinion_has_words(office):
    _lead, form = office.proposed()

    assert "in words" in refusal(
        actions.sign, form, words=" ", is_agreed=True, by=office.director, at=NOON
    )


def test_who_proposed_does_not_sign(office):
    lead, form = office.proposed()
    lead.signatories.filter(level=Level.DIRECTOR).update(user=office.officer)
    office.officer.role_grants.create(
        role=Role.OFFICE_DIRECTOR,
        scope=office.commission,
        valid_from=TODAY,
        granted_by=office.officer,
        granted_at=NOON,
        reason="also",
    )

    both = User.objects.get(pk=office.officer.pk)
    assert "does not sign it again" in refusal(actions.sign, form, by=both, **WORDS)


def test_nobody_signs_twice_on_one_form(office):
    lead, form = office.proposed()
    actions.sign(form, by=office.director, **WORDS)
    lead.approver = office.director
    lead.save(update_fields=["approver"])
    grant = office.leader.role_grants.get()
    office.director.role_grants.create(
        role=Role.APPROVING_LEADER,
        scope=grant.scope,
        valid_from=TODAY,
        granted_by=grant.granted_by,
        granted_at=NOON,
        reason="also",
    )

    both = User.objects.get(pk=office.director.pk)
    assert "does not sign it again" in refusal(actions.sign, form, by=both, **WORDS)


def test_who_has_to_recuse_does_not_sign(office):
    _lead, form = office.proposed()
    office.director.organisation = office.unit
    office.director.save()

    assert "has to recuse" in refusal(actions.sign, form, by=office.director, **WORDS)


def test_who_lost_the_role_does_not_sign(office):
    _lead, form = office.proposed()
    grant = office.director.role_grants.get()
    grant.role = Role.CASE_OFFICER
    grant.save()

    assert "no longer signs" in refusal(
        actions.sign, form, error=NotAllowed, by=office.director, **WORDS
    )


def test_a_director_outside_the_compartment_does_not_sign(office):
    _lead, form = office.proposed()
    other = person(Role.OFFICE_DIRECTOR, office.commission)

    assert "Only members" in refusal(actions.sign, form, error=NotAllowed, by=other, **WORDS)


def test_who_proposed_withdraws_until_it_is_concluded(office):
    lead, form = office.proposed()
    actions.sign(form, by=office.director, **WORDS)

    denied = refusal(
        actions.withdraw_form, form, error=NotAllowed, reason="why", by=office.leader, at=NOON
    )
    form = actions.withdraw_form(form, reason="New facts.", by=office.officer, at=NOON)

    lead.refresh_from_db()
    assert denied == "Only who laid this form before its signatories withdraws it."
    assert (form.verdict, lead.status) == ("withdrawn", "assigned")
    assert "cannot be withdrawn" in refusal(
        actions.withdraw_form, form, reason="again", by=office.officer, at=NOON
    )


def test_withdrawal_asks_for_a_reason(office):
    _lead, form = office.proposed()

    assert "Say why" in refusal(actions.withdraw_form, form, reason=" ", by=office.officer, at=NOON)


def test_the_proposal_clock_stops_with_the_proposal_and_runs_on_when_it_comes_back(office):
    lead, form = office.proposed()
    stopped = list(lead.clocks.filter(kind=ClockKind.PROPOSAL).values_list("stopped_on", flat=True))

    actions.sign(form, by=office.director, words="No.", is_agreed=False, at=NOON)

    running = lead.clocks.get(kind=ClockKind.PROPOSAL, stopped_on=None)
    assert stopped == [TODAY]
    assert running.due_on == TODAY + timedelta(days=30)


def test_the_officer_s_own_level_is_signed_by_the_proposal():
    office = SigningOffice(levels=(Level.OFFICER, Level.DEPUTY))
    _lead, form = office.proposed()

    opinion = form.opinions.get()

    assert (opinion.level, opinion.words, form.awaited()) == ("officer", "Check it.", office.leader)


def test_a_level_without_a_person_is_told_at_assignment(office):
    lead = office.received()

    sentence = refusal(office.assign, lead, secretary=None)

    assert sentence == (
        "The route of approval asks for the signature of “Secretary”: name who signs."
    )


def test_a_route_entered_later_asks_the_register_to_name_who_signs():
    lead = a_lead("assigned")
    office = lead.office
    director = person(Role.OFFICE_DIRECTOR, office.commission, display_name="Director Di")
    ApprovalRouteFactory(levels=["director", "deputy"])
    facts = {"method": "CLOSE", "opinion": "Close it.", "by": office.officer, "at": NOON}
    sentence = refusal(actions.propose, lead=lead, **facts)

    named = {"level": Level.DIRECTOR, "user": director, "at": NOON}
    actions.name_signatory(lead=lead, by=office.receiver, **named)
    actions.propose(lead=lead, **facts)

    assert "“Director of the office”: name who signs" in sentence
    assert lead.approval_forms.get().awaited() == director
    assert inside(lead) == ["Director Di", "Leader Li", "Officer Ou"]


def test_who_signed_before_leaves_when_somebody_else_is_named(office):
    lead = office.assign(office.received())
    other = person(Role.OFFICE_DIRECTOR, office.commission, display_name="Other Ot")

    actions.name_signatory(lead=lead, level=Level.DIRECTOR, user=other, by=office.receiver, at=NOON)

    assert inside(lead) == ["Leader Li", "Officer Ou", "Other Ot", "Secretary Se"]


@pytest.mark.parametrize("name", ["officer", "leader", "director"])
def test_only_the_register_names_who_signs(office, name):
    lead = office.assign(office.received())

    assert "Only the case supervision office" in refusal(
        actions.name_signatory,
        error=NotAllowed,
        lead=lead,
        level=Level.DIRECTOR,
        user=office.director,
        by=getattr(office, name),
        at=NOON,
    )


def test_signatories_are_of_the_compartment_because_they_sign(office):
    lead = office.assign(office.received())

    reasons = dict(lead.members.values_list("user__display_name", "reason"))

    assert reasons["Director Di"] == "Signs the approval forms of the lead"
    assert reasons["Secretary Se"] == "Signs the approval forms of the lead"


def test_one_form_for_each_matter_is_open_at_a_time():
    lead = a_lead("proposed")
    terms = {"method": "CLOSE", "opinion": "Close it."}

    sentence = refusal(
        approvals.lay_before,
        lead,
        ApprovalMatter.DISPOSAL,
        terms=terms,
        by=lead.office.officer,
        at=NOON,
    )

    assert sentence == "A form on this matter is before its signatories already."


def test_a_signed_opinion_is_never_changed_or_taken_away(office):
    _lead, form = office.proposed()
    actions.sign(form, by=office.director, **WORDS)

    for change in (lambda: Opinion.objects.update(words="Changed."), Opinion.objects.all().delete):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            change()
    assert form.opinions.get().words == "Agreed."


def test_route_of_the_method_and_of_the_commission_come_first(office):
    general = office.route
    of_method = ApprovalRouteFactory(method="HOLD", levels=["deputy"])
    own = ApprovalRouteFactory(organisation=office.commission, levels=["secretary"])
    ApprovalRouteFactory(effective_on=date(2021, 1, 1), levels=["director"])
    ApprovalRouteFactory(organisation=OrganisationFactory(), levels=["director"])
    routes = ApprovalRoute.objects

    found = [
        routes.in_force("disposal", TODAY, OrganisationFactory(), "CLOSE"),
        routes.in_force("disposal", TODAY, OrganisationFactory(), "HOLD"),
        routes.in_force("disposal", TODAY, office.commission, "CLOSE"),
        routes.in_force("filing", TODAY, office.commission),
    ]

    assert found == [general, of_method, own, None]


@pytest.mark.parametrize(
    ("matter", "levels", "sentence"),
    [
        ("disposal", ["deputy", "director"], "Each level once"),
        ("disposal", ["deputy", "deputy"], "Each level once"),
        ("disposal", ["officer"], "Somebody above"),
        ("assignment", ["officer", "deputy"], "does not sign for it"),
    ],
)
def test_levels_of_a_route_follow_each_other(matter, levels, sentence):
    route = ApprovalRoute(matter=matter, levels=levels, basis="Rules", effective_on=TODAY)

    with pytest.raises(ValidationError, match=sentence):
        route.clean()


def test_awaiting_holds_what_comes_next_to_each_signer(office):
    _lead, form = office.proposed()
    awaiting = ApprovalForm.objects.awaiting
    people = (office.officer, office.director, office.leader, office.secretary)

    before = [list(awaiting(user)) for user in people]
    actions.sign(form, by=office.director, **WORDS)
    after = [list(awaiting(user)) for user in people]

    assert (before, after) == ([[], [form], [], []], [[], [], [form], []])


@pytest.mark.django_db(transaction=True)
def test_twenty_who_sign_at_once_leave_one_opinion_and_one_result():
    office = Office()
    lead = a_lead("proposed", office=office)
    form = lead.approval_forms.get()

    def sign(_n):
        try:
            return actions.sign(form, by=office.leader, **WORDS).verdict
        except NotPossible:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        results = sorted(pool.map(carrying(sign), range(20)))

    lead.refresh_from_db()
    assert results == ["granted"] + ["refused"] * 19
    assert (form.opinions.count(), lead.status) == (1, "in_disposal")
    assert Event.objects.of(lead).filter(name="approve").count() == 1


@pytest.mark.django_db(transaction=True)
def test_agreement_and_return_at_once_leave_one_of_them():
    office = Office()
    lead = a_lead("proposed", office=office)

    def decide(name):
        try:
            return getattr(actions, name)(lead=lead, by=office.leader, at=NOON, note="why").status
        except NotPossible:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(carrying(decide), ["approve", "refuse"] * 4))

    lead.refresh_from_db()
    assert results.count("refused") == 7
    assert lead.status in results
    assert lead.approval_forms.get().opinions.count() == 1


def test_a_change_of_the_method_leaves_the_approved_one_standing_until_it_is_signed():
    lead = a_lead("in_disposal", method=DisposalMethod.TALK_LETTER)
    office = lead.office
    change = {"method": "PRELIM_CHECK", "opinion": "He denies it.", "by": office.officer}

    changing = actions.propose_change(lead=lead, at=NOON, **change)
    form = approvals.open_form(lead, ApprovalMatter.DISPOSAL)
    blocked = refusal(actions.dispose, lead=lead, by=office.officer, at=NOON, note="done")
    actions.sign(form, by=office.leader, **WORDS)

    lead.refresh_from_db()
    assert (changing.status, changing.method) == ("in_disposal", "TALK_LETTER")
    assert blocked == ("Another method is before its signatories: wait for them, or withdraw it.")
    assert (lead.status, lead.method) == ("in_disposal", "PRELIM_CHECK")
    methods = lead.approval_forms.order_by("pk").values_list("terms__before", "terms__method")
    assert list(methods) == [("", "TALK_LETTER"), ("TALK_LETTER", "PRELIM_CHECK")]


@pytest.mark.parametrize("end", ["returned", "withdrawn"])
def test_a_change_that_is_not_signed_leaves_the_method_as_it_was(end):
    lead = a_lead("in_disposal", method=DisposalMethod.TALK_LETTER)
    office = lead.office
    actions.propose_change(
        lead=lead, method="CLOSE", opinion="Settled.", by=office.officer, at=NOON
    )
    form = approvals.open_form(lead, ApprovalMatter.DISPOSAL)

    if end == "returned":
        form = actions.sign(form, by=office.leader, **AGAINST)
    else:
        form = actions.withdraw_form(form, reason="No.", by=office.officer, at=NOON)

    lead.refresh_from_db()
    assert (form.verdict, lead.status, lead.method) == (end, "in_disposal", "TALK_LETTER")


def test_a_changed_method_ends_the_clock_of_the_other():
    office = Office()
    limit = {"basis": "Own rules", "effective_on": date(2003, 1, 1)}
    model = type(office.commission)._meta.apps.get_model("casework", "TimeLimit")
    model.objects.create(step=ClockKind.TALK_LETTER, days=30, **limit)
    model.objects.create(step=ClockKind.PRELIM_CHECK, days=15, **limit)
    lead = a_lead("in_disposal", method=DisposalMethod.TALK_LETTER, office=office)
    later = NOON + timedelta(days=3)
    change = {"method": "PRELIM_CHECK", "opinion": "He denies it.", "at": later}
    actions.propose_change(lead=lead, by=office.officer, **change)

    form = approvals.open_form(lead, ApprovalMatter.DISPOSAL)
    actions.sign(form, words="Agreed.", is_agreed=True, by=office.leader, at=later)

    kinds = (ClockKind.TALK_LETTER, ClockKind.PRELIM_CHECK)
    clocks = lead.clocks.filter(kind__in=kinds).order_by("pk")
    assert list(clocks.values_list("kind", "stopped_on", "due_on")) == [
        ("lead.talk_letter", later.date(), TODAY + timedelta(days=30)),
        ("lead.prelim_check", None, TODAY + timedelta(days=18)),
    ]


def test_a_held_lead_has_its_clock_until_it_is_proposed_again():
    lead = a_lead("held")
    clock = lead.clocks.get(kind=ClockKind.HOLD)

    actions.propose(lead=lead, method="CLOSE", opinion="No.", by=lead.office.officer, at=NOON)

    stopped = lead.clocks.get(pk=clock.pk)
    assert (clock.due_on, clock.stopped_on, stopped.stopped_on) == (lead.review_on, None, TODAY)


def test_a_proposal_of_before_there_were_forms_gets_its_form_when_it_is_signed():
    lead = a_lead("proposed")
    ApprovalForm.objects.all().delete()

    approved = actions.approve(lead=lead, by=lead.office.leader, at=NOON, note="Agreed.")

    form = lead.approval_forms.get()
    assert (approved.status, form.verdict, form.opened_by) == (
        "in_disposal",
        "granted",
        lead.office.officer,
    )


def test_later_days_are_not_confused_with_review_days():
    lead = a_lead("in_disposal", method=DisposalMethod.TALK_LETTER)

    assert "belongs to a held lead only" in refusal(
        actions.propose_change,
        lead=lead,
        method="CLOSE",
        review_on=LATER,
        opinion="why",
        by=lead.office.officer,
        at=NOON,
    )
