"""What every form shares: protection against forgery, one key per page load, and reasons beside their fields."""

import secrets
from collections.abc import Iterable
from typing import Self

from flask import g
from flask_wtf import FlaskForm
from wtforms import HiddenField

from marketplace import wording
from marketplace.domain.errors import Reason, Refused, Stale


def submission_key() -> str:
    """Make the key by which a form is recognised when it is sent twice."""
    return secrets.token_urlsafe(18)


def acting_for() -> str:
    """Say for which organization the page is made, so that another tab cannot change it under the form."""
    face = g.get("face")
    return str(face.viewer.organization_id or "") if face else ""


class BaseForm(FlaskForm):
    """A form of the market; `faults` are sentences that belong to no single field."""

    idempotency_key = HiddenField(default=submission_key)
    acting_for = HiddenField(default=acting_for)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Start without faults."""
        super().__init__(*args, **kwargs)
        self.faults: list[str] = []

    def take(self, refused: Refused | Iterable[Reason]) -> None:
        """Put each reason of a refusal beside its field, or at the head of the form."""
        for each in refused.reasons if isinstance(refused, Refused) else refused:
            field = self._fields.get(each.field or "")
            sentence = wording.say(each)
            if field is None:
                self.faults.append(sentence)
            else:
                field.errors = [*field.errors, sentence]

    def apart(self, place: str) -> Self:
        """Give the fields ids of their own, for a page that holds several forms of this kind."""
        for field in self:
            field.id = f"{field.id}-{place}"
        return self

    @property
    def has_faults(self) -> bool:
        """Whether anything must be mended."""
        return bool(self.faults or self.errors)


class SeenForm(BaseForm):
    """A form about a row as it was when the page was opened."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version of the row that the sender looked at; raises `Stale` when it is missing."""
        text = self.version.data or ""
        if not (text.isascii() and text.isdigit()):
            raise Stale("row.changed_meanwhile")
        return int(text)


class BareForm(BaseForm):
    """A form of one button."""
