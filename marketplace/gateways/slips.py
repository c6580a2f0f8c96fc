"""Slips for files that wait in the storage while the form that brought them is mended; no row knows them yet."""

from datetime import datetime, timedelta

from marketplace.domain.files import FileKind, KeptFile
from marketplace.gateways.links import read_link, sign_link

WAITING = "waiting_file"
LIFE = timedelta(hours=20)
"""Some hours less than the sweep leaves a file without a row in the storage."""
LONGEST = 4096


def slip_for(file: KeptFile, whose: str, *, now: datetime) -> str:
    """Write the slip by which `whose` form, and nobody else's, may send a kept file."""
    return sign_link(
        WAITING,
        {
            "whose": whose,
            "until": int((now + LIFE).timestamp()),
            "stored": file.stored,
            "thumb": file.thumb or "",
            "name": file.name,
            "kind": file.kind.value,
            "size": file.size,
            "sha256": file.sha256,
            "width": file.width or 0,
            "height": file.height or 0,
        },
    )


def read_slip(slip: str, whose: str, *, now: datetime) -> KeptFile | None:
    """Read which file a slip stands for; None for somebody else's, for one of yesterday, and for anything else."""
    claims = read_link(WAITING, slip, longest=LONGEST)
    if claims is None or claims["whose"] != whose or now.timestamp() >= int(claims["until"]):
        return None
    return KeptFile(
        stored=str(claims["stored"]),
        thumb=str(claims["thumb"]) or None,
        name=str(claims["name"]),
        kind=FileKind(str(claims["kind"])),
        size=int(claims["size"]),
        sha256=str(claims["sha256"]),
        width=int(claims["width"]) or None,
        height=int(claims["height"]) or None,
    )
