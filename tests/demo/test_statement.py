"""The public statement of the whole demo city carries the numbers that were published."""

import re
from datetime import datetime, time
from io import BytesIO

import docx
import pytest
from django.utils import timezone

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.exchange.documents.delivery import render
from airdefense.reports.models import Kind
from airdefense.reports.statement import actions
from airdefense.reports.statement.paper import Paper
from demo.city import YUXI
from demo.load import load
from tests.demo.cities import UNTIL, quiet
from tests.factories.accounts import person
from tests.factories.reports import ReportFactory

EVENING = timezone.make_aware(datetime.combine(UNTIL, time(23, 59)))
# Domain §5.4, as sentences of the statement say them.
PUBLISHED = (
    "项目1797个",
    "问题301个",
    "线索34件",
    "2172个项目",
    "线索19件",
    "查出的721个",
    "有721个",
    "整改率为100%",
    "14567.95万元",
    "处置68件",
    "立案16件",
    "涉及17人",
    "15人受到",
    "23人以其他方式",
    "1人被移送",
)


@pytest.mark.slow
def test_statement_of_the_last_day_carries_the_published_numbers(db):
    load(YUXI, until=UNTIL, seed=20201211, scale=1, say=quiet)
    city = Organisation.objects.get(code="530400")
    office, approver = (person(r, city) for r in (Role.INSPECTION_OFFICE, Role.APPROVING_LEADER))
    report = ReportFactory(kind=Kind.DAILY, day=UNTIL, scope=city, by=office, at=EVENING)

    drafted = actions.draft_statement(report=report, by=office, at=EVENING)
    statement = actions.take_step(drafted, "approve", by=approver, at=EVENING)

    document = docx.Document(BytesIO(render(Paper(statement, office).document(), "docx")))
    body = "".join(line.text for line in document.paragraphs)
    assert [words for words in PUBLISHED if words not in body] == []
    assert not re.search(r"[{}〔〕]", body.replace("〔批准后公布〕", "{"))
