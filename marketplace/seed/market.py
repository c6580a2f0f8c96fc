"""Puts the whole fictional market in place: figures, people, lots and demands, in the order of a real one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.viewers import Viewer
from marketplace.seed.deliveries import fill_lots
from marketplace.seed.demands import post_demand
from marketplace.seed.figures import set_figures
from marketplace.seed.lots import post_lot
from marketplace.seed.people import found, join_alliance, join_group, join_maker
from marketplace.seed.reading import read_world
from marketplace.seed.register import keep_register
from marketplace.seed.samples import send_samples
from marketplace.seed.screenings import screen_plots


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who in the fictional market, by the numbers of its file."""

    facilitator: Viewer
    second_facilitator: Viewer
    groups: dict[int, Viewer]
    makers: dict[int, Viewer]


def seed_market(now: datetime, say: Callable[[str], None] = lambda _: None) -> Cast:
    """Make the fictional market in an empty database; `say` hears how far it is."""
    world = read_world(now)
    facilitator = found(world)
    second = join_alliance(world, facilitator)
    set_figures(world, by=facilitator)
    say("alliance and figures")
    groups = {each["id"]: each for each in world.facts["producer_groups"]}
    owners = {number: join_group(each, world=world, judge=facilitator) for number, each in groups.items()}
    makers = {each["id"]: join_maker(each, world=world, judge=facilitator) for each in world.facts["chocolate_makers"]}
    say(f"{len(owners)} producer groups, {len(makers)} makers")
    registers = [keep_register(each, world=world, owner=owners[number]) for number, each in groups.items()]
    say(f"{sum(each.farmers_added for each in registers)} farmers, {sum(each.plots_added for each in registers)} plots")
    lots = [
        post_lot(lot, groups[lot["group_id"]], world=world, owner=owners[lot["group_id"]], judge=facilitator)
        for lot in world.facts["lots"]
    ]
    say(f"{len(lots)} lots")
    say(f"{fill_lots(world, lots, owners=owners)} deliveries")
    say(f"{screen_plots(world, owners=owners, judge=facilitator)} screenings")
    for demand in world.facts["demands"]:
        post_demand(demand, world=world, owner=makers[demand["maker_id"]])
    say(f"{len(world.facts['demands'])} demands")
    say(f"{send_samples(world, groups=owners, makers=makers)} samples")
    return Cast(facilitator, second, owners, makers)
