"""Words of leads and cases."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.glossary.term import Group, Term

WORDS = (
    Term(
        Group.LEADS,
        "problem lead",
        "问题线索",
        _(
            "A report about a possible breach by somebody who exercises public power. Nobody "
            "outside its circle learns that it exists."
        ),
    ),
    Term(
        Group.LEADS,
        "lead transfer",
        "线索移送",
        _("Another organ hands a lead to the commission, with letter, list and evidence."),
    ),
    Term(
        Group.LEADS,
        "need-to-know scope",
        "知悉范围",
        _("The persons who may know of a lead. Each is admitted by name, each look is noted."),
    ),
    Term(
        Group.LEADS,
        "assignment",
        "分办",
        _("The case office proposes who works on the lead, a leader approves."),
    ),
    Term(
        Group.LEADS,
        "disposal",
        "处置",
        _("What becomes of a lead, in one of four ways, proposed within one month."),
    ),
    Term(
        Group.LEADS,
        "talk or letter inquiry",
        "谈话函询",
        _("The person is asked in a talk, or by a letter answered in writing."),
    ),
    Term(
        Group.LEADS,
        "preliminary check",
        "初步核实",
        _("At least two people find out whether the lead holds."),
    ),
    Term(
        Group.LEADS,
        "held for later check",
        "暂存待查",
        _(
            "There is something in it, but it cannot be checked now; it is looked at again on a "
            "set day."
        ),
    ),
    Term(
        Group.LEADS,
        "closed lead",
        "予以了结",
        _("Not true, or not provable, or of no weight."),
    ),
    Term(
        Group.LEADS,
        "case filing",
        "立案",
        _("The breach is established so far that a case is opened against the person."),
    ),
    Term(
        Group.LEADS,
        "case trial",
        "案件审理",
        _("A second office looks at facts, evidence and procedure before a sanction."),
    ),
    Term(
        Group.LEADS,
        "detention (supervisory)",
        "留置",
        _(
            "The measure of the supervision law against a person under investigation; time limits "
            "and approval by law."
        ),
        "《监察法》第四十八条",
    ),
    Term(
        Group.LEADS,
        "Party sanction",
        "党纪处分",
        _("From warning to expulsion; each has a period of effect."),
    ),
    Term(
        Group.LEADS,
        "government sanction",
        "政务处分",
        _("From warning to dismissal, against those who exercise public power."),
        "《公职人员政务处分法》第七条",
    ),
    Term(
        Group.LEADS,
        "four forms",
        "四种形态",
        _("From criticism to prosecution: how serious the handling is, counted in person-times."),
    ),
    Term(
        Group.LEADS,
        "accountability",
        "问责",
        _("A leading official or an organisation answers for a duty of leadership not fulfilled."),
    ),
    Term(
        Group.LEADS,
        "transfer for prosecution",
        "移送审查起诉",
        _("Where a crime is suspected, the files go to the procuratorate."),
    ),
    Term(
        Group.LEADS,
        "persons and person-times",
        "人和人次",
        _("A person with two sanctions is one person and two person-times."),
    ),
)
