"""Identifiers kept encrypted: by the first key, readable by all of them, findable by their hash."""

from base64 import b64decode, b64encode
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from airdefense.secrecy import Unreadable, decrypt, encrypt, is_current, keyed_hash
from leads.models import Person, Reporter
from tests.factories.accounts import NOON, UserFactory
from tests.factories.leads import PersonFactory, ReporterFactory

NUMBER = "530402198001010017"


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_text_comes_back_and_is_not_in_what_is_kept(settings, cipher):
    settings.FIELD_CIPHER = cipher

    kept = encrypt(NUMBER)

    assert kept.startswith(f"{cipher}:")
    assert NUMBER.encode() not in b64decode(kept.partition(":")[2])
    assert decrypt(kept) == NUMBER


def test_equal_texts_are_kept_differently():
    assert encrypt(NUMBER) != encrypt(NUMBER)


def test_both_ciphers_are_read_side_by_side(settings):
    settings.FIELD_CIPHER = "sm4"
    kept = encrypt(NUMBER)

    settings.FIELD_CIPHER = "aes"

    assert decrypt(kept) == NUMBER
    assert not is_current(kept)


def test_wrong_key_opens_nothing(settings):
    kept = encrypt(NUMBER)

    settings.FIELD_KEYS = ["another key"]

    with pytest.raises(Unreadable):
        decrypt(kept)


def test_first_key_writes_and_all_of_them_read(settings):
    settings.FIELD_KEYS = ["old"]
    kept = encrypt(NUMBER)

    settings.FIELD_KEYS = ["new", "old"]
    rewritten = encrypt(decrypt(kept))

    assert [is_current(kept), is_current(rewritten)] == [False, True]
    settings.FIELD_KEYS = ["new"]
    assert decrypt(rewritten) == NUMBER


@pytest.mark.parametrize("place", [0, 15, -1])
def test_changed_byte_is_noticed(place):
    name, _colon, packed = encrypt(NUMBER).partition(":")
    raw = bytearray(b64decode(packed))
    raw[place] ^= 1

    with pytest.raises(Unreadable):
        decrypt(f"{name}:{b64encode(raw).decode()}")


@pytest.mark.parametrize("kept", ["", "plain words", "aes:", "aes:####", "rot13:YWJj"])
def test_what_was_never_encrypted_is_not_taken_for_a_text(kept):
    with pytest.raises(Unreadable):
        decrypt(kept)


def test_hash_is_equal_for_equal_texts_and_differs_by_key(settings):
    first = keyed_hash(NUMBER)

    assert keyed_hash(NUMBER) == first
    assert keyed_hash(NUMBER[:-1]) != first
    settings.FIELD_HASH_KEY = "another key"
    assert keyed_hash(NUMBER) != first


def stored(table, column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table} where id = %s", [pk])  # noqa: S608
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_database_holds_no_identity_in_the_clear():
    reporter = ReporterFactory()

    assert decrypt(stored("leads_reporter", "name", reporter.pk)) == reporter.name
    assert reporter.name not in stored("leads_reporter", "name", reporter.pk)


@pytest.mark.django_db
def test_reencrypt_rewrites_what_is_under_an_older_key_and_nothing_else(settings):
    settings.FIELD_KEYS = ["old"]
    reporter = ReporterFactory()
    person = PersonFactory(
        id_number=NUMBER,
        id_hash=keyed_hash(NUMBER),
        identified_at=NOON,
        identified_by=UserFactory(),
    )
    nameless = PersonFactory()
    settings.FIELD_KEYS = ["new", "old"]
    current = ReporterFactory()
    before = stored("leads_reporter", "name", current.pk)

    call_command("reencrypt", stdout=(said := StringIO()))

    settings.FIELD_KEYS = ["new"]
    assert Reporter.objects.get(pk=reporter.pk).contact == reporter.contact
    assert Person.objects.get(pk=person.pk).id_number == NUMBER
    assert Person.objects.get(pk=nameless.pk).id_number == ""
    assert stored("leads_reporter", "name", current.pk) == before
    assert "leads.Reporter.name: 1" in said.getvalue()


@pytest.mark.django_db
def test_reencrypt_run_again_finds_nothing_to_do(settings):
    ReporterFactory()

    call_command("reencrypt", stdout=(said := StringIO()))

    assert {line.rsplit(" ", 1)[1] for line in said.getvalue().splitlines()} == {"0"}
