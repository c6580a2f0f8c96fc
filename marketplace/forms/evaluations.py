"""What panels and laboratories report, as a group types it in: every field bears the name of its attribute."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.evaluations import PanelEvaluation, TastedProduct
from marketplace.domain.flavours import ATTRIBUTES, AXES, GROUPS, HIGHEST, OFF_FLAVOURS, OFF_TOTAL, QUALITY_SCORES
from marketplace.domain.laboratory import UNITS, Analyte, LabResult
from marketplace.domain.physical import CUT_CLASSES, DEFECTS, PhysicalAnalysis
from marketplace.forms.base import BaseForm
from marketplace.forms.messages import ACCEPTED
from marketplace.forms.numbers import REQUIRED, Between, CountField, NumberField
from marketplace.forms.texts import long_text, short_text
from marketplace.wordings import LABELS

NEEDED = [InputRequired(REQUIRED)]
MAY_BE_EMPTY = [Optional()]
MOST_PEOPLE = 1_000
MOST_BEANS = 10_000


class PanelForm(BaseForm):
    """A trained panel's result: totals are required, parts and spreads are not.

    Beside the named fields there is one field for each attribute, `sd_…` for the spread of each axis, and
    `quality_…` for each companion score.
    """

    product = SelectField(_("What was tasted"), NEEDED, default=TastedProduct.CACAO_MASS.value)
    protocol = short_text(_("Protocol"), *NEEDED, default="CoEx Guide 2023")
    laboratory = short_text(_("Panel or laboratory"))
    evaluated_on = DateField(_("Tasted on"), NEEDED)
    panel_size = CountField(_("Panellists"), [*NEEDED, Between(1, MOST_PEOPLE)])
    replicates = CountField(_("Tastings per panellist"), [*NEEDED, Between(1, 100)], default=Decimal(3))
    global_quality = NumberField(_("Global quality"), NEEDED, scale=HIGHEST)
    off_other_note = short_text(_("What the other off-flavour was"))
    comment = long_text(_("The panel's word to the producer"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.product.choices = list(wording.labels("TastedProduct").items())

    def terms(self) -> PanelEvaluation:
        """Say what the panel found."""
        return PanelEvaluation(
            product=TastedProduct(self.product.data),
            protocol=self.protocol.data or "",
            laboratory=self.laboratory.data,
            panel_size=self.panel_size.count or 0,
            replicates=self.replicates.count or 0,
            evaluated_on=cast("date", self.evaluated_on.data),
            means=self._numbers("", ATTRIBUTES),
            global_quality=self.global_quality.data,
            deviations=self._numbers("sd_", (*AXES, OFF_TOTAL)),
            quality=self._numbers("quality_", QUALITY_SCORES),
            comment=self.comment.data,
            off_other_note=self.off_other_note.data,
        )

    def _numbers(self, prefix: str, names: tuple[str, ...]) -> dict[str, Decimal]:
        typed = {name: self[f"{prefix}{name}"].data for name in names}
        return {name: value for name, value in typed.items() if value is not None}

    def tree(self) -> list[tuple[Any, Any, list[Any]]]:
        """List the fields of the form's tree: each total, its spread, and its parts."""
        return [(self[axis], self[f"sd_{axis}"], [self[part] for part in GROUPS.get(axis, ())]) for axis in AXES]

    def off_fields(self) -> list[Any]:
        """List the fields of the single off-flavours."""
        return [self[name] for name in OFF_FLAVOURS]

    def quality_fields(self) -> list[Any]:
        """List the fields of the companion scores."""
        return [self[f"quality_{name}"] for name in QUALITY_SCORES]


for _name in ATTRIBUTES:
    _checks = NEEDED if _name in (*AXES, OFF_TOTAL) else MAY_BE_EMPTY
    setattr(PanelForm, _name, NumberField(LABELS["flavour"][_name], _checks, scale=HIGHEST))
for _name in (*AXES, OFF_TOTAL):
    setattr(PanelForm, f"sd_{_name}", NumberField(_("Spread"), [*MAY_BE_EMPTY, Between(0, 10)]))
for _name in QUALITY_SCORES:
    setattr(PanelForm, f"quality_{_name}", NumberField(LABELS["quality"][_name], MAY_BE_EMPTY, scale=HIGHEST))


class AnalysisForm(BaseForm):
    """A physical analysis; beside the named fields there is one for each class of the cut test and each defect."""

    analysed_on = DateField(_("Analysed on"), NEEDED)
    laboratory = short_text(_("Laboratory, or who did it"))
    moisture = NumberField(_("Moisture"), NEEDED)
    bean_count = CountField(_("Beans in 100 g"), MAY_BE_EMPTY)
    beans_cut = CountField(_("Beans cut"), [*NEEDED, Between(1, MOST_BEANS)], default=Decimal(300))

    def terms(self) -> PhysicalAnalysis:
        """Say what the analysis found."""
        return PhysicalAnalysis(
            analysed_on=cast("date", self.analysed_on.data),
            laboratory=self.laboratory.data,
            moisture=self.moisture.data or Decimal(0),
            bean_count=self.bean_count.count,
            beans_cut=self.beans_cut.count or 0,
            cut_test={name: self[name].data for name in CUT_CLASSES if self[name].data is not None},
            defects={name: self[name].data for name in DEFECTS if self[name].data is not None},
        )

    def cut_fields(self) -> list[Any]:
        """List the fields of the cut test."""
        return [self[name] for name in CUT_CLASSES]

    def defect_fields(self) -> list[Any]:
        """List the fields of defects by mass."""
        return [self[name] for name in DEFECTS]


for _name in CUT_CLASSES:
    setattr(AnalysisForm, _name, NumberField(LABELS["cut_class"][_name], NEEDED))
for _name in DEFECTS:
    setattr(AnalysisForm, _name, NumberField(LABELS["defect"][_name], MAY_BE_EMPTY))


class LabForm(BaseForm):
    """One measured substance; its unit follows from the substance."""

    analyte = SelectField(_("Substance"), NEEDED, default=Analyte.CADMIUM.value)
    value = NumberField(_("Value"), [*NEEDED, Between(0, 1_000_000)], places=4)
    method = short_text(_("Method"))
    laboratory = short_text(_("Laboratory"))
    samples = CountField(_("Samples in this mean"), [*MAY_BE_EMPTY, Between(1, MOST_PEOPLE)])
    sampled_on = DateField(_("Sampled on"), NEEDED)
    report = FileField(_("The laboratory's report as a file"), render_kw={"accept": ACCEPTED})

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language, each with its unit."""
        super().__init__(*args, **kwargs)
        self.analyte.choices = [(each.value, f"{wording.label(each)} ({UNITS[each]})") for each in Analyte]

    def terms(self) -> LabResult:
        """Say what was measured."""
        analyte = Analyte(self.analyte.data)
        return LabResult(
            analyte=analyte,
            value=self.value.data or Decimal(0),
            unit=UNITS[analyte],
            method=self.method.data,
            laboratory=self.laboratory.data,
            samples=self.samples.count,
            sampled_on=cast("date", self.sampled_on.data),
        )
