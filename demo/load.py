"""Loads the city: reference rows and people once, then region by region, copy by copy.

Everything stands in one transaction: a load that is interrupted leaves nothing behind.
"""

from collections.abc import Callable
from datetime import date
from random import Random

from django.db import connection, transaction
from django.utils import translation

from airdefense import wall
from airdefense.accounts.models import User
from airdefense.casework.statistics import refresh_statistics
from demo import reference
from demo.bodies import Tree, grow
from demo.city import City
from demo.daily_life import Life
from demo.files import Files
from demo.holidays import enter_calendar
from demo.lead_days import LeadDays
from demo.people import Cast, engage
from demo.plan.campaign import Campaign
from demo.plan.region import tell
from demo.plan.rounds import open_rounds
from demo.plan.stage import Serials, Stage
from demo.powers.entering import enter_powers
from demo.truth import Truth
from demo.twins.books import Books
from demo.write import Writer


def is_loaded() -> bool:
    return User.objects.filter(is_demo=True).exists()


def has_people_of_its_own() -> bool:
    """Whether somebody works in this database already: then it is not the place for a demo."""
    return not is_loaded() and User.objects.exclude(is_active=False).exists()


def one_at_a_time() -> None:
    """Wait for another load to end: two at once would be two cities."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('demo.load'))")


@transaction.atomic
def load(
    city: City, *, until: date, seed: int, scale: int, say: Callable[[str], None]
) -> dict[str, int]:
    """Load the city `scale` times over; returns how many rows of each model were written."""
    # Words that the actions put into history are those of the city's own language.
    with translation.override("zh-hans"), wall.acting(wall.Purpose.UPKEEP):
        writer, campaign = Writer(), Campaign(until)
        books = Books(writer)
        tree, cast = settle_in(books, city, campaign, seed)
        mandates = open_rounds(books, tree, cast, city, campaign)
        serials, files, truth = Serials(), Files(), Truth()
        for copy in range(1, scale + 1):
            for region in city.regions:
                rng = Random(f"{seed}:{copy}:{region.code}")
                stage = Stage(
                    books=books,
                    campaign=campaign,
                    region=region,
                    tree=tree,
                    cast=cast,
                    rng=rng,
                    serials=serials,
                    mandates=mandates,
                    files=files,
                    root_code=city.municipal.code,
                    truth=truth,
                )
                tell(stage)
                books.flush()
                say(f"{copy}/{scale} {region.name}: {sum(writer.written.values())}")
        books.close()
        refresh_statistics(writer.models)
        rng = Random(f"{seed}:life")
        Life(city, tree, cast, campaign, mandates, rng, books, files).tell()
        LeadDays(city, tree, cast, campaign).tell()
        truth.keep(seed=seed, until=str(until), scale=scale)
    return dict(writer.written)


def settle_in(books: Books, city: City, campaign: Campaign, seed: int) -> tuple[Tree, Cast]:
    """Organisations, people, limits and rates: what all regions and copies share."""
    tree = grow(books.writer, city)
    cast = engage(books.writer, tree, city, seed, campaign.start)
    reference.enter_limits(books)
    reference.enter_schedules(books)
    reference.enter_rates(books, tree, cast, city, campaign.start)
    enter_powers(books, tree, cast, city, campaign.start)
    books.writer.flush()
    enter_calendar(cast, campaign.start, campaign.until)
    return tree, cast
