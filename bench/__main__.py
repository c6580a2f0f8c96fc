"""`python3 mazorca.py bench matching`: measure every goal of the optimizer and write `bench/results.json`."""

import argparse
import importlib
import json
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.records import Record

RESULTS = Path(__file__).parent / "results.json"
GOALS = {
    "a": ("bench.contracts", "goal_a"),
    "b": ("bench.contracts", "goal_b"),
    "c": ("bench.contracts", "goal_c"),
    "d": ("bench.transport", "goal_d"),
    "e": ("bench.transport", "goal_e"),
    "f": ("bench.contracts", "goal_f"),
    "g": ("bench.blends", "goal_g"),
    "h": ("bench.transport", "goal_h"),
    "h2": ("bench.contracts", "goal_h_contracts"),
    "i": ("bench.fairness", "goal_i"),
    "j": ("bench.transport", "goal_j"),
    "k": ("bench.instances", "goal_k"),
}
"""The goals in the order of the README's table; h2 is the second half of h."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the goals that are asked for, all by default; 1 when one of them is not reached."""
    parser = argparse.ArgumentParser(prog="mazorca.py bench matching")
    parser.add_argument("goals", nargs="*", choices=[[], *GOALS], help="which goals (default: all)")
    asked = parser.parse_args(arguments)
    found: list[Record] = []
    for name in asked.goals or GOALS:
        module, function = GOALS[name]
        started = time.monotonic()
        print(f"-- goal {name}", flush=True)
        records: list[Record] = getattr(importlib.import_module(module), function)()
        for record in records:
            print(_line(record), flush=True)
        print(f"   {time.monotonic() - started:.0f} s", flush=True)
        found += records
        _keep(found)
    return 0 if all(record.reached for record in found) else 1


def _keep(found: Sequence[Record]) -> None:
    """Write what was measured now over what was measured before, goal by goal."""
    old = json.loads(RESULTS.read_text(encoding="utf-8"))["records"] if RESULTS.exists() else []
    measured = {record.goal for record in found}
    kept = [record for record in old if record["goal"] not in measured]
    records = sorted([*kept, *map(asdict, found)], key=lambda record: str(record["goal"]))
    written = {"python": platform.python_version(), "machine": platform.machine(), "records": records}
    RESULTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _line(record: Record) -> str:
    figures = ", ".join(f"{name} {_figure(value)}" for name, value in record.measured.items())
    ratio = "" if record.ratio is None else f" ({_figure(record.ratio)} x {record.peer})"
    return f"   {'reached' if record.reached else 'MISSED '}  {record.goal}: {record.what}: {figures}{ratio}"


def _figure(value: float | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
