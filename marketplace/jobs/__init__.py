"""What happens later: jobs run by the workers, each thin, each calling a service."""

from procrastinate import Blueprint

ROOMS: dict[str, Blueprint] = {}
