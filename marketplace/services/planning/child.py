"""The solving process: reads frozen inputs, says how far it is, and then its claim or its answer.

It ends as soon as its input is closed, so that it never outlives the worker that started it.
"""

import json
import os
import sys
import threading
from typing import Any

from marketplace.domain.plain import to_plain
from marketplace.domain.plans import Sighting
from marketplace.services.planning.claims import make_answer, make_claim

# What libraries of other languages print must not fall among our words: it goes where complaints go.
_words = os.fdopen(os.dup(sys.stdout.fileno()), "w")
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def main() -> None:
    """Solve or explain what the parent sends."""
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    inputs, seconds = asked["inputs"], asked["seconds"]
    if "pair" in asked:
        _say({"answer": make_answer(inputs, asked["claim"], pair=asked["pair"], seconds=seconds)})
    else:
        _say({"answer": make_claim(inputs, seconds=seconds, tell=_tell)})


def _tell(sighting: Sighting) -> None:
    _say({"sighting": to_plain(sighting)})


def _say(word: dict[str, Any]) -> None:
    _words.write(json.dumps(word) + "\n")
    _words.flush()


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
