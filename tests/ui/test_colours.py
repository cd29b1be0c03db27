import re

import pytest

from tests.ui.conftest import UI
from yiyang.ui.charts import canvas
from yiyang.ui.lights import LIGHTS

THEME = (UI / "static/ui/theme.css").read_text("utf-8")
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", THEME))


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_knows_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *(
            (ink, ground)
            for ink in ("ink", "muted", "brand", "brand-dark", "red")
            for ground in ("paper", "ground", "head")
        ),
        *((tone, f"{tone}-light") for tone in ("green", "amber", "red", "grey")),
        ("brand", "brand-light"),
        ("brand-dark", "brand-light"),
        ("ink", "brand-light"),
        ("bar-text", "bar"),
        ("bar-muted", "bar"),
        ("paper", "brand"),
        ("paper", "red"),
    ],
)
def test_text_contrast(ink, ground):
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(
    "colour", [*canvas.SERIES, *canvas.TONES.values(), canvas.INK, canvas.MUTED, canvas.BRAND]
)
def test_chart_text_contrast(colour):
    assert contrast(colour, canvas.PAPER) >= 4.5


def test_lights_charts_and_styles_share_their_tones():
    assert {code: light.tone for code, light in LIGHTS.items()} == canvas.TONES
    assert {code: TOKENS[code] for code in LIGHTS} == canvas.TONES
    assert (TOKENS["brand"], TOKENS["ink"], TOKENS["muted"]) == (canvas.BRAND, canvas.INK, canvas.MUTED)


def test_lights_differ_without_colour():
    assert len({light.shape for light in LIGHTS.values()}) == len(LIGHTS)
    assert len({str(light.word) for light in LIGHTS.values()}) == len(LIGHTS)
