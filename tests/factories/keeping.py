"""Rules of retention, holds, decisions, case files, and files of evidence of every condition."""

from datetime import date
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from airdefense.casework.actions import attach
from leads.models import ArchiveChoice, ArchiveDecision, CaseFile, LegalHold, RetentionRule
from rectification.models import InstrumentOfLead
from tests.factories.accounts import NOON, UserFactory
from tests.factories.leads import LeadFactory
from tests.factories.rectification import InstrumentFactory


class RetentionRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RetentionRule

    retention_class = "closed"
    years = 10
    basis = "Archive rules, Art. 9"
    effective_on = factory.Sequence(lambda n: date(2000 + n % 20, 1 + n // 20 % 12, 1))


class LegalHoldFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LegalHold

    lead = factory.SubFactory(LeadFactory)
    reason = "a court asks for it"
    set_at = NOON
    set_by = factory.SubFactory(UserFactory)


class ArchiveDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ArchiveDecision

    lead = factory.SubFactory(LeadFactory)
    choice = ArchiveChoice.HANDED_IN
    document = "Archive letter 3"
    decided_at = NOON
    decided_by = factory.SubFactory(UserFactory)


class CaseFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseFile

    lead = factory.SubFactory(LeadFactory)
    purpose = "for the trial"
    file = factory.LazyFunction(lambda: ContentFile(b"package", name="file.zip"))
    sha256 = "0" * 64
    pages = 3
    trace = factory.Sequence(lambda n: f"20201211-{n:010}")
    made_at = NOON
    made_by = factory.SubFactory(UserFactory)


def a_pdf(pages=1, password="", size=(595, 842)) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(*size)
    if password:
        writer.encrypt(password)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def evidence_of(lead, name, content, by=None, at=NOON):
    return attach(lead, SimpleUploadedFile(name, content), by=by or lead.handler, at=at)


class InstrumentOfLeadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InstrumentOfLead

    lead = factory.SubFactory(LeadFactory)
    instrument = factory.SubFactory(InstrumentFactory)
    drafted_at = NOON
    drafted_by = factory.SubFactory(UserFactory)
