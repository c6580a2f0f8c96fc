"""Which letters the typesetter's own fonts have, and how others are written, so that no name vanishes from a paper."""

import re
from itertools import groupby

HELD = (
    "0-4ff 510-513 51a-51d 531-60c 615 61b 61f 621-63a 640-655 65a 660-66d 674 679-67b 67e-680 683-684 686-687 691 698"
    " 6a4 6a9 6af 6be 6cc 6f0-6f9 900-97f e3f e81-e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea7 eaa-eab ead-eb9 ebb-ebc"
    " ec8-ecd 10d0-10ff 13a0-13fd 1ab0-1ace 1d00-2040 2042 2044-2052 2054-211e 2120 2122 2124 2126-2151 2153-2184 2189"
    " 2190-23ff 2422-2423 2460-2606 2609-262f 2638-268b 2690-269c 26a0-26a7 26aa-26af 26b2 2701-2704 2706-2709"
    " 270c-2714 2717-2726 272a-274b 274d 274f-2752 2756 2758-275e 2761-277f 2794 2798-27af 27b1-2bff 2c60-2c7f"
    " a722-a727 a72d a730 a735 a765 a789-a78e a790-a791 a793 a7aa a7f8-a7f9 fb00-fb4f"
)
"""Tried out, letter by letter, with the fonts that the typesetter brings along."""
UNSEEN = re.compile("[\ufe00-\ufe0f\u200d]")
"""Signs that only change how the one before is drawn."""
TOO_LONG = re.compile(r"\S{24}(?=\S)")


def _ranges() -> tuple[range, ...]:
    pairs = (each.partition("-") for each in HELD.split())
    return tuple(range(int(first, 16), int(last or first, 16) + 1) for first, _dash, last in pairs)


RANGES = _ranges()


def is_held(letter: str) -> bool:
    """Say whether the fonts have a letter."""
    return any(ord(letter) in each for each in RANGES)


def written(text: str) -> str:
    """Write letters that no font has by their numbers, `[U+682A U+5F0F]`, and leave all others as they are.

    A word too long for a column may be broken, so that it runs over nothing else.
    """
    return TOO_LONG.sub("\\g<0>\u200b", text if all(map(is_held, text)) else _numbered(text))


def _numbered(text: str) -> str:
    runs = groupby(UNSEEN.sub("", text), is_held)
    return "".join("".join(run) if has else f"[{' '.join(f'U+{ord(each):04X}' for each in run)}]" for has, run in runs)


def written_within(said: object) -> object:
    """Do the same to every text within lists, tuples and mappings."""
    if isinstance(said, str):
        return written(said)
    if isinstance(said, dict):
        return {name: written_within(each) for name, each in said.items()}
    if isinstance(said, list | tuple):
        return [written_within(each) for each in said]
    return said
