"""The catalogue of finding categories; one row is the whole of a category."""

from dataclasses import dataclass


def _(label: str) -> str:
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
        Category("illegal_reduction", _("Unlawful reduction"), gap_kind="illegal_reduction"),
        Category("illegal_deferral", _("Unlawful deferral"), gap_kind="illegal_deferral"),
        Category("payable_unpaid", _("Payable, not paid"), gap_kind="payable_unpaid"),
        Category(
            "receivable_uncollected",
            _("Receivable, not collected"),
            gap_kind="receivable_uncollected",
        ),
        Category("unbuilt", _("Required but not built")),
        Category("approval", _("Approval against the rules")),
        Category("unremitted", _("Collected, not remitted to the treasury")),
        Category("assets", _("Assets and funds not kept properly")),
        Category("tendering", _("Tendering and quality supervision")),
        Category("record_missing", _("Record missing")),
        Category("duty", _("Supervision duty not done")),
    )
}
