"""The people of the demonstration: accounts by role, each with one organisation and its grants."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from airdefense.accounts.models import Organisation, RoleGrant, User
from airdefense.accounts.roles import Role
from demo import bodies
from demo.bodies import Tree
from demo.city import City
from demo.names import different_people
from demo.write import Writer

DAYS_BEFORE_THE_CAMPAIGN = 45
# Until the head of the inspection office took up the post, somebody else acted.
ACTING_DAYS = 30
MOST_PEOPLE = 140
TONGHAI, XINPING = "530423", "530427"
GRANT_REASON = "模拟数据：按岗位授权"
# No password opens these accounts: the demonstration signs in by one click, elsewhere nobody can.
UNUSABLE_PASSWORD = "!"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Crew:
    """Who signs a finding: two makers or more, a deputy and a leader, all different people."""

    members: list[User]
    deputy: User
    leader: User


@dataclass
class Cast:
    """Everybody by what the story needs them for."""

    crews: dict[str, Crew] = field(default_factory=dict)
    crew_of_region: dict[str, Crew] = field(default_factory=dict)
    verifiers: list[User] = field(default_factory=list)
    planners: list[User] = field(default_factory=list)
    clerks: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[tuple[str, str], User] = field(default_factory=dict)
    registrars: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    officers: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    approvers: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    # Of the city's commission alone: who signs above the officers, tries, and keeps the seals.
    directors: list[User] = field(default_factory=list)
    secretary: User | None = None
    triers: list[User] = field(default_factory=list)
    custodian: User | None = None
    conduct: list[User] = field(default_factory=list)
    system: User | None = None
    keyer: User | None = None
    names: set[str] = field(default_factory=set)

    def serving(self, crew: Crew) -> list[User]:
        """Everybody who writes findings under this leader, in any of the regions covered."""
        crews = [crew, *self.crew_of_region.values()]
        found = [user for one in crews if one.leader == crew.leader for user in one.members]
        return list(dict.fromkeys(found))


class Staff:
    """Appoints people one by one; the security administrator grants what they may do."""

    def __init__(self, writer: Writer, tree: Tree, city: City, seed: int, start: date):
        self.writer, self.tree, self.city = writer, tree, city
        self.root = tree.region(city.municipal.code)
        self.taken: set[str] = set()
        self.names = iter(different_people(Random(f"{seed}:people"), MOST_PEOPLE))
        day = start - timedelta(days=DAYS_BEFORE_THE_CAMPAIGN)
        self.since = timezone.make_aware(datetime.combine(day, time(9)))
        self.system = self._account("system", self.root, "", name="系统", is_active=False)
        self.security = self._account(
            "demo_security_admin", self.root, "安全保密管理员", is_demo=True
        )
        self._grant(self.security, Role.SECURITY_ADMIN, self.root, by=self.system)

    def appoint(
        self, username: str, role: str, home: Organisation, post: str, *scopes: Organisation, **more
    ) -> User:
        """A new account of that organisation with the role over the scopes."""
        user = self._account(username, home, post, **more)
        for scope in scopes or (home,):
            self._grant(user, role, scope, by=self.security)
        return user

    def grant(self, user: User, role: str, scope: Organisation, *, days: int) -> None:
        """A further role for a while."""
        until = timezone.localdate(self.since) + timedelta(days=days)
        self._grant(user, role, scope, by=self.security, until=until)

    def _account(self, username, home, post, *, name="", is_active=True, is_demo=False) -> User:
        name = name or next(self.names)
        self.taken.add(name)
        return self.writer.add(
            User(
                username=username,
                password=UNUSABLE_PASSWORD,
                display_name=name,
                post=post,
                email=f"{username}@yuxi.example" if is_active else "",
                organisation=home,
                is_active=is_active,
                is_demo=is_demo,
                date_joined=self.since,
            )
        )

    def _grant(self, user, role, scope, *, by, until: date | None = None) -> None:
        self.writer.add(
            RoleGrant(
                user=user,
                role=role,
                scope=scope,
                valid_from=timezone.localdate(self.since),
                valid_until=until,
                granted_by=by,
                granted_at=self.since,
                reason=GRANT_REASON,
            )
        )


def engage(writer: Writer, tree: Tree, city: City, seed: int, start: date) -> Cast:
    """Appoint everybody: the inspection, the three organs, the commissions, units and offices."""
    staff = Staff(writer, tree, city, seed, start)
    cast = Cast(system=staff.system)
    _administration(staff)
    _inspection_teams(staff, cast)
    _other_organs(staff, cast)
    _offices(staff, cast)
    _commissions(staff, cast)
    _units(staff, cast)
    cast.names = staff.taken
    return cast


def _administration(staff: Staff) -> None:
    root = staff.root
    offices = staff.tree[root.code, bodies.PARTY_COMMITTEE]
    staff.appoint("demo_system_admin", Role.SYSTEM_ADMIN, root, "系统管理员", is_demo=True)
    staff.appoint("demo_auditor", Role.AUDITOR, root, "安全审计员", is_demo=True)
    staff.appoint("demo_leadership", Role.LEADERSHIP, offices, "市委书记", root, is_demo=True)
    staff.appoint("demo_examiner", Role.EXAMINER, offices, "审计监督员", root, is_demo=True)
    deputy = staff.appoint("city_leader_2", Role.LEADERSHIP, offices, "分管副市长", root)
    staff.grant(deputy, Role.INSPECTION_OFFICE, root, days=ACTING_DAYS)


def _inspection_teams(staff: Staff, cast: Cast) -> None:
    """Counties are dealt to the teams in turn; the first team also answers for the city itself."""
    root, counties = staff.root, staff.city.regions[1:]
    for number, code in enumerate(bodies.TEAMS):
        dealt = counties[number :: len(bodies.TEAMS)]
        covered = [staff.tree.region(region.code) for region in dealt]
        scopes = [root] if number == 0 else covered
        if not scopes:
            continue
        crew = cast.crews[code] = _crew(staff, number, staff.tree[root.code, code], scopes)
        for region in covered:
            cast.crew_of_region[region.code] = crew
            if region.code == XINPING:
                own = staff.appoint(
                    "demo_inspector_xinping",
                    Role.INSPECTOR,
                    staff.tree[root.code, code],
                    "巡察干部（新平县）",
                    region,
                    is_demo=True,
                )
                cast.crew_of_region[region.code] = replace(crew, members=[*crew.members, own])
    cast.crew_of_region[root.code] = cast.crews[bodies.TEAMS[0]]


def _crew(staff: Staff, number: int, home: Organisation, scopes: list[Organisation]) -> Crew:
    team = f"team{number + 1}"
    names = [f"{team}_leader", f"{team}_deputy", f"{team}_a"]
    if number == 0:
        names = ["demo_team_leader", "demo_deputy_leader", "demo_inspector"]
    shown = {"is_demo": number == 0}
    leader, deputy, member = names
    return Crew(
        leader=staff.appoint(leader, Role.TEAM_LEADER, home, "组长", *scopes, **shown),
        deputy=staff.appoint(deputy, Role.DEPUTY_LEADER, home, "副组长", *scopes, **shown),
        members=[
            staff.appoint(member, Role.INSPECTOR, home, "巡察干部", *scopes, **shown),
            staff.appoint(f"{team}_b", Role.INSPECTOR, home, "巡察干部", *scopes),
        ],
    )


def _other_organs(staff: Staff, cast: Cast) -> None:
    """Audit and finance check the whole city with people of their own."""
    for code, post in ((bodies.AUDIT, "审计"), (bodies.FINANCE, "财政监督")):
        home = staff.tree[staff.root.code, code]
        makers = ("a", "b", "c") if code == bodies.AUDIT else ("a", "b")
        cast.crews[code] = Crew(
            leader=staff.appoint(
                f"{code}_leader", Role.TEAM_LEADER, home, f"{post}组组长", staff.root
            ),
            deputy=staff.appoint(
                f"{code}_deputy", Role.DEPUTY_LEADER, home, f"{post}组副组长", staff.root
            ),
            members=[
                staff.appoint(f"{code}_{m}", Role.INSPECTOR, home, f"{post}人员", staff.root)
                for m in makers
            ],
        )


def _offices(staff: Staff, cast: Cast) -> None:
    root = staff.root
    office = staff.tree[root.code, bodies.INSPECTION_OFFICE]
    conduct = staff.tree[root.code, bodies.CONDUCT]
    role = Role.INSPECTION_OFFICE
    cast.planners = [
        staff.appoint("demo_inspection_office", role, office, "督导科科长", root, is_demo=True),
        staff.appoint("inspection_office_2", role, office, "综合科科长", root),
        staff.appoint("inspection_office_3", role, office, "四级调研员", root),
    ]
    role = Role.SUPERVISION_OFFICE
    cast.conduct = [
        staff.appoint("demo_supervision_office", role, conduct, "副主任", root, is_demo=True),
        staff.appoint("supervision_office_2", role, conduct, "三级主任科员", root),
    ]
    cast.verifiers = [*cast.planners, *cast.conduct]


def _commissions(staff: Staff, cast: Cast) -> None:
    """Each commission registers, handles and approves with three different people or more."""
    code, tree, root = staff.root.code, staff.tree, staff.root
    registry, rooms = tree[code, bodies.CASE_OFFICE], tree[code, bodies.INVESTIGATION]
    top = tree[code, bodies.COMMISSION]
    cast.registrars[code] = [
        staff.appoint(
            "demo_case_supervision", Role.CASE_SUPERVISION, registry, "主任", root, is_demo=True
        ),
        staff.appoint("case_supervision_2", Role.CASE_SUPERVISION, registry, "副主任", root),
    ]
    cast.keyer = cast.registrars[code][1]
    cast.officers[code] = [
        staff.appoint("demo_case_officer", Role.CASE_OFFICER, rooms, "副主任", root, is_demo=True),
        staff.appoint("case_officer_2", Role.CASE_OFFICER, rooms, "一级主任科员", root),
    ]
    cast.approvers[code] = [
        staff.appoint(
            "demo_approving_leader", Role.APPROVING_LEADER, top, "副书记", root, is_demo=True
        ),
        staff.appoint("approving_leader_2", Role.APPROVING_LEADER, top, "常委", root),
    ]
    _signatories(staff, cast)
    for region in staff.city.regions[1:]:
        home, scope = tree[region.code, bodies.COMMISSION], tree.region(region.code)
        for role, post, found in (
            (Role.CASE_SUPERVISION, "案管室主任", cast.registrars),
            (Role.CASE_OFFICER, "审查调查室主任", cast.officers),
            (Role.APPROVING_LEADER, "县（市、区）纪委副书记", cast.approvers),
        ):
            found[region.code].append(
                staff.appoint(f"{region.code}_{role}", role, home, post, scope)
            )


def _signatories(staff: Staff, cast: Cast) -> None:
    """Who signs above the officers of the city's commission, tries cases, and keeps the seals."""
    code, tree, root = staff.root.code, staff.tree, staff.root
    rooms, top = tree[code, bodies.INVESTIGATION], tree[code, bodies.COMMISSION]
    trials = tree[code, bodies.TRIAL_OFFICE]
    cast.directors = [
        staff.appoint(
            "demo_office_director", Role.OFFICE_DIRECTOR, rooms, "主任", root, is_demo=True
        )
    ]
    cast.secretary = staff.appoint(
        "demo_secretary", Role.SECRETARY, top, "书记", root, is_demo=True
    )
    cast.triers = [
        staff.appoint("demo_trial_officer", Role.TRIAL_OFFICER, trials, "主任", root, is_demo=True),
        staff.appoint("trial_officer_2", Role.TRIAL_OFFICER, trials, "一级主任科员", root),
    ]
    cast.custodian = staff.appoint(
        "demo_custodian", Role.CUSTODIAN, top, "举报人信息保管员", root, is_demo=True
    )


def _units(staff: Staff, cast: Cast) -> None:
    """The bureaus: who keeps the ledger, and who answers what was found."""
    for region in staff.city.regions:
        municipal = region.is_municipal
        scope, housing = staff.tree.region(region.code), staff.tree[region.code, bodies.HOUSING]
        clerk, contact = f"{region.code}_clerk", f"{region.code}_contact"
        if municipal:
            clerk, contact = "demo_data_clerk", "demo_unit_contact"
        elif region.code == TONGHAI:
            contact = "demo_contact_tonghai"
        shown = {"is_demo": contact.startswith("demo_")}
        cast.contacts[region.code, bodies.HOUSING] = staff.appoint(
            contact, Role.UNIT_CONTACT, housing, "整改联络员", **shown
        )
        cast.clerks[region.code].append(
            staff.appoint(clerk, Role.DATA_CLERK, housing, "人防科科员", scope, is_demo=municipal)
        )
        for code, post in ((bodies.FINANCE, "综合科科长"), (bodies.PLANNING, "规划科科长")):
            if municipal or code == bodies.FINANCE:
                cast.contacts[region.code, code] = staff.appoint(
                    f"{region.code}_{code}_contact",
                    Role.UNIT_CONTACT,
                    staff.tree[region.code, code],
                    post,
                )
    checker = staff.appoint(
        "demo_data_clerk_2",
        Role.DATA_CLERK,
        staff.tree[staff.root.code, bodies.HOUSING],
        "人防科副科长（复核）",
        staff.root,
        is_demo=True,
    )
    for clerks in cast.clerks.values():
        clerks.append(checker)
