"""The Content-Security-Policy of a built site: in its pages, and in a file for hosts that read one.

The policy in a page works on any host. It cannot say who may frame the page, and it does not apply
to a file that is not a page, such as a text in a frame or a worker with an address of its own, so
`_headers` adds both.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path

Policy = Mapping[str, str]
"""The sources that each directive allows."""

SITE: Policy = {
    "default-src": "'self'",
    # Pyodide is WebAssembly.
    "script-src": "'self' 'wasm-unsafe-eval'",
    # The icons of the theme are data in its style sheet.
    "img-src": "'self' data:",
    # The playground's worker is a blob, because only such a worker inherits this policy.
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
"""The policy of the site's own pages.

It is the same for all of them, because with instant navigation the browser keeps the policy of the
first page.
"""

LITE: Policy = {
    **SITE,
    # JupyterLite compiles validators and writes styles while it runs.
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
}
"""The policy of JupyterLite's pages, which a tutorial shows in a frame."""

FRAMING: Policy = {"frame-ancestors": "'self'"}
"""The part that browsers ignore in a page."""

_RUNTIME = "runtime/"
_HEAD = re.compile(r'<head>(?:\s*<meta charset="[^"]*">)?', re.IGNORECASE)
_CODE = {None, "", "module", "text/javascript"}
"""The types of a script that a browser runs."""


def protect(site: Path, *, is_preview: bool = False) -> None:
    """Write the policies into all pages of a built site, and the file `_headers` beside them.

    Args:
        site: The site's folder.
        is_preview: Whether all inline scripts are allowed, because `mkdocs serve` adds one to each
            page when it sends it.
    """
    pages = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    lite = {path for path in pages if path.relative_to(site).as_posix().startswith(_RUNTIME)}
    allow = allowing_all if is_preview else allowing
    lite_policy = allow(LITE, (pages[path] for path in lite))
    site_policy = allow(SITE, (pages[path] for path in pages.keys() - lite))
    for path, html in pages.items():
        # The file can be a link to the assembled one, which must not change.
        path.unlink()
        path.write_text(with_policy(html, lite_policy if path in lite else site_policy), "utf-8")
    every = either(site_policy, lite_policy) if lite else site_policy
    (site / "_headers").write_text(headers(every), "utf-8")


def allowing(policy: Policy, pages: Iterable[str]) -> Policy:
    """Return a policy that also allows the inline scripts of some pages, by their hashes."""
    hashes = sorted({_hash(script) for html in pages for script in inline_scripts(html)})
    return {**policy, "script-src": " ".join([policy["script-src"], *hashes])}


def allowing_all(policy: Policy, _pages: Iterable[str]) -> Policy:
    """Return a policy that also allows any inline script."""
    return {**policy, "script-src": f"{policy['script-src']} 'unsafe-inline'"}


def with_policy(html: str, policy: Policy) -> str:
    """Return a page with a policy at its beginning, before everything that it loads.

    Raises:
        ValueError: The page has no place for it.
    """
    meta = f'<meta http-equiv="Content-Security-Policy" content="{text(policy)}">'
    page, count = _HEAD.subn(lambda head: head[0] + meta, html, count=1)
    if not count:
        message = "a page without <head> would have no Content-Security-Policy"
        raise ValueError(message)
    return page


def text(policy: Policy) -> str:
    """Return a policy as browsers read it."""
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def either(first: Policy, second: Policy) -> Policy:
    """Return a policy that allows the sources of two policies.

    Args:
        first: A policy.
        second: A policy that has at least the same directives.
    """
    return {
        directive: " ".join(
            dict.fromkeys([*first.get(directive, first["default-src"]).split(), *sources.split()])
        )
        for directive, sources in second.items()
    }


def headers(policy: Policy) -> str:
    """Return the file that Netlify, Cloudflare Pages and others read headers from.

    All files get the same headers, because some hosts send the headers of all blocks that match a
    path, and others only those of the last. A page's own policy is stricter, and applies too.
    """
    lines = {
        "Content-Security-Policy": text({**policy, **FRAMING}),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return "\n".join(["/*", *(f"  {name}: {value}" for name, value in lines.items()), ""])


def inline_scripts(html: str) -> list[str]:
    """Return the scripts that are written into a page."""
    parser = _InlineScripts()
    parser.feed(html)
    parser.close()
    return parser.found


class _InlineScripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._parts: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") in _CODE:
            self._parts = []

    def handle_data(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._parts is not None:
            self.found.append("".join(self._parts))
            self._parts = None


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
