"""Takes the lines of a file into a register: all of them or none, in few statements however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import PlotId
from marketplace.domain.plots.lines import RegisterLine
from marketplace.domain.plots.matching import match_lines
from marketplace.domain.privacy.consents import Saying
from marketplace.domain.viewers import Viewer
from marketplace.models.rows.record.events import record_event
from marketplace.models.traces.bulk import Writer, known_register
from marketplace.models.traces.evidence import settle_evidence_fed_by
from marketplace.models.traces.register import lock_group, settle_register
from marketplace.services.plots.bringing import Bringing
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: how many farmers and plots were added and changed."""

    farmers_added: int
    farmers_changed: int
    plots_added: int
    plots_changed: int


@use_case
def import_register(
    lines: Sequence[RegisterLine],
    *,
    by: Viewer,
    now: datetime,
    sayings: Sequence[Saying] = (),
    is_fictional: bool = False,
) -> Taken:
    """Take lines into the register of the viewer's group; raises `Refused` with every fault (fact `row`), if any.

    What is the same as in the register already is left alone. To each new farmer the `sayings` are written down.
    """
    group = lock_group(by)
    refuse_if_any(replace(each, facts={**each.facts, "row": line.number}) for line in lines for each in line.faults)
    intended = match_lines(lines, known_register(group.id), today=day_in_lima(now))
    refuse_if_any(intended.faults)
    if not intended.is_nothing:
        bringing = Bringing(intended, Writer(group.id, by, now), is_fictional=is_fictional)
        bringing.write_farmers(sayings)
        bringing.write_plots()
        record_event(group, EventKind.ORGANIZATION_REGISTER_IMPORTED, by=by, now=now, **intended.counts)
        settle_register(group, by=by, now=now)
        settle_evidence_fed_by(plots=[PlotId(key) for key in intended.plots if key > 0], by=by, now=now)
    return Taken(**intended.counts)
