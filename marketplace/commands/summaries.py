"""A round as plain text for a terminal: what it is worth, who sells to whom, and why the rest stayed unmatched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace import wording
from marketplace.queries.rounds.misses import MissLine
from marketplace.queries.rounds.pictures import PlanPictures, PriceLimits, pictures_of
from marketplace.queries.rounds.plans import PlanLine, PlanView
from marketplace.queries.rounds.showing import RoundPage
from marketplace.web import formats

GAP = "  "
FIT_OF = 100


def summary(page: RoundPage, plan: PlanView | None) -> str:
    """Write a round down; `plan` is None while there is nothing to show."""
    status = wording.label(page.plan_status, "plan_status") if page.plan_status else ""
    states = ", ".join(each for each in (wording.label(page.state), status) if each)
    head = [_("Round %(number)s, %(title)s: %(state)s", number=page.id, title=page.title, state=states)]
    if page.failure:
        head.append(GAP + wording.say(page.failure))
    return "\n".join([*head, *(_body(page, plan) if plan else ())])


def _body(page: RoundPage, plan: PlanView) -> Iterator[str]:
    yield from _worth(page)
    yield from _volumes(plan)
    limits = PriceLimits(page.ceilings, page.bids_asked)
    pictures = pictures_of(plan.lines, limits, contract_cost=page.policy.contract_cost)
    yield from _parts(pictures)
    yield from _margins(page)
    yield ""
    yield from _table(plan.lines)
    yield from _misses(_("Demands that stayed unmatched"), plan.demand_misses)
    yield from _misses(_("Bids that were not served"), plan.bid_misses)
    yield from _misses(_("Lots that are not sold out"), plan.lot_misses)


def _worth(page: RoundPage) -> Iterator[str]:
    if page.worth:
        yield GAP + _(
            "Value %(value)s; no plan exceeds %(bound)s; gap %(gap)s (%(percent)s)",
            value=formats.money(page.worth.value, "USD", places=2),
            bound=formats.money(page.worth.bound, "USD", places=2),
            gap=formats.money(page.worth.gap, "USD", places=2),
            percent=formats.percent(page.worth.gap_percent, 2),
        )


def _volumes(plan: PlanView) -> Iterator[str]:
    sums = plan.totals
    lines = ngettext("%(num)s allocation", "%(num)s allocations", sums.allocations)
    yield GAP + _(
        "%(lines)s: %(volume)s in %(bags)s, %(groups)s groups to %(makers)s makers, %(share)s from women-led groups",
        lines=lines,
        volume=formats.mass(sums.volume, "t"),
        bags=formats.bags(sums.bags),
        groups=sums.groups,
        makers=sums.makers,
        share=formats.percent(sums.women_led_percent, 1),
    )


def _parts(pictures: PlanPictures) -> Iterator[str]:
    """Say where the value comes from, and what shares a container."""
    if pictures.waterfall:
        parts = {name: formats.money(amount, "USD", places=0) for name, amount in asdict(pictures.waterfall).items()}
        yield GAP + _(
            "Makers would pay %(ceiling)s at most; less freight %(freight)s, asked %(asked)s, misfit %(misfit)s, "
            "contracts %(contracts)s: %(value)s",
            **parts,
        )
    for lane in pictures.lanes:
        count = ngettext("%(num)s container", "%(num)s containers", lane.containers)
        way = f"{lane.origin} → {lane.destination}: {formats.mass(lane.volume, 't')}"
        yield f"{GAP}{GAP}{way}, {count}, {formats.percent(lane.filled, 0)}, {', '.join(lane.makers)}"


def _margins(page: RoundPage) -> Iterator[str]:
    """Say what each rule of the policy costs at the margin, and which rules clash."""
    for each in page.findings.rules:
        cost = formats.money(each.value, "USD", places=0)
        per = wording.label(each.per, "per")
        yield GAP + _("%(rule)s: %(cost)s %(per)s at the margin", rule=wording.rule_name(each.key), cost=cost, per=per)
    for give in page.findings.clash:
        missing = f"{formats.number(give.missing)} {give.per}"
        yield GAP + _("%(rule)s: by %(missing)s", rule=wording.rule_name(give.rule), missing=missing)


def _table(lines: Sequence[PlanLine]) -> Iterator[str]:
    head = (_("Lot"), _("Demand"), _("Maker"), _("Bags"), "kg", _("Fit"), "USD/t", _("Landed"), _("Value"))
    rows = [_row(line) for line in lines]
    if rows:
        yield from _aligned([head, *rows], words=3)


def _row(line: PlanLine) -> tuple[str, ...]:
    return (
        line.lot_code,
        line.demand_code,
        line.maker,
        formats.number(line.bags),
        formats.number(line.volume.kilograms),
        formats.percent(line.fit * FIT_OF, 0),
        formats.number(line.price.amount),
        formats.number(line.landed),
        formats.number(line.value, 2),
    )


def _aligned(rows: Sequence[tuple[str, ...]], *, words: int) -> Iterator[str]:
    """Set rows in columns: the first `words` ones to the left, numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if at < words else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield GAP + GAP.join(cells).rstrip()


def _misses(title: str, misses: Iterable[MissLine]) -> Iterator[str]:
    rows = [(miss.code, " ".join([wording.say(miss.reason), *map(wording.say_win, miss.wins)])) for miss in misses]
    if rows:
        yield f"\n{GAP}{title}"
        yield from _aligned(rows, words=2)
