"""Need-to-know: who sees which part of a lead, on every way there is to ask."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.actions import attach
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.actions.compartment import MAY_BE_MEMBERS
from leads.models import (
    Accountability,
    CasePerson,
    DisciplineCase,
    Lead,
    LeadContent,
    LeadMember,
    Outcome,
    Person,
    Reporter,
)
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import LATER, REPORTER, SECRETS, Office, a_case

pytestmark = pytest.mark.django_db

METHODS = ("get", "post")


class Secret:
    """A lead with everything that could leak: finding, project, case, outcome, file, reporter."""

    def __init__(self):
        self.office = office = Office()
        crew = a_crew(office.county)
        self.finding = a_finding(crew, status="approved")
        self.project = self.finding.project
        lead = office.transfer(finding=self.finding, project=self.project)
        lead = actions.receive(lead=lead, by=office.receiver, at=NOON)
        people = {"handler": office.officer, "approver": office.leader}
        actions.assign(lead=lead, **people, by=office.receiver, at=NOON)
        opinion = f"Check: {SECRETS[3]}"
        method = {"method": "PRELIM_CHECK", "opinion": opinion}
        actions.propose(lead=lead, **method, by=office.officer, at=NOON)
        self.lead = actions.approve(lead=lead, by=office.leader, at=NOON, note=SECRETS[2])
        self.lead.office = office
        self.case = a_case("investigation", lead=self.lead)
        self.person = self.lead.persons.get()
        decision = {"measure": "demerit", "document": "Decision 1", "effective_on": NOON.date()}
        self.outcome = actions.record_outcome(
            person=self.person,
            kind="gov_sanction",
            case=self.case,
            **decision,
            by=office.officer,
            at=NOON,
        )
        file = SimpleUploadedFile("secret-minutes.pdf", b"%PDF-1.4 secret")
        self.file = attach(self.lead, file, by=office.officer, at=NOON)
        self.member = self.lead.members.get(user=office.officer)
        self.words = (
            *SECRETS,
            *REPORTER,
            self.lead.number,
            self.lead.letter_number,
            self.case.number,
            "secret-minutes",
        )

    def pages(self):
        """Every address below /leads/ and its API that names this lead or something of it."""
        lead, case = self.lead.pk, self.case.pk
        yield from (
            reverse(f"leads:{name}", args=[lead])
            for name in (
                *("detail", "edit", "peek", "print", "assign", "propose", "member_new"),
                *("reporter", "person_new", "accountability_new", "seal_new", "recusal_new"),
                *("hand_on", "access_lead", "clear_readings"),
            )
        )
        yield from (reverse("leads:take_step", args=[lead, step.name]) for step in Lead.workflow)
        yield reverse("leads:withdraw_member", args=[lead, self.member.pk])
        yield reverse("leads:outcome_new", args=[lead, self.person.pk])
        yield reverse("leads:case_new") + f"?lead={lead}"
        yield from (
            reverse(f"leads:case_{name}", args=[case]) for name in ("detail", "edit", "peek")
        )
        yield from (
            reverse("leads:take_case_step", args=[case, step.name])
            for step in DisciplineCase.workflow
        )
        yield reverse("casework:attachment", args=[self.file.pk])
        yield reverse("casework:upload", args=["leads.lead", lead])
        yield reverse("casework:upload", args=["leads.disciplinecase", case])
        for base in (f"/api/v1/leads/{lead}/", f"/api/v1/leads/cases/{case}/"):
            yield base
            yield from (f"{base}steps/{name}/" for name in ("approve", "conclude", "assign"))


@pytest.fixture
def secret():
    return Secret()


def strangers(secret):
    """One person of every role, inside the same commission and city, none of them a member."""
    office = secret.office
    inside = {Role.CASE_OFFICER, Role.APPROVING_LEADER}
    for role in Role:
        if role != Role.CASE_SUPERVISION:
            yield person(role, office.commission if role in inside else office.city)
    elsewhere = OrganisationFactory(parent=OrganisationFactory(city=True), commission=True)
    yield person(Role.CASE_SUPERVISION, elsewhere)


def text(response):
    return response.getvalue().decode(errors="replace") + str(dict(response.headers))


def test_the_lead_holds_something_that_could_leak(secret, sign_in):
    shown = text(sign_in(secret.office.officer).get(secret.lead.get_absolute_url()))

    wanted = set(secret.words) - set(REPORTER)
    assert {word for word in wanted if word in shown} == wanted


def test_strangers_get_404_on_every_address_and_nothing_else(secret, sign_in):
    found = []
    for stranger in strangers(secret):
        client = sign_in(stranger)
        for url in secret.pages():
            for method in METHODS:
                response = getattr(client, method)(url)
                if response.status_code not in (404, 405) or leaks(secret, response):
                    found.append((stranger.role_codes, method, url, response.status_code))

    assert found == []


def leaks(secret, response):
    shown = text(response)
    return [word for word in secret.words if word in shown]


def test_refused_method_says_nothing_about_the_lead(secret, sign_in):
    client = sign_in(person(Role.LEADERSHIP, secret.office.city))
    there, nowhere = secret.lead.pk, secret.lead.pk + 1000

    for name in ("detail", "reporter", "peek"):
        answers = [client.get(reverse(f"leads:{name}", args=[pk])) for pk in (there, nowhere)]
        assert answers[0].status_code == answers[1].status_code


PLACES = (
    "/",
    "/leads/",
    "/leads/?status=in_disposal&q=玉纪",
    "/leads/?format=xlsx",
    "/leads/cases/",
    "/leads/seals/",
    "/leads/access/",
    "/leads/intercessions/",
    "/leads/relations/",
    "/search/?q=玉纪线索",
    "/search/?q=Zhang",
    "/search/?q=Letter 7",
    "/api/v1/leads/",
    "/api/v1/leads/?q=Letter",
    "/api/v1/leads/cases/",
)


def test_no_list_search_or_home_page_of_a_stranger_hints_at_the_lead(secret, sign_in):
    found = []
    for stranger in strangers(secret):
        client = sign_in(stranger)
        for url in PLACES:
            response = client.get(url)
            asked = [word for word in secret.words if word in url]
            hints = [word for word in leaks(secret, response) if word not in asked]
            if hints or f"/leads/{secret.lead.pk}/" in text(response):
                found.append((stranger.role_codes, url, hints))

    assert found == []


def test_pages_of_its_finding_and_project_do_not_hint_at_the_lead(secret, sign_in):
    words = {*secret.words} - {SECRETS[1]}
    found, opened = [], set()
    for stranger in strangers(secret):
        client = sign_in(stranger)
        for case in (secret.finding, secret.project):
            response = client.get(case.get_absolute_url())
            opened.add(response.status_code)
            found += [(stranger.role_codes, word) for word in words if word in text(response)]

    assert (found, opened) == ([], {200, 404})


def test_anonymous_is_sent_to_sign_in(secret, client):
    for url in secret.pages():
        response = client.get(url)
        is_api = url.startswith("/api/")
        assert (response.status_code, leaks(secret, response)) == (401 if is_api else 302, [])


def test_nothing_of_a_lead_is_visible_to_an_administrator(secret):
    models = (Lead, LeadContent, Person, Reporter, DisciplineCase, CasePerson, Outcome)
    for role in ADMINISTRATORS:
        admin = person(role, secret.office.city)
        LeadMember.objects.filter(pk=secret.member.pk).update(user=admin)
        counts = [model.objects.visible_to(admin).count() for model in (*models, Accountability)]
        assert counts[0] == 0


def test_content_and_reporter_are_narrower_than_the_header(secret):
    office = secret.office
    readers = (office.officer, office.leader, office.receiver, office.sender, office.colleague)

    def seen(model):
        return [model.objects.visible_to(reader).exists() for reader in readers]

    assert seen(Lead) == [True, True, True, True, False]
    assert seen(LeadContent) == [True, True, False, False, False]
    assert seen(Person) == [True, True, False, False, False]
    assert seen(Outcome) == [True, True, False, False, False]
    assert seen(DisciplineCase) == [True, True, False, False, False]
    assert seen(Reporter) == [False] * 5


CONTENT_WORDS = (*SECRETS, *REPORTER, "secret-minutes", "Preliminary check")


@pytest.mark.parametrize("reader", ["receiver", "sender"])
def test_header_readers_learn_nothing_of_the_content(secret, sign_in, reader):
    client = sign_in(getattr(secret.office, reader))
    urls = [
        secret.lead.get_absolute_url(),
        reverse("leads:peek", args=[secret.lead.pk]),
        f"/api/v1/leads/{secret.lead.pk}/",
        *PLACES,
    ]

    for url in urls:
        shown = text(client.get(url))
        leaked = [word for word in CONTENT_WORDS if word in shown and word not in url]
        assert (url, leaked) == (url, [])
        assert secret.case.number not in shown


@pytest.mark.parametrize("reader", ["receiver", "sender"])
def test_header_readers_are_refused_the_pages_of_the_content(secret, sign_in, reader):
    client = sign_in(getattr(secret.office, reader))

    for name in ("print", "propose", "seal_new", "person_new", "accountability_new"):
        url = reverse(f"leads:{name}", args=[secret.lead.pk])
        assert (name, client.get(url).status_code) == (name, 403)
    assert client.get(reverse("casework:attachment", args=[secret.file.pk])).status_code == 404
    assert client.get(secret.case.get_absolute_url()).status_code == 404
    assert client.post(reverse("leads:reporter", args=[secret.lead.pk])).status_code == 403


def test_sender_sees_the_receipt_and_never_what_became_of_it(secret, sign_in):
    client = sign_in(secret.office.sender)

    shown = text(client.get(secret.lead.get_absolute_url()))
    data = client.get(f"/api/v1/leads/{secret.lead.pk}/").json()

    assert secret.lead.number in shown
    assert "Receiver Re" in shown
    hidden = ("In disposal", "Disposal proposed", "Officer Ou", "Leader Li", "until 2020")
    assert [word for word in hidden if word in shown] == []
    assert (data["status"], data["disposal_due_on"]) == ("registered", None)


def test_sender_cannot_ask_the_list_what_became_of_it(secret, sign_in):
    client = sign_in(secret.office.sender)

    def listed(query):
        return secret.lead.number in text(client.get(f"/leads/?{query}"))

    assert listed("status=registered")
    assert not listed("status=in_disposal")
    assert not listed("due_on_after=2000-01-01")
    assert not listed("is_late=true")
    shown = client.get("/api/v1/leads/?status=in_disposal").json()["results"]
    assert shown == []


def test_search_shows_the_sender_no_more_than_the_receipt(secret, sign_in):
    shown = text(sign_in(secret.office.sender).get("/search/?q=玉纪线索"))

    assert (secret.lead.number in shown, "In disposal" in shown) == (True, False)


@pytest.mark.parametrize("reader", ["receiver", "sender"])
def test_page_of_the_project_does_not_link_the_lead_for_header_readers(secret, sign_in, reader):
    user = getattr(secret.office, reader)
    user.role_grants.update(scope=secret.office.city)

    response = sign_in(user).get(secret.project.get_absolute_url())

    assert response.status_code == 200
    assert secret.lead.number not in text(response)


def test_sender_reads_why_a_lead_came_back(sign_in):
    office = Office()
    lead = office.transfer()
    actions.return_to_sender(lead=lead, by=office.receiver, at=NOON, note="Pages are missing")

    shown = text(sign_in(office.sender).get(lead.get_absolute_url()))

    assert "Pages are missing" in shown


def test_register_shows_when_opinions_were_given_and_not_the_words(secret, sign_in):
    shown = text(sign_in(secret.office.receiver).get(secret.lead.get_absolute_url()))

    assert "Approve disposal" in shown
    assert "Officer Ou" in shown
    assert "Check:" not in shown


def test_register_tells_no_totals(secret, sign_in):
    response = sign_in(secret.office.receiver).get("/leads/")

    assert response.context["list"].total is None


def test_changes_since_yesterday_are_told_inside_the_compartment_only(sign_in):
    office = Office()
    now = timezone.now()
    lead = actions.receive(lead=office.transfer(at=now), by=office.receiver, at=now)
    people = {"handler": office.officer, "approver": office.leader}
    actions.assign(lead=lead, **people, by=office.receiver, at=now)

    readers = (office.officer, office.sender)
    shown = [lead.number in text(sign_in(reader).get("/")) for reader in readers]

    assert shown == [True, False]


def admit(lead, user, **changes):
    arguments = {"reason": "assists", "expires_on": LATER, "by": lead.office.officer, "at": NOON}
    return actions.add_member(lead=lead, user=user, **arguments | changes)


def test_member_let_in_reads_the_content_until_the_last_day(secret):
    office, lead = secret.office, secret.lead

    member = admit(lead, office.colleague)

    assert LeadContent.objects.visible_to(office.colleague).exists()
    LeadMember.objects.filter(pk=member.pk).update(
        expires_on=timezone.localdate() - timedelta(days=1)
    )
    assert not Lead.objects.visible_to(office.colleague).exists()


def test_member_taken_out_sees_nothing_any_more(secret):
    member = admit(secret.lead, secret.office.colleague)

    actions.withdraw_member(member=member, by=secret.office.leader, at=NOON)

    assert not Lead.objects.visible_to(secret.office.colleague).exists()
    assert [e.name for e in Event.objects.of(secret.lead).order_by("pk")][-2:] == [
        "admit",
        "withdraw",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "Say why and until when"),
        ({"expires_on": None}, "Say why and until when"),
        ({"expires_on": NOON.date() - timedelta(days=1)}, "lies in the past"),
    ],
)
def test_letting_somebody_in_asks_for_reason_and_last_day(secret, changes, sentence):
    with pytest.raises(NotPossible, match=sentence):
        admit(secret.lead, secret.office.colleague, **changes)


@pytest.mark.parametrize(
    "role",
    sorted(set(Role.values) - set(MAY_BE_MEMBERS)),
)
def test_nobody_outside_the_handling_of_leads_is_let_in(secret, role):
    with pytest.raises(NotPossible, match="holds no role in handling leads"):
        admit(secret.lead, person(role, secret.office.commission))


def test_case_supervision_is_let_in_by_the_officer_and_not_by_itself(secret):
    office, lead = secret.office, secret.lead

    with pytest.raises(NotAllowed):
        admit(lead, office.receiver, by=office.receiver)
    admit(lead, office.receiver)

    assert LeadContent.objects.visible_to(office.receiver).exists()


def test_a_member_does_not_let_others_in(secret):
    admit(secret.lead, secret.office.colleague)

    with pytest.raises(NotAllowed, match="Only the case officer or the approving leader"):
        admit(secret.lead, secret.office.clerk, by=secret.office.colleague)


def test_who_has_to_recuse_is_not_let_in(secret):
    colleague = secret.office.colleague
    colleague.organisation = secret.office.unit
    colleague.save()

    with pytest.raises(NotPossible, match="has to recuse"):
        admit(secret.lead, colleague)


def test_nobody_is_let_in_twice(secret):
    admit(secret.lead, secret.office.colleague)

    with pytest.raises(NotPossible, match="inside the compartment already"):
        admit(secret.lead, secret.office.colleague)


def test_officer_and_leader_leave_by_a_new_assignment_only(secret):
    with pytest.raises(NotPossible, match="changed by a new assignment"):
        actions.withdraw_member(member=secret.member, by=secret.office.leader, at=NOON)


def test_member_who_became_an_administrator_is_out(secret):
    officer = secret.office.officer
    officer.role_grants.update(role=Role.SYSTEM_ADMIN)
    officer = type(officer).objects.get(pk=officer.pk)

    assert secret.lead.members.filter(user=officer).exists()
    assert list(Lead.objects.visible_to(officer)) == []
    assert list(LeadContent.objects.visible_to(officer)) == []
    assert list(DisciplineCase.objects.visible_to(officer)) == []
