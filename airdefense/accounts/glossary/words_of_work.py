"""Words of inspection, rectification, people and secrecy."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.glossary.term import Group, Term

WORDS = (
    Term(
        Group.CHECKS,
        "inspection (Party)",
        "巡察",
        _(
            "The Party committee of a city or county checks the units below it, round by round, "
            "by authorisation."
        ),
    ),
    Term(
        Group.CHECKS,
        "mobile inspection",
        "机动巡察",
        _("A short inspection of one matter, outside the plan of rounds."),
    ),
    Term(
        Group.CHECKS,
        "look-back inspection",
        "巡察“回头看”",
        _("Checks whether what was told earlier was really put right."),
    ),
    Term(
        Group.CHECKS,
        "per-round authorisation",
        "一次一授权",
        _("Leader, team and scope are named anew for every round; powers end with it."),
    ),
    Term(
        Group.CHECKS,
        "working paper",
        "底稿",
        _(
            "The record on which a problem rests; it is signed three times and never leaves the "
            "team before filing."
        ),
    ),
    Term(
        Group.CHECKS,
        "problem",
        "问题",
        _("A fact the team established, with evidence, unit and category."),
    ),
    Term(
        Group.CHECKS,
        "suspicion",
        "疑点",
        _(
            "Something the comparison of data noticed. It says nothing about anybody until a "
            "person has looked."
        ),
    ),
    Term(
        Group.CHECKS,
        "feedback",
        "反馈意见",
        _("What the unit is told of the problems found, and from which day time limits run."),
    ),
    Term(
        Group.CHECKS,
        "list of powers and duties",
        "权责清单",
        _("What a department may do, what it must do, and for what it answers; published."),
    ),
    Term(
        Group.CHECKS,
        "duty item",
        "责任事项",
        _("What has to be done in using a power."),
    ),
    Term(
        Group.CHECKS,
        "recusal",
        "回避",
        _("Who is related to a person, unit or matter does not work on it."),
    ),
    Term(
        Group.RECTIFICATION,
        "rectification task",
        "整改任务",
        _("One problem given to one unit, with a demand and a last day."),
    ),
    Term(
        Group.RECTIFICATION,
        "rectification plan",
        "整改方案",
        _("The steps a unit sets itself, with days and responsible persons."),
    ),
    Term(
        Group.RECTIFICATION,
        "immediate rectification",
        "立行立改",
        _("What can be put right at once is put right while the team is on site."),
    ),
    Term(
        Group.RECTIFICATION,
        "rectified (verified)",
        "整改到位",
        _("The task was reported as done and a second person looked and agreed."),
    ),
    Term(
        Group.RECTIFICATION,
        "close-out",
        "销号",
        _("The task leaves the ledger after verification; it can be drawn for a re-check."),
    ),
    Term(
        Group.RECTIFICATION,
        "ledger",
        "台账",
        _("The list in which each project, problem and task has one number."),
    ),
    Term(
        Group.RECTIFICATION,
        "urging letter",
        "督办函",
        _("A letter to a unit that is late, with a last day for the answer."),
    ),
    Term(
        Group.RECTIFICATION,
        "discipline recommendation",
        "纪律检查建议书",
        _("A document by which a discipline commission tells a Party organisation what to change."),
    ),
    Term(
        Group.RECTIFICATION,
        "supervision recommendation",
        "监察建议书",
        _(
            "A document by which a supervision commission tells a unit what to change; it has to "
            "be followed unless there is good reason."
        ),
    ),
    Term(
        Group.RECTIFICATION,
        "summons talk",
        "约谈",
        _("The head of a unit is called and told what is expected."),
    ),
    Term(
        Group.RECTIFICATION,
        "daily report",
        "日报告",
        _(
            "The figures of a finished day, frozen, with a digest; mistakes are corrected by a "
            "second version, not in place."
        ),
    ),
    Term(
        Group.RECTIFICATION,
        "metric definition",
        "口径",
        _("In words and rules, which rows a figure counts."),
    ),
    Term(
        Group.RECTIFICATION,
        "correction",
        "更正",
        _("A later version of a report that says what changed and why."),
    ),
    Term(
        Group.PEOPLE,
        "work secret",
        "工作秘密",
        _("What may not be told outside the office. State secrets never belong into this system."),
    ),
    Term(
        Group.PEOPLE,
        "three administrators",
        "三员",
        _(
            "System, security and audit administrator: three different people, none of whom sees "
            "cases."
        ),
    ),
    Term(
        Group.PEOPLE,
        "scope",
        "数据范围",
        _("The region or body over which a role counts."),
    ),
    Term(
        Group.PEOPLE,
        "second factor",
        "双因素认证",
        _("A code of an app besides the password."),
    ),
    Term(
        Group.PEOPLE,
        "national commercial cryptography",
        "国密",
        _("Ciphers of the Chinese standards: SM2, SM3, SM4."),
    ),
)
