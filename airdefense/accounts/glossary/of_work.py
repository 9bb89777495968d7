"""Projects, inspections, rectification: what goes into each field."""

from django.utils.translation import gettext_lazy as _

HINTS = (
    (
        "above_ground_sqm",
        _(
            "Floor area of all storeys above ground. Other civil buildings owe a share of it as "
            "basement from 2,000 ㎡ on."
        ),
    ),
    (
        "first_floor_sqm",
        _(
            "Floor area of the ground-level first floor. Buildings of ten storeys or more, or "
            "with foundations 3 m deep or more, owe as much basement."
        ),
    ),
    ("floors", _("Storeys above ground, podium included; ten and more count as high-rise.")),
    (
        "foundation_depth_m",
        _(
            "From the outdoor ground level to the foot of the foundation, in metres; 3.00 m is "
            "already deep."
        ),
    ),
    (
        "use",
        _(
            "What the building is used for. Industrial production plants and their ancillary "
            "facilities owe no basement."
        ),
    ),
    (
        "is_rebuild",
        _(
            "Dilapidated housing that is pulled down and built again; its own rule applies in key "
            "cities."
        ),
    ),
    (
        "is_area_increased",
        _(
            "The rebuilt building is larger than the former one: the exemption for rebuilding "
            "then no longer holds."
        ),
    ),
    (
        "built_g6_sqm",
        _(
            "Basement of grade 6 that was accepted as air-defence works. What is not accepted "
            "does not count."
        ),
    ),
    (
        "built_g6b_sqm",
        _(
            "Basement of grade 6B that was accepted as air-defence works. What is not accepted "
            "does not count."
        ),
    ),
    (
        "zone",
        _(
            "Development zones, industrial parks and bonded zones have a ratio of their own, on "
            "the area planned at one time."
        ),
    ),
    (
        "is_offsite_approved",
        _(
            "The competent department agreed in writing to a fee instead of a basement. Without "
            "it the basement has to be built."
        ),
    ),
    ("offsite_ground", _("Which of the four cases of 计价格〔2000〕474号 the approval names.")),
    ("offsite_document", _("Number of the approval of off-site construction, as printed on it.")),
    ("address", _("Where the project stands: street and number, or the plot.")),
    ("developer_code", _("The 18 signs of the developer's licence; the check sign is verified.")),
    ("ProjectForm.name", _("The name as in the planning permit.")),
    ("ProjectForm.code", _("The project's number in the ledger; each one is there once.")),
    ("BuildingForm.name", _("Number or name of the building in the plan, for instance “Block 3”.")),
    (
        "PermitForm.kind",
        _(
            "Planning permit, construction permit, completion filing or another paper of the "
            "project chain."
        ),
    ),
    ("PermitForm.number", _("The number as printed on the permit.")),
    (
        "PermitForm.area_sqm",
        _("Total floor area that the permit names; areas of different permits are compared."),
    ),
    ("issued_by", _("The department that issued the permit.")),
    ("PermitForm.issued_on", _("Day printed on the permit.")),
    ("assessed_on", _("Day printed on the assessment; the rate in force on that day applies.")),
    ("AssessmentForm.document", _("Number of the assessment, as printed on it.")),
    ("DemandForm.number", _("Number of the payment notice, as printed on it.")),
    (
        "DemandForm.due_on",
        _("Last day on which payment is in time. From the day after, the amount is overdue."),
    ),
    ("DemandForm.issued_on", _("Day the notice was issued; the time limit runs from it.")),
    ("granted_on", _("Day the deferral was granted.")),
    ("GapForm.opened_on", _("Day the gap in recovery was established.")),
    (
        "GapForm.kind",
        _(
            "Why the amount is open: it was never demanded, not paid, or reduced or deferred "
            "against the rules."
        ),
    ),
    ("paid_on", _("Day the bank booked the payment, not the day it was entered here.")),
    ("payer", _("Who paid, as on the receipt; it may differ from the developer.")),
    (
        "EntryReceiptForm.number ReceiptForm.number",
        _("Number of the receipt of non-tax revenue. A number counts once."),
    ),
    ("remitted_on", _("Day the money reached the treasury.")),
    ("refunded_on", _("Day the money was paid back.")),
    ("written_off_on", _("Day the write-off was decided.")),
    (
        "ReductionForm.approved_on",
        _("Day on which the reduction was approved, as in the document."),
    ),
    (
        "ReductionForm.document",
        _(
            "Number of the approval. A reduction outside the national list is unlawful whoever "
            "approved it."
        ),
    ),
    ("RefundForm.document", _("Number of the decision on the refund.")),
    ("allocated_on", _("Day from which the receipt counts for this purpose.")),
    (
        "AllocationForm.receipt",
        _("The receipt whose money is counted here; what is left of it is shown."),
    ),
    ("project", _("Number of the project in the ledger.")),
    (
        "PolicyForm.city_class",
        _("Class of the key city; it decides the share of area that has to be built."),
    ),
    (
        "threshold_scope",
        _("Whether the 2,000 ㎡ are reached by all buildings together or by each alone."),
    ),
    ("zone_ratio", _("Share of the above-ground area in development zones.")),
    ("AdjustmentForm.factor", _("What the rate is multiplied by: 0.8 for four fifths.")),
    ("RateForm.grade", _("Protection grade of the basement the rate is for.")),
    ("yuan_per_sqm", _("Fee for one square metre of missing basement.")),
    (
        "effective_from ControlForm.effective_on ApprovalRouteForm.effective_on",
        _("First day on which it holds; this day is part of it."),
    ),
    ("effective_to ended_on", _("Last day on which it holds; this day is part of it.")),
    (
        "PolicyForm.document AdjustmentForm.document RateForm.document",
        _("Number of the official document this rests on."),
    ),
    ("category", _("The list of nine kinds of problem; the statistics of the report follow it.")),
    (
        (
            "FieldFindingForm.title FieldMergeForm.title FindingEditForm.title FindingForm.title "
            "PaperForm.title WordingEditForm.title WordingForm.title PaperRow.title"
        ),
        _("One sentence: who did not do what. No names of persons."),
    ),
    (
        "description",
        _(
            "What happened, when, by which documents and amounts; facts that the evidence shows, "
            "no opinion."
        ),
    ),
    (
        "nature",
        _("A general problem of one case, or a weakness of rules that lets it happen again."),
    ),
    ("found_on", _("Day on which the team established it, on a day on site.")),
    (
        "method WordingForm.method WordingEditForm.method PaperRow.method",
        _("How the problem came to light."),
    ),
    (
        "amount_yuan",
        _(
            "In yuan with at most two decimals, as the document says. Leave it empty where no "
            "money is involved."
        ),
    ),
    ("power", _("The item of the list of powers and duties in whose exercise it happened.")),
    ("basis", _("Article of the law or number of the document it rests on.")),
    (
        "FindingEditForm.unit FindingForm.unit PaperForm.unit",
        _("The unit that answers for the problem and is given the feedback."),
    ),
    ("is_another", _("Tick it only after reading the similar findings named above.")),
    (
        "inspections.MergeForm.into",
        _("The finding that stays; this one is closed as the same matter."),
    ),
    (
        "inspections.MergeForm.note",
        _("What shows that both are one and the same: project, time, document."),
    ),
    ("take", _("Ticked rows become findings, the others stay with the machine's suspicions.")),
    ("round", _("The inspection round this belongs to; only rounds on site are offered.")),
    ("name", _("The name as in the official document.")),
    ("RoundForm.kind RoundEditForm.kind", _("Routine, special, mobile or look-back inspection.")),
    ("RoundForm.organ", _("Who checks: Party inspection, finance or audit.")),
    ("RoundForm.region", _("The region whose Party committee organises and authorises the round.")),
    ("powers", _("Only matters under these powers belong to the round.")),
    ("key_links", _("The stages of the work that the round looks at above all.")),
    ("starts_on", _("First day of the round.")),
    ("ends_on", _("Last day of the round; time limits of its tasks do not depend on it.")),
    ("TeamForm.name", _("As it is called in the authorisation, for instance “Third team”.")),
    ("regions", _("The team works in these regions; the regions of teams may overlap.")),
    ("position", _("Leader, deputy leader or member; the leader signs third.")),
    (
        "AddMemberForm.user MemberForm.user",
        _("Only people with the role of an inspector are offered."),
    ),
    ("recused_from", _("Units this person has to keep away from: own office, kin, former posts.")),
    ("declared_on", _("Day on which the person declared whom he or she has to keep away from.")),
    (
        "assigned_to ReassignForm.to",
        _("The inspector who carries out the check; who has to be recused is not offered."),
    ),
    ("team", _("The team that is to do it.")),
    ("AssignForm.due_on planning.DrawForm.due_on", _("Last day for the report of the check.")),
    (
        "planning.DrawForm.method",
        _("At random, by the money at stake, or by hand. The draw can be repeated and proved."),
    ),
    ("planning.DrawForm.size", _("How many projects are drawn from those in the scope.")),
    (
        "DeadlineForm.days",
        _("Length of the time limit; whether working days count is said beside it."),
    ),
    (
        "is_working_days",
        _("Days of rest and public holidays are left out; without the tick all days count."),
    ),
    ("ActivityForm.held_on", _("Day of the activity, within the days on site.")),
    ("on", _("The day this happened, not the day it is entered.")),
    ("SwitchForm.on", _("The day whose figures are shown.")),
    (
        "FeedbackForm.on",
        _("Day on which the feedback was given; time limits for rectification run from it."),
    ),
    ("findings", _("The problems the unit is told of by this feedback.")),
    ("adopted_on", _("Day on which the list was adopted by the government.")),
    ("PowerListForm.document", _("Number of the document that published the list.")),
    (
        "declared_classes",
        _("How many classes the published document says there are; compared with what is entered."),
    ),
    (
        "declared_powers",
        _("How many powers the published document says there are; compared with what is entered."),
    ),
    (
        "declared_duties",
        _("How many duties the published document says there are; compared with what is entered."),
    ),
    (
        "declared_accountabilities",
        _(
            "How many cases of accountability the published document says there are; compared "
            "with what is entered."
        ),
    ),
    (
        "WordingForm.text WordingEditForm.text",
        _("Words that are offered to inspectors, with gaps for names, days and amounts."),
    ),
    ("OpenForm.title TaskForm.title", _("What has to be put right, in one line.")),
    ("requirement", _("What the unit has to do and how it is known to be done.")),
    ("OpenForm.unit", _("The unit that has to put it right and answers for it.")),
    ("ContributionForm.unit", _("A unit that has to help; it answers for its part alone.")),
    ("part", _("What exactly the contributing unit has to do.")),
    ("OriginForm.number", _("Number of the finding the task comes from.")),
    ("unit.PlanForm.plan", _("The steps, in their order, with who does what.")),
    ("MilestoneRow.measure", _("One step of the plan.")),
    ("MilestoneRow.due_on", _("Last day for this step; not after the end of the task.")),
    ("responsible_person", _("Name and post of who answers for it in the unit.")),
    ("ReachForm.reached_on", _("Day the step was finished.")),
    ("ProgressForm.words", _("What is done, what is open, what stands in the way.")),
    ("AnswerForm.answer", _("What was done, by which document or payment; attach the proof.")),
    ("SubmitForm.result", _("What was done and what came of it, measured by the requirement.")),
    ("SubmitForm.reason", _("Why the rest could not be done in time.")),
    (
        "SubmitForm.requested_until ExtensionForm.requested_until",
        _("The new last day asked for; whoever set the time limit decides."),
    ),
    (
        "LineRow.mode",
        _(
            "What became of the money or the area: recovered, given back, put to use, built, "
            "written off."
        ),
    ),
    ("voucher", _("Number of the receipt or bank voucher that proves it.")),
    ("LineRow.note", _("What the amount stands for, where the result alone does not say it.")),
    (
        "RecheckForm.result ReopenForm.result",
        _("What was seen on the spot or in the files, and how it differs from what was reported."),
    ),
    (
        "closed_from closed_to",
        _("Tasks closed out within these days can be drawn; both days count."),
    ),
    ("lookback", _("The round that re-checks what was closed out.")),
    ("review.DrawForm.size", _("How many closed tasks are drawn at random.")),
    ("review.DrawForm.due_on", _("Last day for the re-checks of this draw.")),
    ("InstrumentForm.title", _("The title as it will be printed.")),
    ("issuer", _("The body in whose name the document is issued.")),
    ("copies_to", _("Bodies that get a copy, divided by “、”.")),
    ("InstrumentForm.held_on", _("Day of the talk, meeting or guidance.")),
    ("held_where", _("Where it took place.")),
    ("InstrumentForm.present", _("Who took part, with posts, for the minutes.")),
    (
        "NewInstrumentForm.kind FromLeadForm.kind",
        _(
            "Urging letter, recommendation, advice, guidance or summons: who may issue it follows "
            "from the kind."
        ),
    ),
    ("ReplyForm.text", _("What was done on each point of the document.")),
    ("RejectReplyForm.note", _("Which points are not answered, and what is expected.")),
    ("ConcludeForm.effect", _("Whether the document reached its end.")),
    ("ConcludeForm.note", _("What the re-check found, on which the effect rests.")),
)
