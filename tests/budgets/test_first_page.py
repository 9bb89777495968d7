"""What a browser fetches for its first page is small, and fetched once."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from airdefense.accounts.roles import Role
from airdefense.staticfiles import HashedStaticFilesStorage
from tests.factories.accounts import OrganisationFactory

LIMIT = 150_000
FILE = re.compile(r'(?:href|src)="/static/([^"]+)"')

pytestmark = pytest.mark.django_db


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def weight_of(page: bytes) -> dict[str, int]:
    """The page and every file that it names, as sent."""
    names = sorted(set(FILE.findall(page.decode())))
    files = {name: compressed(Path(finders.find(name)).read_bytes()) for name in names}
    return {"": compressed(page)} | files


def test_the_page_to_sign_in_weighs_at_most_150_kilobytes():
    weight = weight_of(Client().get("/accounts/login/").content)

    assert len(weight) > 3
    assert sum(weight.values()) <= LIMIT, weight


def test_so_does_the_first_page_of_whoever_signed_in(as_role):
    county = OrganisationFactory(code="530423", name="通海县")

    weight = weight_of(as_role(Role.INSPECTION_OFFICE, county).get("/").content)

    assert len(weight) > 3
    assert sum(weight.values()) <= LIMIT, weight


def test_files_are_named_by_their_content_and_kept_compressed(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    storage = HashedStaticFilesStorage(location=tmp_path)
    (tmp_path / "theme.css").write_bytes(b"body { color: black }\n" * 200)

    list(storage.post_process({"theme.css": (storage, "theme.css")}))

    [named] = tmp_path.glob("theme.*.css")
    assert re.fullmatch(r"theme\.[0-9a-f]{12}\.css", named.name)
    assert Path(f"{named}.gz").exists()
    assert Path(f"{named}.br").exists()
