"""The identity of a reporter: sealed, asked for with a reason, opened on the custodian's grant."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event, TimeLimit
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions, seal
from leads.models import Reporter, SealRequest
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.guarding import a_guarded_lead, a_seal_request
from tests.factories.leads import REPORTER, SECRETS

pytestmark = pytest.mark.django_db
GROUNDS = "Nothing else proves the payment"


@pytest.fixture
def lead():
    return a_guarded_lead()


def now():
    return timezone.now()


def granted(lead, days=5, **changes):
    request = a_seal_request(lead, at=now(), **changes)
    until = timezone.localdate() + timedelta(days=days)
    decision = {"decision": GROUNDS, "open_until": until}
    return actions.grant_seal(request=request, **decision, by=lead.office.custodian, at=now())


def text(response):
    return response.content.decode()


def opens(user):
    return Reporter.objects.visible_to(user).exists()


def test_nobody_opens_the_seal_without_a_grant(lead):
    office = lead.office

    assert [opens(user) for user in (office.officer, office.leader, office.custodian)] == [
        False
    ] * 3
    with pytest.raises(NotAllowed, match="Ask the custodian first"):
        actions.open_seal(lead=lead, by=office.officer, at=now())


def test_compartment_knows_that_somebody_reported_and_not_who(lead):
    assert not seal.mark_of(lead).is_anonymous
    assert seal.opened(lead, lead.office.officer) is None


def test_who_asked_opens_it_until_the_day_given_and_each_opening_is_kept(lead):
    granted(lead)

    reporters = [actions.open_seal(lead=lead, by=lead.office.officer, at=now()) for _n in range(2)]

    assert [(r.name, r.contact) for r in reporters] == [REPORTER] * 2
    events = Event.objects.of(lead).filter(name="open_seal")
    assert {(e.actor, e.note) for e in events} == {
        (lead.office.officer, "To hear the reporter once more")
    }
    assert events.count() == 2


def test_a_grant_opens_to_nobody_but_who_asked(lead):
    granted(lead)

    office = lead.office
    assert [opens(user) for user in (office.officer, office.leader, office.custodian)] == [
        True,
        False,
        False,
    ]


def test_a_grant_ends_with_its_day(lead):
    request = granted(lead)

    SealRequest.objects.filter(pk=request.pk).update(
        open_until=timezone.localdate() - timedelta(days=1)
    )

    assert not opens(lead.office.officer)


def test_who_left_the_compartment_opens_nothing_any_more(lead):
    granted(lead)

    actions.recuse(
        lead=lead,
        user=lead.office.officer,
        ground="relative",
        words="A cousin",
        by=lead.office.officer,
        at=now(),
    )

    assert not opens(lead.office.officer)


def test_refusal_is_kept_with_its_grounds_and_opens_nothing(lead):
    request = a_seal_request(lead)

    actions.refuse_seal(
        request=request, decision="Ask him openly", by=lead.office.custodian, at=NOON
    )

    kept = seal.requests_of(lead, lead.office.leader).get()
    assert (kept.is_granted, kept.decision, kept.decided_by) == (
        False,
        "Ask him openly",
        lead.office.custodian,
    )
    assert not opens(lead.office.officer)


@pytest.mark.parametrize("name", ["grant_seal", "refuse_seal"])
def test_custodian_alone_decides(lead, name):
    request, office = a_seal_request(lead), lead.office
    elsewhere = person(
        Role.CUSTODIAN, OrganisationFactory(parent=OrganisationFactory(city=True), commission=True)
    )

    for by in (office.officer, office.leader, office.director, office.secretary, elsewhere):
        with pytest.raises(NotAllowed):
            getattr(actions, name)(request=request, decision=GROUNDS, by=by, at=NOON)


def test_nobody_decides_on_a_request_of_ones_own(lead):
    office = lead.office
    both = person(Role.CUSTODIAN, office.commission)
    both.role_grants.create(
        role=Role.CASE_OFFICER,
        scope=office.commission,
        valid_from=TODAY,
        granted_by=both,
        granted_at=NOON,
        reason="for a while",
    )
    later = timezone.localdate() + timedelta(days=30)
    actions.add_member(
        lead=lead, user=both, reason="assists", expires_on=later, by=office.officer, at=now()
    )
    request = a_seal_request(lead, by=both)

    with pytest.raises(NotAllowed, match="request of one's own"):
        actions.grant_seal(request=request, decision=GROUNDS, by=both, at=NOON, open_until=TODAY)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"decision": " "}, "State the grounds"),
        ({}, "Name the day"),
        ({"open_until": TODAY - timedelta(days=1)}, "lies in the past"),
    ],
)
def test_a_grant_asks_for_grounds_and_a_day(lead, changes, sentence):
    arguments = {"request": a_seal_request(lead), "decision": GROUNDS} | changes

    with pytest.raises(NotPossible, match=sentence):
        actions.grant_seal(**arguments, by=lead.office.custodian, at=NOON)


def a_limit(days=3):
    limit = {"step": "seal.open", "days": days, "basis": "House rules, Art. 9"}
    return TimeLimit.objects.create(**limit, effective_on=TODAY - timedelta(days=100))


def test_limit_of_the_customer_gives_the_last_day(lead):
    a_limit(3)

    request = actions.grant_seal(
        request=a_seal_request(lead), decision=GROUNDS, by=lead.office.custodian, at=NOON
    )

    assert request.open_until == TODAY + timedelta(days=3)


def test_a_grant_is_not_longer_than_the_limit(lead):
    a_limit(3)
    late = TODAY + timedelta(days=4)

    with pytest.raises(NotPossible, match="at most"):
        actions.grant_seal(
            request=a_seal_request(lead),
            decision=GROUNDS,
            open_until=late,
            by=lead.office.custodian,
            at=NOON,
        )


def test_a_request_is_decided_once(lead):
    request = a_seal_request(lead)
    actions.refuse_seal(request=request, decision=GROUNDS, by=lead.office.custodian, at=NOON)

    with pytest.raises(NotPossible, match="decided before"):
        actions.grant_seal(
            request=request, decision=GROUNDS, open_until=TODAY, by=lead.office.custodian, at=NOON
        )


def test_one_asks_inside_the_compartment_once_and_with_a_reason(lead):
    with pytest.raises(NotAllowed, match="Only members"):
        a_seal_request(lead, by=lead.office.colleague)
    with pytest.raises(NotPossible, match="Say why"):
        a_seal_request(lead, reason=" ")
    a_seal_request(lead)
    with pytest.raises(NotPossible, match="awaits its decision"):
        a_seal_request(lead)


def test_an_anonymous_report_has_nothing_to_open():
    anonymous = {"name": "", "contact": "", "is_anonymous": True}

    with pytest.raises(NotPossible, match="no sealed identity"):
        a_seal_request(a_guarded_lead(reporter=anonymous))


def test_custodian_reads_number_person_and_reason_and_nothing_of_the_lead(lead, sign_in):
    request = a_seal_request(lead)
    client = sign_in(lead.office.custodian)

    pages = [text(client.get(url)) for url in ("/leads/seals/", f"/leads/seals/{request.pk}/")]

    for page in pages:
        assert [word in page for word in (lead.number, "Officer Ou", "once more")] == [True] * 3
        assert [word for word in (*SECRETS, *REPORTER) if word in page] == []
    assert client.get(lead.get_absolute_url()).status_code == 404


def test_custodian_decides_on_the_page(lead, sign_in):
    request = a_seal_request(lead)
    until = timezone.localdate() + timedelta(days=2)

    sign_in(lead.office.custodian).post(
        f"/leads/seals/{request.pk}/",
        {"decision": GROUNDS, "open_until": until.isoformat(), "grant": "yes"},
    )

    request.refresh_from_db()
    assert (request.is_granted, request.open_until, request.decision) == (True, until, GROUNDS)
    assert Event.objects.of(lead).filter(name="grant_seal").get().actor == lead.office.custodian


def test_custodian_refuses_on_the_page(lead, sign_in):
    request = a_seal_request(lead)

    sign_in(lead.office.custodian).post(
        f"/leads/seals/{request.pk}/", {"decision": GROUNDS, "refuse": "yes"}
    )

    request.refresh_from_db()
    assert (request.is_granted, request.open_until) == (False, None)


def test_the_whole_way_over_the_pages(lead, sign_in):
    client = sign_in(lead.office.officer)
    ask, opening = (reverse(f"leads:{name}", args=[lead.pk]) for name in ("seal_new", "reporter"))

    assert client.post(opening).status_code == 403
    client.post(ask, {"reason": "To hear the reporter once more"})
    request = SealRequest.objects.get()
    until = timezone.localdate() + timedelta(days=2)
    actions.grant_seal(
        request=request, decision=GROUNDS, open_until=until, by=lead.office.custodian, at=now()
    )
    page = text(client.get(lead.get_absolute_url()))
    opened = text(client.post(opening))

    assert REPORTER[0] not in page
    assert "Open the sealed part" in page
    assert [word in opened for word in REPORTER] == [True, True]


def test_compartment_is_shown_all_requests_and_the_register_none(lead, sign_in):
    a_seal_request(lead)
    office = lead.office

    shown = {
        name: "once more" in text(sign_in(getattr(office, name)).get(lead.get_absolute_url()))
        for name in ("leader", "receiver", "director")
    }

    assert shown == {"leader": True, "receiver": False, "director": False}


def test_requests_of_others_do_not_exist_outside(lead, sign_in):
    request = a_seal_request(lead)
    url = f"/leads/seals/{request.pk}/"
    elsewhere = person(
        Role.CUSTODIAN, OrganisationFactory(parent=OrganisationFactory(city=True), commission=True)
    )

    assert sign_in(elsewhere).get(url).status_code == 404
    assert sign_in(lead.office.officer).get(url).status_code == 403
    assert sign_in(lead.office.officer).get("/leads/seals/").status_code == 403


def rows(user, table):
    with wall.bound_to(user), connection.cursor() as cursor:
        cursor.execute(f"select id from leads_{table}")  # noqa: S608
        return len(cursor.fetchall())


def test_both_walls_agree_on_who_opens_the_seal_and_who_reads_the_request(lead):
    granted(lead)
    office = lead.office
    readers = ("officer", "leader", "custodian", "receiver", "director", "colleague")
    people = [getattr(office, name) for name in readers]

    assert [rows(user, "reporter") for user in people] == [1, 0, 0, 0, 0, 0]
    assert [rows(user, "reporter") for user in people] == [int(opens(user)) for user in people]
    assert [rows(user, "sealrequest") for user in people] == [1, 1, 1, 0, 0, 0]
    assert [rows(user, "sealrequest") for user in people] == [
        SealRequest.objects.visible_to(user).count() for user in people
    ]
