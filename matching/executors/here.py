"""The executor interface, and the two that need nothing: one block after another, or over threads."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Block = TypeVar("Block")
Result = TypeVar("Result")


class Executor(Protocol):
    """Runs one task over blocks.

    `task(shared, block)` must depend on its two arguments only, be importable by name, and change neither. Results come
    back in the order of the blocks, whatever order they were made in; so what is made of them cannot depend on how many
    workers there are, on their speed, or on one of them dying. An exception of a task is raised here.
    """

    workers: int

    def map(self, task: Callable[[Shared, Block], Result], shared: Shared, *, blocks: Sequence[Block]) -> list[Result]:
        """Run the task on every block and return the results in the order of the blocks."""
        ...


class InProcess:
    """One block after another."""

    workers = 1

    def map(self, task: Callable[[Shared, Block], Result], shared: Shared, *, blocks: Sequence[Block]) -> list[Result]:
        """Run the blocks in turn."""
        return [task(shared, block) for block in blocks]


class Threads:
    """Over threads of this process: for tasks that spend their time in kernels, which hold no interpreter lock."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, task: Callable[[Shared, Block], Result], shared: Shared, *, blocks: Sequence[Block]) -> list[Result]:
        """Run the blocks side by side."""
        with ThreadPoolExecutor(self.workers) as pool:
            return list(pool.map(lambda block: task(shared, block), blocks))
