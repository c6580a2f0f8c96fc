"""The pages."""

from flask import Flask

from marketplace.config import Config
from marketplace.web import (
    accounts,
    addresses,
    allocations,
    amendments,
    batches,
    bids,
    books,
    call_offs,
    certificates,
    claims,
    contracts,
    deliveries,
    demands,
    errors,
    evidence,
    farmers,
    files,
    fixings,
    flavours,
    health,
    languages,
    lots,
    money_papers,
    notices,
    organizations,
    pages,
    passports,
    payments,
    payouts,
    privacy,
    references,
    reviews,
    rounds,
    samples,
    scenarios,
    security,
    sessions,
    settlements,
    shipments,
    submissions,
    tenders,
    threads,
    uploads,
    verification,
)
from marketplace.web.assets import register_assets
from marketplace.web.charts import register_charts
from marketplace.web.compression import register_compression
from marketplace.web.formats import register_formats
from marketplace.web.plots.drawing import blueprint as drawing
from marketplace.web.plots.show import blueprint as plots
from marketplace.web.sharing import register_sharing
from marketplace.web.styleguide import blueprint as styleguide

ROOMS = (
    accounts.blueprint,
    allocations.blueprint,
    amendments.blueprint,
    batches.blueprint,
    bids.blueprint,
    books.blueprint,
    call_offs.blueprint,
    certificates.blueprint,
    claims.blueprint,
    contracts.blueprint,
    deliveries.blueprint,
    demands.blueprint,
    drawing,
    evidence.blueprint,
    farmers.blueprint,
    farmers.imports,
    files.blueprint,
    fixings.blueprint,
    flavours.blueprint,
    health.blueprint,
    lots.blueprint,
    money_papers.blueprint,
    notices.blueprint,
    organizations.blueprint,
    pages.blueprint,
    plots,
    passports.blueprint,
    payments.blueprint,
    payouts.blueprint,
    privacy.blueprint,
    references.blueprint,
    reviews.blueprint,
    rounds.blueprint,
    samples.blueprint,
    scenarios.blueprint,
    settlements.blueprint,
    shipments.blueprint,
    tenders.blueprint,
    threads.blueprint,
    verification.blueprint,
)


def register_pages(app: Flask, config: Config) -> None:
    """Add all that a browser can see."""
    uploads.register_uploads(app)
    security.register_security(app, is_https=config.public_url.startswith("https:"), leads_to=config.pay_pages)
    security.trust_proxies(app, config.trusted_proxies)
    sessions.register_sessions(app)
    languages.register_languages(app)
    submissions.register_submissions(app)
    errors.register_errors(app)
    pages.register_context(app, is_fictional=config.is_demo)
    register_formats(app)
    register_sharing(app, config.public_url)
    threads.register_threads(app)
    files.register_sizes(app)
    register_assets(app)
    register_charts(app)
    register_compression(app)
    app.url_map.converters["int"] = addresses.RowNumber
    for blueprint in ROOMS:
        app.register_blueprint(blueprint)
    if config.has_debug_pages:
        app.register_blueprint(styleguide)
