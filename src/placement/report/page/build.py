"""Put the page together: one file, no request, scripts that run only if they are ours to the byte."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from bokeh.resources import Resources
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from placement.report.dossier import Dossier
from placement.report.page.content import page_content
from placement.report.page.data import page_data, script_json
from placement.report.page.lettering import font_css
from placement.report.page.map import map_item

# Bokeh writes styles into its own roots and marks as data: images; nothing may be fetched at all.
SECURITY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'"
)

SCRIPTS = ("labels.js", "page.js")


def write_page(path: Path, dossier: Dossier) -> None:
    """Write ``report.html``; equal plans give equal bytes.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path.write_text(render_page(dossier), encoding="utf-8", newline="\n")


def render_page(dossier: Dossier) -> str:
    """Return the page: every text escaped, every script named by its hash."""
    item, view = map_item(dossier)
    own = tuple(map(_resource, SCRIPTS))
    scripts = (*bokeh_scripts(), *own)
    environment = Environment(
        loader=PackageLoader("placement.report.page"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True,
    )  # fmt: skip
    template = environment.get_template("page.html.jinja")
    content = page_content(dossier) | {
        "security": SECURITY.format(scripts=" ".join(map(_hash, scripts))),
        "css": _ours(_resource("page.css")),
        "data": _ours(script_json(page_data(dossier, view))),
        "map_item": _ours(script_json(item)),
    }
    bare = template.render(content | {"lettering": "", "scripts": [*map(_ours, own)]})
    lettering = _ours(font_css(bare))
    return template.render(content | {"lettering": lettering, "scripts": [*map(_ours, scripts)]})


@cache
def bokeh_scripts() -> tuple[str, ...]:
    """Return BokehJS, without the parts for widgets, tables and formulas."""
    resources = Resources(mode="inline", components=["bokeh"], log_level="error")
    return tuple(script.replace("\r\n", "\n") for script in resources.js_raw)


def _resource(name: str) -> str:
    return (files("placement.report.page") / "templates" / name).read_text(encoding="utf-8")


def _ours(text: str) -> Markup:
    """Mark text of the program, or JSON made safe, as not to be escaped."""
    return Markup(text)  # noqa: S704 - never text of a user as it is


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
