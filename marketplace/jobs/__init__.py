"""What happens later: jobs run by the workers, each thin, each calling a service."""

from procrastinate import Blueprint

from marketplace.jobs import photos

ROOMS: dict[str, Blueprint] = {
    "photos": photos.tasks,
}
