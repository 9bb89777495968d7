"""The page of a case, what it offers to whom, and the same over JSON."""

import pytest
from django.urls import reverse
from django.utils import timezone

from airdefense.accounts.home import panes_for
from leads.models import (
    ClockKind,
    Detention,
    Execution,
    Measure,
    Outcome,
    OutcomeKind,
    Prosecution,
    Review,
    Trial,
)
from leads.records import RECORDS
from tests.factories.accounts import NOON, TODAY
from tests.factories.leads import SECRETS, a_case, a_lead
from tests.factories.trials import DAY, a_limit, a_sanction, a_tried_case, a_trier

pytestmark = pytest.mark.django_db


def record(client, case, name, of=None, **said):
    query = f"?of={of.pk}" if of else ""
    return client.post(reverse("leads:record_new", args=[case.pk, name]) + query, said)


def text(response):
    return " ".join(response.content.decode().split())


def today():
    return timezone.localdate()


def test_case_is_sent_to_trial_and_tried_from_its_pages(sign_in):
    case = a_case("investigation", at=timezone.now())
    trier = a_trier(case.office)
    officer, trial = sign_in(case.office.officer), sign_in(trier)
    page = reverse("leads:trial_new", args=[case.pk])

    step = officer.post(reverse("leads:take_case_step", args=[case.pk, "send_to_trial"]))
    officer.post(page, {"trial_officer": trier.pk, "note": "ready"})
    record(trial, case, "accept_trial", accepted_on=today())
    record(trial, case, "deliberate", deliberated_on=today(), deliberation="All agree.")
    record(trial, case, "decide_trial", note="decided")

    assert (step.status_code, step.headers["Location"]) == (302, page)
    assert Trial.objects.get().result == "decided"
    shown = text(trial.get(case.get_absolute_url()))
    assert ("All agree." in shown, "Accept for trial" in shown) == (True, False)


def test_page_offers_each_record_to_whom_it_belongs(sign_in):
    case = a_tried_case()
    offers = {
        who: text(sign_in(person).get(case.get_absolute_url()))
        for who, person in {
            "officer": case.office.officer,
            "leader": case.office.leader,
            "trier": case.trier,
        }.items()
    }

    shown = {who: "Accept for trial" in page for who, page in offers.items()}
    assert shown == {"officer": False, "leader": False, "trier": True}
    assert ("Record a detention" in offers["officer"], "Record a detention" in offers["trier"]) == (
        True,
        False,
    )


def test_everything_that_follows_a_decision_is_recorded_from_the_page(sign_in):
    case = a_case("investigation", at=NOON)
    officer, someone = sign_in(case.office.officer), case.persons.get().person
    outcome = a_sanction(case, Measure.GOV_DEMOTION, form="F2")
    day = TODAY + DAY

    record(officer, case, "announce", outcome, announced_on=day, announced_to="the unit")
    record(officer, case, "carry_out", outcome, executed_on=day, carried_out="One rank less.")
    asked = {"kind": "review", "applied_on": day, "grounds": "Other facts."}
    record(officer, case, "apply_for_review", outcome, **asked)
    review = Review.objects.get()
    decided = {"result": "changed", "decided_on": day, "document": "R 1", "decision": "Milder."}
    without = record(officer, case, "decide_review", review, **decided)
    record(officer, case, "decide_review", review, **decided, code="gov_demerit", form="F2")
    sent = {"person": someone.pk, "procuratorate": "P", "document": "O 1", "sent_on": day}
    record(officer, case, "prosecute", **sent)
    prosecution = Prosecution.objects.get()
    record(officer, case, "ask_supplement", prosecution, asked_on=day, demand="records")
    record(officer, case, "send_supplement", prosecution, sent_on=day)
    ended = {"decided_on": day, "result": "indicted"}
    record(officer, case, "record_prosecution_decision", prosecution, **ended)
    shown = text(officer.get(case.get_absolute_url()))

    assert "Say into what the decision is changed." in text(without)
    assert Execution.objects.get().carried_out == "One rank less."
    assert Outcome.objects.get(replaces=outcome).code == "gov_demerit"
    words = ("One rank less.", "Milder.", "indicted", "Government: demerit", "records")
    assert [word in shown for word in words] == [True] * 5


def test_detention_is_recorded_extended_and_ended_from_the_page(sign_in):
    case = a_case("investigation", at=timezone.now())
    officer, someone = sign_in(case.office.officer), case.persons.get().person
    approved = {"approval": "the province", "document": "D 1"}

    record(officer, case, "detain", person=someone.pk, started_on=today(), **approved)
    detention = Detention.objects.get()
    record(officer, case, "extend_detention", detention, ground="special", **approved)
    restart = record(officer, case, "extend_detention", detention, ground="restart", **approved)
    record(officer, case, "end_detention", detention, ended_on=today())

    detention.refresh_from_db()
    assert (detention.ended_on, detention.extensions.count()) == (today(), 1)
    assert restart.status_code == 200


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_no_record_is_made_by_a_stranger_or_about_a_row_of_another_case(sign_in, name):
    case = a_tried_case()
    client = sign_in(case.office.colleague)
    members = {person: sign_in(person) for person in (case.office.officer, case.trier)}

    assert record(client, case, name).status_code == 404
    assert client.get(reverse("leads:record_new", args=[case.pk, name])).status_code == 404
    if RECORDS[name].about != "case":
        other = a_case("investigation", lead=a_lead("in_disposal", office=case.office))
        foreign = a_sanction(other)
        found = {record(one, case, name, foreign).status_code for one in members.values()}
        assert found <= {403, 404}
    assert record(sign_in(case.office.leader), case, name).status_code == 403


def test_unknown_record_is_not_found(sign_in):
    case = a_case("investigation")

    assert record(sign_in(case.office.officer), case, "nothing").status_code == 404


def test_home_of_the_trial_officer_lists_what_waits():
    a_limit(ClockKind.ANNOUNCEMENT, 30)
    case = a_tried_case()
    case.trier.__dict__.pop("grants", None)
    decided = a_tried_case(
        "decided", lead=a_lead("in_disposal", office=case.office), trier=case.trier
    )
    a_sanction(decided)
    mine = panes_for(case.trier, TODAY)
    other = panes_for(a_trier(case.office), TODAY)

    found = {pane.work.key: pane.total for pane in mine if pane.total}
    assert found == {"cases-to-accept": 1, "to-announce": 1}
    assert not any(pane.total for pane in other)


def test_json_records_and_answers_the_case_with_all_that_stands(sign_in):
    case = a_tried_case("decided")
    url = f"/api/v1/leads/cases/{case.pk}/"
    a_sanction(case, form="F2")
    outcome = Outcome.objects.get()
    client = sign_in(case.trier)
    said = {"of": outcome.pk, "announced_on": str(TODAY), "announced_to": "the unit"}

    made = client.post(f"{url}records/announce/", said, "application/json")
    again = client.post(f"{url}records/announce/", said, "application/json")
    wrong = client.post(f"{url}records/announce/", {"of": outcome.pk}, "application/json")
    stranger = sign_in(case.office.colleague).post(f"{url}records/announce/", said)

    assert [r.status_code for r in (made, again, wrong, stranger)] == [201, 409, 400, 404]
    assert sorted(wrong.json()["errors"]) == ["announced_on", "announced_to"]
    body = client.get(url).json()
    assert body["outcomes"][0]["announced_on"] == str(TODAY)
    assert (body["trial_officer"], body["trials"][0]["result"]) == (case.trier.username, "decided")


def test_json_names_measure_and_form_and_masks_nothing_it_does_not_have(sign_in):
    case = a_case("investigation")
    someone = case.persons.get().person
    body = {
        "person": someone.pk,
        "case": case.pk,
        "kind": OutcomeKind.PARTY_SANCTION,
        "code": "party_probation",
        "form": "F3",
        "probation_months": 12,
        "document": "D 1",
        "effective_on": str(TODAY),
    }

    made = sign_in(case.office.officer).post(
        f"/api/v1/leads/{case.lead_id}/outcomes/", body, "application/json"
    )

    assert (made.status_code, made.json()["in_effect_until"]) == (201, "2023-11-01")
    assert SECRETS[0] not in text(made)
