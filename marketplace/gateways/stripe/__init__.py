"""The payment provider, Stripe, behind our own words; the library is only loaded when the provider is asked.

It speaks HTTP to whatever `STRIPE_API_BASE` names: Stripe itself, or the stand-in of development and tests. Every call
raises `ProviderDownError` when nobody knows whether it was done, to be repeated with the same key, and
`ProviderRefusedError` when the provider says no. No call may be made while a row is locked.
"""

from marketplace.gateways.stripe.balance import list_movements
from marketplace.gateways.stripe.disputes import read_dispute
from marketplace.gateways.stripe.errors import ForgedNewsError, ProviderDownError, ProviderRefusedError
from marketplace.gateways.stripe.news import Topic, read_news, topic_of
from marketplace.gateways.stripe.pages import close_page, open_page
from marketplace.gateways.stripe.payments import read_payment
from marketplace.gateways.stripe.refunds import read_refund, refund

__all__ = [
    "ForgedNewsError",
    "ProviderDownError",
    "ProviderRefusedError",
    "Topic",
    "close_page",
    "list_movements",
    "open_page",
    "read_dispute",
    "read_news",
    "read_payment",
    "read_refund",
    "refund",
    "topic_of",
]
