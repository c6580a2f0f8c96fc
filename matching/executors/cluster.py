"""Blocks over a Dask cluster, on as many machines as it has; Dask is needed only by who asks for it.

Dask was chosen over Ray (docs/decisions/0040-executors.md).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING

from matching.executors.here import Block, Result, Shared

if TYPE_CHECKING:
    from distributed import Client


MOST_LOSSES = 3


class Cluster:
    """Over the workers of a Dask client; a task of a worker that dies is run again elsewhere by the scheduler.

    Where no worker is left that had the shared argument, it is sent anew and all blocks are run again.
    """

    def __init__(self, client: "Client") -> None:
        self.client = client

    @property
    def workers(self) -> int:
        """How many workers there are just now."""
        return len(self.client.scheduler_info(n_workers=-1)["workers"])

    def map(self, task: Callable[[Shared, Block], Result], shared: Shared, *, blocks: Sequence[Block]) -> list[Result]:
        """Run the blocks over the cluster; the shared argument is sent to each worker once."""
        for _loss in range(MOST_LOSSES):
            with suppress(CancelledError):
                return self._map(task, shared, blocks)
        return self._map(task, shared, blocks)

    def _map(self, task: Callable[[Shared, Block], Result], shared: Shared, blocks: Sequence[Block]) -> list[Result]:
        common = self.client.scatter(shared, broadcast=True, hash=False)
        futures = [self.client.submit(task, common, block, pure=False) for block in blocks]
        results: list[Result] = self.client.gather(futures)
        return results
