"""The catalogue of finding categories; one row is the whole of a category."""

from dataclasses import dataclass


def gettext_noop(label: str) -> str:
    """Marks a label for the translators; the catalogue itself stays without Django."""
    return label


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    label: str
    # The part of the fee gap this category states (domain §1.6), or nothing where no fee is open.
    gap_kind: str = ""

    @property
    def has_amount(self) -> bool:
        return bool(self.gap_kind)


CATEGORIES = {
    category.code: category
    for category in (
        Category(
            "illegal_reduction", gettext_noop("Unlawful reduction"), gap_kind="illegal_reduction"
        ),
        Category(
            "illegal_deferral", gettext_noop("Unlawful deferral"), gap_kind="illegal_deferral"
        ),
        Category("payable_unpaid", gettext_noop("Payable, not paid"), gap_kind="payable_unpaid"),
        Category(
            "receivable_uncollected",
            gettext_noop("Receivable, not collected"),
            gap_kind="receivable_uncollected",
        ),
        Category("unbuilt", gettext_noop("Required but not built")),
        Category("approval", gettext_noop("Approval against the rules")),
        Category("unremitted", gettext_noop("Collected, not remitted to the treasury")),
        Category("assets", gettext_noop("Assets and funds not kept properly")),
        Category("tendering", gettext_noop("Tendering and quality supervision")),
        Category("record_missing", gettext_noop("Record missing")),
        Category("duty", gettext_noop("Supervision duty not done")),
    )
}
