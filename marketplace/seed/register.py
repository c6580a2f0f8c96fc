"""The fictional registers: farmers with invented names, their households, and plots around each group's village.

Thirty-six plots come from `world/plots.geojson`; the others are drawn beside them, a field apart, always the same.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.lines import RegisterLine
from marketplace.domain.plots.register import PlotSource, Sex, Tenure, farmer_code
from marketplace.domain.plots.shapes import MICRO, Position, Shape, micro, point, polygon
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.domain.viewers import Viewer
from marketplace.seed.reading import WORLD, World
from marketplace.services.plots.importing import Taken, import_register

PLOTS = WORLD.with_name("plots.geojson")
WOMEN = (
    *("Rosa", "Elvira", "Nelly", "Doris", "Maruja", "Luz", "Gladys", "Flor", "Dina", "Betty", "Zoila", "Marlith"),
    *("Carmen", "Juana", "Lidia", "Norma", "Teresa", "Julia", "Irma", "Hilda", "Sonia"),
)
MEN = (
    *("Segundo", "Wilder", "Wagner", "Euler", "Teófilo", "Percy", "Elmer", "Jairo", "Manuel", "Américo"),
    *("Roger", "Lucas", "Julio", "Pedro", "Víctor", "Orlando", "Santos", "Alfredo", "Nilo"),
)
FAMILIES = (
    *("Pinchi", "Amasifuén", "Shupingahua", "Sangama", "Tapullima", "Panduro", "Cachique", "Salas", "Ramírez"),
    *("Huamán", "Espinoza", "Tuanama", "Ushiñahua", "Saldaña", "Pinedo", "Isuiza", "Cenepo", "Flores", "Rengifo"),
    *("Vela", "Torres", "Guerra", "Satalaya", "Córdova", "Ruiz", "Fasabi", "Mendoza", "Chujandama", "Lozano"),
)
COMMUNITIES = ("San Juan", "Nueva Esperanza", "Santa Rosa", "Alto Perú", "La Unión", "Bello Horizonte")
CELL = 2_800
"""Millionths of a degree between the middles of two plots: about 310 m, a field apart."""
ROW = 20
SAID = (Purpose.REGISTER, Purpose.CUSTOMS, Purpose.IMPACT)
SQUARE_METRES_PER_UNIT = Decimal("0.01216")
"""Of a square of one millionth of a degree, eight degrees south."""
HECTARE = 10_000


def keep_register(group: dict[str, Any], *, world: World, owner: Viewer) -> Taken:
    """Take the farmers and plots of one group into its register, as many as its file says."""
    said_on = world.today - timedelta(days=460)
    sayings = [Saying(purpose, is_given=True, way=ConsentWay.PAPER, said_on=said_on) for purpose in SAID]
    return import_register(
        list(register_lines(group, world.today)), by=owner, now=world.days_ago(44), sayings=sayings, is_fictional=True
    )


def register_lines(group: dict[str, Any], today: date) -> Iterator[RegisterLine]:
    """Yield the lines of a group's register: its given plots first, then invented ones, the last ones not drawn."""
    given = list(_given(group["code"], today))
    others = group["members"] - len(given)
    women = min(others, group["women_members"] - sum(farmer.sex is Sex.WOMAN for farmer, _plot in given))
    sexes = _mixed(women, others - women)
    mapped = group["eudr"]["plots_mapped"]
    led_by = _leaders(group)
    for number, sex in enumerate([farmer.sex for farmer, _plot in given] + sexes):
        farmer, plot = given[number] if number < len(given) else _invented(group, number, sex=sex, today=today)
        is_leader = led_by.get(sex, 0) > 0
        led_by[sex] = led_by.get(sex, 0) - 1
        drawn = plot if number < mapped else replace(plot, shape=None, source=None, mapped_on=None)
        whole = replace(farmer, code=farmer_code(number + 1), is_leader=is_leader, **_household(group, number, today))
        yield RegisterLine(number=number + 1, farmer=whole, plot=drawn)


def _given(code: str, today: date) -> Iterator[tuple[FarmerTerms, PlotTerms]]:
    features = json.loads(PLOTS.read_text(encoding="utf-8"), parse_float=Decimal)["features"]
    for number, feature in enumerate(each for each in features if each["properties"]["group_code"] == code):
        said = feature["properties"]
        name = said["ProducerName"]
        farmer = FarmerTerms(name=name, sex=Sex.WOMAN if name.split()[0] in WOMEN else Sex.MAN)
        yield (
            farmer,
            _plot(number, today, shape=_shape(feature["geometry"]), area=said["Area"], code=said["external_id"]),
        )


def _shape(geometry: dict[str, Any]) -> Shape:
    if geometry["type"] == "Point":
        lon, lat = geometry["coordinates"]
        return point(micro(lon), micro(lat))
    return polygon(*([(micro(lon), micro(lat)) for lon, lat in ring] for ring in geometry["coordinates"]))


def _mixed(women: int, men: int) -> list[Sex]:
    """Spread women evenly among men."""
    total = women + men
    return [Sex.WOMAN if (at + 1) * women // total > at * women // total else Sex.MAN for at in range(total)]


def _leaders(group: dict[str, Any]) -> dict[Sex, int]:
    """Say how many women and men lead: as many women as sit on the board, and more men but in a women's group."""
    women = group["women_on_board"]
    return {Sex.WOMAN: women, Sex.MAN: 0 if group["type"] == "women_association" else women + 2}


def _invented(group: dict[str, Any], number: int, *, sex: Sex, today: date) -> tuple[FarmerTerms, PlotTerms]:
    first = WOMEN if sex is Sex.WOMAN else MEN
    seed = number * 7 + group["id"] * 13
    families = FAMILIES[seed % len(FAMILIES)], FAMILIES[(seed * 5 + number) % len(FAMILIES)]
    name = f"{first[(number * 3 + group['id']) % len(first)]} {families[0]} {families[1]}"
    mean = Decimal(group["cacao_ha"]) / group["members"]
    area = min((mean * (60 + seed * 11 % 81) / 100).quantize(Decimal("0.01")), Decimal("5.20"))
    is_point = seed % 5 == 0 and area < 4  # noqa: PLR2004 - above that a plot needs an outline
    middle = _middle(group, number)
    shape = point(*middle) if is_point else _outline(middle, area, seed)
    return FarmerTerms(name=name, sex=sex), _plot(number, today, shape=shape, area=area)


def _middle(group: dict[str, Any], number: int) -> Position:
    """Return the middle of a plot: in rows, well south of the given ones."""
    north, east = divmod(number, ROW)
    lon = int(Decimal(group["lon"]) * MICRO) + (east - ROW // 2) * CELL
    return Position(lon, int(Decimal(group["lat"]) * MICRO) - 40_000 - north * CELL)


def _outline(middle: Position, area: Decimal, seed: int) -> Shape:
    """Draw a field of about this area: four corners, none square, within its own cell."""
    half = int((area * HECTARE / SQUARE_METRES_PER_UNIT).sqrt() / 2)
    lean = half * (seed % 4 + 1) // 25
    lon, lat = middle
    corners = [
        (lon - half + lean, lat - half),
        (lon + half, lat - half + lean),
        (lon + half - lean, lat + half),
        (lon - half, lat + half - lean),
    ]
    return polygon([*corners, corners[0]])


def _plot(number: int, today: date, *, shape: Shape, area: Decimal, code: str | None = None) -> PlotTerms:
    return PlotTerms(
        code=code,
        declared_area=area,
        cacao_area=area,
        planted_year=2006 + number * 5 % 13,
        tenure=(Tenure.TITLE, Tenure.POSSESSION, Tenure.POSSESSION, Tenure.COMMUNAL)[number % 4],
        is_agroforestry=number % 3 != 0,
        shape=shape,
        source=PlotSource.WALKED if number % 3 else PlotSource.IMPORTED,
        mapped_on=today - timedelta(days=420 + number % 35),
        accuracy_metres=Decimal(3 + number % 5) if number % 3 else None,
    )


def _household(group: dict[str, Any], number: int, today: date) -> dict[str, Any]:
    seed = number * 11 + group["id"] * 3
    return {
        "birth_year": today.year - 19 - seed % 52,
        "household_size": 2 + seed % 6,
        "community": COMMUNITIES[seed % len(COMMUNITIES)],
        "district": group["district"],
        "joined_on": today - timedelta(days=700 + seed % 1800),
    }
