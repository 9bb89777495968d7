"""The organisations of the demonstration city, from its regions down to offices and teams."""

from dataclasses import dataclass

from airdefense.accounts.models import Organisation, OrganisationKind
from demo.city import City, Region
from demo.write import Writer

K = OrganisationKind


@dataclass(frozen=True, slots=True)
class Body:
    """One organisation of a kind that every region, or the city alone, has."""

    code: str
    kind: str
    name: str
    name_en: str
    short_name: str


COMMISSION = "jw"
HOUSING, FINANCE, AUDIT, PLANNING, REFORM, TAX = "zj", "cz", "sj", "gh", "fg", "sw"
CASE_OFFICE, INVESTIGATION, CONDUCT = "jw.ag", "jw.sc9", "jw.df"
TRIAL_OFFICE = "jw.sl"
INSPECTION_OFFICE = "xcb"
TEAMS = ("xcz1", "xcz2", "xcz3")
PARTY_COMMITTEE = "dw"

EVERYWHERE = (
    Body(
        PARTY_COMMITTEE,
        K.PARTY_COMMITTEE,
        "中共{name}委员会、{name}人民政府",
        "Party Committee and Government of {place}",
        "党委政府",
    ),
    Body(
        COMMISSION,
        K.COMMISSION,
        "中共{name}纪律检查委员会、{name}监察委员会",
        "Discipline and Supervision Commission of {place}",
        "{sign}",
    ),
    Body(
        HOUSING,
        K.HOUSING,
        "{name}住房和城乡建设局（人民防空办公室）",
        "Housing and Construction Bureau (Civil Air Defence) of {place}",
        "住建局",
    ),
    Body(FINANCE, K.FINANCE, "{name}财政局", "Finance Bureau of {place}", "财政局"),
    Body(AUDIT, K.AUDIT, "{name}审计局", "Audit Bureau of {place}", "审计局"),
    Body(
        PLANNING,
        K.PLANNING,
        "{name}自然资源和规划局",
        "Natural Resources and Planning Bureau of {place}",
        "自然资源局",
    ),
    Body(
        REFORM,
        K.REFORM,
        "{name}发展和改革局",
        "Development and Reform Bureau of {place}",
        "发改局",
    ),
    Body(TAX, K.TAX, "国家税务总局{name}税务局", "Tax Bureau of {place}", "税务局"),
)
OF_THE_CITY = (
    Body(
        CASE_OFFICE,
        K.COMMISSION_OFFICE,
        "{name}纪委监委案件监督管理室",
        "Case Supervision Office",
        "案管室",
    ),
    Body(
        INVESTIGATION,
        K.COMMISSION_OFFICE,
        "{name}纪委监委第九审查调查室",
        "Ninth Investigation Office",
        "第九审查调查室",
    ),
    Body(
        TRIAL_OFFICE,
        K.COMMISSION_OFFICE,
        "{name}纪委监委案件审理室",
        "Case Trial Office",
        "审理室",
    ),
    Body(
        CONDUCT,
        K.COMMISSION_OFFICE,
        "{name}纪委监委党风政风监督室",
        "Party Conduct Supervision Office",
        "党风政风监督室",
    ),
    Body(
        INSPECTION_OFFICE,
        K.INSPECTION_OFFICE,
        "中共{name}委巡察工作领导小组办公室",
        "Inspection Office",
        "市委巡察办",
    ),
    *(
        Body(
            code,
            K.INSPECTION_TEAM,
            f"中共{{name}}委第{chinese}巡察组",
            f"{english} Inspection Team",
            f"市委第{chinese}巡察组",
        )
        for code, chinese, english in zip(
            TEAMS, "一二三", ("First", "Second", "Third"), strict=True
        )
    ),
)


class Tree:
    """The organisations by region code and body code: tree["530423", "zj"]; "" is the region."""

    def __init__(self):
        self._found: dict[tuple[str, str], Organisation] = {}

    def __setitem__(self, key: tuple[str, str], organisation: Organisation):
        self._found[key] = organisation

    def __getitem__(self, key: tuple[str, str]) -> Organisation:
        return self._found[key]

    def region(self, code: str) -> Organisation:
        return self._found[code, ""]


def grow(writer: Writer, city: City) -> Tree:
    """Plant the whole tree: the city, its counties with their former codes, and every body."""
    tree = Tree()
    root = writer.add(
        Organisation(
            name=city.municipal.name,
            name_en=city.municipal.name_en,
            short_name=city.municipal.short_name,
            kind=K.CITY,
            code=city.municipal.code,
            path=f"{city.municipal.code}.",
        )
    )
    tree[root.code, ""] = root
    for region in city.regions[1:]:
        tree[region.code, ""] = writer.add(_county(root, region))
    for former in city.former:
        successor = tree.region(former.successor)
        writer.add(
            Organisation(
                name=former.name,
                name_en=former.name_en,
                short_name=former.name,
                kind=K.COUNTY,
                parent=root,
                code=former.code,
                path=f"{root.path}{former.code}.",
                valid_to=former.valid_to,
                successor=successor,
            )
        )
    for region in city.regions:
        for body in EVERYWHERE:
            _plant(writer, tree, region, body)
    for body in OF_THE_CITY:
        _plant(writer, tree, city.municipal, body)
    return tree


def _county(root: Organisation, region: Region) -> Organisation:
    return Organisation(
        name=region.name,
        name_en=region.name_en,
        short_name=region.short_name,
        kind=K.COUNTY,
        parent=root,
        code=region.code,
        path=f"{root.path}{region.code}.",
        valid_from=region.valid_from,
    )


def _plant(writer: Writer, tree: Tree, region: Region, body: Body) -> None:
    home = tree.region(region.code)
    above, _dot, last = body.code.rpartition(".")
    parent = tree[region.code, above]
    words = {"name": region.name, "sign": region.sign, "place": region.name_en}
    short = body.short_name.format(**words)
    stands_alone = body in OF_THE_CITY or body.code == COMMISSION
    place = "市" if region.is_municipal else region.short_name
    tree[region.code, body.code] = writer.add(
        Organisation(
            name=body.name.format(**words),
            name_en=body.name_en.format(**words),
            short_name=short if stands_alone else f"{place}{short}",
            kind=body.kind,
            parent=parent,
            region=home,
            code=last,
            path=f"{parent.path}{last}.",
        )
    )
