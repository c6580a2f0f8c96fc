"""What happens later: jobs run by the workers, each thin, each calling a service."""

from procrastinate import Blueprint

from marketplace.jobs import accounts, allocations, photos, rounds

ROOMS: dict[str, Blueprint] = {
    "accounts": accounts.tasks,
    "allocations": allocations.tasks,
    "photos": photos.tasks,
    "rounds": rounds.tasks,
}
