"""Enters the sample list, its controls and the wordings for the whole city."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from demo.bodies import Tree
from demo.city import City
from demo.people import Cast
from demo.plan.campaign import moments
from demo.powers.catalogue import CATALOGUE, POWER_OF_CATEGORY
from demo.powers.wordings import WORDINGS
from demo.twins import powers as twins
from demo.twins.books import Books

RESPONSIBLE = "示例：市住房和城乡建设局（市人民防空办公室）"
PHONE = "0877-20200"
FACTS = {
    "name": "示例：市人防部门权责清单",
    "document": "示例：玉政办发〔2019〕88号",
    "adopted_on": date(2019, 12, 20),
    "declared_classes": 5,
    "declared_powers": 18,
    "declared_duties": 121,
    "declared_accountabilities": 112,
    "is_sample": True,
}


def given_powers() -> list[dict[str, Any]]:
    """The catalogue as a list is taken in."""
    return [
        {
            "kind": entry.kind,
            "number": number,
            "name": entry.name,
            "sub_item": entry.sub_item,
            "basis": entry.basis,
            "responsible": RESPONSIBLE,
            "phone": f"{PHONE}{number:02}",
            "is_core": entry.is_core,
            "link": entry.link,
            "duties": entry.duty_rows(),
            "accountabilities": entry.situation_rows(),
        }
        for number, entry in enumerate(CATALOGUE, 1)
    ]


def enter_powers(books: Books, tree: Tree, cast: Cast, city: City, start: date) -> None:
    """The list in force of the city, put in force by the inspection office; what keeps its powers
    in check; and how findings about them are put."""
    region, office = tree.region(city.municipal.code), cast.planners[0]
    clerk = cast.clerks[city.municipal.code][0]
    days = [start - timedelta(days=3), start - timedelta(days=2), start - timedelta(days=2)]
    taken_in, in_force, after = moments(Random("powers"), days)
    facts = {"region": region, "facts": FACTS, "powers": given_powers()}
    listed = twins.take_in_list(books, **facts, by=clerk, at=taken_in)
    books.advance(listed, "put_in_force", by=office, at=in_force)
    enter_controls(books, office, after)
    for category, method, title, text, basis in WORDINGS:
        twins.add_wording(
            books,
            region=region,
            category=category,
            method=method,
            title=title,
            text=text,
            basis=basis,
            power=books.powers[POWER_OF_CATEGORY[category]],
            is_sample=True,
            by=office,
            at=after,
        )


def enter_controls(books: Books, office: Any, at: datetime) -> None:
    """Some powers are kept in check, some are not: that is what the lens is for."""
    for number, entry in enumerate(CATALOGUE, 1):
        for title, document in entry.controls:
            twins.add_control(
                books,
                power=books.powers[number],
                title=title,
                document=document,
                effective_on=FACTS["adopted_on"],
                by=office,
                at=at,
            )
