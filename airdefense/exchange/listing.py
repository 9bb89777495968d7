"""A list page: one declaration gives filters, columns, paging, count, peek and export.

    PROJECTS = Listing(
        key="projects",
        title=_("Project ledger"),
        filterset=ProjectFilter,
        columns=(
            Column("code", _("Number"), link=True),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        order=("-registered_on", "-pk"),
    )

    @require_safe
    def index(request):
        return respond(request, PROJECTS, Project.objects.visible_to(request.user))

The page, the fragment for htmx, the count and the files are all the same filtered rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.core.signing import Signer
from django.db.models import QuerySet
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from airdefense.exchange import taking
from airdefense.exchange.columns import Column
from airdefense.exchange.filters import Chip, chips, complaints, parameters
from airdefense.exchange.kept import Kept, kept_of
from airdefense.exchange.keyset import Page, paginate

__all__ = ["Bulk", "Column", "Listing", "Shown", "View", "respond"]

COUNT_LIMIT = 10_000
# Parameters of the list itself; everything else in the URL is a filter.
PAGING = ("after", "before")
OWN = (*PAGING, "columns", "sort", "format", "ids", "purpose")
# Says that a path was shown as a list: whoever keeps a view of it sends it back.
PLACE = Signer(salt="exchange.saved_view")


@dataclass(frozen=True, slots=True)
class View:
    """A ready-made view above a list: its words and its query string, e.g. "status=open"."""

    label: Any
    query: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something done with several ticked rows at once: a page that is told their keys (`?ids=`)
    and asks again before it acts."""

    label: Any
    url_name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list page is. `count=False` for sets whose size must not be told."""

    key: str
    title: Any
    filterset: type
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    new_url: str = ""
    new_label: Any = ""
    new_roles: tuple[str, ...] = ()
    peek: bool = False
    empty: Any = ""
    count: bool = True
    views: tuple[View, ...] = ()
    page_size: int = 50
    template: str = "_parts/list_page.html"
    note: Any = ""
    is_exportable: bool = True
    bulk: tuple[Bulk, ...] = ()
    # How many rows there are, where the page has counted them already.
    total: int | None = None
    # What stands above the rows depends on the conditions: every change loads the page whole.
    is_whole: bool = False
    # Called with the rows of a page, or of a piece of a file, before they are written: what
    # a column needs of all of them together.
    prepare: Callable[[list[Any]], None] | None = None
    # How a page is found, where something quicker is known than asking the whole set for it.
    paginate: Callable[..., Page] | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are, said honestly: past the limit only that there are more."""

    value: int
    is_capped: bool

    def __str__(self) -> str:
        return f"{COUNT_LIMIT:,}+" if self.is_capped else f"{self.value:,}"


class Shown:
    """A listing as one request asks for it."""

    def __init__(self, request: Any, listing: Listing, queryset: QuerySet) -> None:
        self.request, self.listing = request, listing
        self.filters = listing.filterset(request.GET, queryset=queryset, request=request)
        self.queryset = self.filters.qs

    @cached_property
    def columns(self) -> list[Column]:
        """The chosen columns: of the URL, else of the user's preference, else the usual ones."""
        asked = self._asked_columns
        return [c for c in self.listing.columns if c.link or c.key in asked]

    @cached_property
    def _asked_columns(self) -> set[str]:
        if texts := self.request.GET.getlist("columns"):
            return {key for text in texts for key in text.split(",")}
        if chosen := self._kept.columns:
            return set(chosen)
        return {c.key for c in self.listing.columns if not c.optional}

    @property
    def choices(self) -> list[tuple[Column, bool]]:
        """Every column that can be switched, and whether it is on."""
        return [(c, c in self.columns) for c in self.listing.columns if not c.link]

    @cached_property
    def sort(self) -> str:
        """The order field the URL asks for, when a column offers it."""
        asked = self.request.GET.get("sort", "")
        offered = {c.sort for c in self.listing.columns if c.sort}
        return asked if asked.removeprefix("-") in offered else ""

    @property
    def order(self) -> tuple[str, ...]:
        if not self.sort:
            return self.listing.order
        return (self.sort, self.listing.order[-1])

    @cached_property
    def page(self) -> Page:
        ask = self.request.GET
        cursors = {name: ask.get(name, "") for name in PAGING}
        turn = self.listing.paginate or paginate
        page = turn(self.queryset, self.order, size=self.listing.page_size, **cursors)
        self.prepare(page.rows)
        return page

    def prepare(self, rows: list[Any]) -> list[Any]:
        if self.listing.prepare is not None:
            self.listing.prepare(rows)
        return rows

    @cached_property
    def total(self) -> Total | None:
        """None where the size of the set must not be told."""
        if not self.listing.count:
            return None
        if self.listing.total is not None:
            return Total(self.listing.total, is_capped=False)
        if self.page.is_whole:
            return Total(len(self.page.rows), is_capped=False)
        count = self.queryset.order_by().values("pk")[: COUNT_LIMIT + 1].count()
        return Total(count, is_capped=count > COUNT_LIMIT)

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The heads of the columns, with the link that sorts by them."""
        return [
            {"label": c.label, "is_right": c.is_right, "css": c.css, **self._sorting(c)}
            for c in self.columns
        ]

    def _sorting(self, column: Column) -> dict[str, str]:
        if not column.sort:
            return {"sort": "", "url": ""}
        states = {column.sort: "ascending", f"-{column.sort}": "descending"}
        state = states.get(self.sort, "none")
        following = column.sort if state == "descending" else f"-{column.sort}"
        return {"sort": state, "url": self.url(sort=following)}

    @property
    def rows(self) -> list[SafeString]:
        """The rows of the page, each as one piece of HTML: a template would take ten times as
        long over five hundred cells."""
        columns = [(c, _opening(c)) for c in self.columns]
        return [_row_html(row, columns) for row in self.page.rows]

    def url(self, **changes: str) -> str:
        """The query string of this list with some parameters changed, always on the first page
        unless a cursor is given."""
        query = self.request.GET.copy()
        for name in (*PAGING, "format", "ids", "purpose"):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        return "?" + query.urlencode(safe=",")

    @property
    def previous_url(self) -> str:
        return self.url(before=self.page.previous) if self.page.previous else ""

    @property
    def next_url(self) -> str:
        return self.url(after=self.page.following) if self.page.following else ""

    @property
    def first_url(self) -> str:
        return self.url() if self.page.previous else ""

    @property
    def export_url(self) -> str:
        return self.url(format=taking.CHOOSE) if self.listing.is_exportable else ""

    @cached_property
    def chips(self) -> list[Chip]:
        return chips(self.filters, self.request.GET)

    @property
    def complaints(self) -> list[str]:
        """What could not be understood in the URL, each as a sentence."""
        known = {*parameters(self.filters), *OWN}
        unknown = [name for name in self.request.GET if name not in known]
        return complaints(self.filters) + [
            _("There is no condition “%(name)s”; it was left out.") % {"name": name}
            for name in unknown
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters a form on the page carries along, besides filters and paging."""
        get = self.request.GET
        return [(name, value) for name in ("columns", "sort") for value in get.getlist(name)]

    @property
    def url_without_columns(self) -> str:
        """This list with the columns of the user's preference."""
        query = self.request.GET.copy()
        query.pop("columns", None)
        return f"{self.request.path}?{query.urlencode(safe=',')}"

    @property
    def views(self) -> list[dict[str, Any]]:
        """The ready-made views, the one that the URL shows marked."""
        if not self.listing.views:
            return []
        asked = _filters_of(self.request.GET)
        return [
            {"label": v.label, "url": f"?{v.query}", "is_current": _query(v.query) == asked}
            for v in self.listing.views
        ]

    @property
    def query(self) -> str:
        """What is shown as one query string: conditions, order and columns, never paging. The same
        list gives the same text, however its address was typed."""
        asked = self.request.GET
        pairs = [
            (name, value)
            for name in parameters(self.filters)
            for value in sorted(set(filter(None, asked.getlist(name))))
        ]
        if self.sort:
            pairs.append(("sort", self.sort))
        pairs.append(("columns", ",".join(c.key for c in self.columns if not c.link)))
        return urlencode(pairs, safe=",")

    @property
    def place(self) -> str:
        """The path of this list, signed; nothing where the address was not understood or the
        person has no views to keep."""
        is_whole = not self.complaints and bool(self.request.user.paths())
        return PLACE.sign(self.request.path) if is_whole else ""

    @cached_property
    def saved_views(self) -> list[dict[str, Any]]:
        """The views of this list that the person kept, and those that the office shares."""
        return [
            {
                "label": view.name,
                "url": f"?{view.query}",
                "is_current": view.query == self.query,
                "is_shared": view.office_id is not None,
            }
            for view in self._kept.views
        ]

    @cached_property
    def _kept(self) -> Kept:
        return kept_of(self.request.user, self.listing.key, self.request.path)

    @property
    def new_url(self) -> str:
        """Where a new row is made, for those who may."""
        listing = self.listing
        if not listing.new_url or not self.request.user.has_role(*listing.new_roles):
            return ""
        try:
            return reverse(listing.new_url)
        except NoReverseMatch:
            return ""

    @property
    def bulk(self) -> list[dict[str, Any]]:
        """What this user may do with the rows that are ticked."""
        offered = (b for b in self.listing.bulk if self.request.user.has_role(*b.roles))
        return [{"label": b.label, "url": reverse(b.url_name)} for b in offered]


def _filters_of(query: QueryDict) -> dict[str, list[str]]:
    pairs = ((name, [v for v in values if v]) for name, values in query.lists() if name not in OWN)
    return {name: values for name, values in pairs if values}


def _query(text: str) -> dict[str, list[str]]:
    return _filters_of(QueryDict(text))


def _opening(column: Column) -> str:
    css = f' class="{column.css}"' if column.css else ""
    label = f' data-l="{escape(capfirst(column.label))}"' if column.is_labelled else ""
    return f"<td{css}{label}>"


def _row_html(row: Any, columns: list[tuple[Column, str]]) -> SafeString:
    path = row.get_absolute_url()
    url, name = escape(path), escape(str(row))
    cells = "".join(f"{opening}{column.cell(row, path)}</td>" for column, opening in columns)
    select = (
        f'<td class="f"><input class="form-check-input" type="checkbox" value="{row.pk}"'
        f' aria-label="{name}"></td>'
    )
    return mark_safe(f'<tr data-row="{url}">{select}{cells}</tr>')  # noqa: S308


def respond(request: Any, listing: Listing, queryset: QuerySet, **context: Any) -> Any:
    """Answer a list: the page, its results alone for htmx, or all of its rows as a file.

    The page is drawn after the view has answered, so that a view can also be asked what it would
    list (exchange/saving/asking.py)."""
    shown = Shown(request, listing, queryset)
    asks_file = request.GET.get("format") in taking.ASKED and listing.is_exportable
    if asks_file and not shown.complaints:
        return taking.answer(shown)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    template = "_parts/_results.html" if is_fragment else listing.template
    context = {"list": shown, "listing": listing, **context}
    response = TemplateResponse(request, template, context)
    response.add_post_render_callback(lambda _response: shown.filters.let_go())
    patch_vary_headers(response, ["HX-Request"])
    return response
