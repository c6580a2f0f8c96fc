"""Blocks over processes of this machine; a worker that dies is replaced and its block is run again."""

import multiprocessing
import pickle
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from matching.executors.here import Block, Result, Shared

MOST_DEATHS = 3
_common: dict[str, Any] = {}


class Processes:
    """Over `workers` processes, started at the first map and kept until `close`.

    The shared argument is written once and read by each worker once. When a worker dies (killed, or out of memory) the
    blocks that are not done yet run again in new processes; after `MOST_DEATHS` deaths in one map the death is raised,
    for then it is the work that kills.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; the next map starts new ones."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def map(self, task: Callable[[Shared, Block], Result], shared: Shared, *, blocks: Sequence[Block]) -> list[Result]:
        """Run the blocks over the processes."""
        done: dict[int, Result] = {}
        with tempfile.NamedTemporaryFile(suffix=".pickle") as common:
            pickle.dump(shared, common, protocol=pickle.HIGHEST_PROTOCOL)
            common.flush()
            for death in range(1, MOST_DEATHS + 1):
                if len(done) < len(blocks):
                    self._run_on(task, common.name, blocks=blocks, done=done, is_last=death == MOST_DEATHS)
        return [done[at] for at in range(len(blocks))]

    def _run_on(
        self,
        task: Callable[[Shared, Block], Result],
        common: str,
        *,
        blocks: Sequence[Block],
        done: dict[int, Result],
        is_last: bool,
    ) -> None:
        """Run the blocks that are not done; a death ends the processes, and is raised if it is the last allowed."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.workers, mp_context=multiprocessing.get_context("spawn"))
        waiting: dict[int, Future[Result]] = {}
        try:
            for at, block in enumerate(blocks):
                if at not in done:
                    waiting[at] = self._pool.submit(_apply, task, common, block)
            for at, future in waiting.items():
                done[at] = future.result()
        except BrokenProcessPool:
            self.close()
            if is_last:
                raise


def _apply(task: Callable[[Any, Block], Result], common: str, block: Block) -> Result:
    """Run one block in a worker, which keeps the shared argument it read last."""
    if common not in _common:
        _common.clear()
        _common[common] = pickle.loads(Path(common).read_bytes())  # noqa: S301 - written by the parent just now
    return task(_common[common], block)
