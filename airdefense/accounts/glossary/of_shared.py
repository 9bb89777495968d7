"""What several parts have in common: what goes into each field."""

from django.utils.translation import gettext_lazy as _

HINTS = (
    ("username", _("The name the system administrator opened your account with.")),
    (
        "password",
        _("Large and small letters differ. After several failures the name is locked for a while."),
    ),
    (
        "NewPasswordForm.present",
        _("The password you signed in with, so that nobody else changes it."),
    ),
    ("NewPasswordForm.again", _("The same once more, against slips.")),
    ("reason", _("Why. It is kept in the history with your name and the time.")),
    ("note", _("What others need to know to follow it. It is kept in the history.")),
    ("region", _("The region this counts for; only regions within your reach are offered.")),
    ("CompileForm.scope", _("The region the report is about.")),
    (
        "files",
        _(
            "PDF, pictures or office files; they are checked, sealed by a digest and never "
            "replaced."
        ),
    ),
    (
        "file",
        _(
            "A workbook like the empty one of this page. Nothing is taken over before you have "
            "seen it."
        ),
    ),
    (
        "importing.UploadForm.file",
        _("The workbook to take over. Mistakes are shown row by row before anything is kept."),
    ),
    ("importing.UploadForm.kind", _("What the rows are: projects, receipts, findings and so on.")),
    (
        "leaves_blocked",
        _("Rows that were changed since are left as they are; the others are taken back."),
    ),
    ("UploadForm.description", _("What the file proves, in one line.")),
    ("obtained_from", _("Unit or person who gave the material, for the chain of custody.")),
    ("obtained_on", _("Day on which it was obtained.")),
    ("obtained_where", _("Where it was obtained.")),
    (
        "CustodyForm.act",
        _("What happened to the original: taken, handed over, given back, archived."),
    ),
    ("CustodyForm.giver", _("Who gave it out of hand.")),
    ("CustodyForm.taker", _("Who has it from now on and answers for it.")),
    ("CustodyForm.place", _("Where it is kept from now on.")),
    ("HandOverForm.giver", _("Whose open work is handed on.")),
    ("HandOverForm.taker HandOnForm.taker", _("Who goes on with it; only who may is offered.")),
    ("by_mail wants_mail", _("Mails name numbers and days only, never the content of a case.")),
    ("only_overdue", _("Nothing is said of what is still in time.")),
    ("paused_until", _("No reminders until this day, for instance during leave.")),
    ("NewViewForm.name ViewForm.name", _("Your own words for the list with these filters.")),
    (
        "is_shared",
        _("Colleagues of your office see the view; the rows in it follow their own rights."),
    ),
    ("rhythm", _("How often you are told what is new in the view.")),
    (
        "SubscriptionForm.files",
        _("What comes with the mail; the files hold what you may see yourself."),
    ),
    ("skips_quiet_days", _("Days on which no figure moved send no mail.")),
    ("PlanForm.code", _("The figure the goal is set for.")),
    ("PlanForm.due_on", _("Day by which the goal should be reached.")),
    ("CompileForm.kind", _("Which report is compiled anew.")),
    ("StatementForm.title", _("The headline as it will be printed.")),
    ("opening", _("First paragraph: period, scope, overall standing.")),
    ("checks", _("What was checked and found; figures are filled in from the report.")),
    ("leads", _("Counts only; no lead may be recognised.")),
    ("rectification", _("How far the rectification has come.")),
    ("recovery", _("Money demanded, recovered and still open.")),
    ("closing", _("What is planned next.")),
    ("StatementForm.report", _("The report whose figures the text quotes.")),
    ("office", _("The office that has to answer.")),
    ("preset", _("Frequent words of instructions; they can be changed below.")),
    ("due_on", _("Last day; working days and holidays are taken into account.")),
    ("AskAgainForm.note", _("What the answer left open.")),
    (
        "instructions.AnswerForm.text",
        _("What was done on the instruction, and what is still open."),
    ),
    ("sampling.DrawForm.rows", _("How many rows are drawn at random for checking.")),
    ("percent", _("Instead of a number: a share of all rows.")),
    ("VerdictForm.verdict", _("Whether the file shows what the report says.")),
    ("EvidenceForm.rows_as", _("CSV for programs, XLSX for reading.")),
    ("RequestForm.role", _("What the person is to do; two people decide on it.")),
    ("RequestForm.valid_from", _("First day on which the role works.")),
    ("NarrowingForm.role", _("The role whose step is taken away.")),
    ("NarrowingForm.action", _("The step that this role may no longer take.")),
    ("TokenForm.purpose", _("Which program uses the token and what for; the auditor reads it.")),
    ("TimeLimitForm.step", _("The step the time limit belongs to.")),
)
