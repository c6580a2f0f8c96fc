"""The pages of batches and of what lots are made of, and what they share."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.viewers import Viewer
from marketplace.queries.batches.lists import BatchSheet, get_batch
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("batches", __name__)
Answer = Response | str | tuple[str, int]


def check_may_tend() -> Viewer:
    """Return the viewer, if that person may tend batches of the own group."""
    viewer = current_viewer()
    check_may(viewer, Act.TEND_BATCH, Stake(viewer.organization_ids))
    return viewer


def own_batch(batch_id: int) -> BatchSheet:
    """Read a batch that the viewer may tend."""
    sheet = get_batch(current_viewer(), batch_id)
    check_may(current_viewer(), Act.TEND_BATCH, sheet.stake)
    return sheet


def back_to(batch_id: int) -> Response:
    """Lead back to the batch after something was done."""
    return redirect(url_for("batches.show", batch_id=batch_id), 303)
