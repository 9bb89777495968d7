"""Leads and cases: what goes into each field."""

from django.utils.translation import gettext_lazy as _

HINTS = (
    ("sender", _("The body that transfers the lead; its approving leader signs the letter.")),
    (
        "PackageForm.approver",
        _("Who approved the transfer at the sending body. It cannot be the person who wrote it."),
    ),
    (
        "PackageForm.commission TransferForm.commission",
        _("The commission that is competent by the rank of the person and the place."),
    ),
    (
        "letter_number",
        _("Number of the letter of transfer. It is also the number by which doubles are found."),
    ),
    ("source", _("Through which channel the lead came.")),
    (
        "feedback_due_on",
        _(
            "Day by which the sender wants to know what became of it. The answer says nothing of "
            "the content."
        ),
    ),
    ("paper_received_on", _("Day the paper letter arrived; the time limits run from it.")),
    ("paper_approver", _("Name under the paper letter, where the sender has no account here.")),
    (
        "is_on_site",
        _("The lead was handed over while the team was on site; the report counts these apart."),
    ),
    (
        "subject_unit",
        _("The unit the matter is about. Whoever belongs to it does not get to know of the lead."),
    ),
    (
        "facts",
        _("What is reported, with time, place, persons and amounts. Nothing about the reporter."),
    ),
    ("matter", _("Which kind of decision or breach it is; the way of approval follows from it.")),
    (
        "EntryForm.files ContentForm.files TransferForm.files",
        _("Copies only; originals stay with the sender. Remove what tells who reported."),
    ),
    (
        "EntryBookForm.file",
        _(
            "The empty workbook of this page, filled in. Nothing is taken over before you have "
            "seen it."
        ),
    ),
    ("InquiryForm.kind", _("Talk or letter: whether it is asked in person or in writing.")),
    (
        "ReporterForm.name",
        _(
            "Sealed from everybody who works on the lead; opened on approval only, and each time "
            "it is noted."
        ),
    ),
    ("contact", _("Sealed like the name; used for the answer to real-name reports only.")),
    ("is_anonymous", _("The reporter gave no name. Nobody may try to find out who it was.")),
    ("PersonFactsForm.name PersonForm.name PersonRow.name", _("The name as on the identity card.")),
    (
        "PersonFactsForm.unit PersonForm.unit PersonRow.unit RelationForm.unit",
        _("Where the person works or worked at the time."),
    ),
    (
        "PersonFactsForm.post PersonForm.post PersonRow.post",
        _("The post at the time of the breach, as in the appointment."),
    ),
    ("rank", _("Rank of the post; it decides which organ is competent.")),
    ("born_on", _("As on the identity card; it is checked against the number.")),
    ("sex ethnicity", _("As on the identity card.")),
    ("education", _("Highest degree, as in the personal file.")),
    ("political_status", _("Whether a Party sanction is possible follows from it.")),
    ("joined_party_on", _("Day of joining, as in the personal file; only for Party members.")),
    ("level", _("The level under which the person is counted in the statistics.")),
    (
        "is_supervised",
        _(
            "Whether the person exercises public power (监察法, Article 15); government sanctions "
            "rest on it."
        ),
    ),
    ("head_status", _("Whether the person was head of a unit, at the time of the breach or now.")),
    ("IdentitySearchForm.number", _("Found by the whole number only; the search is noted.")),
    (
        "AssignForm.approver",
        _("The leader who approves the assignment; who has to be recused is not offered."),
    ),
    ("director", _("Director of the office that works on it.")),
    ("secretary", _("Signs where the route of approval asks for it.")),
    ("handler", _("Who works on it. Need-to-know begins with this person.")),
    ("way", _("Handled here, passed on, assigned below, supervised or assisted.")),
    ("reply_due_on", _("Day by which the body it was passed to reports back.")),
    ("register.AssignForm.note", _("For the handler; the subject never reads it.")),
    (
        "ProposeForm.method",
        _("One of the four ways: talk or letter, preliminary check, held, closed."),
    ),
    ("opinion", _("What you propose and why; it goes up the levels that sign.")),
    ("conducted_by", _("Who led the talk or signed the letter, with post.")),
    (
        "InquiryForm.held_on",
        _("Day of the talk or of the letter; a letter is answered within 15 working days."),
    ),
    ("reply", _("What the person said to each point.")),
    ("InquiryReportForm.result", _("Whether it is explained, and what you propose next.")),
    ("leader", _("Leads the preliminary check; at least two people check.")),
    ("second", _("A check is done by two people at least.")),
    ("CheckForm.team", _("Who else takes part and gets to know of the lead.")),
    ("CheckForm.plan", _("What is to be checked, how, and what has to be secured first.")),
    ("started_on", _("Day the check began; its time limit runs from it.")),
    ("report", _("What was found, with the evidence for each point.")),
    ("suggestion", _("What should become of the lead after the check.")),
    ("persons", _("Persons the case is filed against.")),
    ("organisation_subject", _("Only where a unit is investigated as such.")),
    ("CaseForm.basis CaseEditForm.basis", _("Article on which the filing rests.")),
    (
        "MeasureForm.code OutcomeForm.code ReviewDecisionForm.code",
        _("The sanction or handling from the closed list; the statistics follow it."),
    ),
    (
        "MeasureForm.measure OutcomeForm.measure ReviewDecisionForm.measure",
        _("The words of the decision itself."),
    ),
    (
        "MeasureForm.form OutcomeForm.form ReviewDecisionForm.form",
        _("Which of the four forms it counts under; person-times are counted."),
    ),
    (
        "AccountabilityForm.effective_on DecisionForm.effective_on OutcomeForm.effective_on",
        _("Day from which the decision works; its period of effect runs from it."),
    ),
    ("organisation_name", _("The Party organisation or unit that is held accountable.")),
    (
        "AccountabilityForm.person",
        _("The leading official who is held accountable, instead of an organisation."),
    ),
    ("person", _("Only persons of this case are offered.")),
    ("document", _("Number of the document, as printed on it.")),
    ("decided_on", _("Day printed on the decision.")),
    ("TrialForm.note", _("That facts are clear, evidence complete and the procedure kept.")),
    ("trial_officer", _("Nobody who investigated the case may try it.")),
    ("accepted_on", _("Day the trial office took the case over; one month runs from it.")),
    ("DecideForm.note", _("The opinion of the trial office: nature, responsibility, handling.")),
    ("deliberated_on", _("Day of the meeting that decided together.")),
    ("deliberation", _("What the meeting decided, as in its minutes.")),
    ("announced_to", _("To whom the decision was read out.")),
    ("carried_out", _("What was carried out: file, pay, post.")),
    ("executed_on", _("Day on which post or pay was changed.")),
    ("ReviewForm.kind", _("First review by the same organ, or second review by the one above.")),
    ("ReviewForm.grounds", _("What the person puts forward against the decision.")),
    ("ReviewDecisionForm.result", _("Upheld, changed or revoked.")),
    ("ReviewDecisionForm.decision", _("The words of the decision on the review.")),
    ("ProbationEndForm.decision", _("Rights restored, probation prolonged, or expelled.")),
    ("procuratorate", _("To which procuratorate the case is sent.")),
    ("ProsecutionForm.document", _("Number of the opinion for prosecution.")),
    ("ProsecutionForm.sent_on SupplementSentForm.sent_on", _("Day the files went out.")),
    ("ProsecutionDecisionForm.result", _("What the procuratorate decided, as in its document.")),
    ("asked_on", _("Day of the request; the month for it runs from then.")),
    ("demand", _("What has to be supplemented, point by point.")),
    ("approval", _("Who approved it, with post; the level follows the law.")),
    ("DetentionEndForm.ended_on", _("Day on which the detention was lifted.")),
    ("ground", _("Which of the cases of the law applies.")),
    (
        "compartment.MemberForm.user",
        _("Who gets to know of the lead. Who has to be recused is not offered."),
    ),
    (
        "RecusalForm.user",
        _("Who keeps away; from now on nothing of the lead is shown to this person."),
    ),
    ("RecusalForm.words", _("The relation or interest, so far as it has to be known.")),
    ("expires_on", _("After this day the person no longer sees the lead.")),
    ("SealForm.reason", _("Why the reporter has to be known, for what and for how long.")),
    ("SealDecisionForm.decision", _("Why it is granted or refused; the custodian signs with it.")),
    ("open_until", _("The seal closes by itself after this day.")),
    ("relative", _("Name and relation: for instance a brother who works there.")),
    ("who", _("Who asked about the case or put in a word.")),
    ("who_unit", _("Unit and post of this person.")),
    ("IntercessionForm.words", _("What was asked or said, as exactly as possible.")),
    ("IntercessionForm.commission", _("The commission that keeps the record.")),
    ("happened_on", _("Day on which it happened.")),
    ("HandOnForm.post", _("In whose place the other person steps.")),
    ("choice", _("Handed in to the archive, or kept on here with the reason.")),
    ("is_redacted", _("For readers who may know the facts but not the persons.")),
    (
        "ExtendForm.until",
        _("The new last day; extensions are limited by law and are told on the case."),
    ),
    ("BoardForm.group", _("One column of the board.")),
    ("BoardForm.officer", _("Only cases of this officer.")),
    ("BoardForm.state", _("Only cases in this state.")),
    ("SignForm.verdict", _("Sign, or return with what is missing.")),
    ("SignForm.words", _("Your opinion, kept with your signature for good.")),
    ("levels", _("Who signs, in this order; a matter without levels is not allowed.")),
    ("organisation", _("The commission whose route this is.")),
    ("leads.MergeForm.into", _("The lead this one is joined to; both keep their numbers.")),
    (
        "FromLeadForm.facts",
        _("Only what the commission agreed to disclose. No names, nothing of the reporter."),
    ),
    ("measures", _("What the unit should change so that it does not happen again.")),
    ("FromLeadForm.unit", _("The unit the recommendation is addressed to.")),
)
