"""Fills a market of its own with many believable lots, once, by SQL alone."""

import os
import subprocess
import sys

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from marketplace.config import Config
from marketplace.domain.flavours import AXES

SUFFIX = "_bench"
PEOPLE = """
INSERT INTO organizations (code, kind, state, name, is_fictional, country, region, province, district, members,
    women_members, is_women_led, created_at, changed_at, version)
SELECT 'BENCH-' || n, CASE WHEN n = 61 THEN 'maker' ELSE 'producer_group' END, 'verified', 'Bench group ' || n, true,
    CASE WHEN n = 61 THEN 'FR' ELSE 'PE' END, (ARRAY['SAM', 'UCA', 'HUC'])[1 + n % 3], 'Tocache', 'Nuevo Progreso',
    200, 80, n % 7 = 0, now(), now(), 1
FROM generate_series(1, 61) AS n;
INSERT INTO users (email, name, password_hash, locale, session_epoch, acting_for_id, created_at)
SELECT 'bench@example.org', 'Bench', '!', 'en', 1, id, now() FROM organizations WHERE code = 'BENCH-61';
INSERT INTO memberships (user_id, organization_id, level, created_at)
SELECT u.id, o.id, 'owner', now() FROM users u, organizations o
WHERE u.email = 'bench@example.org' AND o.code = 'BENCH-61';
"""
PROFILE = ", ".join(f"'{axis}', to_char(((n * {17 + 6 * i}) % 60) / 10.0, 'FM0.0')" for i, axis in enumerate(AXES))
LOTS = f"""
INSERT INTO lots (code, organization_id, state, visibility, is_fictional, created_at, changed_at, published_at, version,
    crop_year, harvest_start, harvest_end, region, province, district, varieties, fermentation_method, drying_method,
    notes_en, notes_es, bags, bag_weight, minimum_bags, available_from, price_amount, price_currency, price_incoterm,
    price_place, price_kind, farm_gate_pen_kg, certificates, eudr_status, global_quality, profile, tasted_product,
    off_total, moisture, fermentation_index, grade, cadmium, search_text)
SELECT 'BENCH-26-' || n, (SELECT min(id) FROM organizations WHERE code LIKE 'BENCH-%') + n % 60, 'published', 'public',
    true, now(), now(), now() - make_interval(mins => n), 1, 2026, DATE '2026-04-12', DATE '2026-07-20',
    (ARRAY['SAM', 'UCA', 'HUC'])[1 + n % 3], 'Tocache', 'Nuevo Progreso',
    '{{"trinitario": "60", "CCN-51": "40"}}'::jsonb, 'wooden_box_cascade', 'solar_tunnel_raised_beds',
    'Balanced cacao with a citrus lift.', 'Cacao equilibrado con toque cítrico.', 20 + n % 200, 50, 1,
    DATE '2026-08-01', 3900 + (n * 37) % 3600, 'USD', 'FOB', 'Callao', 'fixed', 11.4,
    CASE n % 4 WHEN 0 THEN ARRAY['EU_ORGANIC'] WHEN 1 THEN ARRAY['EU_ORGANIC', 'FAIRTRADE'] ELSE '{{}}'::text[] END,
    'ready', 6 + (n % 28) / 10.0, jsonb_build_object({PROFILE}), 'cacao_mass', 0, 6.8, 88, '1',
    (5 + (n * 13) % 110) / 100.0, 'bench group tocache nuevo progreso trinitario citrus cítrico'
FROM generate_series(1, MANY) AS n
"""  # noqa: S608 - made of the constants above


def filled_market(config: Config, lots: int) -> str:
    """Make, migrate and fill the bench's own database beside the market's; return its address."""
    address = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    place = make_url(address)
    name = f"{place.database}{SUFFIX}"
    own = place.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not exists:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    _migrate(own)
    _fill(own, lots)
    return own


def _migrate(address: str) -> None:
    environment = {**os.environ, "DATABASE_URL": address, "SECRET_KEY": os.environ.get("SECRET_KEY", "bench")}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(flask, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command


def _fill(address: str, lots: int) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        present = connection.execute("SELECT count(*) FROM lots").fetchone()
        if present and present[0] >= lots:
            return
        with connection.transaction():
            connection.execute("DELETE FROM lots")
            connection.execute("DELETE FROM memberships")
            connection.execute("UPDATE users SET acting_for_id = NULL")
            connection.execute("DELETE FROM users")
            connection.execute("DELETE FROM organizations")
            connection.execute(PEOPLE)
            connection.execute(LOTS.replace("MANY", str(int(lots))).encode())
        connection.execute("VACUUM ANALYZE")
