"""All words of the parts of the product that are here."""

from airdefense import features
from airdefense.accounts.glossary import words_of_cases, words_of_fees, words_of_work
from airdefense.accounts.glossary.term import Group, Term

TERMS = (*words_of_fees.WORDS, *words_of_work.WORDS, *words_of_cases.WORDS)


def found(words: str = "") -> list[tuple[Group, list[Term]]]:
    """The words of the parts that are here, by group; only those with `words` in them."""
    wanted = words.casefold()
    groups = []
    for group in Group:
        terms = [term for term in TERMS if term.group == group and term.holds(wanted)]
        if terms and features.has(group.value):
            groups.append((group, terms))
    return groups
