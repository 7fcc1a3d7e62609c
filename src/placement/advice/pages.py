"""Offline pages of advice: no script, no request, every text escaped, the letters inside."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from placement.advice.telling import Chapter, cell_text
from placement.errors import Text
from placement.plain import sentence
from placement.report.cautions import Caution
from placement.report.page.lettering import font_css
from placement.report.speaker import Speaker


def render_offline(template: str, **content: object) -> str:
    """Fill a template, with the letters it shows as a font for readers without a Chinese one."""
    environment = Environment(
        loader=PackageLoader("placement.advice"), autoescape=True, undefined=StrictUndefined,
        finalize=_shown,
    )  # fmt: skip
    page = environment.get_template(template)
    bare = page.render(content | {"lettering": ""})
    letters = Markup(font_css(bare))  # noqa: S704 - a font in base64, made here
    return page.render(content | {"lettering": letters})


def _shown(value: object) -> object:
    """Return texts of users without characters that act on their neighbours."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else sentence(value)


def as_source(picture: bytes) -> Markup:
    """Return a PNG as the address of an ``img``."""
    letters = base64.b64encode(picture).decode("ascii")
    return Markup(f"data:image/png;base64,{letters}")  # noqa: S704 - base64, made here


def write_page(
    path: Path, title: Text, chapters: Iterable[Chapter], say: Speaker, *,
    picture: bytes = b"", cautions: Iterable[Caution] = (),
) -> None:  # fmt: skip
    """Write chapters, and a PNG above them, as a page."""
    page = render_offline(
        "advice.html.jinja",
        lang="zh-CN" if say.lang == "zh" else "en",
        title=say.text(title),
        cautions=[say.text(caution.sentence) for caution in cautions],
        picture_words=say(
            f"{say.text(title)}：图中数字见下文各表",
            f"{say.text(title)}: its numbers stand in the tables below",
        ),
        picture=as_source(picture) if picture else "",
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
