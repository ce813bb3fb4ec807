"""`GET /`: the page, in Chinese or English, with its own scripts and styles and nothing from elsewhere."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request

from extractor.service.caching import answer_cached
from extractor.service.services import get_services

LANGUAGES = ("zh", "en")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types report"
)


def add_page(app: Flask) -> None:
    """Answer the page at `/` and its parts below `/page/`."""
    page = Blueprint("page", __name__, template_folder="templates", static_folder="static", static_url_path="/page")
    page.get("/")(show_page)
    page.get("/page/report.css")(show_style)
    page.get("/page/sample.txt")(show_sample)
    app.register_blueprint(page)


def show_page() -> Response:
    """The page; `?lang=en` for English, Chinese else."""
    language = request.args.get("lang", LANGUAGES[0])
    words = read_words()
    shown = language if language in LANGUAGES else LANGUAGES[0]
    settings = get_services().settings
    offers = {"annotates": settings.desk is not None, "plots": settings.plots}
    drawn = render_template("page.html", language=shown, words=words[shown], all_words=words, sayings=read_sayings(), **offers)
    response = Response(drawn, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response


def show_style() -> Response:
    """The style of the printable report, which the page shows the same parts of."""
    return answer_cached(request, (files("extractor.output") / "page.css").read_bytes(), "text/css; charset=utf-8")


def show_sample() -> Response:
    """A report written for this project, with two contradictions in it."""
    sample = (files("extractor.samples") / "anlan-2023.txt").read_bytes()
    return answer_cached(request, sample, "text/plain; charset=utf-8")


@cache
def read_words() -> dict[str, dict[str, Any]]:
    """The page's words by language, each with the same keys."""
    words: dict[str, dict[str, Any]] = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
    return words


@cache
def read_sayings() -> list[dict[str, str]]:
    """What the service says in English and its words in Chinese, `en` and `zh`, in the order in which they are tried."""
    sayings: list[dict[str, str]] = tomllib.loads((files(__package__) / "sayings.toml").read_text(encoding="utf-8"))["sayings"]
    return sayings
