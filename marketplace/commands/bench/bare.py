"""The opponent: a bare Flask app, one indexed query, 24 rows in a template, and nothing else."""

import os

from flask import Flask
from psycopg_pool import ConnectionPool

QUERY = """
SELECT code, province, district, bags, price_amount, global_quality
FROM lots WHERE is_listed ORDER BY published_at DESC, id DESC LIMIT 24
"""
PAGE = """<!doctype html><html lang="en"><head><title>Lots</title></head><body><h1>Lots</h1><table>
{% for lot in lots %}<tr><td><a href="/lots/{{ lot[0] }}">{{ lot[0] }}</a></td><td>{{ lot[1] }}</td><td>{{ lot[2] }}
</td><td>{{ lot[3] }}</td><td>{{ lot[4] }}</td><td>{{ lot[5] }}</td></tr>
{% endfor %}</table></body></html>"""

application = Flask(__name__)
TEMPLATE = application.jinja_env.from_string(PAGE)
_pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=4, max_size=4, open=False)


@application.get("/")
def list_lots() -> str:
    """Show 24 lots."""
    _pool.open()
    with _pool.connection() as connection:
        return TEMPLATE.render(lots=connection.execute(QUERY).fetchall())
