"""A worker beside the browser: does what waits, in a thread of its own as in a process of its own."""

from threading import Thread

from marketplace.jobs.worker import run_worker
from tests.market import World


def drain(world: World) -> None:
    """Let a worker do what waits."""
    work = Thread(target=run_worker, args=(world.market.app,), kwargs={"wait": False})
    work.start()
    work.join()
