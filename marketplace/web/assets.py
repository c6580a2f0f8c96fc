"""The shelf of files that never change under one name: style, small scripts and drawings, held in memory."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, request, url_for

FOLDER = Path(__file__).resolve().parent / "static"
FOREVER = "public, max-age=31536000, immutable"
SMALLEST_WORTH_PACKING = 500
MOST_PACKED = 200
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json"}
PACKED_TYPES = ("text/", "image/svg", "application/manifest")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file with its fingerprinted name; `packed` is its gzip form where that is smaller."""

    name: str
    body: bytes
    packed: bytes | None
    mimetype: str


class Shelf:
    """All files of a folder, findable by plain and by fingerprinted name."""

    def __init__(self, folder: Path) -> None:
        """Read the folder, its subfolders too."""
        self.plain: dict[str, Asset] = {}
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            self.plain[path.relative_to(folder).as_posix()] = _read(folder, path)
        self.hashed = {asset.name: asset for asset in self.plain.values()}

    def address(self, name: str) -> str:
        """Return the path of `name` that changes with its content; `KeyError` where there is no such file."""
        return f"/static/{self.plain[name].name}"


def register_assets(app: Flask, folder: Path = FOLDER) -> None:
    """Serve the shelf and teach templates `asset(name)` and `address(endpoint)`."""
    kept = Shelf(folder)

    def shelf() -> Shelf:
        return Shelf(folder) if app.debug else kept

    def serve(name: str) -> Response:
        found = shelf()
        asset = found.hashed.get(name) or found.plain.get(name)
        if asset is None:
            abort(404)
        return _respond(asset, is_fingerprinted=name == asset.name)

    app.add_url_rule("/static/<path:name>", "static", serve)
    app.jinja_env.globals.update(asset=lambda name: shelf().address(name), address=address)


def address(endpoint: str, **values: object) -> str | None:
    """Return the path of a page, or nothing where this application has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None  # type: ignore[arg-type]


def _read(folder: Path, path: Path) -> Asset:
    body = path.read_bytes()
    mark = hashlib.sha256(body).hexdigest()[:10]
    name = path.relative_to(folder).with_name(f"{path.stem}.{mark}{path.suffix}").as_posix()
    mimetype = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = mimetype.startswith(PACKED_TYPES) and len(body) >= SMALLEST_WORTH_PACKING
    return Asset(name, body, _pack(body) if is_text else None, mimetype)


@lru_cache(maxsize=MOST_PACKED)
def _pack(body: bytes) -> bytes:
    """Pack once what is read again and again, as by every page while one develops."""
    return gzip.compress(body, 9, mtime=0)


def _respond(asset: Asset, *, is_fingerprinted: bool) -> Response:
    is_packed = asset.packed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if is_packed else asset.body, mimetype=asset.mimetype)
    response.headers["Cache-Control"] = FOREVER if is_fingerprinted else "no-cache"
    if asset.packed is not None:
        response.vary.add("Accept-Encoding")
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{asset.name}{'-gz' if is_packed else ''}")
    response.make_conditional(request)
    return response
