"""The interface itself over HTTP: who asks, was this asked before, is it well formed; then it is done, and answered."""

import json
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from stripe_standin.answers import ApiError, Json
from stripe_standin.calls import CALLS, Call
from stripe_standin.faults import How
from stripe_standin.forms import check, nested
from stripe_standin.listing import expanded
from stripe_standin.standin import Standin
from stripe_standin.store import API_VERSION, HERE

KEYS_LAST = 24 * 60 * 60
"""Seconds after which a key is forgotten, as Stripe forgets it: the same key then does the same again."""
REMEMBERED = 2_000
"""How many requests the log holds."""


class CutError(Exception):
    """The connection is to be cut without an answer."""


def interface() -> Blueprint:
    """Return the rooms of the interface."""
    blueprint = Blueprint("interface", __name__)
    for call in CALLS:
        name = f"{call.method}{call.path}".replace(".", "-")
        blueprint.add_url_rule(call.path, name, _answering(call), methods=[call.method])
    return blueprint


def _answering(call: Call) -> Callable[..., Response]:
    def answer(id: str = "") -> Response:  # noqa: A002 - the name that Stripe's own addresses give it
        standin: Standin = current_app.extensions["standin"]
        try:
            status, body, is_replayed = _meet(standin, call, object_id=id)
        except ApiError as error:
            status, body, is_replayed = error.status, error.body, False
        return _response(standin, status, body=body, is_replayed=is_replayed)

    return answer


def _meet(standin: Standin, call: Call, *, object_id: str) -> tuple[int, Json, bool]:
    """Do the call, unless something is to go wrong."""
    _check_key(standin)
    pairs = [*request.args.items(multi=True), *request.form.items(multi=True)]
    raw = nested(pairs)
    _remember(standin, call, raw=raw)
    how = standin.faults.next_for(request.path)
    if how is not None and not how.is_after:
        raise _fault(how)
    params = check(raw, call.shape)
    done = _do_once(standin, call, params=params, object_id=object_id)
    if how is not None:
        raise _fault(how)
    return done


def _do_once(standin: Standin, call: Call, *, params: Json, object_id: str) -> tuple[int, Json, bool]:
    """Do what is asked; the same key with the same content is answered as before, with another content refused."""
    key = request.headers.get("Idempotency-Key", "") if call.method == "POST" else ""
    content = sha256(json.dumps([request.path, params], sort_keys=True).encode()).hexdigest()
    with standin.alone() as store:
        past = store.answered.get(key)
        past = past if past and past["at"] > store.now() - KEYS_LAST else None
        if past and past["content"] != content:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            )
            raise ApiError(message, kind="idempotency_error")
        if past:
            return past["status"], past["body"], True
        try:
            status, body = 200, expanded(store, call.work(store, params, object_id), paths=params.get("expand", []))
        except ApiError as error:
            status, body = error.status, error.body
        if key:
            store.answered[key] = {"content": content, "status": status, "body": body, "at": store.now()}
        return status, body, False


def _check_key(standin: Standin) -> None:
    given = request.authorization
    token = (given.token or given.username or "") if given else ""
    if token != standin.key:
        raise ApiError("Invalid API Key provided", status=401)


def _remember(standin: Standin, call: Call, *, raw: Json) -> None:
    key = request.headers.get("Idempotency-Key")
    version = request.headers.get("Stripe-Version")
    told = {"method": call.method, "path": request.path, "call": call.path, "params": raw, "key": key}
    standin.requests.append({**told, "version": version})
    del standin.requests[:-REMEMBERED]


def _fault(how: How) -> Exception:
    if how in {How.CUT_BEFORE, How.CUT_AFTER}:
        return CutError()
    if how is How.BUSY:
        message = "There is currently another in-progress request using this Idempotent Key."
        return ApiError(message, status=409, kind="idempotency_error", code="idempotency_key_in_use")
    if how is How.TOO_MANY:
        return ApiError("Too many requests.", status=429, code="rate_limit")
    return ApiError("An unknown error occurred", status=500, kind="api_error")


def _response(standin: Standin, status: int, *, body: Json, is_replayed: bool) -> Response:
    text = json.dumps(body, indent=2).replace(HERE, standin.base or request.host_url.rstrip("/"))
    response = Response(text, status, content_type="application/json")
    response.headers["Stripe-Version"] = request.headers.get("Stripe-Version") or API_VERSION
    response.headers["Request-Id"] = f"req_{len(standin.requests)}"
    if request.headers.get("Idempotency-Key"):
        response.headers["Idempotency-Key"] = request.headers["Idempotency-Key"]
    if is_replayed:
        response.headers["Idempotent-Replayed"] = "true"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.CONFLICT:
        response.headers["Stripe-Should-Retry"] = "false"
    return response


def unknown_address(error: Exception) -> Response | tuple[str, int]:
    """Say in Stripe's form that there is no such address; pages say it in their own."""
    status = error.code or 500 if isinstance(error, HTTPException) else 500
    if not request.path.startswith("/v1/"):
        return str(error), status
    standin: Standin = current_app.extensions["standin"]
    _remember_unknown(standin)
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    return _response(standin, status, body=ApiError(message).body, is_replayed=False)


def _remember_unknown(standin: Standin) -> None:
    standin.requests.append({"method": request.method, "path": request.path, "call": None, "params": {}, "key": None})
