"""Offline pages of advice: no script, no request, every text escaped, the letters inside."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from placement.advice.telling import Chapter, cell_text
from placement.errors import Text
from placement.report.page.lettering import font_css
from placement.report.speaker import Speaker

SYNTHETIC = Text(
    "其中有合成数据，只作演示，不能用于决策。", "Synthetic data among them: not for decisions."
)


def render_offline(template: str, **content: object) -> str:
    """Fill a template, with the letters it shows as a font for readers without a Chinese one."""
    environment = Environment(
        loader=PackageLoader("placement.advice"), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template(template)
    bare = page.render(content | {"lettering": ""})
    letters = Markup(font_css(bare))  # noqa: S704 - a font in base64, made here
    return page.render(content | {"lettering": letters})


def write_page(
    path: Path, title: Text, chapters: Iterable[Chapter], say: Speaker, *,
    picture: bytes = b"", synthetic: bool = False,
) -> None:  # fmt: skip
    """Write chapters, and a PNG above them, as a page."""
    page = render_offline(
        "advice.html.jinja",
        lang="zh-CN" if say.lang == "zh" else "en",
        title=say.text(title),
        synthetic=say.text(SYNTHETIC) if synthetic else "",
        picture=base64.b64encode(picture).decode("ascii"),
        chapters=[
            {
                "title": say.text(chapter.title),
                "sentences": [say.text(sentence) for sentence in chapter.sentences],
                "heads": [say.text(head) for head in chapter.heads],
                "rows": [[cell_text(cell, say) for cell in row] for row in chapter.rows],
                "right": chapter.right,
            }
            for chapter in chapters
        ],
    )
    path.write_text(page, encoding="utf-8", newline="\n")
