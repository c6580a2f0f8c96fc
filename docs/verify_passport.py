"""Check a kept passport of a lot with nothing but Python: python3 verify_passport.py PASSPORT.json KEYS.json.

Ed25519 is that of RFC 8032, written out; it checks and never signs, so it need not hide what it does. Exit code 0 for
a genuine passport, 1 for anything else.
"""

import hashlib
import json
import sys
from base64 import b64decode
from datetime import datetime
from pathlib import Path

Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
SIGNATURE_BYTES, KEY_BYTES = 64, 32


def add(one: Point, two: Point) -> Point:
    """Add two points of the curve."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """Add a point to itself so many times."""
    result = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def point_of(packed: bytes) -> Point | None:
    """Unpack a point; None where there is none."""
    whole = int.from_bytes(packed, "little")
    sign, y = whole >> 255, whole & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of(b"\x58" + b"\x66" * 31)


def is_signed(message: bytes, signature: bytes, *, public_key: bytes) -> bool:
    """Say whether the owner of a public key signed exactly these bytes."""
    if len(signature) != SIGNATURE_BYTES or len(public_key) != KEY_BYTES or BASE is None:
        return False
    r, a, s = point_of(signature[:32]), point_of(public_key), int.from_bytes(signature[32:], "little")
    if r is None or a is None or s >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    left, right = times(s, BASE), add(r, times(int.from_bytes(hashed, "little") % ORDER, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def canonical(value: object) -> bytes:
    """Write JSON in the one way in which passports are written."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def judge(file: bytes, keys: bytes) -> str:
    """Return `genuine`, or what is wrong."""
    content = file.rstrip(b"\r\n")
    try:
        said = json.loads(content)
        body, key_id, signature = said["body"], said["key"], b64decode(said["signature"], validate=True)
        is_exact = canonical(said) == content
    except (ValueError, TypeError, KeyError, RecursionError):
        return "not a passport"
    key = next((each for each in json.loads(keys)["keys"] if each["id"] == key_id), None)
    if key is None:
        return f"unknown key {key_id}"
    if not is_exact or not is_signed(canonical(body), signature, public_key=b64decode(key["public_key"])):
        return "altered"
    at, since, until = (_moment(each) for each in (body["issued_at"], key["valid_from"], key["valid_until"]))
    is_in_force = at is not None and (since is None or since <= at) and (until is None or at <= until)
    return "genuine" if is_in_force else f"key {key_id} was not in force"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(microsecond=0) if text else None


if __name__ == "__main__":
    verdict = judge(*(Path(name).read_bytes() for name in sys.argv[1:3]))
    sys.stdout.write(f"{verdict}\n")
    sys.exit(verdict != "genuine")
