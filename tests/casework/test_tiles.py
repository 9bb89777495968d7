"""A map of tiles: every unit in its place, and what a tile leads to."""

from types import SimpleNamespace

from airdefense.casework.tiles import Tile, Tiles, placed


def unit(code):
    return SimpleNamespace(code=code)


def test_units_of_the_city_lie_where_they_lie_and_strangers_below():
    units = [unit("530400"), unit("530427"), unit("999999")]

    places = [place for _unit, place in placed(units)]

    assert places == [(2, 0), (0, 2), (0, 3)]


def test_units_of_an_unknown_city_stand_in_order():
    units = [unit(f"61{n}") for n in range(5)]

    places = [place for _unit, place in placed(units)]

    assert places == [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1)]


def test_a_map_is_a_picture_until_a_tile_leads_somewhere():
    plain, linked = Tile("A", "1", (0, 0), 1), Tile("B", "2", (1, 2), 5, url="/rows/")

    assert Tiles("", [plain], "").role == "img"
    assert Tiles("", [plain, linked], "").role == "group"
    assert (linked.x, linked.y, linked.ink, plain.ink) == (102, 138, "tw", "td")
    assert Tiles("", [plain, linked], "").height == 204
