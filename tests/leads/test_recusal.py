"""Who stays out of a lead, on what ground, and who lifts it; ties declared beforehand."""

import pytest
from django.db import connection
from django.urls import reverse

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions, recusal
from leads.forms import MemberForm
from leads.models import Lead, Recusal, Relation
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.guarding import RelationFactory, a_guarded_lead
from tests.factories.leads import LATER, SECRETS

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return a_guarded_lead()


def recuse(lead, user, by=None, **changes):
    facts = {"ground": "relative", "words": "His brother is named in it", "at": NOON}
    return actions.recuse(lead=lead, user=user, by=by or user, **facts | changes)


def lift(made, by, **changes):
    facts = {"reason": "It was another person of that name", "at": NOON}
    return actions.lift_recusal(recusal=made, by=by, **facts | changes)


def text(response):
    return response.content.decode()


def test_who_declares_a_recusal_is_out_at_once_and_stays_out(lead):
    officer = lead.office.officer

    recuse(lead, officer)

    assert not Lead.objects.visible_to(officer).exists()
    assert [e.name for e in Event.objects.of(lead).order_by("pk")][-2:] == ["recuse", "withdraw"]
    with pytest.raises(NotPossible, match="has to recuse"):
        actions.add_member(
            lead=lead,
            user=officer,
            reason="again",
            expires_on=LATER,
            by=lead.office.leader,
            at=NOON,
        )


def test_register_enters_a_recusal_of_somebody_who_is_not_told_of_the_lead(lead):
    colleague = lead.office.colleague

    recuse(lead, colleague, by=lead.office.receiver)

    assert "has to recuse" in recusal.ground_of(colleague, lead)
    assert not Recusal.objects.visible_to(colleague).exists()
    assert not Lead.objects.visible_to(colleague).exists()


def test_others_are_recused_by_the_register_alone(lead):
    office = lead.office

    for by in (office.leader, office.officer, office.director, office.secretary):
        with pytest.raises(NotAllowed):
            recuse(lead, office.colleague, by=by)


def test_a_recusal_is_declared_in_words_and_once(lead):
    office = lead.office
    with pytest.raises(NotPossible, match="in words"):
        recuse(lead, office.colleague, by=office.receiver, words=" ")
    recuse(lead, office.colleague, by=office.receiver)

    with pytest.raises(NotPossible, match="recused from this lead already"):
        recuse(lead, office.colleague, by=office.receiver)


def test_approving_leader_lifts_it_and_the_person_is_free_again(lead):
    office = lead.office
    made = recuse(lead, office.colleague, by=office.receiver)

    lifted = lift(made, office.leader)

    assert (lifted.lifted_by, lifted.lift_reason) == (
        office.leader,
        "It was another person of that name",
    )
    assert recusal.ground_of(office.colleague, lead) is None


def test_nobody_else_lifts_a_recusal(lead):
    office = lead.office
    made = recuse(lead, office.colleague, by=office.receiver)

    for by in (office.officer, office.receiver, office.director, office.secretary):
        with pytest.raises(NotAllowed, match="approving leader of this lead lifts"):
            lift(made, by)


def test_recusal_of_the_leader_is_lifted_by_the_secretary_inside(lead):
    office = lead.office
    made = recuse(lead, office.leader)
    with pytest.raises(NotAllowed):
        lift(made, office.secretary)
    actions.add_member(
        lead=lead,
        user=office.secretary,
        reason="decides in the leader's place",
        expires_on=LATER,
        by=office.officer,
        at=NOON,
    )

    lift(made, office.secretary)

    assert recusal.ground_of(office.leader, lead) is None


def test_lifting_asks_for_a_reason_and_happens_once(lead):
    office = lead.office
    made = recuse(lead, office.colleague, by=office.receiver)
    with pytest.raises(NotPossible, match="Say why"):
        lift(made, office.leader, reason=" ")
    lift(made, office.leader)

    with pytest.raises(NotPossible, match="lifted before"):
        lift(made, office.leader)


def test_who_works_in_the_unit_concerned_stays_out(lead):
    colleague = lead.office.colleague
    colleague.organisation = lead.office.unit
    colleague.save()

    assert "has to recuse" in recusal.ground_of(colleague, lead)


def test_a_tie_to_the_unit_keeps_out_until_it_is_ended(lead):
    colleague = lead.office.colleague
    tie = RelationFactory(user=colleague, unit=lead.office.unit)

    before = recusal.ground_of(colleague, lead)
    actions.end_relation(relation=tie, by=colleague, at=NOON)

    assert "has to recuse" in before
    assert recusal.ground_of(colleague, lead) is None


def test_a_tie_to_an_office_of_the_unit_keeps_out_as_well(lead):
    inner = OrganisationFactory(parent=lead.office.unit, kind="other")
    RelationFactory(user=lead.office.colleague, unit=inner)

    assert "has to recuse" in recusal.ground_of(lead.office.colleague, lead)


def test_a_tie_to_a_person_of_the_lead_keeps_out(lead):
    RelationFactory(user=lead.office.colleague, unit=None, relative=SECRETS[0])

    assert "has to recuse" in recusal.ground_of(lead.office.colleague, lead)


def test_a_tie_to_the_reporter_tells_nothing(lead):
    RelationFactory(user=lead.office.colleague, unit=None, relative="Anna Reporter")

    assert recusal.ground_of(lead.office.colleague, lead) is None


def test_the_sentence_names_nothing_of_the_lead(lead):
    colleague = lead.office.colleague
    RelationFactory(user=colleague, unit=lead.office.unit)

    sentence = recusal.ground_of(colleague, lead)

    assert sentence == "Colleague Co has to recuse from this lead: name somebody else."


def test_grounds_of_many_cost_as_many_queries_as_of_one(lead, django_assert_num_queries):
    office = lead.office
    people = [office.colleague, office.officer, office.leader, office.secretary]
    with django_assert_num_queries(8) as one:
        recusal.grounds_of(people[:1], Lead.objects.get(pk=lead.pk))

    with django_assert_num_queries(len(one)):
        recusal.grounds_of(people, Lead.objects.get(pk=lead.pk))


def test_recused_people_are_greyed_with_the_reason(lead):
    RelationFactory(user=lead.office.colleague, unit=lead.office.unit)

    form = MemberForm(lead=lead, by=lead.office.leader)
    chosen = MemberForm(
        {"user": lead.office.colleague.pk, "reason": "x", "expires_on": "2099-01-01"},
        lead=lead,
        by=lead.office.leader,
    )

    sentence = "Colleague Co has to recuse from this lead: name somebody else."
    assert f'<option value="{lead.office.colleague.pk}" disabled>{sentence}</option>' in str(
        form["user"]
    )
    assert chosen.errors["user"] == [sentence]


def test_manager_with_a_tie_lets_nobody_in(lead):
    RelationFactory(user=lead.office.receiver, unit=lead.office.unit)

    with pytest.raises(NotAllowed, match="has to recuse"):
        actions.add_member(
            lead=lead,
            user=lead.office.colleague,
            reason="x",
            expires_on=LATER,
            by=lead.office.receiver,
            at=NOON,
        )


def test_officer_declares_it_on_the_page_and_is_led_away(lead, sign_in):
    client = sign_in(lead.office.officer)
    form = {"user": lead.office.officer.pk, "ground": "witness", "words": "I was in the room"}

    response = client.post(reverse("leads:recusal_new", args=[lead.pk]), form)

    assert response.headers["Location"] == "/leads/"
    assert client.get(lead.get_absolute_url()).status_code == 404


def test_leader_lifts_it_on_the_page(lead, sign_in):
    made = recuse(lead, lead.office.colleague, by=lead.office.receiver)
    client = sign_in(lead.office.leader)
    url = reverse("leads:lift_recusal", args=[lead.pk, made.pk])

    assert url in text(client.get(lead.get_absolute_url()))
    client.post(url, {"reason": "Not the same person"})

    assert Recusal.objects.get(pk=made.pk).lifted_by == lead.office.leader


def test_the_ground_is_told_inside_and_to_who_entered_it(lead, sign_in):
    office = lead.office
    recuse(lead, office.colleague, by=office.receiver)

    shown = {
        name: "His brother is named in it"
        in text(sign_in(getattr(office, name)).get(lead.get_absolute_url()))
        for name in ("officer", "leader", "receiver", "clerk", "director")
    }

    assert shown == {
        "officer": True,
        "leader": True,
        "receiver": True,
        "clerk": False,
        "director": False,
    }


def test_one_declares_ones_own_ties_and_ends_them(lead, sign_in):
    client = sign_in(lead.office.colleague)

    client.post("/leads/relations/new/", {"unit": lead.office.unit.pk, "relation": "spouse"})
    tie = Relation.objects.get()
    client.post(f"/leads/relations/{tie.pk}/end/")

    tie.refresh_from_db()
    assert (tie.user, tie.unit, tie.ended_by) == (
        lead.office.colleague,
        lead.office.unit,
        lead.office.colleague,
    )


@pytest.mark.parametrize("form", [{}, {"unit": "unit", "relative": "Somebody"}])
def test_a_tie_is_to_a_unit_or_to_a_person(lead, sign_in, form):
    form = {name: lead.office.unit.pk if value == "unit" else value for name, value in form.items()}

    page = sign_in(lead.office.colleague).post(
        "/leads/relations/new/", {"relation": "spouse", **form}
    )

    assert "Name either the unit or the person" in text(page)
    assert not Relation.objects.exists()


def test_ties_are_read_by_oneself_and_the_register(lead):
    tie = RelationFactory(user=lead.office.colleague)
    office = lead.office
    readers = (office.colleague, office.receiver, office.officer, office.director, office.leader)

    seen = [Relation.objects.visible_to(user).filter(pk=tie.pk).exists() for user in readers]

    assert seen == [True, True, False, False, False]


def test_nobody_ends_a_tie_of_somebody_else(lead, sign_in):
    tie = RelationFactory(user=lead.office.colleague)

    with pytest.raises(NotAllowed):
        actions.end_relation(relation=tie, by=lead.office.receiver, at=NOON)
    assert sign_in(lead.office.officer).get(tie.get_absolute_url()).status_code == 404


def test_who_is_of_no_commission_declares_nothing(lead, sign_in):
    client = sign_in(person(Role.LEADERSHIP, lead.office.city))

    assert client.get("/leads/relations/").status_code == 403
    assert client.get("/leads/relations/new/").status_code == 403


def test_both_walls_agree_on_recusals_and_ties(lead):
    office = lead.office
    recuse(lead, office.colleague, by=office.receiver)
    RelationFactory(user=office.colleague)
    readers = (
        "colleague",
        "receiver",
        "officer",
        "leader",
        "director",
        "outside_director",
        "sender",
    )

    for model in (Recusal, Relation):
        for name in readers:
            user = getattr(office, name)
            with wall.bound_to(user), connection.cursor() as cursor:
                cursor.execute(f"select count(*) from {model._meta.db_table}")  # noqa: S608
                behind = cursor.fetchone()[0]
            assert (model, name, behind) == (model, name, model.objects.visible_to(user).count())
