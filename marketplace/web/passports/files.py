"""What one may keep: the signed file of a passport, the published keys, and a page that checks both without us."""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

from flask import Response, request
from werkzeug.utils import secure_filename

from marketplace.domain.passports.canonical import canonical
from marketplace.queries.passports import PublicKey, get_signed
from marketplace.queries.passports import list_keys as read_keys
from marketplace.web.passports.rooms import blueprint

KEPT = "public, max-age=60"
FOR_EVER = "public, max-age=31536000, immutable"
VERIFIER = (Path(__file__).parent / "verify.html").read_text(encoding="utf-8")
NO_KEYS = '<script type="application/json" id="keys">null</script>'
INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


@blueprint.get("/l/<code>.json")
def get_newest_file(code: str) -> Response:
    """Hand out the signed file of the passport that counts."""
    return _json(get_signed(code), name=f"{code}.json", kept=KEPT)


@blueprint.get("/l/<code>/<int:number>.json")
def get_file(code: str, number: int) -> Response:
    """Hand out the signed file of a numbered passport."""
    return _json(get_signed(code, number=number), name=f"{code}-{number}.json", kept=FOR_EVER)


@blueprint.get("/passports/keys.json")
def list_keys() -> Response:
    """Hand out every public key that ever signed, each with its validity."""
    return _json(_keys(), name="keys.json", kept=KEPT)


@blueprint.get("/passports/verify.html")
def get_verifier() -> Response:
    """Hand out the verifier with today's keys in it: one page that needs nothing else."""
    keys = _keys().decode()
    text = VERIFIER.replace(NO_KEYS, NO_KEYS.replace("null", keys.replace("<", "\\u003c")))
    response = Response(text, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = KEPT
    return response


def _keys() -> bytes:
    listed = [_plain(each) for each in read_keys()]
    return canonical({"format": "mazorca-keys/1", "keys": listed})


def _plain(key: PublicKey) -> dict[str, str | None]:
    until = key.valid_until.isoformat() if key.valid_until else None
    return {
        "algorithm": "Ed25519",
        "id": key.id,
        "public_key": key.public_key,
        "valid_from": key.valid_from.isoformat(),
        "valid_until": until,
    }


def _json(body: bytes, *, name: str, kept: str) -> Response:
    response = Response(body, mimetype="application/json")
    response.headers.set("Content-Disposition", "inline", filename=secure_filename(name))
    response.headers["Cache-Control"] = kept
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    return response.make_conditional(request)  # type: ignore[return-value] # werkzeug's is ours


def _policy(page: str) -> str:
    """Let the page run what stands in it, and nothing else, with no way out."""
    allowed: dict[str, list[str]] = {"script": [], "style": []}
    for kind, content in INLINE.findall(page):
        allowed[kind].append(f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'")
    rules = [f"{kind}-src {' '.join(hashes)}" for kind, hashes in allowed.items()]
    return "; ".join(["default-src 'none'", *rules, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])


POLICY = _policy(VERIFIER)
