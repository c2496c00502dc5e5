"""The Content-Security-Policy that a built site gets."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hooks.html import policy

PAGE = (
    '<!doctype html>\n<html>\n<head>\n  <meta charset="utf-8">\n<script>go()</script></head></html>'
)
HASH = "'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Path:
    """A built site with a page, and a page of JupyterLite."""
    lite = tmp_path / "runtime" / "0123" / "lite"
    lite.mkdir(parents=True)
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    (tmp_path / "404.html").write_text(PAGE.replace("go", "stop"), "utf-8")
    (lite / "index.html").write_text(PAGE.replace("go", "jump"), "utf-8")
    return tmp_path


def _policy_of(page: Path) -> dict[str, str]:
    """Return the policy that is written in a page, by directive."""
    content = re.search(r'Content-Security-Policy" content="([^"]*)"', page.read_text("utf-8"))
    assert content
    return dict(part.split(" ", 1) for part in content[1].split("; "))


@pytest.mark.parametrize(
    ("html", "scripts"),
    [
        ("<script>a < b && '</p>'</script>", ["a < b && '</p>'"]),
        ('<script type="module">\nimport "./a.js";\n</script>', ['\nimport "./a.js";\n']),
        ("<SCRIPT>a</SCRIPT><p>text</p><script></script>", ["a", ""]),
        ('<script src="a.js"></script>', []),
        ('<script type="application/json">{}</script><style>p {}</style>', []),
        ("<!-- <script>a</script> --><pre>&lt;script&gt;</pre>", []),
    ],
    ids=["text", "module", "several", "file", "data", "comment"],
)
def test_inline_scripts_are_found(html: str, scripts: list[str]) -> None:
    """They are exactly what a browser hashes: the text, without files and blocks of data."""
    assert scripts == policy.inline_scripts(html)


def test_a_script_is_allowed_by_its_hash() -> None:
    """The hash is the one that Chromium names when it refuses the script."""
    allowed = policy.allowing({"script-src": "'self'"}, [PAGE, PAGE])

    assert {"script-src": f"'self' {HASH}"} == allowed


def test_the_policy_comes_before_all_that_is_loaded() -> None:
    """Only the encoding comes before it, because browsers look for that in the first bytes."""
    html = policy.with_policy(PAGE, {"default-src": "'self'", "img-src": "data:"})

    meta = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'; img-src data:">'
    )
    assert PAGE.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{meta}') == html
    assert f"<head>{meta}<script>" in policy.with_policy(
        "<head><script></script></head>", {"default-src": "'self'", "img-src": "data:"}
    )


def test_all_pages_have_the_same_policy(site: Path) -> None:
    """With instant navigation, the policy of one page applies to the next page's scripts."""
    policy.protect(site)

    page = _policy_of(site / "index.html")
    assert page == _policy_of(site / "404.html")
    assert HASH in page["script-src"]
    assert 2 == page["script-src"].count("sha256-")


def test_jupyterlite_has_a_policy_of_its_own(site: Path) -> None:
    """Only JupyterLite may compile text to code."""
    policy.protect(site)

    lite = _policy_of(site / "runtime" / "0123" / "lite" / "index.html")
    page = _policy_of(site / "index.html")
    assert "'unsafe-eval'" in lite["script-src"].split()
    assert "'unsafe-eval'" not in page["script-src"].split()
    assert HASH not in lite["script-src"]
    assert "'self'" == lite["default-src"] == page["default-src"]


def test_an_assembled_page_is_not_changed(site: Path) -> None:
    """A page of the site can be a link to a file that the next build reads again."""
    original = site.parent / "assembled.html"
    original.write_text(PAGE, "utf-8")
    page = site / "runtime" / "0123" / "lite" / "index.html"
    page.unlink()
    os.link(original, page)

    policy.protect(site)

    assert PAGE == original.read_text("utf-8")
    assert PAGE != page.read_text("utf-8")


def _header_of(site: Path) -> tuple[dict[str, str], list[str]]:
    """Return the policy that is sent with all files, by directive, and the other lines."""
    path, line, *others = (site / "_headers").read_text("utf-8").splitlines()
    name, _, policy = line.partition(": ")
    assert ("/*", "  Content-Security-Policy") == (path, name)
    return dict(part.split(" ", 1) for part in policy.split("; ")), others


def test_headers_say_what_a_page_cannot(site: Path) -> None:
    """Who may frame a page, for all files of the site."""
    policy.protect(site)

    header, others = _header_of(site)
    assert "'self'" == header["frame-ancestors"]
    assert [
        "  Referrer-Policy: strict-origin-when-cross-origin",
        "  X-Content-Type-Options: nosniff",
    ] == others


def test_the_header_allows_what_a_page_allows_and_nothing_else(site: Path) -> None:
    """A browser obeys the header and the page, so only the page's own policy limits the page."""
    policy.protect(site)

    page = _policy_of(site / "index.html")
    lite = _policy_of(site / "runtime" / "0123" / "lite" / "index.html")
    header, _ = _header_of(site)
    del header["frame-ancestors"]
    assert {
        directive: {*page.get(directive, page["default-src"]).split(), *sources.split()}
        for directive, sources in lite.items()
    } == {directive: set(sources.split()) for directive, sources in header.items()}


def test_without_jupyterlite_the_header_has_the_policy_of_the_pages(tmp_path: Path) -> None:
    """A site that cannot run Python forbids `eval` and inline styles everywhere."""
    (tmp_path / "index.html").write_text(PAGE, "utf-8")

    policy.protect(tmp_path)

    header, _ = _header_of(tmp_path)
    assert header == {**_policy_of(tmp_path / "index.html"), **policy.FRAMING}


def test_the_header_is_not_too_long(built_site: Path) -> None:
    """Cloudflare Pages ignores lines of more than 2,000 characters."""
    lines = (built_site / "_headers").read_text("utf-8").splitlines()

    assert max(map(len, lines)) <= 2000


def test_a_preview_allows_the_script_that_reloads_it(site: Path) -> None:
    """`mkdocs serve` adds it to each page that it sends; with a hash, no other would be allowed."""
    policy.protect(site, is_preview=True)

    script = f"{policy.SITE['script-src']} 'unsafe-inline'"
    lite_script = f"{policy.LITE['script-src']} 'unsafe-inline'"
    assert {**policy.SITE, "script-src": script} == _policy_of(site / "index.html")
    assert {**policy.LITE, "script-src": lite_script} == _policy_of(
        site / "runtime" / "0123" / "lite" / "index.html"
    )


def test_a_page_without_a_place_for_a_policy_is_refused() -> None:
    """It would have none, and nobody would notice."""
    with pytest.raises(ValueError, match="without <head>"):
        policy.with_policy('<html><head lang="en">', policy.SITE)


ALLOWED = {
    "'self'",
    "'none'",
    "img-src data:",
    "worker-src blob:",
    "script-src 'wasm-unsafe-eval'",
    # Only in JupyterLite's frame.
    "script-src 'unsafe-eval'",
    "style-src 'unsafe-inline'",
}
"""The sources that any directive may have, and those of one directive."""


def test_no_directive_names_another_host() -> None:
    """Nor does it allow a scheme or a kind of code that the site does not need."""
    found = {
        source if source in {"'self'", "'none'"} else f"{directive} {source}"
        for directive, sources in [*policy.SITE.items(), *policy.LITE.items()]
        for source in sources.split()
    }

    assert found == ALLOWED
    assert policy.SITE["default-src"] == policy.LITE["default-src"] == "'self'"
    for directive in ("object-src", "base-uri", "form-action"):
        assert policy.SITE[directive] == policy.LITE[directive] == "'none'"


def test_every_page_begins_with_its_policy(built_site: Path) -> None:
    """Also the error page, and JupyterLite's: nothing is loaded before it."""
    pages = [*built_site.rglob("*.html")]
    loads = re.compile(r"<(?:script|link|style|img|base|iframe|object|embed|body)\b")
    names = re.compile(r'<meta http-equiv="Content-Security-Policy"')

    assert len(pages) > 40
    assert [] == [
        path
        for path in pages
        if len(found := [*names.finditer(html := path.read_text("utf-8"))]) != 1
        or found[0].start() > loads.search(html).start()  # type: ignore[union-attr]
    ]


class _Inline(HTMLParser):
    """Collects what a page would need `'unsafe-inline'` for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "style":
            self.found.append("<style>")
        self.found += [name for name, _ in attrs if name == "style" or name.startswith("on")]


def test_no_page_has_inline_styles_or_handlers(built_site: Path) -> None:
    """A policy cannot allow them by a hash, so they would be ignored."""
    pages = [path for path in built_site.rglob("*.html") if "lite" not in path.parts]

    assert len(pages) > 40
    assert {} == {
        path.name: inline for path in pages if (inline := _Inline(path.read_text("utf-8")).found)
    }


def test_the_encoding_of_a_page_is_found(built_site: Path) -> None:
    """A browser looks for it in the first 1024 bytes only; JupyterLite's pages are plain ASCII."""
    late = [
        path
        for path in built_site.rglob("*.html")
        if b"<meta charset=" not in (page := path.read_bytes())[:1024] and not page.isascii()
    ]

    assert [] == late


def test_no_file_of_the_site_uses_what_a_policy_does_not_cover(built_site: Path) -> None:
    """Not even JupyterLite's scripts."""
    uncovered = re.compile(rb"""RTCPeerConnection|["'= ](?:preconnect|dns-prefetch)["'> ]""")
    kinds = {".html", ".js", ".mjs", ".css"}
    files = [path for path in built_site.rglob("*") if path.suffix in kinds]

    assert len(files) > 100
    assert [] == [path for path in files if uncovered.search(path.read_bytes())]
