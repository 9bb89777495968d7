"""What came in from a phone, taken in by the real actions.

receipt = FieldReceiptFactory(crew=crew)          # of a finding on a new check of its inspector
upload = UploadFactory(case=finding, content=b"…")  # a file on its way, half of it here
"""

import hashlib
from uuid import uuid4

import factory

from airdefense.casework import uploads
from airdefense.casework.models import Upload
from inspections.actions.field import take_in_finding
from inspections.models import FieldReceipt
from tests.factories.accounts import NOON, TODAY
from tests.factories.inspections import PNG, ProjectCheckFactory, a_crew, a_finding

WORDS = {
    "category": "unbuilt",
    "method": "on_site",
    "title": "应建未建防空地下室",
    "description": "现场未见防空地下室。",
    "basis": "《人民防空法》第二十二条",
    "amount_yuan": None,
    "found_on": TODAY,
}


class FieldReceiptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FieldReceipt

    crew = factory.LazyFunction(a_crew)
    check = factory.LazyAttribute(lambda o: ProjectCheckFactory(crew=o.crew))
    client_id = factory.LazyFunction(uuid4)
    by = factory.SelfAttribute("crew.inspector")
    at = NOON

    @classmethod
    def _create(cls, model_class, *, crew, **fields):
        return take_in_finding(**{**WORDS, **fields}).receipt


class UploadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Upload

    case = factory.LazyFunction(a_finding)
    content = bytes.fromhex(PNG)
    name = "photo.png"
    by = factory.SelfAttribute("case.made_by")
    at = NOON

    @classmethod
    def _create(cls, model_class, *, case, content, name, by, at, key=None):
        key = key or uuid4()
        uploads.announce(
            key=key,
            by=by,
            at=at,
            name=name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            case_type=case._meta.label_lower,
            case_id=case.pk,
        )
        half = content[: len(content) // 2]
        uploads.append(key=key, offset=0, data=half, by=by, at=at)
        return Upload.objects.get(pk=key)
