"""Tokens of programs, made as their people make them."""

from datetime import timedelta

import factory
from django.utils import timezone

from airdefense.casework.actions.programs import digest_of
from airdefense.casework.models import KeptAnswer, ProgramHook, ProgramToken
from airdefense.casework.programs.telling import secret_of
from tests.factories.accounts import NOON, UserFactory

FAR = timedelta(days=200)


class ProgramTokenFactory(factory.django.DjangoModelFactory):
    """ProgramTokenFactory(text="ad_…"): the row that such a token is found by."""

    class Meta:
        model = ProgramToken

    class Params:
        text = factory.Sequence(lambda n: f"ad_text{n:04}")

    name = factory.Sequence(lambda n: f"Exchange {n}")
    purpose = "nightly copy of the ledger"
    mark = factory.LazyAttribute(lambda o: o.text[:12])
    digest = factory.LazyAttribute(lambda o: digest_of(o.text))
    scopes = factory.LazyFunction(lambda: ["projects:read"])
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + FAR)
    made_at = NOON
    made_by = factory.SubFactory(UserFactory)


class ProgramHookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgramHook

    token = factory.SubFactory(ProgramTokenFactory)
    url = factory.Sequence(lambda n: f"https://exchange.example/hooks/{n}")
    secret = factory.Sequence(lambda n: secret_of(f"ad_text{n}"))
    told_up_to = 0
    due_at = NOON


class Program:
    """A client that sends the token of a program and nothing else."""

    def __init__(self, client, text):
        self.client, self.headers = client, {"authorization": f"Bearer {text}"}

    def __getattr__(self, method):
        def send(path, data=None, **kwargs):
            headers = self.headers | kwargs.pop("headers", {})
            if method != "get":
                kwargs.setdefault("content_type", "application/json")
            return getattr(self.client, method)(path, data, headers=headers, **kwargs)

        return send


class KeptAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeptAnswer

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"key-{n}")
    fingerprint = "0" * 64
    code = 201
    body = '{"id":1}'
    saved_at = NOON
