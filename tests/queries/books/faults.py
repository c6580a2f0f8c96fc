"""Faults that no bug could make: the database's own guards are off while they are planted."""

from sqlalchemy import text

from marketplace.models.base import db
from tests.market import Market


def plant(market: Market, *statements: str) -> None:
    """Change rows with all triggers and constraints of other tables asleep."""

    def work() -> None:
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        for each in statements:
            db.session.execute(text(each))
        db.session.commit()

    market.do(work)
