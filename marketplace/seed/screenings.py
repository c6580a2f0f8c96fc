"""What satellites are made to say of the fictional plots, so that lots stand where their file says.

What needs more information, or is of high risk, lies where no lot was filled from, but for what the file tells: three
plots of high risk in one lot, and a group all of whose plots feed its lots.
"""

from collections.abc import Sequence
from typing import Any

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.evidence.screening import (
    Dataset,
    Judgement,
    ProofKind,
    Risk,
    Screened,
    Verdict,
)
from marketplace.domain.viewers import Viewer
from marketplace.queries.evidence.screenings import list_asking, list_outlines
from marketplace.seed.reading import World
from marketplace.services.evidence.proofs import Proof, prove_plot, review_plot
from marketplace.services.evidence.screenings import take_screenings

RISKY = "HUC-PIN-PACH"
"""The group three of whose plots are of high risk and feed `PACH-26-01`."""
PROVEN = ("SAM-TOC-SACHA", "HUC-LPR-TULU")
"""Groups one plot of whose lots was cleared upon proof."""
WAITING = 2
"""Plots of a group whose lots are in progress whose proof waits for a facilitator."""
SEEN = "Guabas and bolainas older than twenty years shade the cacao; no stumps, no burnt ground."
WHY = "The visit and the age of the shade trees show that nothing was cleared after 2020."


def screen_plots(world: World, *, owners: dict[int, Viewer], judge: Viewer) -> int:
    """Bring the results of a screening of every group's drawn plots; say how many there are."""
    return sum(_screen(group, world=world, owner=owners[group["id"]], judge=judge) for group in _groups(world))


def _groups(world: World) -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = world.facts["producer_groups"]
    return found


def _screen(group: dict[str, Any], *, world: World, owner: Viewer, judge: Viewer) -> int:
    codes = [code for code, _shape in list_outlines(owner)]
    risks = _risks(group, len(codes), _fed(group, world))
    results = [_result(row, *each) for row, each in enumerate(zip(codes, risks, strict=True), 2)]
    dataset = Dataset(day_in_lima(world.days_ago(12)))
    take_screenings(results, dataset, by=owner, now=world.days_ago(12))
    _prove(group, world=world, owner=owner, judge=judge)
    return len(results)


def _result(row: int, code: str, risk: Risk) -> Screened:
    name, _, outline = code.partition("#")
    return Screened(row, name, risk, outline)


def _fed(group: dict[str, Any], world: World) -> int:
    """Count the plots, from the first on, that lots of the group were filled from."""
    return sum(lot["eudr"]["plots_in_lot"] for lot in world.facts["lots"] if lot["group_id"] == group["id"])


def _risks(group: dict[str, Any], plots: int, fed: int) -> list[Risk]:
    """Spread what the file counts over the plots: what is doubtful comes last, where no lot was filled from."""
    said = group["eudr"]
    risks = [Risk.LOW] * plots
    if fed < plots:
        highs = range(plots - said["whisp_high"], plots)
        opened = range(highs.start - said["whisp_more_info_needed"], highs.start)
    else:
        highs, opened = range(0), range(2, plots, max(1, plots // said["whisp_more_info_needed"]))
    if group["code"] == RISKY:
        highs = range(5, 5 + 15 * said["whisp_high"], 15)
    for place in opened:
        risks[place] = Risk.MORE_INFO_NEEDED
    for place in highs:
        risks[place] = Risk.HIGH
    if group["code"] in PROVEN:
        risks[1] = Risk.MORE_INFO_NEEDED
    return risks


def _prove(group: dict[str, Any], *, world: World, owner: Viewer, judge: Viewer) -> None:
    """Bring proof for some of what was left open, and let a facilitator clear the plots that feed a lot."""
    is_cleared, is_full = group["code"] in PROVEN, group["eudr"]["plots_mapped"] <= _fed(group, world)
    asking = sorted((each for each in list_asking(owner) if each.risk is not Risk.HIGH), key=lambda each: each.id)
    for each in asking[: 1 if is_cleared else WAITING if is_full else 0]:
        visit = Proof(ProofKind.VISIT, day_in_lima(world.days_ago(10)), SEEN)
        prove_plot(each.id, visit, by=owner, now=world.days_ago(10))
        if is_cleared:
            review_plot(each.id, Judgement(Verdict.CLEARED, WHY), seen=None, by=judge, now=world.days_ago(9))
