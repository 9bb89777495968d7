"""Two ways to the same rows: the product's actions, and the twins that load the demonstration."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from airdefense.casework.actions import advance, attach
from airdefense.casework.models import TimeLimit
from airdefense.casework.search import search_text
from demo import bodies, files, reference
from demo.bodies import Tree, grow
from demo.city import YUXI, City, smaller
from demo.people import Cast, engage
from demo.twins import inspections as inspection_twins
from demo.twins import leads as lead_twins
from demo.twins import powers as power_twins
from demo.twins import projects as project_twins
from demo.twins import rectification as rectification_twins
from demo.twins.books import Books
from demo.write import Writer
from inspections import actions as inspection_actions
from leads import actions as lead_actions
from projects import actions as project_actions
from projects.models import Permit, TreasuryEntry
from rectification import actions as rectification_actions

TWINS = (project_twins, power_twins, inspection_twins, lead_twins, rectification_twins)
START = date(2020, 10, 2)
PICTURE = files.picture((10, 20, 30))
PAPER = files.paper("Evidence")


@dataclass
class Place:
    """A city of two regions with its people, stored."""

    city: City
    tree: Tree
    cast: Cast

    @property
    def county(self):
        return self.tree.region("530423")

    def body(self, code):
        return self.tree["530423", code]

    @property
    def commission(self):
        return self.body(bodies.COMMISSION)


def settle() -> Place:
    """The organisations, people and limits of the city and 通海."""
    kept = {region.code: region.targets for region in YUXI.regions}
    city = smaller(YUXI, {code: kept[code] for code in ("530400", "530423")})
    books = Books(Writer())
    tree = grow(books.writer, city)
    cast = engage(books.writer, tree, city, 1, START)
    reference.enter_limits(books)
    books.flush()
    return Place(city, tree, cast)


class Twins:
    """What the demonstration is loaded with."""

    def __init__(self):
        self.books = Books(Writer())
        self.books.limits = {limit.step: limit for limit in TimeLimit.objects.all()}
        self.picture = files.keep("photo.png", PICTURE, "image/png")
        self.paper = files.keep("paper.pdf", PAPER, "application/pdf")

    def __getattr__(self, name):
        for module in TWINS:
            if hasattr(module, name):
                return lambda *what, **facts: getattr(module, name)(self.books, *what, **facts)
        raise AttributeError(name)

    def step(self, case, name, *, by, at, note=""):
        return self.books.advance(case, name, by=by, at=at, note=note)

    def power(self, listed, number):
        return self.books.powers[number]

    def attach(self, case, *, by, at):
        self.books.attach(case, self.picture, by=by, at=at)

    def finish(self):
        self.books.flush()
        self.books.close()


class Actions:
    """What people use; each row is read again before it is handed on, as a view does."""

    @property
    def picture(self):
        return SimpleUploadedFile("photo.png", PICTURE)

    @property
    def paper(self):
        return SimpleUploadedFile("paper.pdf", PAPER)

    def __getattr__(self, name):
        modules = (project_actions, inspection_actions, lead_actions, rectification_actions)
        for module in modules:
            if hasattr(module, name):
                return lambda **facts: getattr(module, name)(**fresh(facts))
        raise AttributeError(name)

    def propose(self, **facts):
        return lead_actions.propose(**fresh(facts))

    def publish(self, kind, *, approved_by, approved_at, **facts):
        row = project_actions.propose(kind, **fresh(facts))
        step = project_actions.take_published_step
        return step(row, "put_in_force", by=approved_by, at=approved_at)

    def record_permit(self, *, project, by, at, **facts):
        if project:
            return project_actions.record_permit(
                **fresh(facts | {"project": project}), by=by, at=at
            )
        facts |= {"recorded_at": at, "recorded_by": by, "search_text": search_text(facts["number"])}
        return Permit.objects.create(**facts)

    def record_treasury_entry(self, *, by, at, **facts):
        return TreasuryEntry.objects.create(recorded_at=at, recorded_by=by, **facts)

    def step(self, case, name, *, by, at, note=""):
        return advance(case, name, by=by, at=at, note=note)

    def power(self, listed, number):
        return listed.powers.get(number=number)

    def attach(self, case, *, by, at):
        attach(case, self.picture, by=by, at=at)

    def approve_finding(self, *, finding, by, at):
        return inspection_actions.take_step(finding, "approve", by=by, at=at)

    def approve_filing(self, *, case, by, at, note):
        case = type(case).objects.get(pk=case.pk)
        return lead_actions.take_case_step(case, "approve_filing", by=by, at=at, note=note)

    def conclude(self, *, case, by, at, note):
        case = type(case).objects.get(pk=case.pk)
        return lead_actions.take_case_step(case, "conclude", by=by, at=at, note=note)

    def grant_extension(self, *, extension, by, at):
        return rectification_actions.decide_extension(
            **fresh({"extension": extension}), granted=True, by=by, at=at
        )

    def transfer(self, **facts):
        lead = lead_actions.transfer(**fresh(facts))
        return lead, list(lead.persons.order_by("pk"))

    def finish(self):
        return None


def fresh(facts):
    return {name: again(value) for name, value in facts.items()}


def again(value):
    if isinstance(value, models.Model):
        return type(value)._default_manager.get(pk=value.pk)
    if isinstance(value, list):
        return [again(item) for item in value]
    return value


def people_of(place: Place) -> SimpleNamespace:
    """Who does what in 通海."""
    cast, code = place.cast, "530423"
    crew = cast.crew_of_region[code]
    return SimpleNamespace(
        clerk=cast.clerks[code][0],
        checker=cast.clerks[code][1],
        maker=crew.members[0],
        deputy=crew.deputy,
        leader=crew.leader,
        planner=cast.planners[0],
        verifier=cast.conduct[0],
        second_verifier=cast.conduct[1],
        contact=cast.contacts[code, bodies.HOUSING],
        registrar=cast.registrars[code][0],
        officer=cast.officers[code][0],
        approver=cast.approvers[code][0],
    )
