"""Certificates of bounds as text, so that a stored plan can be proven again."""

import base64
import io
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

Certificate = TypeVar("Certificate")


def packed(certificate: object) -> str:
    """Write the whole numbers of a certificate as base64 of a compressed archive."""
    stream = io.BytesIO()
    columns: dict[str, Any] = {
        field.name: np.asarray(getattr(certificate, field.name), dtype=np.int64)
        for field in fields(certificate)  # type: ignore[arg-type]
    }
    np.savez_compressed(stream, **columns)
    return base64.b64encode(stream.getvalue()).decode("ascii")


def unpacked(written: str, kind: type[Certificate]) -> Certificate:
    """Read a certificate back; text that holds none is a `ValueError`."""
    archive = np.load(io.BytesIO(base64.b64decode(written, validate=True)), allow_pickle=False)
    read = {name: archive[name] for name in archive.files}
    return kind(**{name: column.item() if column.ndim == 0 else column for name, column in read.items()})
