"""One word, one answer: run every check of the house and say which failed."""

import argparse
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from launch.browser import SETTING, ensure_browser
from launch.environment import ensure_environment
from launch.places import PYTHON, ROOT, VAR, child_environment
from launch.processes import on_leash, run_to_end
from launch.terminal import Trouble, say

COVERAGE = VAR / "coverage"
COVERED = "marketplace/domain/*,matching/*"
"""What the tests must run through completely, every branch of it."""
MOST_CORES = 8
"""More cores than this wait for the one PostgreSQL that they share."""
CORES = min(os.cpu_count() or 1, MOST_CORES)


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the house; quiet checks speak only when they fail."""

    name: str
    command: Sequence[str]
    is_quiet: bool = True


@dataclass(slots=True)
class Verdict:
    """What came of a check."""

    check: Check
    is_good: bool
    seconds: float = field(default=0.0)


def _tool(name: str, module: str, *arguments: str) -> Check:
    return Check(name, [str(PYTHON), "-m", module, *arguments])


def _pytest() -> list[str]:
    """Run all tests on every core, noting which lines and branches of the rules they pass.

    Two cores have three processes: a test waits a quarter of its time for a browser, a worker or a deadline.
    """
    measured = ("--cov=marketplace/domain", "--cov=matching", "--cov-report=")
    return [str(PYTHON), "-m", "pytest", f"--numprocesses={CORES + CORES // 2}", "--dist=worksteal", *measured]


QUICK = (
    _tool("ruff check", "ruff", "check", "."),
    _tool("ruff format", "ruff", "format", "--check", "."),
    _tool("mypy", "mypy", f"--num-workers={CORES}"),
    Check(
        "import-linter", [str(PYTHON), "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"]
    ),
    _tool("djlint format", "djlint", "templates", "--check", "--quiet"),
    _tool("djlint lint", "djlint", "templates", "--lint", "--quiet"),
    _tool("codespell", "codespell_lib"),
)
HOUSE = _tool("house test", "pytest", "tests/house", "-q", "--no-header")
TESTS = Check("tests", _pytest(), is_quiet=False)
COVERAGE_GATE = _tool("coverage of rules", "coverage", "report", f"--include={COVERED}", "--fail-under=100")


def sure(arguments: Sequence[str]) -> int:
    """Run the checks and print a table of them."""
    wanted = _options().parse_args(arguments)
    ensure_environment(for_tests=True)
    if wanted.after_tests and not COVERAGE.exists():
        msg = "`sure --after-tests` reads what `test` recorded; run `python3 mazorca.py test` first."
        raise Trouble(msg)
    checks = [*QUICK]
    if wanted.quick:
        checks.append(HOUSE)
    else:
        checks += [COVERAGE_GATE] if wanted.after_tests else [TESTS, COVERAGE_GATE]
    environment = _test_environment() if TESTS in checks else child_environment()
    verdicts = [_judge(check, environment) for check in checks]
    _print_table(verdicts)
    return 0 if all(verdict.is_good for verdict in verdicts) else 1


def test(arguments: Sequence[str]) -> int:
    """Run pytest: all of it, recording what it covers, or what the arguments say."""
    ensure_environment(for_tests=True)
    command = [str(PYTHON), "-m", "pytest", *arguments] if arguments else _pytest()
    return run_to_end(command, environment=_test_environment())


def format_code(arguments: Sequence[str]) -> int:
    """Write code and templates in the house's form; the arguments name files, else all."""
    ensure_environment(for_tests=True)
    python_files = [name for name in arguments if not name.endswith(".html")]
    templates = [name for name in arguments if name.endswith(".html")]
    steps = []
    if python_files or not arguments:
        steps += [["ruff", "check", "--fix-only", "--quiet", *python_files], ["ruff", "format", *python_files]]
    if templates or not arguments:
        steps.append(["djlint", "--reformat", "--quiet", *(templates or ["templates"])])
    codes = [run_to_end([str(PYTHON), "-m", *step], environment=child_environment()) for step in steps]
    # djlint ends with 1 when it changed something, which is what it was asked to do.
    return max(codes[: 2 if steps[0][0] == "ruff" else 0], default=0)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mazorca.py sure")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--quick", action="store_true", help="everything but the tests (of these, the house test)")
    which.add_argument("--after-tests", action="store_true", help="`test` just ran: only judge what it covered")
    return parser


def _test_environment() -> dict[str, str]:
    """Return the environment of the tests: it names the browser, or says with an empty name that there is none."""
    return child_environment() | {SETTING: ensure_browser()}


def _judge(check: Check, environment: dict[str, str]) -> Verdict:
    say(check.name)
    started = time.monotonic()
    if check.is_quiet:
        done = subprocess.run(
            on_leash(check.command),
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        code = done.returncode
        if code:
            print(done.stdout, flush=True)
    else:
        code = run_to_end(check.command, environment=environment)
    return Verdict(check, code == 0, time.monotonic() - started)


def _print_table(verdicts: Sequence[Verdict]) -> None:
    print()
    for verdict in verdicts:
        print(f"  {'good  ' if verdict.is_good else 'FAILED'}  {verdict.check.name:<18} {verdict.seconds:7.1f} s")
    bad = [verdict.check.name for verdict in verdicts if not verdict.is_good]
    print(f"\n  {'Sure.' if not bad else 'Not sure: ' + ', '.join(bad)}\n", flush=True)
