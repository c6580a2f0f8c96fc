"""What can go wrong while a round is planned, each with the code that facilitators are told."""


class PlanningFailedError(RuntimeError):
    """There is no plan; `code` is what the round says of it, the message is for the log."""

    code = "round.failed"


class SolverDiedError(PlanningFailedError):
    """The solving process ended without an answer; the message holds the end of what it complained of."""

    code = "round.solver_died"


class FaultyPlanError(PlanningFailedError):
    """A claim is not what it says; the message names every violation."""

    code = "round.audit_failed"


class SearchStoppedError(Exception):
    """Whoever watched the search said that nobody wants it any more."""
