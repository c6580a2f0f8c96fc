"""The frame clause: for how many years, how many bags in which quarter, and what becomes of those nobody calls."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.domain.contracts.frames import Uncalled
from marketplace.domain.contracts.terms import ContractTerms


def frame_sentences(terms: ContractTerms) -> Iterator[str]:
    """Say how the bags of a frame contract are called off."""
    frame = terms.frame
    if frame is None:
        return
    yield str(ngettext("It is a frame for %(num)s year.", "It is a frame for %(num)s years.", frame.years))
    for plan in frame.quarters:
        yield _(
            "In %(quarter)s the buyer calls %(least)s to %(most)s bags.",
            quarter=str(plan.quarter),
            least=plan.least,
            most=plan.most,
        )
    yield _("Bags are called at the latest %(days)s days before the quarter ends.", days=frame.notice_days)
    if frame.uncalled is Uncalled.CARRY:
        yield _("If nobody calls in a quarter, its least is added to the next one.")
    else:
        yield _("If nobody calls in a quarter, its least goes back to the lot.")
    yield _("What is left after the last quarter goes back to the lot.")
