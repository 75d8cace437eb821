"""Can this colour be read? Contrast after WCAG 2: 1 (none) to 21 (black on white)."""

import re

ENOUGH = 4.5  # WCAG AA for text
WHITE, BLACK = "#ffffff", "#000000"
DARK_PAGE = "#222831"  # the lightest ground at night (static/css/hoidap.css: --sunken)
HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def is_color(text: str) -> bool:
    return HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Between two colours like `#0a58ca`."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(color: str) -> str:
    """White or black: whichever is read better on `color` (one of them always reaches 4.5)."""
    return max((WHITE, BLACK), key=lambda each: contrast(each, color))


def readable(color: str, page: str) -> str:
    """`color`, mixed with as little black or white as makes it readable on `page`."""
    towards = text_on(page)
    for percent in range(0, 101, 2):
        mixed = mix(color, towards, percent / 100)
        if contrast(mixed, page) >= ENOUGH:
            return mixed
    return towards


def mix(color: str, other: str, share: float) -> str:
    """`share` (0 to 1) of `other` in `color`."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def rgb(color: str) -> str:
    """`13, 110, 253`: the form that Bootstrap's `-rgb` variables want."""
    return ", ".join(str(channel) for channel in _channels(color))


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(channel) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
