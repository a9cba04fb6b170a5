"""The token file keeps the contrast that the look promises (WCAG 2)."""

from __future__ import annotations

import pytest

from desktop.views.shared.theme import NAMES, TONES, tokens


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


PROMISED = [
    *[("text", ground, (14.0, 10.6, 12.1)) for ground in ("surface", "canvas", "sel", "hover")],
    *[("text2", ground, (6.8, 6.7, 12.1)) for ground in ("surface", "sunken", "rail", "sel")],
    *[
        ("text3", ground, (4.6, 4.6, 10.6))
        for ground in ("surface", "canvas", "sunken", "rail", "sel")
    ],
    *[("on", fill, (6.2, 5.8, 15.6)) for fill in ("accent", "accentHover", "accentPress")],
    *[("accentT", ground, (6.4, 7.0, 9.1)) for ground in ("surface", "sel")],
    *[("accent", ground, (5.2, 6.0, 9.1)) for ground in ("surface", "canvas", "sel")],
    *[("line2", ground, (3.2, 4.1, 20.9)) for ground in ("surface", "canvas", "sunken")],
    *[("danger", ground, (5.5, 6.2, 6.0)) for ground in ("surface", "sel", "dangerS")],
    *[(tone, f"{tone}S", (5.6, 6.7, 10.0)) for tone in TONES if tone != "accent"],
    ("accentT", "accentS", (6.4, 7.0, 15.6)),
    *[("text2", f"{tone}S", (6.9, 7.2, 20.9)) for tone in ("danger", "warning", "success", "info")],
    ("text", "mark", (4.6, 4.6, 4.6)),
    ("on", "danger", (4.6, 4.6, 4.6)),
    ("on", "dangerHover", (4.6, 4.6, 4.6)),
    ("on", "dangerPress", (4.6, 4.6, 4.6)),
    ("disabled", "surface", (2.4, 2.4, 10.0)),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("ink", "ground", "least"), PROMISED)
def test_ink_stands_out_from_its_ground(
    name: str, ink: str, ground: str, least: tuple[float, float, float]
) -> None:
    colours = tokens()[name]
    found = contrast(colours[ink], colours[ground])
    assert round(found, 1) >= least[NAMES.index(name)], f"{ink} on {ground}: {found:.2f}"


def test_every_theme_has_the_same_tokens() -> None:
    assert {frozenset(tokens()[name]) for name in NAMES} == {frozenset(tokens()["light"])}


@pytest.mark.parametrize("name", ["dark"])
def test_dark_grounds_grow_lighter_upward(name: str) -> None:
    grounds = [_luminance(tokens()[name][one]) for one in ("rail", "canvas", "surface", "raised")]
    assert grounds == sorted(grounds)


@pytest.mark.parametrize("name", NAMES)
def test_no_two_indicators_share_a_colour(name: str) -> None:
    assert len(set(tokens()[name]["chart"])) == 7
