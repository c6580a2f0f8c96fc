"""A market that signs passports, and lots that have one."""

from dataclasses import replace

from flask import Flask

from marketplace.domain.ids import LotId
from marketplace.services.passports import issue_passport
from tests.market import NOW, Market

SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
"""The first private key of RFC 8032, section 7.1."""
PUBLIC = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def let_sign(app: Flask, secret: str = SECRET) -> None:
    """Give a market a key."""
    app.extensions["mazorca"] = replace(app.extensions["mazorca"], passport_key=secret)


def a_passport(market: Market, lot_id: int) -> str:
    """Issue the passport of a public lot; return the lot's code."""
    let_sign(market.app)
    market.do(issue_passport, LotId(lot_id), now=NOW)
    return market.code_of_lot(lot_id)
