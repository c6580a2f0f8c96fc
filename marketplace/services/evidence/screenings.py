"""Taking in what satellites say of plots: all of a file that can be taken, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.evidence.screening import Dataset, Screened, day_faults
from marketplace.domain.ids import OrganizationId
from marketplace.domain.viewers import Viewer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.bulk import Writer, record_changes
from marketplace.models.traces.evidence import settle_evidence_fed_by
from marketplace.models.traces.screening import Skipped, settle_screening, sort_results, write_screening
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: results that were news, those known already, and rows of no plot as it is drawn now."""

    fresh: int
    known: int
    skipped: tuple[Skipped, ...]


@use_case
def take_screenings(results: Sequence[Screened], dataset: Dataset, *, by: Viewer, now: datetime) -> Taken:
    """Write down the results of a screening; the same ones again change nothing."""
    check_may(by, Act.SCREEN_PLOTS)
    today = day_in_lima(now)
    refuse_if_any(day_faults(dataset.on, today))
    found = sort_results(results, dataset, by=by, today=today, is_lock=True)
    for plot, result, of in found.fresh:
        write_screening(plot, result, dataset=of, by=by, now=now)
    plots = list(dict.fromkeys(plot for plot, _result, _of in found.fresh))
    settle_screening(plots)
    _record(plots, by=by, now=now)
    if plots:
        settle_evidence_fed_by(plots=[plot.id for plot in plots], by=by, now=now)
    return Taken(len(found.fresh), found.known, tuple(found.skipped))


def _record(plots: Sequence[Plot], *, by: Viewer, now: datetime) -> None:
    """Record one event for each plot of which something was said, group by group."""
    groups: dict[OrganizationId, dict[Plot, tuple[EventKind, dict[str, object]]]] = {}
    for plot in plots:
        said: dict[str, object] = {"risk": plot.risk and plot.risk.value, "dataset_on": str(plot.screened_on)}
        groups.setdefault(plot.organization_id, {})[plot] = (EventKind.PLOT_SCREENED, said)
    for organization_id, changes in groups.items():
        record_changes(changes, into=Writer(organization_id, by, now))
