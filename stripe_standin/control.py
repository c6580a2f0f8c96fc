"""Handles on the stand-in that Stripe does not have, for tests in other processes and for trying things out by hand."""

from dataclasses import asdict

from flask import Blueprint, Response, current_app, jsonify, request

from stripe_standin.answers import ApiError, Json
from stripe_standin.letters import Habits
from stripe_standin.standin import Standin

blueprint = Blueprint("control", __name__, url_prefix="/_standin")


@blueprint.post("/faults")
def add_faults() -> Response:
    """Let the next calls go wrong: how, times, path."""
    told = _told()
    _standin().fail_next(told["how"], times=int(told.get("times", 1)), path=told.get("path", ""))
    return _fine()


@blueprint.post("/letters")
def set_habits() -> Response:
    """Say how letters are delivered, and where to: delay, copies, is_shuffled, is_held, drop, endpoint."""
    told, post = _told(), _standin().post
    post.endpoint = told.pop("endpoint", post.endpoint)
    post.habits = Habits(**{**asdict(post.habits), **told})
    return jsonify({"endpoint": post.endpoint, **asdict(post.habits)})


@blueprint.post("/letters/deliver")
def deliver() -> Response:
    """Bring every letter that waits, held back or not."""
    return jsonify({"answers": _standin().post.deliver_now()})


@blueprint.post("/pay")
def pay() -> Response:
    """Pay a page by card: session, card."""
    told = _told()
    return jsonify({"outcome": _standin().pay(told["session"], card=told.get("card", "4242424242424242"))})


@blueprint.post("/debit")
def debit() -> Response:
    """Pay a page by bank debit: session."""
    return jsonify({"outcome": _standin().debit(_told()["session"])})


@blueprint.post("/settle")
def settle() -> Response:
    """Let a bank answer: id (of a page paid by debit, or of a refund), succeeds."""
    told = _told()
    _standin().settle(told["id"], succeeds=bool(told.get("succeeds", True)))
    return _fine()


@blueprint.post("/disputes")
def dispute() -> Response:
    """Let the payer's bank take money back: session, amount (all where it is left out)."""
    told = _told()
    amount = int(told["amount"]) if "amount" in told else None
    return jsonify({"dispute": _standin().dispute(told["session"], amount=amount)})


@blueprint.post("/disputes/close")
def close_dispute() -> Response:
    """Let the bank decide a dispute: dispute, won."""
    told = _told()
    _standin().close_dispute(told["dispute"], is_won=bool(told.get("won", False)))
    return _fine()


@blueprint.post("/wires")
def wire() -> Response:
    """Let a wire arrive: payment_intent, amount."""
    told = _told()
    _standin().wire(told["payment_intent"], int(told["amount"]))
    return _fine()


@blueprint.post("/clock")
def pass_time() -> Response:
    """Set the clock forward: seconds."""
    _standin().pass_time(int(_told()["seconds"]))
    return _fine()


@blueprint.get("/requests")
def list_requests() -> Response:
    """List the last calls."""
    return jsonify(_standin().requests)


@blueprint.post("/reset")
def reset() -> Response:
    """Forget everything."""
    _standin().reset()
    return _fine()


@blueprint.errorhandler(ApiError)
def refuse(error: ApiError) -> tuple[Json, int]:
    """Say no as the interface does."""
    return error.body, error.status


@blueprint.errorhandler(KeyError)
@blueprint.errorhandler(ValueError)
@blueprint.errorhandler(TypeError)
def misunderstand(error: Exception) -> tuple[Json, int]:
    """Say what was not understood."""
    return {"error": {"type": "standin", "message": repr(error)}}, 400


def _standin() -> Standin:
    found: Standin = current_app.extensions["standin"]
    return found


def _told() -> Json:
    told = request.get_json(silent=True)
    return told if isinstance(told, dict) else {}


def _fine() -> Response:
    return jsonify({"fine": True})
