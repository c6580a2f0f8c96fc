"""What is swept: stored files that no row knows, left by a crash between the storage and the database."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from procrastinate import Blueprint

from marketplace import clock
from marketplace.gateways.files import Purpose, purpose_of, uploads
from marketplace.gateways.storage.store import Kept
from marketplace.queries.files import known_attachments, known_photos
from marketplace.services.photos import large_of

OLD_ENOUGH = timedelta(days=1)
AT_ONCE = 500
tasks = Blueprint()


@tasks.periodic(cron="41 3 * * *")
@tasks.task(name="sweep", queueing_lock="files:sweep")
def sweep(timestamp: int) -> int:
    """Delete what has been kept for a day without a row; files of any other make are left alone."""
    del timestamp
    store, before = uploads(), clock.now() - OLD_ENOUGH
    old = (each for each in store.kept() if each.since < before)
    gone = [name for some in _batches(old) for name in _unknown(some)]
    for name in gone:
        store.delete(name)
    return len(gone)


def _batches(kept: Iterable[Kept]) -> Iterator[list[str]]:
    names = (each.name for each in kept)
    while some := list(islice(names, AT_ONCE)):
        yield some


def _unknown(names: list[str]) -> list[str]:
    attachments = {each for each in names if purpose_of(each) == Purpose.ATTACHMENT}
    photos = {each for each in names if purpose_of(each) == Purpose.PHOTO}
    shown = known_photos({large_of(each) for each in photos})
    return sorted(
        (attachments - known_attachments(attachments)) | {each for each in photos if large_of(each) not in shown}
    )
