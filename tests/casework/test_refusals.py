import pytest
from django.db import IntegrityError, transaction

from airdefense.accounts.roles import Role
from airdefense.casework.refusals import is_known_charset, refusal
from airdefense.casework.workflow import NotPossible
from projects.models import Developer
from tests.factories.accounts import OrganisationFactory


@pytest.mark.django_db
def test_what_two_entered_at_once_is_a_sentence_and_a_broken_rule_is_a_fault():
    Developer.objects.create(name="模拟建设单位", credit_code="91110000600037341L")

    with pytest.raises(IntegrityError) as twice, transaction.atomic():
        Developer.objects.create(name="另一单位", credit_code="91110000600037341L")
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Developer.objects.create(name=None)

    assert "at the same moment" in refusal(twice.value)
    assert refusal(broken.value) is None
    assert refusal(NotPossible("Say why.")) == "Say why."
    assert refusal(ValueError("x")) is None


@pytest.mark.parametrize(
    ("content_type", "known"),
    [
        ("", True),
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ('text/plain; charset="GB18030"', True),
        ("application/json; charset=nonsense", False),
        ("application/json; charset=\x00", False),
    ],
)
def test_charset_of_a_request_is_known_or_refused(content_type, known):
    assert is_known_charset(content_type) is known


def test_body_in_an_unknown_charset_is_refused(as_role):
    client = as_role(Role.DATA_CLERK, OrganisationFactory())

    kind = "application/json; charset=nonsense"
    response = client.generic("POST", "/api/v1/projects/", b"{}", content_type=kind)

    assert response.status_code == 415
