"""Results in a CSV file: which columns make a panel's, an analysis's or a laboratory's result, and what is wrong."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from marketplace import wording
from marketplace.domain.errors import Reason
from marketplace.domain.evaluations import PanelEvaluation, evaluation_faults
from marketplace.domain.flavours import ATTRIBUTES, AXES, OFF_TOTAL, QUALITY_SCORES
from marketplace.domain.laboratory import Analyte, LabResult, lab_faults
from marketplace.domain.lots import LotTerms
from marketplace.domain.physical import CUT_CLASSES, DEFECTS, PhysicalAnalysis, analysis_faults
from marketplace.forms.base import BaseForm
from marketplace.forms.evaluations import AnalysisForm, LabForm, PanelForm
from marketplace.forms.sheets import SheetFault, SheetRow, read_pairs


@dataclass(frozen=True, slots=True)
class ResultColumns:
    """Which columns make one result.

    `fields`: column → field; `pairs`: column → how its fields begin and how they go on; `usual`: what is not said.
    """

    form: type[PanelForm | AnalysisForm | LabForm]
    fields: Mapping[str, str]
    pairs: Mapping[str, tuple[str, Collection[str]]]
    usual: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of this result."""
        return (*self.fields, *self.pairs)

    def column_of(self, field: str) -> str | None:
        """Name the column in which a field of the form stands."""
        single = next((column for column, own in self.fields.items() if own == field), None)
        return single or next(
            (name for name, (start, ends) in self.pairs.items() if field in _names(start, ends)), None
        )


PANEL = ResultColumns(
    PanelForm,
    {
        "panel_product": "product",
        "panel_protocol": "protocol",
        "panel_laboratory": "laboratory",
        "panel_date": "evaluated_on",
        "panel_size": "panel_size",
        "panel_replicates": "replicates",
        "global_quality": "global_quality",
        "panel_comment": "comment",
        "off_other_note": "off_other_note",
    },
    {
        "profile": ("", ATTRIBUTES),
        "spread": ("sd_", (*AXES, OFF_TOTAL)),
        "quality_scores": ("quality_", QUALITY_SCORES),
    },
    {"product": "cacao_mass", "protocol": "CoEx Guide 2023", "replicates": "3"},
)
ANALYSIS = ResultColumns(
    AnalysisForm,
    {
        "analysis_date": "analysed_on",
        "analysis_laboratory": "laboratory",
        "moisture": "moisture",
        "bean_count": "bean_count",
        "beans_cut": "beans_cut",
    },
    {"cut_test": ("", CUT_CLASSES), "defects": ("", DEFECTS)},
    {"beans_cut": "300", **dict.fromkeys(CUT_CLASSES, "0")},
)
CADMIUM = ResultColumns(
    LabForm,
    {
        "cadmium": "value",
        "cadmium_method": "method",
        "cadmium_laboratory": "laboratory",
        "cadmium_samples": "samples",
        "cadmium_date": "sampled_on",
    },
    {},
    {"analyte": Analyte.CADMIUM.value},
)
RESULTS = (PANEL, ANALYSIS, CADMIUM)


def read_result(row: SheetRow, columns: ResultColumns, *, faults: list[SheetFault]) -> Any:  # noqa: ANN401 - one of three
    """Read one result through its form, or None where the row says nothing of it; adds to `faults` what is wrong."""
    stated = {column: row.cells[column] for column in columns.columns if column in row.cells}
    if not stated:
        return None
    typed = {**columns.usual, **{field: stated[name] for name, field in columns.fields.items() if name in stated}}
    for name, (beginning, endings) in columns.pairs.items():
        pairs, unread = read_pairs(stated.get(name, ""))
        unread += [each for each in pairs if each not in endings]
        faults += [not_understood(row, name, part=each) for each in unread]
        typed |= {beginning + each: value for each, value in pairs.items()}
    form = columns.form(formdata=MultiDict(typed), meta={"csrf": False})
    if form.validate():
        return form.terms()
    faults += form_faults(row, form)
    return None


def form_faults(row: SheetRow, form: BaseForm) -> Iterator[SheetFault]:
    """Say what a form found wrong with a row."""
    yield from (SheetFault(sentence, row.number) for sentence in form.faults)
    for name, sentences in form.errors.items():
        for sentence in sentences if name else ():
            yield placed(row, str(name), sentence=str(sentence))


def result_faults(row: SheetRow, terms: LotTerms, *, results: Iterable[object], today: date) -> Iterator[SheetFault]:
    """Say what cannot be true in the results of a row."""
    window = {"harvest_start": terms.harvest_start, "harvest_end": terms.harvest_end}
    found: list[Reason] = []
    for result in results:
        if isinstance(result, PanelEvaluation):
            found += evaluation_faults(result, today=today, **window)
        elif isinstance(result, PhysicalAnalysis):
            found += analysis_faults(result, today=today)
        elif isinstance(result, LabResult):
            found += lab_faults(result, today=today)
    yield from (placed(row, each.field or "", sentence=wording.say(each)) for each in found)


def placed(row: SheetRow, field: str, *, sentence: str) -> SheetFault:
    """Say what is wrong at the column of a field, with the field's name where the column holds several."""
    for columns in RESULTS:
        column = columns.column_of(field)
        if column:
            return SheetFault(f"{field}: {sentence}" if column in columns.pairs else sentence, row.number, column)
    return SheetFault(sentence, row.number, field or None)


def not_understood(row: SheetRow, column: str, *, part: str) -> SheetFault:
    """Say that a part of a cell has no meaning there."""
    return SheetFault(str(_("%(part)s is not understood here.", part=part)), row.number, column)


def _names(beginning: str, endings: Collection[str]) -> set[str]:
    return {beginning + each for each in endings}
