"""Measures a large pack for customs: 1,000 producers and 25 MB of outlines, from a database that holds them."""

import json
import math
import resource
import time
from datetime import date, timedelta
from decimal import Decimal

import click
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from marketplace import clock
from marketplace.commands.bench.large import flask_says
from marketplace.config import Config
from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.deliveries.flows import Draw
from marketplace.domain.deliveries.terms import CacaoForm, DeliveryTerms
from marketplace.domain.evidence.screening import Dataset, Risk, Screened
from marketplace.domain.ids import FarmerId, OrganizationId, UserId
from marketplace.domain.lots import LotTerms
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.lines import RegisterLine
from marketplace.domain.plots.register import PlotSource, farmer_code
from marketplace.domain.plots.shapes import Shape, polygon
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.domain.viewers import Level, Role, Viewer
from marketplace.queries.accounts.faces import get_viewer
from marketplace.queries.evidence.packs import get_pack_page
from marketplace.queries.evidence.screenings import list_outlines
from marketplace.seed.deliveries import Row
from marketplace.services.accounts import register
from marketplace.services.batches.lots import fill_lot
from marketplace.services.deliveries.importing import import_deliveries
from marketplace.services.evidence.packs import make_pack
from marketplace.services.evidence.screenings import take_screenings
from marketplace.services.lots import draft_lot
from marketplace.services.plots.importing import import_register

SUFFIX = "_bench_pack"
MOST_SECONDS, MOST_GIGABYTES, MOST_MEGABYTES = 20, 1, 25
CORNERS = 1_040
"""Of each outline, so that a thousand plots come to almost 25 MB."""
KILOGRAMS, BAG = 25, 50
ROW, CELL, RADIUS = 40, 3_000, 700
FIRST = 1
"""Somebody must have made it; who does not matter here."""
WEST, SOUTH = -76_600_000, -8_900_000


def race_pack(config: Config, producers: int) -> None:
    """Fill a database of its own, make the pack in a process of its own, and say how long and how large that was."""
    address = _fresh(config)
    click.echo(f"Filling a market with a lot of {producers:,} producers …")
    flask_says(address, "db", "upgrade")
    flask_says(address, "bench", "pattern")
    lot_id, group_id = flask_says(address, "bench", "pack-filled", str(producers)).split()[-2:]
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "UPDATE contracts SET lot_id = %s, producer_id = %s, bags = %s, bag_weight = %s WHERE id ="
            " (SELECT min(id) FROM contracts WHERE state = 'approved') RETURNING id",
            [lot_id, group_id, producers * KILOGRAMS // BAG, BAG],
        ).fetchone()
    contract_id = row[0] if row else 0
    said = json.loads(flask_says(address, "bench", "pack-made", str(contract_id), group_id))
    for what, value, most, unit in (
        ("made in", said["seconds"], MOST_SECONDS, "s"),
        ("peak memory", said["gigabytes"], MOST_GIGABYTES, "GB"),
    ):
        click.echo(f"{what}: {value:.2f} {unit}  {'yes' if value <= most else 'NO'}  ≤ {most} {unit}")
    click.echo(f"work of this process: {said['worked']:.1f} s (the rest is waiting for a busy machine)")
    click.echo(f"{said['plots']:,} plots of {said['producers']:,} producers, zip of {said['megabytes']:.1f} MB")
    for name, size in said["geolocation"].items():
        click.echo(f"{name}: {size / 1e6:.1f} MB")


def fill_for_pack(producers: int) -> None:
    """Make a group with so many producers and a lot of theirs that is ready for customs; print both numbers."""
    by = _a_group()
    today = day_in_lima(clock.now())
    said = [Saying(Purpose.CUSTOMS, is_given=True, way=ConsentWay.PAPER, said_on=today)]
    lines = [_line(number) for number in range(producers)]
    import_register(lines, by=by, now=clock.now(), sayings=said, is_fictional=True)
    harvested = today - timedelta(days=60)
    lot = draft_lot(_terms(producers, harvested), by=by, now=clock.now(), is_fictional=True)
    lot_id = lot.id
    rows = [Row(number + 1, farmer_code(number + 1), None, _delivery(harvested)) for number in range(producers)]
    draws = [Draw(delivery=each) for each in import_deliveries(rows, by=by, now=clock.now(), is_fictional=True)]
    fill_lot(lot_id, draws, by=by, now=clock.now())
    codes = [code.partition("#") for code, _shape in list_outlines(by)]
    results = [Screened(row, code, Risk.LOW, mark) for row, (code, _, mark) in enumerate(codes, 2)]
    take_screenings(results, Dataset(today), by=by, now=clock.now())
    click.echo(f"{lot_id} {by.organization_id}")


def make_for_bench(contract_id: int, group_id: int) -> None:
    """Make the pack for its group, and print as JSON how long it took and how much memory at most."""
    by = Viewer(UserId(FIRST), OrganizationId(group_id), Role.PRODUCER, Level.OWNER, is_verified=True)
    began, worked = time.monotonic(), time.process_time()
    make_pack(contract_id, by=by, now=clock.now())
    seconds, worked = time.monotonic() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    pack = get_pack_page(contract_id, by, today=day_in_lima(clock.now())).packs[0]
    said = {"plots": pack.plots, "producers": pack.producers, "megabytes": pack.file.size / 1e6}
    click.echo(
        json.dumps(
            {"seconds": seconds, "worked": worked, "gigabytes": peak, "geolocation": dict(pack.geolocation)} | said
        )
    )


def _fresh(config: Config) -> str:
    address = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    place = make_url(address)
    name = f"{place.database}{SUFFIX}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return place.set(database=name).render_as_string(hide_password=False)


def _a_group() -> Viewer:
    person = PersonTerms(name="Bench", email=f"bench{time.time_ns()}@example.org", password="a long pass phrase")  # noqa: S106
    terms = OrganizationTerms(name=f"Bench {time.time_ns()}", country="PE", region="SAM")
    place = register(person, terms, kind=OrganizationKind.PRODUCER_GROUP, now=clock.now(), is_fictional=True)
    return get_viewer(place.user_id, place.organization_id)


def _line(number: int) -> RegisterLine:
    farmer = FarmerTerms(name=f"Socia Ficticia {number}", code=farmer_code(number + 1))
    plot = PlotTerms(shape=_round(number), source=PlotSource.IMPORTED)
    return RegisterLine(number=number + 1, farmer=farmer, plot=plot)


def _round(number: int) -> Shape:
    """Draw a plot with very many corners, none twice and no side across another."""
    north, east = divmod(number, ROW)
    lon, lat = WEST + east * CELL, SOUTH + north * CELL
    turns = (2 * math.pi * corner / CORNERS for corner in range(CORNERS))
    ring = [(lon + round(RADIUS * math.cos(turn)), lat + round(RADIUS * math.sin(turn))) for turn in turns]
    return polygon([*ring, ring[0]])


def _terms(producers: int, harvested: date) -> LotTerms:
    return LotTerms(
        code=f"BENCH-{time.time_ns()}",
        crop_year=harvested.year,
        harvest_start=harvested - timedelta(days=30),
        harvest_end=harvested + timedelta(days=30),
        region="SAM",
        province="Tocache",
        district="Tocache",
        varieties={"native": Decimal(100)},
        bags=producers * KILOGRAMS // BAG,
        bag_weight=Mass.of(BAG),
        minimum_bags=1,
        available_from=harvested,
        price=UnitPrice(Decimal(5_000), Currency.USD, Incoterm.FOB, "Callao"),
    )


def _delivery(day: date) -> DeliveryTerms:
    return DeliveryTerms(farmer_id=FarmerId(0), delivered_on=day, form=CacaoForm.DRY, weight=Mass.of(KILOGRAMS))
