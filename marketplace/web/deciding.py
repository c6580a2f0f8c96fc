"""Deciding by a button, with words or without: what the pages of changes and of weights share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import flash
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.errors import Refused
from marketplace.forms.contracts import JudgementForm
from marketplace.forms.settlements import WeightAnswerForm
from marketplace.web.sessions import current_viewer


@dataclass(frozen=True, slots=True)
class Decisions:
    """The use cases behind the buttons of a page, by the names of their steps: those without words, those with."""

    bare: Mapping[str, Callable[..., None]]
    noted: Mapping[str, Callable[..., None]]


def is_decided(decisions: Decisions, step: str, *, subject: object, form: JudgementForm | WeightAnswerForm) -> bool:
    """Take the step; what is against it is put beside its field."""
    told = {"seen": form.seen, "by": current_viewer(), "now": clock.now()}
    try:
        if step in decisions.bare:
            decisions.bare[step](subject, **told)
        else:
            decisions.noted[step](subject, form.note.data or "", **told)
    except Refused as no:
        form.take(no)
        return False
    flash(_("Decided and recorded. Both sides can read it."), "success")
    return True
