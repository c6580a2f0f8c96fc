"""Become another program, on a leash: it ends when its starter ends, and never runs a database as root.

Run as a file: `python leash.py [--map-nobody | --become-nobody] STARTER SIGNAL PROGRAM ARGUMENTS…`, STARTER being the
starter's process number. The process keeps its own, so whoever started the leash can signal the program. Only the
standard library, only this file.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

NOBODY = 65534
FORBIDDEN = 97
"""Exit code when the kernel does not allow a user namespace."""
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1


def map_to_nobody() -> None:
    """Enter a user namespace in which root is called nobody: the program sees another user, the files stay ours.

    Raises:
        OSError: the kernel or the container forbids it.
    """
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1", encoding="ascii")


def become_nobody() -> None:
    """Give up root for good."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def end_with(starter: int, last_signal: int) -> None:
    """Ask the kernel to send `last_signal` when the starter dies; Linux only, elsewhere the starter must tidy up."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, last_signal)
    if os.getppid() != starter:  # it died before we could ask
        sys.exit(FORBIDDEN)


def main(arguments: list[str]) -> None:
    """Put on the leash and become the program."""
    if arguments[0] == "--map-nobody":
        try:
            map_to_nobody()
        except OSError:
            sys.exit(FORBIDDEN)
    elif arguments[0] == "--become-nobody":
        become_nobody()
    if arguments[0].startswith("--"):
        arguments = arguments[1:]
    starter, last_signal, *program = arguments
    end_with(int(starter), getattr(signal, last_signal))
    os.execvp(program[0], program)  # noqa: S606 - becoming the program is the point


if __name__ == "__main__":
    main(sys.argv[1:])
