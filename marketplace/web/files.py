"""Files, for those who may see what they are about: pictures are shown, everything else is only handed over."""

import unicodedata
from urllib.parse import quote

from flask import Blueprint, Flask, Response, request, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from marketplace.domain.errors import NotFound
from marketplace.domain.files import MEGABYTE, UNNAMED, FileKind, name_for_saving
from marketplace.gateways.files import FileMissingError, uploads
from marketplace.queries.files import FileLine, FileSheet, get_file
from marketplace.web.formats import quantity
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("files", __name__, url_prefix="/files")
TYPES: dict[FileKind, str] = {
    FileKind.IMAGE: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.TEXT: "text/plain",
    FileKind.CSV: "text/csv",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ZIP: "application/zip",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}
LOOKED_UP_EACH_TIME = "private, no-cache"
KILOBYTE = 1024


@blueprint.get("/<int:file_id>/<name>")
def show_file(file_id: int, name: str) -> Response:
    """Send one file, the part of it that is asked for, or with `?small=1` its small picture."""
    del name  # for people to read; the number tells which file
    file = get_file(file_id, viewer=current_viewer())
    is_small = file.thumb is not None and "small" in request.args
    response = Response(mimetype=TYPES[file.kind])
    response.headers.update(HEADERS)
    response.headers["Cache-Control"] = LOOKED_UP_EACH_TIME
    response.set_etag(f"{file.sha256}{'-small' if is_small else ''}")
    response.last_modified = file.at
    _name(response, file)
    if _is_known(response):
        response.status_code = 304
        return response
    return _fill_small(response, file) if is_small else _fill(response, file)


def register_sizes(app: Flask) -> None:
    """Give templates the size of a file in words, and its address."""
    app.jinja_env.filters["file_size"] = file_size
    app.jinja_env.globals["file_address"] = file_address


def file_size(size: int) -> str:
    """Write a size as people say it: `380 KB`, `2.4 MB`."""
    if size < MEGABYTE:
        return quantity(max(1, round(size / KILOBYTE)), "KB")
    return f"{size / MEGABYTE:.1f} MB"


def file_address(file: FileLine, *, is_small: bool = False) -> str:
    """Return where a file is fetched."""
    name, more = name_for_saving(file.name, file.kind), {"small": 1} if is_small else {}
    return url_for("files.show_file", file_id=file.id, name=name, **more)  # type: ignore[arg-type] # parts of an address


def _name(response: Response, file: FileSheet) -> None:
    """Name the file for saving: in plain letters for old programs, in its own for all others (RFC 6266)."""
    how = "inline" if file.kind is FileKind.IMAGE else "attachment"
    name = name_for_saving(file.name, file.kind)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = f"{UNNAMED}{plain}" if plain.startswith(".") else plain
    own = {} if plain == name else {"filename*": f"UTF-8''{quote(name, safe='')}"}
    response.headers.set("Content-Disposition", how, filename=plain, **own)


def _is_known(response: Response) -> bool:
    etag, _is_weak = response.get_etag()
    return etag is not None and request.if_none_match.contains(etag)


def _fill_small(response: Response, file: FileSheet) -> Response:
    try:
        response.set_data(uploads().read(file.thumb or file.stored))
    except FileMissingError as error:
        raise NotFound("file.unknown") from error
    return response


def _fill(response: Response, file: FileSheet) -> Response:
    part = _wanted(file.size, response)
    start, stop = part or (0, file.size)
    try:
        response.response = uploads().chunks(file.stored, start, stop=stop)
    except FileMissingError as error:
        raise NotFound("file.unknown") from error
    response.content_length = stop - start
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    return response


def _wanted(size: int, response: Response) -> tuple[int, int] | None:
    """Say which part is asked for: one stretch of bytes of the file as the asker knows it; None for all of it."""
    etag, _is_weak = response.get_etag()
    is_other = request.if_range.etag is not None and request.if_range.etag != etag
    if request.range is None or is_other or request.range.units != "bytes" or len(request.range.ranges) != 1:
        return None
    found = request.range.range_for_length(size)
    if found is None:
        raise RequestedRangeNotSatisfiable(size)
    return found
