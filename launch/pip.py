"""Bring pip into an environment, also where Python came without it."""

import configparser
import hashlib
import os
import re
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from launch.debian import can_install, install_packages
from launch.terminal import Trouble, detail, say

PIP = "pip-25.3-py3-none-any.whl"
PIP_SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"
INDEX = "https://pypi.org/simple"


def ensure_pip(python: Path) -> None:
    """See that the environment of `python` has pip: its own, Python's bundled one, the index's, Debian's.

    Raises:
        Trouble: none of these is to be had.
    """
    if _succeeds(python, "-m", "pip", "--version") or _succeeds(python, "-m", "ensurepip"):
        return
    say("This Python came without pip; fetching it from the package index")
    if _bootstrap(python):
        return
    if can_install():
        install_packages(f"python{_version_of(python)}-venv")
        if _succeeds(python, "-m", "ensurepip"):
            return
    msg = (
        "this Python has neither pip nor ensurepip, and no package index answers. On Debian or Ubuntu: "
        "apt-get install python3-venv; elsewhere install Python from python.org, or uv."
    )
    raise Trouble(msg)


def _succeeds(python: Path, *arguments: str) -> bool:
    done = subprocess.run([python, *arguments], capture_output=True, check=False)
    return done.returncode == 0


def _version_of(python: Path) -> str:
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", question], capture_output=True, text=True, check=True).stdout.strip()


def _bootstrap(python: Path) -> bool:
    """Let the wheel install itself: a wheel of pip can be run from where it lies."""
    for index in _indexes():
        try:
            wheel = fetch_wheel(index)
        except (OSError, ValueError) as error:
            detail(f"{index}: {error}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            lying = Path(folder) / PIP
            lying.write_bytes(wheel)
            if _succeeds(python, f"{lying}/pip", "install", "--no-index", "--no-deps", str(lying)):
                return True
    return False


def fetch_wheel(index: str) -> bytes:
    """Return the wheel we know by its hash.

    Certificates are not checked, because a small system may have none: the hash is what we trust.

    Raises:
        OSError: the index does not answer.
        ValueError: it has no such wheel, or another one by that name.
    """
    page_address = f"{index.rstrip('/')}/pip/"
    page = _read(page_address).decode("utf-8", "replace")
    link = re.search(rf'href="([^"]*{re.escape(PIP)})[#"]', page)
    if link is None:
        msg = f"has no {PIP}"
        raise ValueError(msg)
    wheel = _read(urllib.parse.urljoin(page_address, link[1]))
    if hashlib.sha256(wheel).hexdigest() != PIP_SHA256:
        msg = f"has another {PIP} than the one we know"
        raise ValueError(msg)
    return wheel


def _read(address: str) -> bytes:
    unchecked = ssl._create_unverified_context()  # noqa: S323, SLF001 - the content is checked by its hash
    with urllib.request.urlopen(address, timeout=30, context=unchecked) as answer:  # noqa: S310 - indexes the user set
        content: bytes = answer.read()
    return content


def _indexes() -> Iterator[str]:
    """Yield the package indexes pip would use here."""
    settings = _pip_settings()
    yield settings.get("index-url", INDEX)
    yield from settings.get("extra-index-url", "").split()


def _pip_settings() -> dict[str, str]:
    """Return pip's settings from its files and the environment, the latter winning."""
    home = Path.home()
    files = [Path("/etc/pip.conf"), home / ".pip/pip.conf", home / ".config/pip/pip.conf"]
    named = os.environ.get("PIP_CONFIG_FILE")
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read([*files, *([named] if named else [])], encoding="utf-8")
    settings = {key: value for section in parser.sections() for key, value in parser[section].items()}
    for name in ("index-url", "extra-index-url"):
        value = os.environ.get(f"PIP_{name.upper().replace('-', '_')}")
        if value:
            settings[name] = value
    return settings
