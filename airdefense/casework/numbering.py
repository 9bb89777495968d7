"""Official numbers: per organisation, series and year, without gap and without race.

The counter row stays locked until the caller's transaction ends, so a number is given exactly
when the case that carries it exists.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.models import IssuedNumber, NumberSeries
from airdefense.casework.workflow import NotPossible


def take(*, organisation, series: str, year: int, pattern: str) -> str:
    """The next number as text; `pattern` may use {year}, {n} and {code} of the organisation."""
    with transaction.atomic():
        counter = locked(organisation=organisation, series=series, year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
        text = pattern.format(year=year, n=counter.last, code=organisation.code)
        IssuedNumber.objects.create(series=counter, sequence=counter.last, text=text)
        return text


def take_many(*, organisation, series: str, year: int, pattern: str, count: int) -> list[str]:
    """The next `count` numbers in one block: the counter is locked once and moved once."""
    with transaction.atomic():
        counter = locked(organisation=organisation, series=series, year=year)
        block = range(counter.last + 1, counter.last + 1 + count)
        counter.last += count
        counter.save(update_fields=["last"])
        texts = [pattern.format(year=year, n=n, code=organisation.code) for n in block]
        issued = (
            IssuedNumber(series=counter, sequence=n, text=text)
            for n, text in zip(block, texts, strict=True)
        )
        IssuedNumber.objects.bulk_create(issued, batch_size=1_000)
        return texts


def locked(**place) -> NumberSeries:
    """The counter of a series, held until the transaction ends; begun where there is none yet."""
    counters = NumberSeries.objects.select_for_update()
    if (counter := counters.filter(**place).first()) is not None:
        return counter
    NumberSeries.objects.get_or_create(**place)
    return counters.get(**place)


def void(number: IssuedNumber, *, reason: str, by, at: datetime) -> IssuedNumber:
    """Mark a number as void (作废); it is kept and never given again."""
    if number.voided_at:
        raise NotPossible(_("%(number)s is void already.") % {"number": number})
    if not reason.strip():
        raise NotPossible(_("Say why %(number)s is void.") % {"number": number})
    number.voided_at, number.voided_by, number.void_reason = at, by, reason
    number.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return number


def void_many(texts: Iterable[str], *, series: str, reason: str, by, at: datetime) -> int:
    """Mark those of the numbers that the series gave as void; answers how many there were."""
    issued = IssuedNumber.objects.filter(
        series__series=series, text__in=list(texts), voided_at=None
    )
    return issued.update(voided_at=at, voided_by=by, void_reason=reason[:200])


def gaps(series: NumberSeries) -> list[int]:
    """Numbers of a series that no row accounts for; always empty unless rows were tampered with."""
    used = set(series.issued.values_list("sequence", flat=True))
    return [n for n in range(1, series.last + 1) if n not in used]
