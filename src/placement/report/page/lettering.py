"""Chinese letters that travel with the page: a subset of Noto Sans SC with just the characters used."""

from __future__ import annotations

import base64
import logging
from io import BytesIO

from fontTools import subset

from placement.report.fonts import find_font_file

FAMILY = "PlanCJK"
FIRST_CHINESE = 0x2000


def font_css(text: str) -> str:
    """Return an ``@font-face`` rule; empty where the font file is not installed.

    Parameters
    ----------
    text
        Everything the page shows, markup included; what the font lacks is left to the reader's fonts.
    """
    path = find_font_file()
    if path is None:
        return ""
    # fontTools reports every table it leaves alone.
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    options = subset.Options(layout_features=[], hinting=False, flavor="woff", notdef_outline=True)
    font = subset.load_font(str(path), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(
        unicodes=[ord(c) for c in set(text) if ord(c) >= FIRST_CHINESE or c.isascii()]
    )
    subsetter.subset(font)
    packed = BytesIO()
    font.flavor = "woff"
    font.save(packed)
    data = base64.b64encode(packed.getvalue()).decode("ascii")
    return (
        f"@font-face{{font-family:{FAMILY};src:url(data:font/woff;base64,{data}) format('woff')}}"
    )
