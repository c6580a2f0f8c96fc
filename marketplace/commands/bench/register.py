"""Measures how long a register of twenty thousand farmers takes to come in from one file, with its faults."""

import time
from collections.abc import Iterator

import click

from marketplace import clock
from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.domain.plots.imports import preview_of, wrong_lines
from marketplace.domain.plots.shapes import degrees_text
from marketplace.domain.viewers import Viewer
from marketplace.forms.registers.reading import read_register
from marketplace.queries.accounts.faces import get_viewer
from marketplace.queries.farmers.imports import intend
from marketplace.services.accounts import register
from marketplace.services.plots.importing import import_register

MOST_SECONDS = 60
ROW = 150
WEST, SOUTH, CELL, SIDE = -76_600_000, -8_900_000, 1_800, 1_400
WRONG_EVERY = 100
HEAD = "codigo,nombre,dni,sexo,año_nacimiento,comunidad,codigo_parcela,area_ha,año_siembra,wkt"


def race_register(farmers: int) -> None:
    """Bring a file of so many farmers with a plot each into a new group, then once more, and say how long it took."""
    by = _a_group()
    data = "\n".join([HEAD, *_rows(farmers)]).encode()
    click.echo(f"{farmers:,} farmers with plots, {len(data) / 1e6:.1f} MB, one in {WRONG_EVERY} wrong")
    for title in ("first", "again"):
        began, busy = time.monotonic(), time.process_time()
        found = read_register("register.csv", data)
        read = time.monotonic()
        intended = intend(found.lines, by.acting_for, today=day_in_lima(clock.now()))
        preview = preview_of(found.lines, intended, faults=found.faults)
        wrong = wrong_lines(found.lines, intended)
        right = [line for line in found.lines if line.number not in wrong]
        looked = time.monotonic()
        taken = import_register(right, by=by, now=clock.now())
        ended, worked = time.monotonic(), time.process_time() - busy
        click.echo(
            f"{title}: read {read - began:.1f} s, matched {looked - read:.1f} s, written {ended - looked:.1f} s;"
            f" {len(preview.faults)} faults told, {taken.farmers_added:,} farmers and {taken.plots_added:,} plots added"
        )
        total = ended - began
        verdict = "yes" if total <= MOST_SECONDS else "NO"
        click.echo(f"{title}: {total:.1f} s, {worked:.1f} s of them computing  {verdict}  ≤ {MOST_SECONDS} s")


def _a_group() -> Viewer:
    name = f"Bench {time.time_ns()}"
    person = PersonTerms(name="Bench", email=f"bench{time.time_ns()}@example.org", password="a long pass phrase")  # noqa: S106
    terms = OrganizationTerms(name=name, country="PE", region="SAM")
    place = register(person, terms, kind=OrganizationKind.PRODUCER_GROUP, now=clock.now(), is_fictional=True)
    return get_viewer(place.user_id, place.organization_id)


def _rows(farmers: int) -> Iterator[str]:
    for number in range(farmers):
        north, east = divmod(number, ROW)
        west, south = WEST + east * CELL, SOUTH + north * CELL
        corners = [(0, 0), (SIDE, 30), (SIDE + 40, SIDE // 2), (SIDE, SIDE), (SIDE // 2, SIDE - 20), (0, SIDE), (0, 0)]
        if number % WRONG_EVERY == 0:
            corners.pop()
        ring = ", ".join(f"{degrees_text(west + x)} {degrees_text(south + y)}" for x, y in corners)
        sex = "mujer" if number % 3 else "hombre"
        who = f"S{number + 1:05d},Socia {number},{10_000_000 + number},{sex},{1950 + number % 50},Aldea {number % 40}"
        yield f'{who},P{number + 1:05d},2.4,{2000 + number % 19},"POLYGON(({ring}))"'
