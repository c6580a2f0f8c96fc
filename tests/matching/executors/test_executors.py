"""The same blocks give the same answers bit by bit, wherever they run and whoever dies."""

import pickle
from collections.abc import Iterator
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from distributed import Client, LocalCluster

from matching.executors.cluster import MOST_LOSSES, Cluster
from matching.executors.here import Executor, InProcess, Threads
from matching.executors.processes import Processes, _apply

from .tasks import add_up, always_kill, fail, kill_last_once, kill_once, own_number

NUMBERS = np.random.default_rng(1).random(10_000)
BLOCKS = np.array_split(np.arange(10_000), 13)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with a_cluster(workers=2) as found:
        yield found


@contextmanager
def a_cluster(*, workers: int) -> Iterator[Client]:
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1") as cluster,
        Client(cluster) as found,
    ):
        yield found


@pytest.mark.parametrize("workers", [Threads(1), Threads(3), Processes(2)])
def test_no_number_of_workers_changes_an_answer(workers: Executor) -> None:
    alone = InProcess().map(add_up, NUMBERS, blocks=BLOCKS)

    assert workers.map(add_up, NUMBERS, blocks=BLOCKS) == alone


def test_a_cluster_gives_the_same_answer(client: Client) -> None:
    client.wait_for_workers(2)  # one may just be coming back from the dead
    cluster = Cluster(client)

    assert cluster.workers == 2
    assert cluster.map(add_up, NUMBERS, blocks=BLOCKS) == InProcess().map(add_up, NUMBERS, blocks=BLOCKS)


def test_a_process_killed_in_mid_run_changes_nothing(tmp_path: Path) -> None:
    assert Processes(2).map(kill_once, str(tmp_path / "killed"), blocks=range(5)) == [0, 1, 4, 9, 16]


def test_blocks_done_before_a_death_are_not_done_again(tmp_path: Path) -> None:
    begun = tmp_path / "begun"

    assert Processes(1).map(kill_last_once, str(begun), blocks=range(3)) == [0, 1, 4]
    assert begun.read_text() == "0122"


def test_a_worker_of_the_cluster_killed_in_mid_run_changes_nothing(client: Client, tmp_path: Path) -> None:
    assert Cluster(client).map(kill_once, str(tmp_path / "killed"), blocks=range(5)) == [0, 1, 4, 9, 16]


def test_what_is_lost_with_the_only_worker_is_sent_anew(tmp_path: Path) -> None:
    with a_cluster(workers=1) as alone:
        assert Cluster(alone).map(kill_once, str(tmp_path / "killed"), blocks=range(5)) == [0, 1, 4, 9, 16]


def test_a_cluster_that_loses_all_each_time_is_given_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    losses = []

    def lose(futures: list[object]) -> None:
        losses.append(len(futures))
        raise CancelledError

    monkeypatch.setattr(client, "gather", lose)
    with pytest.raises(CancelledError):
        Cluster(client).map(add_up, NUMBERS, blocks=BLOCKS)
    assert losses == [len(BLOCKS)] * (MOST_LOSSES + 1)


def test_work_that_always_kills_is_given_up() -> None:
    with pytest.raises(BrokenProcessPool):
        Processes(1).map(always_kill, "", blocks=[1])


def test_a_worker_reads_what_is_shared_once(tmp_path: Path) -> None:
    common = tmp_path / "common"
    common.write_bytes(pickle.dumps(NUMBERS))
    first = _apply(add_up, str(common), BLOCKS[0])
    common.unlink()

    assert _apply(add_up, str(common), BLOCKS[0]) == first == add_up(NUMBERS, BLOCKS[0])


def test_processes_are_kept_from_map_to_map_and_closed() -> None:
    with Processes(2) as workers:
        first = set(workers.map(own_number, 0, blocks=range(4)))
        assert set(workers.map(own_number, 0, blocks=range(4))) <= first
    workers.close()

    assert not set(workers.map(own_number, 0, blocks=range(4))) & first


@pytest.mark.parametrize("workers", [InProcess(), Threads(2), Processes(2)])
def test_what_a_task_raises_is_raised_here(workers: Executor) -> None:
    with pytest.raises(ArithmeticError, match="block 7"):
        workers.map(fail, "block", blocks=[7])
