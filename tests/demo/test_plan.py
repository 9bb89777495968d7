"""The pieces a city is planned with: names, files, days and amounts."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from airdefense.casework.actions import sniff
from demo import files
from demo.city import YUXI
from demo.names import credit_code, different_people
from demo.plan.campaign import Campaign, moments
from demo.plan.fees import shares_of, with_gap, without_gap
from demo.plan.shares import divide, flaws_of
from demo.plan.statute import statute_of
from projects.models import GapKind
from projects.rules import Dues, gap_of

# The serial whose body is the fictitious one of the standard's examples.
KNOWN_SERIAL = 26 * 31**4 + 14 * 31**3 + 1 * 31**2 + 26 * 31


def test_credit_code_carries_both_check_characters():
    assert credit_code("530402", KNOWN_SERIAL) == "91530402MA6TE1T08E"


def test_no_two_accounts_share_a_name():
    names = different_people(Random(1), 140)

    assert len(set(names)) == 140


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("photo.png", files.picture((1, 2, 3)), "image/png"),
        ("paper.pdf", files.paper("Simulated"), "application/pdf"),
    ],
)
def test_stored_files_pass_the_product_s_own_check(name, content, kind):
    assert sniff(SimpleUploadedFile(name, content)) == kind


@pytest.mark.parametrize("until", [date(2020, 11, 30), date(2026, 11, 21)])
def test_campaign_is_sixty_days_and_works_its_last_one(until):
    campaign = Campaign(until)

    assert (until - campaign.start).days == 59
    assert campaign.days[-1] == until
    assert campaign.days == sorted(set(campaign.days))


def test_holidays_of_october_are_not_worked():
    assert Campaign(date(2020, 11, 30)).days[0] == date(2020, 10, 9)


def test_moments_of_one_case_come_one_after_the_other():
    day, next_day = date(2020, 11, 2), date(2020, 11, 3)

    found = moments(Random(1), [day, day, day, next_day])

    assert found == sorted(set(found))
    assert [moment.date() for moment in found] == [day, day, day, next_day]


def test_shares_add_up_to_the_fen():
    total = Decimal("4567890.12")

    assert sum(shares_of(Random(1), total, 17)) == total


def test_too_little_money_for_the_gaps_is_said():
    with pytest.raises(ValueError, match="too few"):
        shares_of(Random(1), Decimal(5000), 9)


@pytest.mark.parametrize("kind", GapKind.values)
@pytest.mark.parametrize("region", YUXI.regions[1:3], ids=lambda region: region.code)
@pytest.mark.parametrize("day", [date(2003, 2, 10), date(2014, 12, 31), date(2019, 6, 1)])
def test_project_is_built_around_its_gap(kind, region, day):
    gap = Decimal("360000.00")

    fee = with_gap(Random(3), statute_of(region), kind, gap, day)

    parts = gap_of(fee.by_law, dues(fee)).parts
    assert parts == dict.fromkeys(GapKind.values, Decimal(0)) | {kind: gap}


@pytest.mark.parametrize("region", YUXI.regions[1:3], ids=lambda region: region.code)
@pytest.mark.parametrize("seed", range(40))
def test_project_in_order_owes_nothing(region, seed):
    rng = Random(seed)
    day = date(2003, 2, 10) + timedelta(days=rng.randrange(6000))

    fee = without_gap(rng, statute_of(region), day)

    gap = gap_of(fee.by_law, dues(fee))
    assert (gap.gap_yuan, gap.refund_due_yuan) == (0, 0)
    assert fee.by_law.payable_yuan == fee.payable_yuan


def dues(fee):
    return Dues(
        assessed_yuan=fee.payable_yuan,
        approved_reduction_yuan=fee.reduced_yuan,
        unlawful_deferral_yuan=fee.promised_yuan,
        paid_yuan=fee.paid_yuan,
    )


@pytest.mark.parametrize("region", YUXI.regions, ids=lambda region: region.code)
def test_problems_and_money_of_a_region_add_up(region):
    targets, problems = region.targets, divide(region.targets)

    flaws = flaws_of(Random(1), targets, problems)

    counts = [*problems.fee.values(), *problems.project.values(), *problems.unit.values()]
    assert sum(counts) == targets.problems
    assert sum(flaw.gap_yuan - flaw.open_yuan for flaw in flaws) == targets.recovered_yuan
