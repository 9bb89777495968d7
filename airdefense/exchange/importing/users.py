"""Accounts from a workbook: who they are and where they belong, never what they may do.

Roles are granted by the security administrator; a new account cannot sign in until the system
administrator sets its password at the desk.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import (
    CHUNK,
    ImportKind,
    Tick,
    chunks,
    import_kind,
    no_tick,
)
from airdefense.exchange.importing.normalise import comparable
from airdefense.exchange.importing.problems import declare

USERNAME = re.compile(r"[\w.@+-]+")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WRITTEN = ("display_name", "organisation_id", "post", "email")

# The account a row is about, by the name it signs in with.
ACCOUNT = ImportField(
    key="username",
    label=_("user name"),
    kind="code",
    required=True,
    most=150,
    aliases=("账号", "登录名", "用户账号", "username"),
    example="zhang.wei",
)

declare(
    "username_letters",
    _("has characters that no account name has"),
    _("letters, digits and @ . + - _"),
)
declare("system_account", _("is the account of the system itself"), _("the account of a person"))
declare("body_unknown", _("names no organisation"))
declare("body_ambiguous", _("names several organisations"))
declare("not_mail", _("is no mail address"), _("an address such as name@example.org"))
declare("account_used", _("has signed in or done something: close the account at the desk"))
declare("account_has_roles", _("holds roles: have them withdrawn first"))
declare("account_edited", _("was edited after the import"))


@import_kind
class Users(ImportKind):
    key = "users"
    label = _("Accounts")
    roles = (Role.SYSTEM_ADMIN,)
    has_source = False
    fields = (
        ACCOUNT,
        ImportField(
            key="display_name",
            label=_("name"),
            required=True,
            most=60,
            aliases=("姓名", "人员姓名", "name"),
            example="张伟",
        ),
        ImportField(
            key="organisation",
            label=_("organisation"),
            required=True,
            most=255,
            aliases=("单位", "所在单位", "机构", "单位代码", "机构代码", "单位名称"),
            example="通海县财政局",
            hint=_(
                "Its full name, or its code; where several have that code, all codes from the "
                "city down, as in 530400.530423.cz."
            ),
        ),
        ImportField(key="post", label=_("post"), most=80, aliases=("职务", "岗位"), example="科员"),
        ImportField(
            key="email",
            label=_("mail address"),
            most=254,
            aliases=("邮箱", "电子邮箱", "email"),
            example="zhang.wei@example.org",
        ),
    )

    def identity(self, row: Any) -> str:
        return str(row.values.get("username") or "").casefold()

    def examine(
        self,
        rows: Sequence[Any],
        *,
        user: Any,
        region: Any,
        source: Any,
        on: date,
        tick: Tick = no_tick,
    ) -> None:
        bodies = bodies_by_word(on)
        for part in chunks(rows, tick):
            names = [row.values.get("username") or "" for row in part]
            found = User.objects.filter(username__in=names).select_related("organisation")
            known = {one.username: one for one in found}
            for row in part:
                complain(row, bodies)
                judge(row, known.get(row.values.get("username")), bodies)

    def lock(self, rows: Sequence[Any]) -> None:
        pks = [row.target for row in rows if row.target]
        list(User.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        bodies = bodies_by_word(timezone.localtime(at).date())
        known = User.objects.in_bulk([row.target for row in rows if row.target])
        people = []
        for row in rows:
            person = known.get(row.target) or User(
                username=row.values["username"], password=make_password(None), date_joined=at
            )
            row.before = snapshot(person) if row.target else {}
            write(person, row, bodies)
            people.append(person)
        User.objects.bulk_create([p for p in people if p.pk is None], batch_size=CHUNK)
        User.objects.bulk_update([p for p in people if p.pk in known], WRITTEN, batch_size=CHUNK)
        for row, person in zip(rows, people, strict=True):
            row.target, row.after = person.pk, snapshot(person)
        remember(rows, batch=batch, by=by, at=at)
        tick(len(rows))

    def blocked(self, rows: Sequence[Any], *, user: Any) -> dict[int, tuple[str, dict[str, Any]]]:
        pks = [row.target for row in rows]
        people = User.objects.in_bulk(pks)
        granted = set(RoleGrant.objects.filter(user__in=pks).values_list("user", flat=True))
        acted = set(Event.objects.filter(actor__in=pks).values_list("actor", flat=True))
        found: dict[int, tuple[str, dict[str, Any]]] = {}
        for row in rows:
            person = people[row.target]
            is_new = row.verdict == "create"
            if is_new and (person.last_login or person.pk in acted):
                found[row.pk] = ("account_used", {})
            elif is_new and person.pk in granted:
                found[row.pk] = ("account_has_roles", {})
            elif snapshot(person) != row.after:
                found[row.pk] = ("account_edited", {})
        return found

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        known = User.objects.in_bulk([row.target for row in rows if row.verdict == "update"])
        for row in rows:
            if person := known.get(row.target):
                for name, value in row.before.items():
                    setattr(person, name, value)
        User.objects.bulk_update(known.values(), WRITTEN, batch_size=CHUNK)
        new = [row.target for row in rows if row.verdict == "create"]
        User.objects.filter(pk__in=new).delete()
        remember(rows, "undo", batch=batch, by=by, at=at)
        tick(len(rows))

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        people = User.objects.visible_to(user).exclude(username=settings.SYSTEM_USERNAME)
        for person in people.select_related("organisation").order_by("username").iterator():
            yield {
                "username": person.username,
                "display_name": person.display_name,
                "organisation": person.organisation.path.rstrip("."),
                "post": person.post,
                "email": person.email,
            }


def bodies_by_word(on: date) -> dict[str, list[Organisation]]:
    """What a cell may call an organisation: its name, its code, or its codes from the city down."""
    found: dict[str, list[Organisation]] = defaultdict(list)
    for body in Organisation.objects.valid_on(on).only("name", "code", "path"):
        for word in {body.name, body.code, body.path, body.path.rstrip(".")}:
            found[comparable(word)].append(body)
    return found


def bodies_of(row: Any, bodies: dict[str, list[Organisation]]) -> list[Organisation]:
    return bodies.get(comparable(row.values.get("organisation", "")), [])


def complain(row: Any, bodies: dict[str, list[Organisation]]) -> None:
    username, mail = row.values.get("username"), row.values.get("email")
    if username and not USERNAME.fullmatch(username):
        row.complain("username", "username_letters")
    if username == settings.SYSTEM_USERNAME:
        row.complain("username", "system_account")
    if mail and not MAIL.fullmatch(mail):
        row.complain("email", "not_mail")
    found = bodies_of(row, bodies)
    if row.values.get("organisation") and len(found) != 1:
        row.complain("organisation", "body_ambiguous" if found else "body_unknown")


def judge(row: Any, person: User | None, bodies: dict[str, list[Organisation]]) -> None:
    if person is None:
        row.verdict = "create"
        return
    row.target = person.pk
    row.changes = {
        name: [getattr(person, name), row.values[name] or ""]
        for name in ("display_name", "post", "email")
        if name in row.values and getattr(person, name) != (row.values[name] or "")
    }
    found = bodies_of(row, bodies)
    if len(found) == 1 and found[0].pk != person.organisation_id:
        row.changes["organisation"] = [person.organisation.name, found[0].name]
    row.verdict = "update" if row.changes else "same"


def write(person: User, row: Any, bodies: dict[str, list[Organisation]]) -> None:
    person.display_name = row.values["display_name"]
    person.organisation = bodies_of(row, bodies)[0]
    for name in ("post", "email"):
        if name in row.values:
            setattr(person, name, row.values[name] or "")


def snapshot(person: User) -> dict[str, Any]:
    return {name: getattr(person, name) for name in WRITTEN}


def remember(rows: Sequence[Any], name: str = "", *, batch: Any, by: Any, at: datetime) -> None:
    """The history of each account: that it was made or changed, by whom, out of which file."""
    Event.objects.bulk_create(
        [
            Event(
                case_type=User._meta.label_lower,
                case_id=row.target,
                name=name or ("create" if row.verdict == "create" else "edit"),
                detail={"batch": batch.pk, **row.changes},
                actor=by,
                happened_at=at,
            )
            for row in rows
        ],
        batch_size=CHUNK,
    )
