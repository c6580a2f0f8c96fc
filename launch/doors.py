"""The commands of `mazorca.py`, one door each."""

import signal
import sys
from collections.abc import Callable, Sequence

from launch.checks import format_code, sure, test
from launch.database import running_database
from launch.demo import demo, dev
from launch.environment import ensure_environment
from launch.market import flask, market_settings, prepare
from launch.places import PYTHON, child_environment
from launch.processes import run_to_end
from launch.terminal import Trouble, complain, say

Door = Callable[[Sequence[str]], int]
STOPPED = 130
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Who is measured uses one core unless it says so itself."""
"""The exit code of a program stopped with Ctrl-C."""


def enter(arguments: Sequence[str]) -> int:
    """Run the command the arguments name; returns the exit code."""
    name = arguments[0] if arguments else "help"
    door = DOORS.get(name.removeprefix("--"))
    if door is None:
        complain(f"there is no `{name}`.")
        show_help([])
        return 2
    for told_to_stop in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(told_to_stop, _stop)
    try:
        return door(arguments[1:])
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except KeyboardInterrupt:
        say("Stopped")
        return STOPPED


def show_help(arguments: Sequence[str]) -> int:
    """Print this."""
    del arguments
    print("Mazorca: direct trade for fine-flavour cacao.\n\nUse: python3 mazorca.py COMMAND\n")
    for name, door in DOORS.items():
        print(f"  {name:<8} {(door.__doc__ or '').splitlines()[0]}")
    print("\nDATABASE_URL makes any of them use that PostgreSQL instead of its own (see docs/operations.md).")
    return 0


def migrate(arguments: Sequence[str]) -> int:
    """Bring the database to the newest schema, or run another `flask db` command."""
    return _market_command("db", *(arguments or ["upgrade"]), is_prepared=False)


def seed(arguments: Sequence[str]) -> int:
    """Fill an empty market with its fictional people, lots and demands."""
    return _market_command("seed", *arguments)


def worker(arguments: Sequence[str]) -> int:
    """Run one more worker for the market's jobs."""
    return _market_command("work", *arguments)


def bench(arguments: Sequence[str]) -> int:
    """Measure the market's pages, or with `bench matching` the optimizer, beside what else one could use."""
    if arguments[:1] == ["matching"]:
        ensure_environment(for_tests=True, for_bench=True)
        return run_to_end([str(PYTHON), "-m", "bench", *arguments[1:]], environment=child_environment() | ONE_THREAD)
    return _market_command("bench", *(arguments or ["pages"]))


def run_flask(arguments: Sequence[str]) -> int:
    """Run any of the market's own commands, for example `flask plots check FILE` or `flask books check`."""
    return _market_command(*(arguments or ["--help"]))


def _market_command(*command: str, is_prepared: bool = True) -> int:
    ensure_environment()
    with running_database() as database:
        settings = market_settings(database.url)
        if is_prepared:
            prepare(database, settings)
        return run_to_end(flask(*command), environment=settings)


def _stop(number: int, frame: object) -> None:
    """Turn the first signal into an orderly end, and let nothing disturb that end."""
    del number, frame
    for told_to_stop in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(told_to_stop, signal.SIG_IGN)
    raise KeyboardInterrupt


DOORS: dict[str, Door] = {
    "help": show_help,
    "demo": demo,
    "dev": dev,
    "test": test,
    "sure": sure,
    "format": format_code,
    "migrate": migrate,
    "seed": seed,
    "worker": worker,
    "flask": run_flask,
    "bench": bench,
}

if __name__ == "__main__":
    sys.exit(enter(sys.argv[1:]))
