"""Files in a bucket of any storage that speaks S3."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from marketplace.config import BucketAddress
from marketplace.gateways.storage.store import (
    CHUNK,
    NAME,
    FileMissingError,
    FileTakenError,
    Kept,
    StorageError,
    path_of,
)

PATIENCE = "20s"
TRIES = 3


class BucketStore:
    """A bucket, reached anew with each call; the bucket itself must be there."""

    def __init__(self, address: BucketAddress, *, tries: int = TRIES) -> None:
        """Remember the way; nothing is asked yet."""
        self._bucket = S3Store(
            address.bucket,
            endpoint=address.endpoint,
            access_key_id=address.key,
            secret_access_key=address.secret,
            region=address.region,
            virtual_hosted_style_request=False,
            client_options={"allow_http": not address.is_secure, "timeout": PATIENCE},
            retry_config={"max_retries": tries},
        )

    def write(self, name: str, content: bytes) -> None:
        """Send all at once; looked at before, for not every storage heeds the wish not to write over a file."""
        path = path_of(name)
        with _translated(name):
            if self._has(path):
                raise FileTakenError(name)
            obstore.put(self._bucket, path, content, mode="create", use_multipart=False)

    def read(self, name: str) -> bytes:
        """Fetch all of it."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str, start: int = 0, *, stop: int | None = None) -> Iterator[bytes]:
        """Ask at once, fetch as it is needed; a part is cut out here, as not every storage hands out parts like S3."""
        try:
            path = path_of(name)
        except ValueError as error:
            raise FileMissingError(name) from error
        with _translated(name):
            found = obstore.get(self._bucket, path)
        return _part(_pieces(found, name), start, stop=stop)

    def delete(self, name: str) -> None:
        """Remove the object."""
        with _translated(name):
            obstore.delete(self._bucket, path_of(name))

    def kept(self) -> Iterator[Kept]:
        """Page through the bucket; objects of others in it have no name here."""
        with _translated(""):
            for each in chain.from_iterable(obstore.list(self._bucket)):
                name = each["path"].rpartition("/")[2]
                if NAME.fullmatch(name) and each["path"] == path_of(name):
                    yield Kept(name, each["last_modified"])

    def _has(self, path: str) -> bool:
        try:
            obstore.head(self._bucket, path)
        except FileNotFoundError:
            return False
        return True


def _pieces(found: "obstore.GetResult", name: str) -> Iterator[bytes]:
    with _translated(name):
        for piece in found.stream(CHUNK):
            yield bytes(piece)


def _part(pieces: Iterator[bytes], start: int, *, stop: int | None) -> Iterator[bytes]:
    passed = 0
    for piece in pieces:
        wanted = piece[max(0, start - passed) : None if stop is None else max(0, stop - passed)]
        passed += len(piece)
        if wanted:
            yield wanted
        if stop is not None and passed >= stop:
            return


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """Say the library's noes in the words of every storage."""
    try:
        yield
    except (FileMissingError, FileTakenError):
        raise
    except FileNotFoundError as error:
        raise FileMissingError(name) from error
    except (AlreadyExistsError, FileExistsError) as error:
        raise FileTakenError(name) from error
    except BaseError as error:
        raise StorageError(str(error).partition("\n")[0]) from error
