"""Nobody outside a lead's compartment learns that it exists, whichever wall stands alone.

| Who | of the lead's header (number, letter, dates) | of its content |
| --- | --- | --- |
| member of the compartment | reads | reads |
| case supervision office of its commission | reads, and the numbers of cases | nothing |
| who sent it | reads what was sent, and the receipt | nothing |
| custodian of its commission | which lead a request is about | why the seal shall be opened |
| everybody else, administrators and former members included | nothing | nothing |

Every address is read from the product's URLs and asked with the numbers of the lead. Somebody who
holds every role at once stands for all of them: what this person is not shown, no role shows.
"""

from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext

from airdefense.accounts.roles import Role
from tests.factories.accounts import person
from tests.need_to_know.reading import leaked, signed_in, told
from tests.need_to_know.surfaces import Unfilled, lists, routes
from tests.need_to_know.world import CONTENT, HEADER, INSIDER, SEAL, kinds, of_lead


def found(people, paths, words, methods=("get",)) -> list:
    """Who was told which of these words where."""
    return [
        (name, method, path, leaks)
        for name, user in people.items()
        for client in [signed_in(user)]
        for path in paths
        for method in methods
        if (leaks := leaked(told(getattr(client, method)(path), path), words, path))
    ]


def of_leads(paths) -> list[str]:
    return [path for path in paths if "/leads/" in path or "leads." in path]


def questions(secret) -> list[str]:
    """The same lists asked for the lead: by search, filter, number, order and export."""
    lead, case, finding = secret.lead, secret.case, secret.county.cases["finding"]
    named = {"lead": lead.pk, "case": case.pk, "number": lead.number, "person": secret.person.pk}
    asked = (
        urlencode({"q": lead.number} | named),
        urlencode({"q": HEADER, "status": "in_disposal", "sort": "-pk", "finding": finding.pk}),
        urlencode({"format": "xlsx"}),
        urlencode({"format": "csv"}),
    )
    return [f"{path}?{words}" for path in lists() for words in asked]


def reads_leads(client, path) -> bool:
    """Whether answering takes a statement on rows of leads: without one it cannot tell of them."""
    with CaptureQueriesContext(connection) as queries:
        told(client.get(path))
    return any("leads_" in query["sql"] for query in queries)


def speaking(secret) -> list[str]:
    """The addresses that read rows of leads for whoever holds every role, and those of leads."""
    if not secret.speaking:
        client = signed_in(secret.outsiders[INSIDER])
        every = secret.surfaces.every()
        secret.speaking = [path for path in every if "/leads/" in path or reads_leads(client, path)]
    return secret.speaking


def told_outside(secret, paths, people=None) -> list:
    return found(people or secret.outsiders, paths, (*secret.content, *secret.header))


def test_every_address_of_the_product_is_asked(secret, db):
    refusals = []
    for route in sorted(set(routes())):
        try:
            secret.surfaces.of(route)
        except Unfilled as refusal:
            refusals.append(str(refusal))

    assert refusals == []


def test_there_is_something_to_leak_in_every_table(secret, db):
    empty = [model.__name__ for model in kinds() if not of_lead(model.objects.all(), secret.lead)]

    assert empty == []


def test_members_and_the_register_are_told_it(secret, db):
    """What the others must not see is really shown, by the same requests."""
    pages = of_leads(secret.surfaces.every())
    paths = [*pages, "/leads/", "/leads/cases/", f"/search/?q={HEADER}"]
    office, lead = secret.office, secret.lead

    def shown(user):
        client = signed_in(user)
        return " ".join(told(client.get(path), path) for path in paths)

    inside, register = shown(office.officer), shown(office.receiver)
    parts = ("matter", "facts", "name", "unit", "minutes")
    assert leaked(inside, [f"{CONTENT}{sep}{p}" for p in parts for sep in " -"]) == [
        f"{CONTENT}-minutes" if p == "minutes" else f"{CONTENT} {p}" for p in parts
    ]
    assert leaked(inside, secret.header) == list(secret.header)
    assert leaked(register, (HEADER, lead.number)) == [HEADER, lead.number]


def test_whoever_holds_every_role_is_told_nothing_on_any_address(secret, db):
    first = {INSIDER: secret.outsiders[INSIDER]}

    assert told_outside(secret, secret.surfaces.every(), first) == []


def test_no_outsider_is_told_anything_by_an_address_that_reads_leads(secret, mode):
    assert told_outside(secret, speaking(secret)) == []


def test_no_list_search_or_form_is_brought_to_speak(secret, mode):
    first = {INSIDER: secret.outsiders[INSIDER]}
    spoken = set(speaking(secret))
    paths = [path for path in questions(secret) if path.partition("?")[0] in spoken]

    assert told_outside(secret, paths, first) == []


def test_no_former_member_is_told_anything_any_more(secret, mode):
    paths = [*of_leads(secret.surfaces.every()), *of_leads(lists()), "/"]

    assert found(secret.former, paths, (*secret.content, *secret.header)) == []


def test_no_single_role_is_told_anything(secret, mode):
    paths = [path for path in of_leads(lists()) if "/api/" not in path]
    paths += ["/", f"/leads/{secret.lead.pk}/", f"/search/?q={secret.lead.number}"]

    assert found(secret.strangers, paths, (*secret.content, *secret.header)) == []


def test_nothing_can_be_sent_to_the_lead_from_outside(secret, mode):
    people = {INSIDER: secret.outsiders[INSIDER], "nobody": None}
    words = (*secret.content, *secret.header)
    assert found(people, of_leads(secret.surfaces.every()), words, ("post",)) == []


def test_who_reads_the_header_is_told_nothing_of_the_content(secret, mode):
    office = secret.office
    custodian = person(Role.CUSTODIAN, office.commission)
    content = secret.content
    paths = [*of_leads(secret.surfaces.every()), *of_leads(lists()), "/", "/reports/"]

    registered = [word for word in content if word != secret.case.number]
    assert found({"register": office.receiver}, paths, registered) == []
    assert found({"sender": office.sender}, paths, content) == []
    unsealed = [word for word in content if word != SEAL]
    assert found({"custodian": custodian}, paths, unsealed) == []
