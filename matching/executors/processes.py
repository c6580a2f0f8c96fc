"""Blocks over processes of this machine; a worker that dies is replaced and its block is run again."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from matching.executors.here import Block, Result, Shared

MOST_DEATHS = 3
_common: list[Any] = []


class Processes:
    """Over `workers` processes, each of which is given the shared argument once.

    When a worker dies (killed, or out of memory) the blocks that are not done yet run again in a new pool; after
    `MOST_DEATHS` pools the death is raised, for then it is the work that kills.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, task: Callable[[Shared, Block], Result], shared: Shared, *, blocks: Sequence[Block]) -> list[Result]:
        """Run the blocks over the processes."""
        done: dict[int, Result] = {}
        deaths = 0
        while len(done) < len(blocks):
            try:
                self._run(task, shared, blocks=blocks, done=done)
            except BrokenProcessPool:
                deaths += 1
                if deaths == MOST_DEATHS:
                    raise
        return [done[at] for at in range(len(blocks))]

    def _run(
        self,
        task: Callable[[Shared, Block], Result],
        shared: Shared,
        *,
        blocks: Sequence[Block],
        done: dict[int, Result],
    ) -> None:
        context = multiprocessing.get_context("spawn")
        waiting: dict[int, Future[Result]] = {}
        with ProcessPoolExecutor(self.workers, mp_context=context, initializer=_keep, initargs=(shared,)) as pool:
            for at, block in enumerate(blocks):
                if at not in done:
                    waiting[at] = pool.submit(_apply, task, block)
            for at, future in waiting.items():
                done[at] = future.result()


def _keep(shared: object) -> None:
    _common[:] = [shared]


def _apply(task: Callable[[Any, Block], Result], block: Block) -> Result:
    return task(_common[0], block)
