"""Where the payment provider knocks: news is checked for its signature, kept once, and answered at once."""

from flask import Blueprint, abort, current_app, request

from marketplace import clock
from marketplace.gateways import stripe
from marketplace.services.news import take_news

blueprint = Blueprint("webhooks", __name__)
LARGEST = 256 * 1024
SIGNATURE = "Stripe-Signature"


@blueprint.post("/webhooks/stripe")
def hear() -> tuple[str, int]:
    """Keep the news; the same news twice is kept once, and what nobody signed is refused."""
    config, now = current_app.extensions["mazorca"], clock.now()
    if not config.stripe_webhook_secret:
        abort(404)
    if request.content_length is None or request.content_length > LARGEST:
        abort(413)
    try:
        news = stripe.read_news(config, request.get_data(), signature=request.headers.get(SIGNATURE, ""), now=now)
    except stripe.ForgedNewsError:
        return "", 400
    take_news(news, now=now)
    return "", 200
