"""Answering with lists, page by page, and with objects laid beside one another where the caller asks for it."""

from collections.abc import Iterable
from copy import deepcopy

from stripe_standin.answers import Json
from stripe_standin.store import Store

USUAL, MOST = 10, 100
COMPARED = {
    "gt": lambda value, limit: value > limit,
    "gte": lambda value, limit: value >= limit,
    "lt": lambda value, limit: value < limit,
    "lte": lambda value, limit: value <= limit,
}
NOT_FACTS = frozenset({"expand", "limit", "starting_after", "ending_before", "created"})


def page(found: Iterable[Json], params: Json, *, url: str) -> Json:
    """Return one page of what was found, the newest first."""
    facts = {name: value for name, value in params.items() if name not in NOT_FACTS}
    wanted = [each for each in found if all(each.get(name) == value for name, value in facts.items())]
    wanted = [each for each in wanted if _is_within(each, params.get("created", {}))]
    limit = min(max(params.get("limit", USUAL), 1), MOST)
    ids = [each["id"] for each in wanted]
    if params.get("ending_before") in ids:
        end = ids.index(params["ending_before"])
        start = max(0, end - limit)
        return {"object": "list", "url": url, "data": wanted[start:end], "has_more": start > 0}
    start = ids.index(params["starting_after"]) + 1 if params.get("starting_after") in ids else 0
    data = wanted[start : start + limit]
    return {"object": "list", "url": url, "data": data, "has_more": start + limit < len(wanted)}


def expanded(store: Store, body: Json, *, paths: Iterable[str]) -> Json:
    """Return a copy of the answer with the named objects in place of their ids."""
    whole = deepcopy(body)
    for path in paths:
        _expand(store, whole, path.split("."))
    return whole


def _expand(store: Store, within: Json, path: list[str]) -> None:
    name, *rest = path
    value = within.get(name)
    if isinstance(value, str) and value in store.objects:
        value = within[name] = deepcopy(store.objects[value])
    for each in value if isinstance(value, list) else [value]:
        if rest and isinstance(each, dict):
            _expand(store, each, rest)


def _is_within(each: Json, limits: Json) -> bool:
    return all(COMPARED[name](each["created"], limit) for name, limit in limits.items())
