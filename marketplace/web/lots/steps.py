"""The names of the steps in which a lot is stated, and which button was pressed."""

from flask import request
from flask_babel import gettext as _

LEAVE = "leave"
A_STEP = '<any("origin", "post-harvest", "volume", "price"):step>'
"""The part of an address that names a step, as `forms.lot_steps.STEPS` does."""


def step_names() -> list[str]:
    """Name the steps in the reader's language; the last two come once the lot is a draft."""
    return [_("Origin"), _("Post-harvest"), _("Volume"), _("Price"), _("Results"), _("Check and send")]


def is_leaving() -> bool:
    """Say whether the sender wants to save and go on later."""
    return request.form.get("do") == LEAVE
