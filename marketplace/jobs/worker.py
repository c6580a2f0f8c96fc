"""The worker: takes jobs from the queue, runs each inside the market's context, takes up what a dead worker left."""

import asyncio
import copy
import logging
from typing import Any

from flask import Flask, current_app
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from marketplace import clock
from marketplace.jobs import ROOMS

HEARTBEAT_SECONDS = 2.0
STALLED_AFTER_SECONDS = 10.0
LOOKS_FOR_STALLED = "* * * * * */5"
CONCURRENCY = 2
log = logging.getLogger(__name__)


def build_queue(app: Flask) -> App:
    """Build the queue as a worker sees it: with every job of the market and a look for stalled ones."""
    queue = App(connector=PsycopgConnector(conninfo=_conninfo(app), min_size=1, max_size=CONCURRENCY + 3))
    for name, blueprint in ROOMS.items():
        queue.add_tasks_from(copy.deepcopy(blueprint), namespace=name)  # it renames what it is handed

    @queue.periodic(cron=LOOKS_FOR_STALLED)
    @queue.task(name="worker:take_up_stalled", queueing_lock="take_up_stalled", pass_context=True)
    async def take_up_stalled(context: JobContext, timestamp: int) -> None:
        """Put the jobs of workers that no longer breathe back into the queue."""
        del timestamp
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
            try:
                await manager.retry_job_by_id_async(job_id=job.id or 0, retry_at=clock.now())
            except ConnectorException as no:  # its like waits already, or another worker was quicker
                log.info("job %s was not put back: %s", job.id, no)

    return queue


def run_worker(app: Flask, *, wait: bool = True) -> None:
    """Work until stopped, or (`wait=False`) until the queue is empty."""
    queue = build_queue(app)

    def in_context(call_next: Any, context: JobContext, worker: Worker) -> Any:  # noqa: ANN401 - procrastinate's own types
        del context, worker
        with app.app_context():
            return call_next()

    async def work() -> None:
        async with queue.open_async():
            await queue.run_worker_async(
                concurrency=CONCURRENCY if wait else 1,  # two would end while one job puts in another
                wait=wait,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
                shutdown_graceful_timeout=10.0,
                install_signal_handlers=wait,
                delete_jobs="successful",
                task_middleware=[in_context],
            )

    asyncio.run(work())


def _conninfo(app: Flask) -> str:
    with app.app_context():
        return str(current_app.config["SQLALCHEMY_DATABASE_URI"]).replace("postgresql+psycopg://", "postgresql://")
