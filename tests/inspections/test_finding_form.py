"""The form of a finding: what it begins with, what it warns of, where it leads."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.actions import attach
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from inspections import actions
from inspections.models import Finding
from tests.factories.accounts import NOON
from tests.factories.inspections import a_check, a_crew, a_finding, a_picture
from tests.factories.powers import WordingFactory, a_power_list
from tests.factories.projects import FeeAssessmentFactory, PermitFactory

pytestmark = pytest.mark.django_db
NEW = "/inspections/findings/new/"


def typed(crew, project, **changes):
    """What a filled form sends."""
    fields = {
        "project": project.code,
        "round": crew.round.pk,
        "category": "payable_unpaid",
        "title": "易地建设费应缴未缴",
        "amount_yuan": "387000.00",
        "description": "核定后未缴。",
        "process": "查阅台账。",
        "basis": "第四十八条",
        "method": "files",
        "power": "",
        "unit": "",
        "nature": "general",
        "found_on": timezone.localdate().isoformat(),
    }
    return fields | changes


def words(response):
    return response.content.decode()


def test_the_form_begins_with_the_power_of_the_category_and_how_it_was_found(crew, sign_in):
    power = a_power_list(crew.county, status="in_force").powers.get(number=3)
    WordingFactory(region=crew.county, category="payable_unpaid", power=power)
    project = crew.project()
    FeeAssessmentFactory(project=project)

    page = sign_in(crew.inspector).get(NEW, {"project": project.code})

    initial = page.context["form"].initial
    assert (initial["category"], initial["power"]) == ("payable_unpaid", power.pk)
    assert initial["process"].startswith(f"On {timezone.localdate()} the ledger of assessments")


def test_power_and_process_are_kept_and_shown(crew, sign_in):
    power = a_power_list(crew.county, status="in_force").powers.first()
    client, project = sign_in(crew.inspector), crew.project()

    client.post(NEW, typed(crew, project, power=power.pk))

    finding = Finding.objects.get()
    assert (finding.power, finding.process) == (power, "查阅台账。")
    for page in (finding.get_absolute_url(), f"{finding.get_absolute_url()}paper/"):
        assert str(power) in words(client.get(page))
        assert "查阅台账。" in words(client.get(page))


def test_only_powers_of_a_list_in_force_nearby_may_be_cited(crew, sign_in):
    a_power_list(crew.county, status="in_force")
    draft = a_power_list(crew.county)
    client = sign_in(crew.inspector)

    page = client.post(NEW, typed(crew, crew.project(), power=draft.powers.first().pk))

    assert "power" in page.context["form"].errors
    assert Finding.objects.count() == 0


def test_the_next_project_opens_after_saving(crew, sign_in):
    today = timezone.localdate()
    later = a_check(crew, due_on=today + timedelta(days=9))
    mine = a_check(crew, due_on=today)
    nearest = a_check(crew, due_on=today + timedelta(days=2))
    a_check(crew, assigned_to=crew.colleague, due_on=today)

    answer = sign_in(crew.inspector).post(NEW, typed(crew, mine.project))

    assert answer.headers["Location"] == nearest.get_absolute_url()
    assert later.due_on > nearest.due_on


def test_what_was_saved_is_linked_from_the_next_project(crew, sign_in):
    mine, _next = a_check(crew), a_check(crew)

    page = sign_in(crew.inspector).post(NEW, typed(crew, mine.project), follow=True)

    finding = Finding.objects.get()
    link = f'<a href="{finding.get_absolute_url()}">{finding.number}</a> is saved as a draft.'
    assert link in words(page)


def test_a_very_similar_finding_asks_why_this_is_another(crew, sign_in):
    first = a_finding(crew)
    client, form = sign_in(crew.inspector), typed(crew, first.project, title=first.title)

    page = client.post(NEW, form)

    (one,) = page.context["form"].alike
    assert (one.finding, one.likeness.points) == (first, 100)
    assert one.reasons == [
        "same project",
        "same category",
        "similar problem (100 %)",
        "same amount within 1 % (387,000.00)",
    ]
    assert "tick, and say why it is another one" in words(page)
    assert Finding.objects.count() == 1


@pytest.mark.parametrize(
    "answer", [{"is_another": "on"}, {"because": "另一期"}, {"is_another": "on", "because": "  "}]
)
def test_half_an_answer_is_none(crew, sign_in, answer):
    first = a_finding(crew)
    form = typed(crew, first.project, title=first.title) | answer

    sign_in(crew.inspector).post(NEW, form)

    assert Finding.objects.count() == 1


def test_why_it_is_another_stays_in_its_history(crew, sign_in):
    first = a_finding(crew)
    form = typed(crew, first.project, title=first.title)

    sign_in(crew.inspector).post(NEW, form | {"is_another": "on", "because": "属二期工程"})

    second = Finding.objects.exclude(pk=first.pk).get()
    assert Event.objects.of(second).get(name="create").note == "属二期工程"


def test_a_reason_that_nobody_asked_for_is_not_kept(crew, sign_in):
    form = typed(crew, crew.project(), is_another="on", because="x")

    sign_in(crew.inspector).post(NEW, form)

    assert Event.objects.of(Finding.objects.get()).get(name="create").note == ""


def test_a_common_permit_is_told_with_its_number(crew, sign_in):
    first = a_finding(crew, amount_yuan=Decimal("387000.00"))
    PermitFactory(project=first.project, number="建字第7号")
    other = crew.project()
    PermitFactory(project=other, number="建字第7号")
    asked = {"project": other.code, "category": first.category, "title": first.title}

    page = sign_in(crew.inspector).get("/inspections/findings/about/", asked)

    (one,) = page.context["alike"]
    assert one.finding == first
    assert one.reasons[0] == "same permit 建字第7号"


def test_findings_out_of_sight_are_neither_told_nor_asked_about(crew, sign_in):
    theirs = a_crew()
    hidden = a_finding(theirs)
    PermitFactory(project=hidden.project, number="建字第7号")
    project = crew.project()
    PermitFactory(project=project, number="建字第7号")

    answer = sign_in(crew.inspector).post(NEW, typed(crew, project, title=hidden.title))

    assert answer.status_code == 302


def test_a_gap_in_the_text_keeps_the_paper_with_its_maker(crew):
    finding = a_finding(crew, description="规划许可〔…permit number〕，见〔2020〕1号。")
    attach(finding, a_picture(), by=crew.inspector, at=NOON)

    with pytest.raises(NotPossible) as refusal:
        actions.take_step(finding, "submit", by=crew.inspector, at=NOON)

    assert str(refusal.value) == "Fill in what is still open in the text: permit number."


def test_the_reviewers_words_stand_above_a_returned_finding_with_its_evidence(crew, sign_in):
    finding = a_finding(crew, status="deputy_review")
    note = "请补充规划许可。"
    actions.take_step(finding, "return_to_maker", by=crew.deputy, at=NOON, note=note)

    page = sign_in(crew.inspector).get(finding.get_absolute_url())

    assert page.context["last_return"].note == note
    (file,) = page.context["returned_files"]
    top = words(page).split("The matter")[0]
    assert note in top
    assert f'href="{file.get_absolute_url()}"' in top


def test_a_finding_handed_in_again_shows_no_old_reason(crew, sign_in):
    finding = a_finding(crew, status="returned")
    actions.take_step(finding, "submit", by=crew.inspector, at=NOON)

    page = sign_in(crew.inspector).get(finding.get_absolute_url())

    assert page.context["last_return"] is None


def test_the_list_is_narrowed_by_power(crew, as_role):
    power = a_power_list(crew.county, status="in_force").powers.first()
    citing = a_finding(crew, power=power, status="approved")
    silent = a_finding(crew, status="approved")
    client = as_role(Role.LEADERSHIP, crew.county)

    by_power = client.get("/inspections/findings/", {"power": power.pk})
    without = client.get("/inspections/findings/", {"has_power": "false"})

    assert list(by_power.context["list"].queryset) == [citing]
    assert list(without.context["list"].queryset) == [silent]


def test_the_api_takes_and_tells_power_and_process(crew, sign_in):
    power = a_power_list(crew.county, status="in_force").powers.first()
    project = crew.project()
    body = typed(crew, project, round=crew.round.number, power=power.pk)
    del body["unit"]

    answer = sign_in(crew.inspector).post(
        "/api/v1/inspections/findings/", body, content_type="application/json"
    )

    assert (answer.json()["power"], answer.json()["process"]) == (power.pk, "查阅台账。")


def test_the_merge_page_lays_both_side_by_side_with_reasons(crew, as_role):
    first = a_finding(crew, status="approved")
    second = a_finding(
        crew, status="approved", project=first.project, amount_yuan=Decimal("1000.00")
    )
    client = as_role(Role.INSPECTION_OFFICE, crew.county)

    page = client.get(f"/inspections/findings/{second.pk}/merge/", {"into": first.number})

    comparison = page.context["comparison"]
    differing = [str(line.label) for line in comparison.lines if not line.agrees]
    assert differing == ["problem", "amount (yuan)"]
    assert comparison.alike.reasons[:2] == ["same project", "same category"]
    assert [one.finding for one in page.context["alike"]] == [first]


def test_a_finding_out_of_reach_is_not_laid_beside(crew, as_role):
    mine, theirs = a_finding(crew, status="approved"), a_finding(status="approved")

    page = as_role(Role.INSPECTION_OFFICE, crew.county).get(
        f"/inspections/findings/{mine.pk}/merge/", {"into": theirs.number}
    )

    assert page.context["comparison"] is None
    assert theirs.title not in words(page)
