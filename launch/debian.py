"""Install packages of Debian and its relatives, where we are root there."""

import os
import shutil
import subprocess

from launch.terminal import detail, say


def can_install() -> bool:
    """Say whether we may install system packages without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(*names: str) -> bool:
    """Install the packages with nothing they merely recommend; say whether it worked."""
    say(f"Installing {', '.join(names)} with apt-get")
    install = ["install", "-y", "-q", "--no-install-recommends", *names]
    return _apt(*install) or (_apt("update", "-q") and _apt(*install))


def _apt(*arguments: str) -> bool:
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        detail(f"apt-get {arguments[0]}: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
    return done.returncode == 0
