"""Schedules that once broke something, cut down: each stays mended."""

from __future__ import annotations

from tests.sync.simulator.op import Op, Schedule

REGRESSIONS: dict[str, Schedule] = {
    "a refusal told in an answer that was lost is told again": Schedule(
        126,
        (2, 5, 0),
        (Op("edit", 2, 46481, 55947, 5804), Op("sync", 2, 42703, 39241, 61090)),
    ),
    "a refused field of a newer version leaves nothing behind": Schedule(
        2,
        (7, 8),
        (Op("newer", 1, 58464, 58902, 26326), Op("sync", 1, 19, 0, 0)),
    ),
    "who wrote last is the same everywhere also where a clock was ahead": Schedule(
        151,
        (5, 6),
        (
            Op("unit", 1, 16098, 29327, 54703),
            Op("jump", 1, 43677, 52361, 23138),
            Op("edit", 1, 44527, 27076, 32562),
            Op("sync", 1, 19365, 12693, 39156),
            Op("sync", 0, 56941, 64398, 22663),
            Op("edit", 0, 20852, 60237, 40076),
        ),
    ),
    "an answer in which a bit was turned is not believed": Schedule(
        267,
        (2, 0, 9),
        (
            Op("unit", 0, 34285, 20939, 46419),
            Op("sync", 0, 15292, 65474, 18076),
            Op("sync", 0, 18625, 27472, 41508),
        ),
    ),
    "what another copy of the disk has sent already is not sent a second time": Schedule(
        371,
        (6, 0),
        (
            Op("clone", 0, 47617, 26263, 210),
            Op("edit", 5, 32942, 36954, 5467),
            Op("clone", 5, 64160, 15111, 35042),
            Op("person", 0, 58391, 28896, 58470),
        ),
    ),
    "what was written, moved away and left in one push does not stay": Schedule(
        1044,
        (9, 2),
        (
            Op("visit", 1, 18893, 3960, 17210),
            Op("move", 1, 20290, 36041, 37863),
            Op("name", 1, 17508, 58412, 14778),
        ),
    ),
    "two copies of a disk give no two entries one stamp though the clock was set back": Schedule(
        100309,
        (0, 4),
        (
            Op("jump", 0, 61241, 59910, 43199),
            Op("clone", 0, 38655, 58985, 30780),
            Op("edit", 5, 30246, 57588, 49468),
        ),
    ),
    "who holds no role any more keeps no case": Schedule(
        3,
        (1, 6, 9),
        (Op("visit", 1, 59071, 23476, 18556), Op("end", 1, 8001, 19969, 52237)),
    ),
    "a record that left goes once what was unsent in it is refused": Schedule(
        208,
        (4, 0),
        (
            Op("person", 1, 42618, 22573, 54645),
            Op("move", 0, 29507, 57414, 3211),
            Op("edit", 1, 58584, 44223, 36349),
        ),
    ),
    "a copy whose token has run out meets the gap in its chain in one exchange": Schedule(
        1018,
        (8, 6, 3),
        (
            Op("clone", 1, 5920, 56412, 19081),
            Op("unit", 3, 28872, 60363, 6480),
            Op("sync", 3, 55299, 29496, 7405),
            Op("person", 3, 36772, 64958, 13953),
        ),
    ),
    "what no version knows is withdrawn from the tray, not corrected": Schedule(
        9689,
        (8, 6),
        (
            Op("forge", 0, 54862, 40325, 31569),
            Op("sync", 0, 38862, 77, 15263),
            Op("tray", 0, 52126, 30603, 59844),
        ),
    ),
}
