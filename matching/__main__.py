"""`python -m matching`: solve, audit, explain and generate problems at a terminal."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from matching.audit import audit
from matching.catalogues.generate import generate
from matching.catalogues.stating import problem_of
from matching.instances.report import READERS, solve_instance
from matching.plan import Plan, Progress
from matching.reasons import Reason, explain, explain_pair
from matching.solve import solve
from matching.written import load, read_plan, read_problem, write_plan, write_problem


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when a plan is not what it claims, 2 when the input is malformed."""
    asked = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], int] = asked.act
    try:
        return act(asked)
    except ValueError as error:
        print(f"matching: {error}", file=sys.stderr)
        return 2


def _solve(asked: argparse.Namespace) -> int:
    if asked.format != "mazorca":
        summary, answer = solve_instance(asked.problem, asked.format, seconds=asked.seconds)
        print(summary)
        return _save(answer, asked.out)
    problem, policy = read_problem(load(asked.problem))
    plan = solve(problem, policy=policy, time_limit=asked.seconds, on_progress=_show)
    print(_in_words(plan))
    return _save(write_plan(plan), asked.out)


def _audit(asked: argparse.Namespace) -> int:
    problem, _ = read_problem(load(asked.problem))
    violations = audit(problem, read_plan(load(asked.plan)))
    for each in violations:
        print(f"{each.fault} at {each.at}: claimed {each.claimed}, right is {each.right}")
    print("The plan is what it claims." if not violations else f"{len(violations)} promises are broken.")
    return 1 if violations else 0


def _explain(asked: argparse.Namespace) -> int:
    problem, _ = read_problem(load(asked.problem))
    plan = read_plan(load(asked.plan))
    if asked.demand and asked.lot:
        reasons = [explain_pair(problem, plan, lot=asked.lot, demand=asked.demand, time_limit=asked.seconds)]
    else:
        wanted = {asked.demand, asked.lot} - {None}
        found = explain(problem, plan, time_limit=asked.seconds)
        reasons = [reason for reason in found if not wanted or reason.key in wanted]
    for reason in reasons:
        print(_because(reason))
    if not reasons:
        print("It is in the plan.")
    return 0


def _generate(asked: argparse.Namespace) -> int:
    market = generate(lots=asked.lots, demands=asked.demands, seed=asked.seed)
    return _save(write_problem(*problem_of(market)), asked.out)


def _because(reason: Reason) -> str:
    facts = ", ".join(f"{name} {value:,}" for name, value in reason.facts)
    wins = " or ".join(f"{each.what} {each.after:,} instead of {each.before:,}" for each in reason.wins)
    told = f"{reason.side} {reason.key}: {reason.code}"
    return told + (f" ({facts})" if facts else "") + (f"; would have won: {wins}" if wins else "")


def _show(progress: Progress) -> None:
    print(
        f"{progress.seconds:8.2f} s  {progress.phase:<12} {progress.done}/{progress.total}"
        f"  value {progress.value / 100:,.2f}  bound {progress.bound / 100:,.2f}",
        file=sys.stderr,
    )


def _in_words(plan: Plan) -> str:
    share = 100 * plan.gap / plan.bound if plan.bound else 0.0
    return (
        f"{plan.status}: {len(plan.allocations)} allocations worth {plan.value / 100:,.2f} USD; "
        f"no plan is worth more than {plan.bound / 100:,.2f} USD (gap {share:.3f}%)."
    )


def _save(written: object, path: Path | None) -> int:
    text = json.dumps(written, indent=1, ensure_ascii=False)
    if path is None:
        print(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description="Match all demand to all supply.")
    commands = parser.add_subparsers(required=True)
    solving = commands.add_parser("solve", help="decide a problem, or solve a published instance")
    solving.add_argument("problem", type=Path)
    solving.add_argument("--seconds", type=float, default=20.0)
    solving.add_argument("--out", type=Path)
    solving.add_argument("--format", choices=("mazorca", *READERS), default="mazorca")
    solving.set_defaults(act=_solve)
    auditing = commands.add_parser("audit", help="check that a plan is what it claims")
    auditing.add_argument("problem", type=Path)
    auditing.add_argument("plan", type=Path)
    auditing.set_defaults(act=_audit)
    explaining = commands.add_parser("explain", help="say why a demand, a lot or a pair is not in a plan")
    explaining.add_argument("problem", type=Path)
    explaining.add_argument("plan", type=Path)
    explaining.add_argument("--demand")
    explaining.add_argument("--lot")
    explaining.add_argument("--seconds", type=float, default=20.0)
    explaining.set_defaults(act=_explain)
    generating = commands.add_parser("generate", help="draw a believable market")
    generating.add_argument("--lots", type=int, default=100)
    generating.add_argument("--demands", type=int, default=100)
    generating.add_argument("--seed", type=int, default=1)
    generating.add_argument("--out", type=Path)
    generating.set_defaults(act=_generate)
    return parser


if __name__ == "__main__":
    sys.exit(main())
