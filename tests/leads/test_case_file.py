"""Case files: what is bound, how it is numbered and marked, what is blackened, who may have it."""

import hashlib
import json
import subprocess
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.dossier import jobs, papers, progress
from leads.dossier.assembling import BOUND, Order, assemble
from leads.dossier.marks import mark_of
from leads.dossier.redaction import NUMBER_MARK, Redaction
from leads.models import CaseFile
from tests.factories.accounts import NOON, person
from tests.factories.keeping import a_pdf, evidence_of
from tests.factories.leads import REPORTER, Office, a_case, a_lead

pytestmark = pytest.mark.django_db


def made_of(lead, **changes):
    """The assembled package of a lead, read back: manifest, pages of the PDF, names of members."""
    order = Order(lead, lead.handler, NOON, "for the trial", **changes)
    target = BytesIO()
    made = assemble(order, target, lambda done, total: None)
    with zipfile.ZipFile(target) as package:
        members = {name: package.read(name) for name in package.namelist()}
    return made, PdfReader(BytesIO(members[BOUND])), members


def text_of(reader) -> str:
    return "".join(page.extract_text() for page in reader.pages)


def bare(words) -> str:
    """The text without spaces and line ends, which a PDF sets as it likes."""
    return "".join(words.split())


def a_picture(kind="PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (400, 300), "steelblue").save(made, kind)
    return made.getvalue()


def entry(made, name):
    return next(one for one in made.manifest if one["name"] == name)


def test_pages_are_numbered_through_from_the_cover_to_the_last_piece_of_evidence():
    lead = a_lead("in_disposal")
    evidence_of(lead, "receipt.pdf", a_pdf(pages=3))

    made, pdf, _members = made_of(lead)

    total = len(pdf.pages)
    assert made.pages == total
    for number, page in enumerate(pdf.pages, start=1):
        words = bare(page.extract_text())
        assert f"第{number}页共{total}页" in words


def test_index_names_the_pages_of_each_piece():
    lead = a_lead("in_disposal")
    evidence_of(lead, "receipt.pdf", a_pdf(pages=3))

    made, pdf, _members = made_of(lead)

    found = entry(made, "receipt.pdf")
    assert (found["pages"], found["first_page"]) == (3, made.pages - 2)
    papers_ = [one for one in made.manifest if one["name"] != "receipt.pdf"]
    following = [one["first_page"] + one["pages"] for one in papers_]
    assert [one["first_page"] for one in made.manifest[1:]] == following
    assert f"{made.pages - 2}-{made.pages}" in bare(text_of(pdf))


def test_every_page_bears_who_took_it_when_and_its_trace_number():
    lead = a_lead("in_disposal")
    evidence_of(lead, "receipt.pdf", a_pdf(pages=2, size=(1200, 300)))

    made, pdf, _members = made_of(lead)

    for page in pdf.pages:
        words = bare(page.extract_text())
        assert made.trace in words
        assert "OfficerOu" in words
    assert pdf.metadata["/Keywords"].endswith(made.trace)


def test_papers_tell_the_lead_its_persons_opinions_case_and_history():
    case = a_case("trial")
    lead = case.lead
    lead.office = case.office

    made, pdf, _members = made_of(lead)

    words = bare(text_of(pdf))
    for told in ("ZhangSecret", "Factsuntold", "Opiniononpropose", "Officer", case.number):
        assert told in words
    names = [one["name"] for one in made.manifest]
    assert names[0] == "线索移送登记表"
    assert f"案件情况（{case.number}）" in names
    assert names[-1] == "办理过程"


def test_reporter_is_in_no_case_file():
    lead = a_lead("in_disposal")

    _made, pdf, members = made_of(lead)

    words = text_of(pdf)
    assert REPORTER[0] not in words
    assert REPORTER[1] not in words
    assert REPORTER[0] not in members["manifest.json"].decode()


def test_pictures_stand_on_pages_and_other_files_are_in_the_package_only():
    lead = a_lead("in_disposal")
    evidence_of(lead, "site.png", a_picture())
    evidence_of(lead, "site.jpg", a_picture("JPEG"))
    recording = evidence_of(lead, "talk.mp3", b"ID3" + b"\x00" * 400)

    made, _pdf, members = made_of(lead)

    assert entry(made, "site.png")["pages"] == entry(made, "site.jpg")["pages"] == 1
    told = entry(made, "talk.mp3")
    assert (told["pages"], told["first_page"]) == (0, None)
    assert "未装订" in told["note"]
    kept = members[told["member"]]
    assert hashlib.sha256(kept).hexdigest() == recording.sha256


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (a_pdf(password="secret"), "加密"),
        (b"%PDF-1.7\nthis is no PDF at all\n%%EOF", "无法解析"),
        (a_pdf()[:-200], None),
    ],
)
def test_damaged_and_encrypted_files_are_told_in_the_index(content, word):
    lead = a_lead("in_disposal")
    evidence_of(lead, "broken.pdf", content)
    evidence_of(lead, "whole.pdf", a_pdf(pages=2))

    made, _pdf, members = made_of(lead)

    told = entry(made, "broken.pdf")
    assert members[told["member"]] == content
    assert word is None or word in told["note"]
    assert entry(made, "whole.pdf")["pages"] == 2


def test_file_whose_content_changed_is_neither_bound_nor_packed():
    lead = a_lead("in_disposal")
    file = evidence_of(lead, "receipt.pdf", a_pdf())
    with file.file.storage.open(file.file.name, "wb") as stored:
        stored.write(b"%PDF-1.7 somebody else's")

    made, _pdf, members = made_of(lead)

    told = entry(made, "receipt.pdf")
    assert "校验值不符" in told["note"]
    assert [name for name in members if name.startswith("证据/")] == []


def test_what_runs_when_a_file_is_opened_is_left_out():
    writer = PdfWriter(clone_from=BytesIO(a_pdf()))
    script = {NameObject("/S"): NameObject("/JavaScript")}
    script[NameObject("/JS")] = TextStringObject("app.alert('hello')")
    opened = DictionaryObject({NameObject("/O"): DictionaryObject(script)})
    writer.pages[0][NameObject("/AA")] = opened
    content = BytesIO()
    writer.write(content)
    lead = a_lead("in_disposal")
    evidence_of(lead, "script.pdf", content.getvalue())

    _made, _pdf, members = made_of(lead)

    assert b"JavaScript" in content.getvalue()
    assert b"JavaScript" not in members[BOUND]


def test_package_is_checked_by_sha256sum(tmp_path):
    lead = a_lead("in_disposal")
    evidence_of(lead, "收据 一.pdf", a_pdf())
    _made, _pdf, members = made_of(lead)
    for name, content in members.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)

    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
    )

    assert checked.returncode == 0, checked.stdout
    assert len(checked.stdout.splitlines()) == 3


def test_manifest_tells_hash_and_page_of_each_piece():
    lead = a_lead("in_disposal")
    file = evidence_of(lead, "receipt.pdf", a_pdf())

    made, _pdf, members = made_of(lead)

    told = json.loads(members["manifest.json"])
    assert told["lead"] == lead.number
    assert told["trace"] == made.trace
    assert told["entries"] == made.manifest
    assert entry(made, "receipt.pdf")["sha256"] == file.sha256


@pytest.fixture
def named_lead():
    office = a_lead("transferred").office
    content = {
        "subject_unit": office.unit,
        "matter": "王小明违规减免",
        "facts": "王 小 明与王小（530402198001010011）商定，由红塔区某某局出具函件。",
        "amount_yuan": None,
    }
    persons = [
        {"name": "王小明", "unit": "红塔区某某局", "post": "副局长", "rank": ""},
        {"name": "王小", "unit": "玉溪某某公司", "post": "", "rank": ""},
    ]
    lead = a_lead("in_disposal", office=office, persons=persons, content=content)
    actions.log_reading(lead, "read", by=office.officer, at=NOON)
    evidence_of(lead, "王小明的收据.pdf", a_pdf())
    return lead


SECRET_WORDS = (
    "王小明",
    "王小",
    "王 小 明",
    "红塔区某某局",
    "玉溪某某公司",
    "副局长",
    "530402198001010011",
)


def test_no_byte_of_the_names_is_in_a_redacted_file(named_lead):
    order = {"is_redacted": True}

    _made, pdf, members = made_of(named_lead, **order)

    words = text_of(pdf)
    told = [
        words,
        words.replace("\n", ""),
        str(pdf.metadata),
        str(pdf.xmp_metadata),
        str(pdf.outline),
    ]
    told += [members["manifest.json"].decode(), "".join(members), members["SHA256SUMS"].decode()]
    for secret in SECRET_WORDS:
        assert [text for text in told if secret in text] == []
        assert secret.encode() not in members[BOUND]


def test_blackened_names_bear_the_same_mark_throughout(named_lead):
    _made, pdf, _members = made_of(named_lead, is_redacted=True)

    words = bare(text_of(pdf))

    assert f"甲与乙（{NUMBER_MARK}）商定，由【甲单位】出具函件。" in words
    assert "甲违规减免" in words


def test_evidence_is_left_out_of_a_redacted_file_and_said_so(named_lead):
    made, pdf, members = made_of(named_lead, is_redacted=True)

    assert sorted(members) == sorted([BOUND, "manifest.json", "SHA256SUMS"])
    left = entry(made, "证据材料（共1件）")
    assert (left["pages"], left["note"]) == (0, "脱密卷不收入证据材料")
    assert "证据材料未收入本卷" in bare(text_of(pdf))


def test_marks_go_on_after_the_tenth_person():
    assert [mark_of(place) for place in (0, 9, 10, 21)] == ["甲", "癸", "甲2", "乙3"]


def test_plain_texts_pass_a_redaction_without_persons():
    assert Redaction([]).text("nothing to hide") == "nothing to hide"


def test_assembling_is_an_export_in_the_history_and_a_row_with_its_hash(sign_in):
    lead = a_lead("in_disposal")
    client = sign_in(lead.handler)

    answer = client.post(
        reverse("leads:case_file_new", args=[lead.pk]), {"purpose": "for the trial"}
    )

    assert answer["Location"] == f"{lead.get_absolute_url()}#case-files"
    kept = CaseFile.objects.get(lead=lead)
    with kept.file.open() as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == kept.sha256
    event = Event.objects.of(lead).get(name="export")
    assert (event.actor, event.note) == (lead.handler, "for the trial")
    assert (event.detail["trace"], event.detail["sha256"]) == (kept.trace, kept.sha256)


def test_case_file_is_not_made_without_a_purpose(sign_in):
    lead = a_lead("in_disposal")

    answer = sign_in(lead.handler).post(
        reverse("leads:case_file_new", args=[lead.pk]), {"purpose": " "}
    )

    assert answer.status_code == 200
    assert not CaseFile.objects.exists()


@pytest.fixture
def kept():
    lead = a_lead("in_disposal")
    jobs.make(Order(lead, lead.handler, NOON, "for the trial"))
    return CaseFile.objects.get()


@pytest.mark.parametrize(
    ("page", "kind", "start"),
    [("bound", "application/pdf", b"%PDF"), ("package", "application/zip", b"PK")],
)
def test_members_take_the_file_as_an_attachment(sign_in, kept, page, kind, start):
    client = sign_in(kept.lead.approver)

    answer = client.get(reverse(f"leads:case_file_{page}", args=[kept.lead_id, kept.pk]))

    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(start)
    taken = Event.objects.of(kept.lead).filter(name="export", actor=kept.lead.approver)
    assert taken.get().detail["trace"] == kept.trace


def test_case_file_of_another_lead_is_not_found_under_ones_own(sign_in, kept):
    own = a_lead("in_disposal", office=Office(short_name="新纪"))
    client = sign_in(own.handler)

    for lead in (own, kept.lead):
        url = reverse("leads:case_file_bound", args=[lead.pk, kept.pk])
        assert client.get(url).status_code == 404


def test_register_and_sender_get_no_case_file(sign_in, kept):
    clerk = person(Role.CASE_SUPERVISION, kept.lead.commission)

    for stranger in (clerk, kept.lead.transferred_by):
        client = sign_in(stranger)
        for url in (
            reverse("leads:case_file_package", args=[kept.lead_id, kept.pk]),
            reverse("leads:case_file_new", args=[kept.lead_id]),
        ):
            assert client.get(url).status_code == 403


def test_stored_package_that_changed_is_refused(sign_in, kept):
    with kept.file.storage.open(kept.file.name, "wb") as stored:
        stored.write(b"something else")

    answer = sign_in(kept.lead.handler).get(
        reverse("leads:case_file_package", args=[kept.lead_id, kept.pk]), follow=True
    )

    assert "is not what was made" in answer.content.decode()


def test_large_files_are_assembled_by_the_worker_with_progress(
    sign_in, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(jobs, "FILES_AT_ONCE", 0)
    lead = a_lead("in_disposal")
    evidence_of(lead, "receipt.pdf", a_pdf())
    client = sign_in(lead.handler)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("leads:case_file_new", args=[lead.pk]), {"purpose": "for the trial"}
        )

    page = client.get(answer["Location"])

    kept = CaseFile.objects.get()
    assert reverse("leads:case_file_bound", args=[lead.pk, kept.pk]) in page.content.decode()
    assert kept.made_by == lead.handler


def test_progress_is_shown_to_who_asked_alone(sign_in):
    lead = a_lead("in_disposal")
    progress.write(
        "0b0ad9b4-7a3c-4ad5-9d0a-1f44f1f3e5a1", progress.Progress(lead.pk, lead.handler_id, 1, 4)
    )
    url = reverse("leads:case_file_job", args=[lead.pk, "0b0ad9b4-7a3c-4ad5-9d0a-1f44f1f3e5a1"])

    assert 'value="1"' in sign_in(lead.handler).get(url).content.decode()
    assert sign_in(lead.approver).get(url).status_code == 404


def test_worker_reads_nothing_for_who_is_out_of_the_compartment():
    lead = a_lead("in_disposal")
    lead.members.filter(user=lead.handler).update(withdrawn_at=NOON, withdrawn_by=lead.approver)
    job = "0b0ad9b4-7a3c-4ad5-9d0a-1f44f1f3e5a2"
    progress.write(job, progress.Progress(lead.pk, lead.handler_id))
    asked = {"job": job, "lead": lead.pk, "by": lead.handler_id, "at": NOON.isoformat()}

    with wall.unbound():
        jobs.assemble_case_file(**asked, purpose="p", is_redacted=False, language="en")

    assert progress.read(job).failure == "The lead is not open to you any more."
    assert not CaseFile.objects.exists()


def test_who_is_outside_keeps_no_case_file():
    lead = a_lead("in_disposal")
    clerk = person(Role.CASE_SUPERVISION, lead.commission)

    with pytest.raises(NotAllowed):
        jobs.make(Order(lead, clerk, NOON, "for the trial"))
    with pytest.raises(NotPossible):
        jobs.make(Order(lead, lead.handler, NOON, "  "))


def test_long_histories_go_on_in_further_papers():
    lead = a_lead("in_disposal")
    for _n in range(160):
        Event.objects.create(
            case_type="leads.lead",
            case_id=lead.pk,
            name="edit",
            actor=lead.handler,
            happened_at=NOON,
        )

    titles = [document.title for document in papers.history(lead, lead.handler)]

    assert titles == ["办理过程（1）", "办理过程（2）"]
