"""What has to be published before the fee of a project can be computed."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from projects.actions.assessing import missing
from projects.assessing import NoPolicy
from projects.tariff import NoRate


def lacking(project: Any, error: NoPolicy | NoRate) -> list[dict[str, str]]:
    """A sentence for each missing row, and where it is proposed."""
    place = {"region": project.region_id, "effective_from": error.on}
    if isinstance(error, NoPolicy):
        rows, places = "policy", [place]
    else:
        rows = "rate"
        places = [place | {"grade": one.grade} for one in (error, *error.further)]
    url = reverse(f"projects:{rows}_new")
    return [
        {"words": words, "url": f"{url}?{urlencode(one)}"}
        for words, one in zip(missing(error), places, strict=True)
    ]
