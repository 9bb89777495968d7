"""What somebody would write by hand for the figures of the report: the yardstick of reports.py.

Each counts by region up to the end of a day, with the same meaning as the figure of its code.
`%(end)s` is the first moment after the day, `%(day)s` the day.
"""

CHECKED = """
select o.code, count(distinct p.id)
from inspections_projectcheck c
join projects_project p on p.id = c.project_id
join accounts_organisation o on o.id = p.region_id
where c.organ = '{organ}' and c.completed_at < %(end)s group by 1
"""
APPROVED = """
f.approved_at < %(end)s and (f.voided_at is null or f.voided_at >= %(end)s)
and (f.merged_at is null or f.merged_at >= %(end)s)
"""
FINDINGS = """
select o.code, count(*) from inspections_finding f
join accounts_organisation o on o.id = f.region_id {join}
where {approved} and {where} group by 1
"""
CLOSED = """
exists (select from rectification_closure c where c.task_id = t.id and c.closed_at < %(end)s
and (c.reopened_at is null or c.reopened_at >= %(end)s))
"""
DUE = """
coalesce((select m.previous_due_on from rectification_duemove m where m.task_id = t.id
and m.moved_at >= %(end)s order by m.moved_at, m.id limit 1), t.due_on)
"""
TASKS = """
select o.code, count(*) from rectification_rectificationtask t
join accounts_organisation o on o.id = t.region_id {join}
where t.issued_on <= %(day)s and (t.withdrawn_at is null or t.withdrawn_at >= %(end)s)
and {where} group by 1
"""
OF_GENERAL = f"""
join inspections_finding f on f.id = t.finding_id and f.nature = 'general' and {APPROVED}
"""
OPEN = f"(t.finding_id is not null or t.gap_id is not null) and not {CLOSED}"
OWED = """
left join (select gap_id, sum(amount_yuan) as off from projects_writeoff
where written_off_on <= %(day)s group by 1) w on w.gap_id = g.id
"""
COUNTED = """
left join (select a.gap_id, sum(a.amount_yuan) as paid from projects_allocation a
join projects_receipt r on r.id = a.receipt_id
where a.allocated_on <= %(day)s and (r.voided_at is null or r.voided_at >= %(end)s)
group by 1) a on a.gap_id = g.id
"""
GAPS = """
select o.code, {measure} from projects_gap g join projects_project p on p.id = g.project_id
join accounts_organisation o on o.id = p.region_id {join}
where g.opened_on <= %(day)s {where} group by 1
"""
REST = "g.amount_yuan - coalesce(w.off, 0) - coalesce(a.paid, 0)"
LEADS = """
select o.code, count(*) from leads_lead l join accounts_organisation o on o.id = l.region_id
where l.registered_at < %(end)s and (l.voided_at is null or l.voided_at >= %(end)s) {where}
group by 1
"""
GENERAL = "f.nature = 'general'"


def findings(where: str, join: str = "") -> str:
    return FINDINGS.format(approved=APPROVED, where=where, join=join)


def tasks(where: str, join: str = "") -> str:
    return TASKS.format(where=where, join=join)


BY_HAND = {
    "M01": CHECKED.format(organ="inspection"),
    "M02": findings("f.organ = 'inspection' and f.project_id is not null"),
    "M05": CHECKED.format(organ="audit"),
    "M07": findings(GENERAL),
    "M08": findings(
        f"{GENERAL} and {CLOSED}", "join rectification_rectificationtask t on t.finding_id = f.id"
    ),
    "M10": tasks(f"{DUE} <= %(day)s", OF_GENERAL),
    "M11a": tasks(
        f"{DUE} <= %(day)s and {CLOSED.replace('where', 'where c.days_late <= 0 and', 1)}",
        OF_GENERAL,
    ),
    "M12": GAPS.format(measure="sum(g.amount_yuan - coalesce(w.off, 0))", join=OWED, where=""),
    "M13": """
select o.code, sum(a.amount_yuan) from projects_allocation a
join projects_receipt r on r.id = a.receipt_id join projects_gap g on g.id = a.gap_id
join projects_project p on p.id = g.project_id join accounts_organisation o on o.id = p.region_id
where a.allocated_on <= %(day)s and (r.voided_at is null or r.voided_at >= %(end)s) group by 1
""",
    "M15": LEADS.format(where=""),
    "S01": tasks(f"{OPEN} and {DUE} < %(day)s"),
    "S02": tasks(f"{OPEN} and {DUE} between %(day)s and %(day)s + 3"),
    "S06": GAPS.format(measure=f"sum({REST})", join=OWED + COUNTED, where=f"and {REST} > 0"),
    "W04": GAPS.format(measure="count(*)", join=OWED + COUNTED, where=f"and {REST} < 0"),
}
# The bare reference of the goal: one pass over the findings and one over the projects.
BARE = """
select region_id, count(*), count(*) filter (where status = 'approved'), sum(amount_yuan)
from inspections_finding group by 1
union all
select region_id, count(*), count(*) filter (where status = 'confirmed'), null
from projects_project group by 1
"""
