"""Everything the stand-in knows: its objects as the interface shows them, its clock, its memory on disk."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import RLock

from stripe_standin.answers import Json, missing_object

API_VERSION = "2026-10-28.endive"
HERE = "standin://here"
"""Stands in every object for the address of this server, which may be another one after a restart."""


@dataclass(slots=True)
class Store:
    """The objects by their ids, in the order in which they were made; whoever reads or changes them holds the lock."""

    seed: str = field(default_factory=lambda: token_hex(8))
    path: Path | None = None
    objects: dict[str, Json] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, Json] = field(default_factory=dict)
    answered: dict[str, Json] = field(default_factory=dict)
    count: int = 0
    ahead: int = 0
    written: str = ""
    lock: RLock = field(default_factory=RLock)

    def now(self) -> int:
        """Return the stand-in's own time, in seconds since 1970."""
        return int(time.time()) + self.ahead

    def new_id(self, prefix: str) -> str:
        """Return the next id: the same one for the same seed and the same number of ids before it."""
        self.count += 1
        return f"{prefix}_{sha256(f'{self.seed}:{self.count}'.encode()).hexdigest()[:24]}"

    def add(self, prefix: str, kind: str, **facts: object) -> Json:
        """Keep a new object."""
        made: Json = {"id": self.new_id(prefix), "object": kind, "created": self.now(), "livemode": False, **facts}
        self.objects[str(made["id"])] = made
        self.kinds.setdefault(kind, []).append(str(made["id"]))
        return made

    def get(self, kind: str, object_id: str) -> Json:
        """Return an object of that kind; raises `ApiError`."""
        found = self.objects.get(object_id)
        if found is None or found["object"] != kind:
            raise missing_object(kind, object_id)
        return found

    def newest(self, kind: str, **facts: object) -> Iterator[Json]:
        """Yield the objects of that kind of which all the facts are true, the newest first."""
        for object_id in reversed(self.kinds.get(kind, [])):
            each = self.objects[object_id]
            if all(each.get(name) == value for name, value in facts.items()):
                yield each

    def beside(self, object_id: str) -> Json:
        """Return what is known of an object but never shown."""
        return self.hidden.setdefault(object_id, {})

    def save(self) -> None:
        """Write everything down, whole or not at all, where there is a place for it."""
        if self.path is None:
            return
        text = json.dumps({name: getattr(self, name) for name in KEPT})
        if text == self.written:
            return
        draft = self.path.with_suffix(".new")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.rename(self.path)
        self.written = text

    def load(self) -> "Store":
        """Read what was written down before; what cannot be read is begun anew."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8")) if self.path else {}
        except (OSError, ValueError):
            kept = {}
        for name in KEPT:
            if name in kept:
                setattr(self, name, kept[name])
        return self

    def clear(self) -> None:
        """Forget everything."""
        for known in (self.objects, self.kinds, self.hidden, self.answered):
            known.clear()
        self.count = self.ahead = 0


KEPT = ("seed", "objects", "kinds", "hidden", "answered", "count", "ahead")
