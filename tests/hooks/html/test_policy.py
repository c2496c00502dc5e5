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


def test_headers_say_what_a_page_cannot(site: Path) -> None:
    """Who may frame a page, and the policy of JupyterLite's workers."""
    policy.protect(site)

    every, runtime = (site / "_headers").read_text("utf-8").split("\n\n")
    assert [
        "/*",
        "  Content-Security-Policy: frame-ancestors 'self'",
        "  Referrer-Policy: strict-origin-when-cross-origin",
        "  X-Content-Type-Options: nosniff",
    ] == every.split("\n")
    path, line = runtime.rstrip("\n").split("\n")
    lite = _policy_of(site / "runtime" / "0123" / "lite" / "index.html")
    assert "/runtime/*" == path
    assert f"  Content-Security-Policy: {policy.text({**lite, **policy.FRAMING})}" == line


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
