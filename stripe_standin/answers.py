"""How the stand-in says no, in Stripe's own form."""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A no of the interface: its HTTP status, its kind, and what a program may read of the reason."""

    def __init__(self, message: str, *, status: int = 400, kind: str = "invalid_request_error", **more: str) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"error": {"type": kind, "message": message, **more}}


def missing_object(kind: str, object_id: str) -> ApiError:
    """Say that there is no such object."""
    return ApiError(f"No such {kind}: '{object_id}'", status=404, code="resource_missing", param="id")


def wrong_state(message: str, code: str) -> ApiError:
    """Say that it is too late, or too early, for that."""
    return ApiError(message, code=code)


def declined(code: str, reason: str) -> Json:
    """Return what is told of a payment that a bank declined."""
    error = {"type": "card_error", "code": code, "message": "Your card was declined.", "param": None}
    return {**error, "decline_code": reason} if reason else error
