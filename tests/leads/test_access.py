"""Access review, and letting people in without reading: who manages sees entries, never content."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.models import Lead, LeadContent, LeadMember
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.guarding import a_guarded_lead
from tests.factories.leads import LATER, REPORTER, SECRETS

pytestmark = pytest.mark.django_db
MANAGERS = ("receiver", "director")
OTHERS = ("outside_director", "custodian", "sender", "colleague")


@pytest.fixture
def lead():
    return a_guarded_lead()


def text(response):
    return response.content.decode()


def let_in(lead, user, by, **changes):
    facts = {"reason": "assists", "expires_on": LATER, "at": NOON}
    return actions.add_member(lead=lead, user=user, by=by, **facts | changes)


@pytest.mark.parametrize("name", MANAGERS)
def test_a_manager_lets_somebody_in_and_stays_outside(lead, name):
    manager = getattr(lead.office, name)

    let_in(lead, lead.office.colleague, manager)

    assert LeadContent.objects.visible_to(lead.office.colleague).exists()
    assert not LeadContent.objects.visible_to(manager).exists()


@pytest.mark.parametrize("name", MANAGERS)
def test_nobody_lets_himself_in(lead, name):
    manager = getattr(lead.office, name)

    with pytest.raises(NotAllowed, match="Nobody lets himself"):
        let_in(lead, manager, manager)


@pytest.mark.parametrize("name", MANAGERS)
def test_a_manager_works_from_the_entry_and_reads_nothing(lead, sign_in, name):
    client = sign_in(getattr(lead.office, name))
    urls = [
        reverse(f"leads:{page}", args=[lead.pk]) for page in ("detail", "member_new", "hand_on")
    ]

    pages = [client.get(url) for url in urls]

    assert [page.status_code for page in pages] == [200] * 3
    for page in pages:
        assert [word for word in (*SECRETS, *REPORTER) if word in text(page)] == []
    assert client.get(reverse("leads:print", args=[lead.pk])).status_code == 403


def test_a_manager_lets_somebody_in_on_the_page(lead, sign_in):
    form = {"user": lead.office.colleague.pk, "reason": "assists", "expires_on": "2099-12-31"}

    sign_in(lead.office.director).post(reverse("leads:member_new", args=[lead.pk]), form)

    member = lead.members.get(user=lead.office.colleague)
    assert (member.added_by, member.reason) == (lead.office.director, "assists")


def test_director_of_another_office_does_not_know_the_lead(lead, sign_in):
    director = lead.office.outside_director

    assert not Lead.objects.visible_to(director).exists()
    assert sign_in(director).get(lead.get_absolute_url()).status_code == 404
    with pytest.raises(NotAllowed):
        let_in(lead, lead.office.colleague, director)


def test_a_lead_without_an_officer_is_opened_to_nobody():
    lead = a_guarded_lead("registered")

    with pytest.raises(NotPossible, match="Assign the lead first"):
        let_in(lead, lead.office.colleague, lead.office.receiver)


@pytest.mark.parametrize(
    "name", [*MANAGERS, "outside_director", "custodian", "sender", "colleague"]
)
def test_both_walls_agree_on_entries_and_members(lead, name):
    user = getattr(lead.office, name)

    for model in (Lead, LeadMember, LeadContent):
        with wall.bound_to(user), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {model._meta.db_table}")  # noqa: S608
            behind = cursor.fetchone()[0]
        assert (model, behind) == (model, model.objects.visible_to(user).count())


def test_another_officer_takes_the_place_of_the_first(lead, sign_in):
    office = lead.office
    form = {"post": "handler", "taker": office.colleague.pk, "reason": "Long illness"}

    sign_in(office.director).post(reverse("leads:hand_on", args=[lead.pk]), form)

    lead.refresh_from_db()
    assert lead.handler == office.colleague
    assert [
        LeadContent.objects.visible_to(u).exists() for u in (office.officer, office.colleague)
    ] == [
        False,
        True,
    ]
    event = Event.objects.of(lead).get(name="hand_on")
    assert (event.actor, event.note) == (office.director, "Long illness")


def test_leader_is_changed_by_the_register_and_by_no_director(lead):
    other = person(Role.APPROVING_LEADER, lead.office.commission)
    facts = {"lead": lead, "post": "approver", "taker": other, "reason": "Posted away", "at": NOON}

    with pytest.raises(NotAllowed, match="case supervision office"):
        actions.hand_on_post(**facts, by=lead.office.director)
    actions.hand_on_post(**facts, by=lead.office.receiver)

    lead.refresh_from_db()
    assert lead.approver == other
    assert not Lead.objects.visible_to(lead.office.leader).exists()


def test_reviewer_reads_what_a_person_can_see(lead, sign_in):
    let_in(lead, lead.office.colleague, lead.office.officer)
    client = sign_in(lead.office.receiver)

    people = text(client.get("/leads/access/"))
    page = text(client.get(f"/leads/access/{lead.office.colleague.pk}/"))

    assert [name in people for name in ("Officer Ou", "Leader Li", "Colleague Co")] == [True] * 3
    assert [word in page for word in (lead.number, "assists", "2099-12-31", "Officer Ou")] == [
        True
    ] * 4
    assert [word for word in (*SECRETS, *REPORTER) if word in people + page] == []


def test_review_of_a_lead_tells_who_can_see_it(lead, sign_in):
    page = text(sign_in(lead.office.leader).get(reverse("leads:access_lead", args=[lead.pk])))

    assert [name in page for name in ("Officer Ou", "Leader Li", "Receiver Re")] == [True] * 3
    assert [word for word in SECRETS if word in page] == []


def test_leader_reviews_the_leads_he_or_she_decides_on_and_no_other(lead, sign_in):
    other = a_guarded_lead(office=lead.office, letter_number="Letter 8")
    another = person(Role.APPROVING_LEADER, lead.office.commission)
    actions.hand_on_post(
        lead=other, post="approver", taker=another, reason="x", by=lead.office.receiver, at=NOON
    )

    page = text(sign_in(lead.office.leader).get(f"/leads/access/{lead.office.officer.pk}/"))

    assert (lead.number in page, other.number in page) == (True, False)


def test_member_who_reviews_nothing_is_refused(lead, sign_in):
    let_in(lead, lead.office.colleague, lead.office.officer)
    for name in ("officer", "colleague", "director", "secretary", "custodian", "sender"):
        client = sign_in(getattr(lead.office, name))
        assert (name, client.get("/leads/access/").status_code) == (name, 403)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_review_nothing(lead, sign_in, role):
    client = sign_in(person(role, lead.office.city))

    assert client.get("/leads/access/").status_code == 403
    assert client.get(f"/leads/access/{lead.office.officer.pk}/").status_code == 404


def test_reviewer_elsewhere_sees_nobody(lead, sign_in):
    elsewhere = OrganisationFactory(parent=OrganisationFactory(city=True), commission=True)
    client = sign_in(person(Role.CASE_SUPERVISION, elsewhere))

    assert "Officer Ou" not in text(client.get("/leads/access/"))
    assert client.get(f"/leads/access/{lead.office.officer.pk}/").status_code == 404
    assert client.get(reverse("leads:access_lead", args=[lead.pk])).status_code == 404


def test_printing_a_review_is_written_into_the_leads_it_shows(lead, sign_in):
    url = f"/leads/access/{lead.office.officer.pk}/"
    client = sign_in(lead.office.receiver)
    client.get(url)
    client.get(url, {"purpose": "Yearly review"})

    event = Event.objects.of(lead).get(name="review_access")
    assert (event.actor, event.note) == (lead.office.receiver, "Yearly review")


def test_ended_access_stays_in_the_review(lead, sign_in):
    member = let_in(lead, lead.office.colleague, lead.office.officer)
    actions.withdraw_member(member=member, by=lead.office.officer, at=timezone.now())

    page = text(sign_in(lead.office.receiver).get(f"/leads/access/{lead.office.colleague.pk}/"))

    assert "out since" in page
