"""The site that Zensical builds, beside MkDocs': what the successor of Material cannot do yet.

If one of these tests fails because Zensical has learned something, remove it from the list.
"""

import json
import re
from pathlib import Path

import pytest

from hooks import zensical_site
from hooks.html.search import INDEX, ZENSICAL_INDEX
from tests.test_site import BASE, Site, leads_somewhere

FILES_NOT_WRITTEN = {"assets/_mkdocstrings.css", INDEX, "sitemap.xml.gz"}
"""The index has another name, the style is the theme's, and the sitemap is not compressed."""

OTHER_MARKDOWN = {
    "playground/": "the page comes with its form",
    "run/": "the page comes with its steps",
    "explanation/site/": "the link to its own Markdown leads one folder up",
    "how-to/use-a-coding-agent/": "the link to its own Markdown leads one folder up",
}
"""Pages whose Markdown differs, and why."""

FORMS = {"playground/", "run/"}
"""Pages whose form Zensical treats as a part of their text."""

BROKEN_LINKS = {
    "explanation/site/": "explanation/",
    "how-to/use-a-coding-agent/": "how-to/",
}
"""Zensical takes a link to `index.md` for a page beside it."""


@pytest.fixture(name="site", scope="module")
def _site(built_site: Path) -> Site:
    """The site that MkDocs builds."""
    return Site(built_site)


@pytest.fixture(name="successor", scope="module")
def _successor(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site that Zensical builds."""
    folder = tmp_path_factory.mktemp("zensical") / "site"
    zensical_site.build(folder)
    return Site(folder)


def _files(site: Site) -> set[str]:
    """Return the files of a site, except those of the theme."""
    names = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.*")}
    return {name for name in names if not re.match(r"assets/(javascripts|stylesheets)/", name)}


def test_each_file_is_written(site: Site, successor: Site) -> None:
    """Pages, Markdown, schemas, licenses and the files for the browser."""
    assert FILES_NOT_WRITTEN == _files(site) - _files(successor)
    assert {ZENSICAL_INDEX} == _files(successor) - _files(site)


def test_each_page_describes_itself(site: Site, successor: Site) -> None:
    """In the same words."""
    about = re.compile(r'<meta (?:name|property)="(?:og:)?description" content="([^"]*)"')

    assert {name: about.findall(page.html) for name, page in site.pages.items()} == {
        name: about.findall(page.html) for name, page in successor.pages.items()
    }


def test_each_page_says_the_same(site: Site, successor: Site) -> None:
    """Its Markdown is made from its HTML."""
    differing = {
        name
        for name in site.pages
        if not name.startswith("reference/")
        and (site.folder / name / "index.md").read_text("utf-8")
        != (successor.folder / name / "index.md").read_text("utf-8")
    }

    assert OTHER_MARKDOWN.keys() == differing


@pytest.mark.parametrize(
    "mark",
    [
        'class="term"',
        'class="printed"',
        'class="annotated',
        'class="headerlink"',
        "/start.js?",
        "/blocks.js",
        "<run-block",
        "Content-Security-Policy",
        "annotated.js",
        "md-source-file",
    ],
)
def test_each_page_has_the_same_parts(mark: str, site: Site, successor: Site) -> None:
    """Links to the glossary, printed output, annotated JSON, anchors, Python, and dates."""
    parts, theirs = (
        {name: page.html.count(mark) for name, page in each.pages.items() if name not in FORMS}
        for each in (site, successor)
    )

    assert any(parts.values()) or mark == "md-source-file"
    assert parts == theirs


def test_links_lead_somewhere(successor: Site) -> None:
    """Within the site, to a page or a file, and to an anchor."""
    broken = {
        name: link.removeprefix(BASE)
        for name, page in successor.pages.items()
        for link in page.links
        if link.startswith(BASE) and not leads_somewhere(successor, link)
    }

    assert BROKEN_LINKS == broken


def test_the_search_finds_the_same_places(site: Site, successor: Site) -> None:
    """Pages, sections and fields; but Zensical does not weigh its pages."""
    docs = json.loads((site.folder / INDEX).read_text("utf-8"))["docs"]
    items = json.loads((successor.folder / ZENSICAL_INDEX).read_text("utf-8"))["items"]
    fields = {item["location"] for item in items if item["path"] == ["Fields"]}

    assert {doc["location"] for doc in docs} == {item["location"] for item in items}
    assert fields == {item["location"] for item in items if "boost" in item}


def test_the_error_page_loses_its_links(site: Site, successor: Site) -> None:
    """Zensical passes the navigation to a template in another way."""
    errors = [(each.folder / "404.html").read_text("utf-8") for each in (site, successor)]
    articles = [html.partition("<article")[2].partition("</article>")[0] for html in errors]

    assert [True, False] == ["read-one-field" in article for article in articles]
