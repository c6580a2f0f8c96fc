"""What may be said when a plot is walked or drawn: its corners or a file of them, and what is stated of the land."""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Optional

from marketplace import wording
from marketplace.domain.plots.checks import Fault, FaultCode, has_errors
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import PlotSource, Tenure
from marketplace.domain.plots.repairs import Repair
from marketplace.domain.plots.shapes import Shape
from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import CountField, NumberField
from marketplace.forms.texts import short_text
from marketplace.forms.typed_outlines import UnreadableLineError, read_typed, write_typed
from marketplace.geodata.features import Reading
from marketplace.geodata.judging import judge_plot
from marketplace.geodata.reading import read_features
from marketplace.geodata.repairing import offers

FROM_PHONES = (PlotSource.WALKED, PlotSource.DRAWN, PlotSource.IMPORTED)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an outline came to: a shape where one can be seen, what is wrong with it, and how it may be mended."""

    shape: Shape | None = None
    faults: tuple[Fault, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it can be recorded."""
        return self.shape is not None and not has_errors(self.faults)


class OutlineForm(SeenForm):
    """The outline of a plot; what a file says counts before what was typed.

    `over` is the version over which a changed plot is drawn all the same, `repair` the mending that was chosen.
    """

    shape = TextAreaField(_("Corners, one on each line: latitude, longitude"))
    file = FileField(_("Or a file of the outline"))
    source = HiddenField(default=PlotSource.DRAWN.value)
    accuracy_metres = HiddenField()
    over = HiddenField()
    repair = HiddenField()
    look = HiddenField()

    @property
    def seen(self) -> int:
        """The version of the plot that the sender knew: the later one where it was shown and drawn over knowingly."""
        if self.over.data and self.over.data.isascii() and self.over.data.isdigit():
            return int(self.over.data)
        return super().seen

    @property
    def origin(self) -> PlotSource:
        """How the outline became known."""
        known = {each.value for each in FROM_PHONES}
        return PlotSource(self.source.data) if self.source.data in known else PlotSource.DRAWN

    @property
    def accuracy(self) -> Decimal | None:
        """How exact the receiver was, in metres, if the page said."""
        said = self.accuracy_metres.data or ""
        return Decimal(said) if said.isascii() and said.isdigit() and 0 < int(said) <= 1000 else None  # noqa: PLR2004 - the rule's own limit

    def drawn(self) -> Drawn:
        """Read the outline from the file or from what was typed; what cannot be read is said beside its field."""
        reading = self._reading()
        self._tell(reading)
        if len(reading.features) != 1:
            return Drawn(faults=tuple(reading.faults))
        feature = reading.features[0]
        judged = judge_plot(feature)
        faults = (*reading.faults, *judged.faults)
        repairs = tuple(offers(feature)) if has_errors(judged.faults) else ()
        chosen = next((each for each in repairs if each.code == self.repair.data), None)
        found = Drawn(chosen.shape) if chosen else Drawn(_only(judged.shapes), faults, repairs)
        if found.shape and (chosen or self.file.data):
            self.shape.data = write_typed(found.shape)
        return found

    def _reading(self) -> Reading:
        if self.file.data:
            self.source.data = PlotSource.IMPORTED.value
            return read_features(self.file.data.filename or "", self.file.data.read())
        try:
            return read_typed(self.shape.data or "")
        except UnreadableLineError as error:
            words = gettext(
                "Line %(number)s is not a latitude and a longitude. Right would be: -8.123456, -76.123456.",
                number=error.number,
            )
            self.shape.errors = [*self.shape.errors, words]
            return Reading()

    def _tell(self, reading: Reading) -> None:
        field = self.file if self.file.data else self.shape
        if len(reading.features) > 1:
            words = gettext(
                "This file has %(count)s plots. Only one is drawn here; bring many in with the register's import.",
                count=len(reading.features),
            )
            field.errors = [*field.errors, words]
        elif not reading.features and not field.errors and not reading.faults:
            field.errors = [gettext("Please walk or draw the plot, or give its corners.")]
        if not reading.features:
            field.errors = [*field.errors, *(wording.say(each.reason) for each in reading.faults if each.is_error)]


class NewPlotForm(OutlineForm):
    """A new plot: its outline, and the little that is asked on the spot; the rest can follow at a desk."""

    name = short_text(_("Name of the plot"), longest=80)
    declared_area = NumberField(_("Area as the farmer states it"), [Optional()], places=4)
    planted_year = CountField(_("Planted in"), [Optional()])
    tenure = SelectField(_("Right of use"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the rights of use in the reader's language."""
        super().__init__(*args, **kwargs)
        self.tenure.choices = list(wording.labels("Tenure").items())
        if not self.tenure.data:
            self.tenure.data = Tenure.UNSTATED.value

    def terms(self, shape: Shape) -> PlotTerms:
        """Say what is stated of the plot."""
        return PlotTerms(
            name=self.name.data,
            declared_area=self.declared_area.data,
            planted_year=self.planted_year.count,
            tenure=Tenure(self.tenure.data or Tenure.UNSTATED),
            shape=shape,
            source=self.origin,
            accuracy_metres=self.accuracy,
        )


def _only(shapes: tuple[Shape, ...]) -> Shape | None:
    return shapes[0] if len(shapes) == 1 else None


__all__ = ["Drawn", "FaultCode", "NewPlotForm", "OutlineForm"]
