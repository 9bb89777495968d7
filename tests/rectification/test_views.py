"""Pages: who sees what, what a form does, what a stranger gets."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.models import Attachment, Event
from leads.models import Lead
from rectification.models import Extension, Instrument, InstrumentKind, RectificationTask
from rectification.workflow import TaskStatus
from tests.factories.accounts import OrganisationFactory, RoleGrantFactory
from tests.factories.leads import LeadContentFactory, LeadMemberFactory
from tests.factories.projects import GapFactory, ReceiptFactory
from tests.factories.rectification import (
    HOUR,
    PDF,
    ExtensionFactory,
    a_pdf,
    a_task,
    an_approved_finding,
    an_instrument,
    an_issuer,
    fresh,
    hand_in,
    limits,
)

pytestmark = pytest.mark.django_db


def url(name, case, *more):
    return reverse(f"rectification:{name}", args=[case.pk, *more])


def unit_of(as_role, task):
    return as_role(Role.UNIT_CONTACT, task.unit)


def office_of(as_role, case):
    return as_role(Role.INSPECTION_OFFICE, case.region)


def urls_of(task, instrument, extension):
    """Every page about these cases: of GET and of POST."""
    (submission,) = task.submissions.all()
    gets = [url(name, task) for name in ("detail", "peek", "edit", "plan", "submit")]
    gets += [url(name, task) for name in ("extension", "allocate")]
    gets += [reverse("rectification:submission_detail", args=[submission.pk])]
    names = ("instrument_detail", "instrument_edit", "instrument_peek", "instrument_print")
    gets += [url(name, instrument) for name in names]
    posts = [
        url("take_step", task, "return_for_rework"),
        url("take_extension_step", extension, "grant"),
        url("take_instrument_step", instrument, "reply"),
    ]
    return gets, posts


@pytest.fixture
def tonghai():
    return OrganisationFactory(name="通海县")


@pytest.fixture
def xinping():
    return OrganisationFactory(name="新平县")


def answers(client, gets, posts):
    return {client.get(page).status_code for page in gets} | {
        client.post(page, {"note": "x"}).status_code for page in posts
    }


def a_dossier(region):
    extension = ExtensionFactory(task=a_task(TaskStatus.RECTIFYING, region=region))
    hand_in(extension.task)
    return urls_of(extension.task, an_instrument("issued", task=extension.task), extension)


@pytest.mark.parametrize(
    "role", [Role.UNIT_CONTACT, Role.INSPECTION_OFFICE, Role.DATA_CLERK, Role.LEADERSHIP]
)
def test_another_county_gets_404_on_every_page(as_role, tonghai, xinping, role):
    gets, posts = a_dossier(xinping)

    client = as_role(role, tonghai)

    assert answers(client, gets, posts) == {404}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_the_three_administrators_get_404_on_every_page(as_role, tonghai, role):
    gets, posts = a_dossier(tonghai)

    client = as_role(role, tonghai)

    assert answers(client, gets, posts) == {404}


def test_another_unit_of_the_same_county_gets_404(as_role, tonghai):
    gets, posts = a_dossier(tonghai)
    finance = OrganisationFactory(parent=tonghai)

    client = as_role(Role.UNIT_CONTACT, finance)

    assert answers(client, gets, posts) == {404}


def test_the_anonymous_are_sent_to_sign_in(client, tonghai):
    gets, posts = a_dossier(tonghai)

    assert answers(client, gets, posts) == {302}
    assert client.get(gets[0]).url == f"{reverse('accounts:login')}?next={gets[0]}"


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.INSPECTOR, ("edit", "plan", "submit", "extension", "allocate")),
        (Role.INSPECTION_OFFICE, ("plan", "submit", "extension")),
        (Role.UNIT_CONTACT, ("edit", "allocate")),
        (Role.DATA_CLERK, ("edit", "plan", "submit", "extension")),
        (Role.LEADERSHIP, ("edit", "plan", "submit", "extension", "allocate")),
    ],
)
def test_forms_of_other_roles_are_refused(as_role, tonghai, role, names):
    task = a_task(region=tonghai)

    client = as_role(role, task.unit if role == Role.UNIT_CONTACT else tonghai)

    assert {name: client.get(url(name, task)).status_code for name in names} == dict.fromkeys(
        names, 403
    )


def test_a_unit_lists_its_own_tasks_only(as_role, tonghai):
    ours, _theirs = a_task(region=tonghai), a_task(region=tonghai)

    page = unit_of(as_role, ours).get(reverse("rectification:list"))

    assert page.context["list"].page.rows == [ours]


def test_late_tasks_are_listed_with_their_days_in_red(as_role, tonghai):
    late, early = a_task(region=tonghai), a_task(region=tonghai)
    today = timezone.localdate()
    RectificationTask.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=3))
    RectificationTask.objects.filter(pk=early.pk).update(due_on=today)

    page = as_role(Role.LEADERSHIP, tonghai).get(reverse("rectification:list"), {"is_late": "true"})

    assert page.context["list"].page.rows == [late]
    assert '<span class="st bad">3 days overdue</span>' in page.content.decode()


def test_the_unit_hands_in_its_plan(as_role, tonghai):
    task = a_task(region=tonghai)
    entered = {"plan": "逐项核对。", "responsible_person": "李某"}

    answer = unit_of(as_role, task).post(url("plan", task), entered)

    assert answer.url == task.get_absolute_url()
    assert (fresh(task).status, fresh(task).plan) == (TaskStatus.RECTIFYING, "逐项核对。")


def test_a_plan_without_a_person_is_asked_for_again(as_role, tonghai):
    task = a_task(region=tonghai)

    page = unit_of(as_role, task).post(url("plan", task), {"plan": "逐项核对。"})

    assert page.context["form"].errors == {"responsible_person": ["This field is required."]}
    assert fresh(task).status == TaskStatus.ISSUED


def test_handing_in_leads_to_the_receipt_with_every_hash(as_role, tonghai):
    task = a_task(TaskStatus.RECTIFYING, region=tonghai)
    files = [a_pdf("缴款凭证.pdf"), a_pdf("决定.pdf", PDF + b"2")]
    client = unit_of(as_role, task)

    receipt = client.post(url("submit", task), {"result": "已缴清。", "files": files}, follow=True)

    (submission,) = task.submissions.all()
    assert receipt.redirect_chain == [(submission.get_absolute_url(), 302)]
    hashes = {file.sha256 for file in submission.attachments()}
    assert [len(hashes), len(submission.attachments())] == [2, 2]
    assert all(value in receipt.content.decode() for value in hashes)


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ([], "No file was submitted. Check the encoding type on the form."),
        (
            [a_pdf("page.html", b"<script>alert(1)</script>")],
            "page.html: only PDF, pictures, Word, Excel, sound and video files whose content "
            "matches their name can be kept.",
        ),
    ],
)
def test_proof_that_is_none_is_refused_in_the_form(as_role, tonghai, files, error):
    task = a_task(TaskStatus.RECTIFYING, region=tonghai)
    for file in files:
        file.seek(0)

    page = unit_of(as_role, task).post(url("submit", task), {"result": "已缴清。", "files": files})

    assert page.context["form"].errors["files"] in ([error], ["This field is required."])
    assert task.submissions.count() == 0


def test_the_unit_downloads_its_own_proof_and_another_unit_does_not(as_role, tonghai):
    task, other = a_task(TaskStatus.SUBMITTED, region=tonghai), a_task(region=tonghai)
    file = Attachment.objects.get(case_type="rectification.submission")

    ours = unit_of(as_role, task).get(file.get_absolute_url())
    theirs = unit_of(as_role, other).get(file.get_absolute_url())

    assert (ours.status_code, theirs.status_code) == (200, 404)
    assert ours["Content-Disposition"].startswith("attachment")


def test_nothing_is_added_to_a_submission_afterwards(as_role, tonghai):
    task = a_task(TaskStatus.SUBMITTED, region=tonghai)
    (submission,) = task.submissions.all()
    page = reverse("casework:upload", args=["rectification.submission", submission.pk])

    answer = unit_of(as_role, task).post(page, {"files": [a_pdf()]})

    assert answer.status_code == 403


def test_the_reviewer_returns_with_words_that_the_unit_reads(as_role, tonghai):
    task = a_task(TaskStatus.SUBMITTED, region=tonghai)
    step = url("take_step", task, "return_for_rework")

    office_of(as_role, task).post(step, {"note": "凭证第二页缺失。"})

    page = unit_of(as_role, task).get(url("detail", task))
    assert page.context["dossier"].return_event.note == "凭证第二页缺失。"
    assert "凭证第二页缺失。" in page.content.decode()


def test_a_step_by_the_wrong_role_is_403_and_one_at_the_wrong_time_says_why(as_role, tonghai):
    task = a_task(region=tonghai)
    step = url("take_step", task, "close")

    wrong_role = unit_of(as_role, task).post(step)
    client = office_of(as_role, task)
    wrong_time = client.post(step, headers={"referer": f"http://testserver{url('detail', task)}"})
    page = client.get(wrong_time.url)

    assert wrong_role.status_code == 403
    (message,) = page.context["messages"]
    assert str(message) == f"Close out is not possible: {task} is “Plan awaited”."


def test_an_unknown_step_does_not_exist(as_role, tonghai):
    task = a_task(region=tonghai)

    assert office_of(as_role, task).post(url("take_step", task, "erase")).status_code == 404


def test_more_time_is_asked_for_and_granted_by_somebody_else(as_role, tonghai):
    task = a_task(TaskStatus.RECTIFYING, region=tonghai, at=timezone.now())
    until = task.due_on + timedelta(days=30)

    unit_of(as_role, task).post(
        url("extension", task), {"requested_until": until, "reason": "分期"}
    )
    extension = Extension.objects.get()
    office_of(as_role, task).post(url("take_extension_step", extension, "grant"))

    assert (fresh(extension).status, fresh(task).due_on) == ("granted", until)


def test_a_day_before_the_due_day_is_no_more_time(as_role, tonghai):
    task = a_task(TaskStatus.RECTIFYING, region=tonghai, at=timezone.now())
    entered = {"requested_until": task.due_on, "reason": "分期"}

    page = unit_of(as_role, task).post(url("extension", task), entered)

    assert page.context["form"].errors == {
        "requested_until": ["Choose a day still to come, later than the due day."]
    }


def test_a_clerk_allocates_a_receipt_of_the_project_from_the_task(as_role, tonghai):
    task = a_task(region=tonghai, with_gap=True)
    receipt = ReceiptFactory(project=task.project)
    other = ReceiptFactory()
    client = as_role(Role.DATA_CLERK, tonghai)
    entered = {"amount_yuan": "300000.00", "allocated_on": timezone.localdate()}

    refused = client.post(url("allocate", task), entered | {"receipt": other.pk})
    accepted = client.post(url("allocate", task), entered | {"receipt": receipt.pk})

    assert list(refused.context["form"].errors) == ["receipt"]
    assert accepted.url == task.get_absolute_url()
    assert str(task.fee_gap.balance) == "87000.00"


def test_more_than_the_receipt_holds_is_refused(as_role, tonghai):
    task = a_task(region=tonghai, with_gap=True)
    receipt = ReceiptFactory(project=task.project)
    entered = {"amount_yuan": "300000.01", "allocated_on": timezone.localdate()}

    page = as_role(Role.DATA_CLERK, tonghai).post(
        url("allocate", task), entered | {"receipt": receipt.pk}
    )

    assert page.context["form"].errors == {
        "amount_yuan": ["At most 300,000.00 yuan: more is not left, or not open."]
    }


def test_the_money_of_a_task_is_shown_due_recovered_and_open(as_role, tonghai):
    task = a_task(region=tonghai, with_gap=True)

    page = unit_of(as_role, task).get(url("detail", task))

    gap = page.context["dossier"].gap
    assert [str(gap.amount_yuan), str(gap.recovered_yuan), str(gap.balance_yuan)] == [
        "387000.00",
        "0.00",
        "387000.00",
    ]
    assert "387,000.00 yuan of the gap are still open" in page.content.decode()


def test_the_office_issues_a_task_from_an_approved_finding(as_role, tonghai):
    limits()
    finding = an_approved_finding(tonghai)
    client = as_role(Role.INSPECTION_OFFICE, tonghai)
    new = reverse("rectification:new")

    chosen = client.get(new, {"number": finding.number})
    answer = client.post(chosen.url, {"requirement": "追缴。"})

    task = RectificationTask.objects.get()
    assert chosen.url == f"{new}?finding={finding.pk}"
    assert (answer.url, task.finding, task.unit) == (
        task.get_absolute_url(),
        finding,
        finding.unit,
    )


def test_a_number_of_another_county_is_no_finding(as_role, tonghai, xinping):
    finding = an_approved_finding(xinping)

    page = as_role(Role.INSPECTION_OFFICE, tonghai).get(
        reverse("rectification:new"), {"number": finding.number}
    )

    assert page.context["form"].errors == {
        "number": ["No approved finding of this number awaits a task."]
    }
    assert list(page.context["findings"]) == []


def test_arrears_without_a_finding_are_issued_to_the_authority(as_role, tonghai):
    limits()
    gap = GapFactory(project__region=tonghai)
    client = as_role(Role.INSPECTION_OFFICE, tonghai)
    new = f"{reverse('rectification:new')}?gap={gap.pk}"

    form = client.get(new).context["form"]
    client.post(new, {"unit": form.initial["unit"].pk, "title": "追缴", "requirement": "缴清。"})

    task = RectificationTask.objects.get()
    assert (task.gap, task.unit, task.title) == (gap, gap.project.authority, "追缴")


def a_lead_of(as_role, region):
    """A lead of that region, and a case officer inside its compartment."""
    lead = LeadContentFactory(lead__region=region).lead
    officer = as_role(Role.CASE_OFFICER, lead.commission)
    today = timezone.localdate()
    LeadMemberFactory(lead=lead, user=officer.user, valid_from=today)
    return lead, officer


def test_a_task_from_a_lead_shows_the_lead_to_its_compartment_alone(as_role, tonghai):
    limits()
    lead, officer = a_lead_of(as_role, tonghai)
    unit = OrganisationFactory(parent=tonghai, housing=True)
    new = f"{reverse('rectification:new')}?lead={lead.pk}"

    officer.post(new, {"unit": unit.pk, "title": "完善制度", "requirement": "建立制度。"})

    task = RectificationTask.objects.get(lead=lead)
    inside = officer.get(url("detail", task)).content.decode()
    outside = [
        client.get(url("detail", task)).content.decode()
        for client in (unit_of(as_role, task), office_of(as_role, task))
    ]
    assert lead.get_absolute_url() in inside
    assert not any(lead.get_absolute_url() in page or str(lead) in page for page in outside)
    assert not any("compartment" in page for page in outside)


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.CASE_OFFICER, Role.UNIT_CONTACT])
def test_a_lead_outside_the_compartment_is_no_origin(as_role, tonghai, role):
    lead, _officer = a_lead_of(as_role, tonghai)
    client = as_role(role, tonghai)

    answer = client.get(reverse("rectification:new"), {"lead": lead.pk})

    assert (answer.status_code, Lead.objects.count()) == (404, 1)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.UNIT_CONTACT, Role.LEADERSHIP])
def test_others_do_not_issue_tasks(as_role, tonghai, role):
    an_approved_finding(tonghai)

    assert as_role(role, tonghai).get(reverse("rectification:new")).status_code == 403


def test_an_edit_of_an_older_copy_overwrites_nobody(as_role, tonghai):
    task = a_task(region=tonghai)
    client = office_of(as_role, task)
    entered = {"title": task.title, "version": 1}

    client.post(url("edit", task), entered | {"requirement": "先到。"})
    client.post(url("edit", task), entered | {"requirement": "后到。"})

    assert (fresh(task).requirement, fresh(task).version) == ("先到。", 2)


def test_an_instrument_is_drafted_approved_issued_and_answered(as_role, tonghai):
    limits()
    task = a_task(region=tonghai, at=timezone.now())
    office = OrganisationFactory(parent=tonghai, kind="inspection_office", short_name="通巡办")
    drafter, approver = office_of(as_role, task), office_of(as_role, task)
    entered = {"kind": "URGE_LETTER", "task": task.number}

    drafter.post(reverse("rectification:instrument_new"), entered | {"issuer": office.pk})
    instrument = Instrument.objects.get()
    before = unit_of(as_role, task).get(url("instrument_detail", instrument))
    for step in ("approve", "issue"):
        approver.post(url("take_instrument_step", instrument, step))
    unit = unit_of(as_role, task)
    after = unit.get(url("instrument_detail", instrument))
    unit.post(url("take_instrument_step", instrument, "reply"), {"note": "已整改。"})

    year = timezone.localdate().year
    assert (before.status_code, after.status_code) == (404, 200)
    assert fresh(instrument).number == f"通巡办督〔{year}〕1号"
    assert (fresh(instrument).status, fresh(instrument).reply) == ("replied", "已整改。")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", [Role.UNIT_CONTACT, Role.INSPECTION_OFFICE, Role.LEADERSHIP])
def test_every_page_renders_in_both_languages(as_role, tonghai, role, language):
    extension = ExtensionFactory(task=a_task(TaskStatus.RECTIFYING, region=tonghai, with_gap=True))
    task = extension.task
    submission = hand_in(task)
    instrument = an_instrument("replied", task=task)
    client = as_role(role, task.unit if role == Role.UNIT_CONTACT else tonghai)
    pages = [url("detail", task), url("peek", task), submission.get_absolute_url()]
    pages += [url(f"instrument_{name}", instrument) for name in ("detail", "peek", "print")]
    pages += [reverse("rectification:list"), reverse("rectification:instrument_list")]

    answers = [client.get(page, headers={"accept-language": language}) for page in pages]

    assert [answer.status_code for answer in answers] == [200] * len(pages)


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["list", "instrument_list"])
def test_a_list_costs_the_same_for_one_row_and_three(as_role, tonghai, name):
    an_instrument("issued", task=a_task(region=tonghai, with_gap=True))
    client = as_role(Role.INSPECTION_OFFICE, tonghai)
    page = reverse(f"rectification:{name}")
    one = queries_of(client, page)

    for _ in range(2):
        an_instrument("issued", task=a_task(region=tonghai, with_gap=True))

    assert queries_of(client, page) == one


def test_a_task_page_costs_the_same_for_one_submission_and_three(as_role, tonghai):
    task = a_task(TaskStatus.RETURNED, region=tonghai, with_gap=True)
    client = office_of(as_role, task)
    one = queries_of(client, url("detail", task))

    for turn in (10, 20):
        at = task.returned_at + turn * HOUR
        hand_in(task, at=at)
        office_of(as_role, task).post(
            url("take_step", task, "return_for_rework"), {"note": "仍不清晰"}
        )

    assert queries_of(client, url("detail", task)) == one


def test_reading_a_task_writes_no_event(as_role, tonghai):
    task = a_task(region=tonghai)
    before = Event.objects.count()

    office_of(as_role, task).get(url("detail", task))

    assert Event.objects.count() == before


def test_the_supervision_office_of_the_city_reaches_every_county(as_role, tonghai):
    city = OrganisationFactory(city=True)
    county = OrganisationFactory(parent=city)
    task, other = a_task(region=county), a_task(region=tonghai)
    client = as_role(Role.SUPERVISION_OFFICE, city)

    assert client.get(url("detail", task)).status_code == 200
    assert client.get(url("detail", other)).status_code == 404


def test_document_is_written_for_offices_one_urges_for_and_for_no_other(as_role):
    own, sibling = OrganisationFactory(), OrganisationFactory()
    ours, theirs = (an_issuer(InstrumentKind.URGE_LETTER, county) for county in (own, sibling))
    client = as_role(Role.SUPERVISION_OFFICE, own)
    RoleGrantFactory(user=client.user, role=Role.DATA_CLERK, scope=sibling)

    page = client.get(reverse("rectification:instrument_new"))

    offered = page.context["form"].fields["issuer"].queryset
    assert (ours in offered, theirs in offered) == (True, False)
