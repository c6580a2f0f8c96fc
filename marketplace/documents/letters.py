"""Which letters the fonts of our papers have, and how others are written, so that no name vanishes from a paper."""

import re
from bisect import bisect_right
from itertools import groupby
from unicodedata import bidirectional, category

HELD = (
    "9-a d 20-7e a0-377 37a-37f 384-38a 38c 38e-3a1 3a3-4ff 510-513 51a-51d 531-58f 591-5c7 5d0-5eb 5ef-5f5 5f7"
    " 600-6ff 750-77f 870-88e 890-891 898-97f e01-e3a e3f-e5b e81-e82 e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea3 ea5"
    " ea7 eaa-eab ead-eb9 ebb-ebc ec8-ecd 10a0-10c5 10c7 10cd 10d0-1112 1114-1115 111c-111e 1120 1122-1123 1127 1129"
    " 112b-112f 1132 1136 1140 1147 114c 1157-1159 1184-1185 1188 1191-1192 1194 119e 11a1 11a8-11c2 11c7-11c8 11cc"
    " 11ce 11d3 11d7 11d9 11dc-11dd 11df 11e2 11e6-11e8 11ea-11eb 11ee 11f0-11f2 11f4 11f9 13a0-13fd 1ab0-1ace"
    " 1c90-1cba 1cbd-1cbf 1cd0-1cf6 1cf8-1cf9 1d00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d"
    " 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2000-2040 2042 2044-2052"
    " 2054-2071 2074-208e 2090-209c 20a0-20c1 20d0-20f0 2100-211e 2120 2122 2124 2126-2151 2153-2184 2189 2190-23ff"
    " 2422-2423 2460-2606 2609-262f 2638-268b 2690-269c 26a0-26a7 26aa-26b2 26bd-26be 26c4-26c5 26c8 26ce-26cf 26d1"
    " 26d3-26d4 26e9-26ea 26f0-26f5 26f7-26fa 26fd 2701-2714 2716-2726 2728 272a-275e 2761-277f 2794-2b73 2b76-2b95"
    " 2b97-2bff 2c60-2c7f 2d00-2d25 2d27 2d2d 2e41 3000-3003 3005-3007 300a-3019 301c-301f 3021-3029 3030 303d"
    " 3041-3094 3099-309e 30a0-30f6 30fb-30fe 3105-3129 3131-318e 3200-321c 3220-3229 3231-3232 3239 3260-327b 327f"
    " 3297 3299 32a3-32a8 3303 330d 3314 3318 3322-3323 3326-3327 332b 3336 333b 3349-334a 334d 3351 3357 337b-337e"
    " 3380-3384 3388-33ca 33cd-33d3 33d5-33d6 33d8 33db-33dd 4d00 4db5 4e00-9fa5 a722-a727 a72d a730 a735 a765"
    " a789-a78e a790-a791 a793 a7aa a7f8-a7f9 a830-a839 a8e0-a8ff ac00-d7a3 f900-fa2d fb00-fb06 fb13-fb17 fb1d-fbc2"
    " fbd3-fd8f fd92-fdc7 fdcf fdf0-fdff fe0e-fe19 fe30-fe31 fe33-fe46 fe49-fe52 fe54-fe57 fe59-fe66 fe68-fe6b"
    " fe70-fe74 fe76-fefc feff ff01-ff5e ff61-ff9f ffe0-ffe6 10400 10428 1044d-1044f 10efd-10eff 11b00-11b09 1f004"
    " 1f0cf 1f170-1f171 1f17e-1f17f 1f18e 1f191-1f19a 1f1e6-1f1ff 1f201-1f202 1f21a 1f22f 1f232-1f23a 1f250-1f251"
    " 1f300-1f321 1f324-1f393 1f396-1f397 1f399-1f39b 1f39e-1f3f0 1f3f3-1f3f5 1f3f7-1f4fd 1f4ff-1f53d 1f549-1f54e"
    " 1f550-1f567 1f56f-1f570 1f573-1f57a 1f587 1f58a-1f58d 1f590 1f595-1f596 1f5a4-1f5a5 1f5a8 1f5b1-1f5b2 1f5bc"
    " 1f5c2-1f5c4 1f5d1-1f5d3 1f5dc-1f5de 1f5e1 1f5e3 1f5e8 1f5ef 1f5f3 1f5fa-1f64f 1f680-1f6c5 1f6cb-1f6d2"
    " 1f6d5-1f6d9 1f6dc-1f6e5 1f6e9 1f6eb-1f6ec 1f6f0 1f6f3-1f6fc 1f7e0-1f7eb 1f7f0 1f90c-1f93a 1f93c-1f945"
    " 1f947-1f9ff 1fa70-1fa7c 1fa80-1fac6 1fac8 1facc-1fadd 1fadf-1faeb 1faef-1fafa"
)
"""Tried out, letter by letter, with the fonts that the typesetter brings along and those beside this file."""
UNSEEN = re.compile("[\ufe00-\ufe0f\u200d]")
"""Signs that only change how the one before is drawn."""
LONGEST = 24
TOO_LONG = re.compile(rf"\S{{{LONGEST + 1},}}")
TO_THE_LEFT = ("R", "AL", "AN")
LAST_PLAIN = 0x24F
"""Where the Latin letters end that need no second look of the typesetter."""


def _bounds() -> tuple[tuple[int, ...], tuple[int, ...]]:
    pairs = [each.partition("-") for each in HELD.split()]
    firsts = tuple(int(first, 16) for first, _dash, _last in pairs)
    return firsts, tuple(int(last or first, 16) for first, _dash, last in pairs)


FIRSTS, LASTS = _bounds()


def is_held(letter: str) -> bool:
    """Say whether the fonts have a letter."""
    number = ord(letter)
    place = bisect_right(FIRSTS, number) - 1
    return place >= 0 and number <= LASTS[place]


def is_plain(letter: str) -> bool:
    """Say whether a letter is Latin, and so is set without any art."""
    return ord(letter) <= LAST_PLAIN and is_held(letter)


def written(text: str, *, plainly: bool = False) -> str:
    """Write letters that no font has by their numbers, `[U+1E900 U+1E901]`, and leave all others as they are.

    A word too long for a column may be broken, so that it runs over nothing else. Plainly: all but Latin letters
    stand as numbers.
    """
    has = is_plain if plainly else is_held
    return TOO_LONG.sub(_breakable, text if all(map(has, text)) else _numbered(text, plainly=plainly))


def _numbered(text: str, *, plainly: bool) -> str:
    runs = groupby(UNSEEN.sub("", text), is_plain if plainly else is_held)
    return "".join("".join(run) if has else f"[{' '.join(f'U+{ord(each):04X}' for each in run)}]" for has, run in runs)


def _breakable(found: re.Match[str]) -> str:
    """Let a long word break, but never before a mark, and nowhere where writing runs to the left."""
    word = found[0]
    if any(bidirectional(each) in TO_THE_LEFT for each in word):
        return word
    said, since = "", 0
    for letter in word:
        if since >= LONGEST and not (category(letter).startswith(("M", "Sk")) or UNSEEN.match(letter)):
            said, since = f"{said}\u200b", 0
        said, since = said + letter, since + 1
    return said


def written_within(said: object, *, plainly: bool = False) -> object:
    """Do the same to every text within lists, tuples and mappings."""
    if isinstance(said, str):
        return written(said, plainly=plainly)
    if isinstance(said, dict):
        return {name: written_within(each, plainly=plainly) for name, each in said.items()}
    if isinstance(said, list | tuple):
        return [written_within(each, plainly=plainly) for each in said]
    return said
