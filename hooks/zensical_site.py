"""`python -m hooks.zensical_site FOLDER` builds the site with Zensical, Material's successor.

Zensical does not run MkDocs' hooks. So everything that makes a page is written before its build,
into a copy of the sources, and everything that changes a page goes over the built files. Both call
the functions that `mkdocs_hooks.py` calls.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import yaml

from hooks import pages, site
from hooks.browser import publish
from hooks.html import description, llms, policy, search
from hooks.html.finishing import Finish
from hooks.html.light import lighter
from hooks.html.markdown import markdown as to_markdown
from hooks.pages import playground

_COPIED = ("docs", "overrides", "mkdocs.yml", "CHANGELOG.md")
_LINKED = ("hooks", "notebooks", "src", "README.md")

_LEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_CONTENT = re.compile(
    r'(?<=<a id="__skip" tabindex="-1"></a>)(.*?)(?=<p class="origin">|</article>)', re.DOTALL
)
_ABOUT = re.compile(r'(<meta (?:name="description"|property="og:description") content=")[^"]*')
_DOWNLOAD = re.compile(r'href="\.\./(\.\./\w+\.ipynb" download)')


def build(target: Path) -> None:
    """Build the site below a folder, which is replaced.

    Raises:
        subprocess.CalledProcessError: Zensical failed; its output says why.
        ValueError: A page does not look as this module expects.
    """
    config = _config()
    runtime = publish.offer()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        sources = _prepare(copy, runtime)
        subprocess.run(  # noqa: S603 - the arguments are our own
            [Path(sys.executable).with_name("zensical"), "build", "--clean"],
            cwd=copy,
            check=True,
            env={**os.environ, "PYTHONPATH": "."},
        )
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(copy / "site", target)
    _finish(target, config, sources)


def _config() -> dict[str, Any]:
    """Return the configuration of MkDocs, without the values from the environment."""

    class Loader(yaml.SafeLoader):
        """Takes `!ENV` for an empty text."""

    Loader.add_constructor("!ENV", lambda *_: "")
    text = (site.ROOT / "mkdocs.yml").read_text("utf-8")
    config: dict[str, Any] = yaml.load(text, Loader)  # noqa: S506 - a safe loader
    return config


def _prepare(copy: Path, runtime: publish.Offer) -> dict[str, str]:
    """Write what Zensical reads: the sources, the generated pages, and what hooks would set.

    Returns:
        The Markdown of each page by its path.
    """
    for name in _COPIED:
        source = site.ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
    for name in _LINKED:
        (copy / name).symlink_to(site.ROOT / name)
    docs = copy / "docs"
    pages.write(docs)
    dates = site.dates(site.ROOT)
    sources: dict[str, str] = {}
    for page in docs.rglob("*.md"):
        name = page.relative_to(docs).as_posix()
        sources[name] = _with_meta(page.read_text("utf-8"), name, dates)
        page.write_text(sources[name], "utf-8")
    # The browser's scripts move to their folder; without Python for the browser, they are left out.
    scripts = (docs / "runtime").rename(copy / "scripts")
    if runtime["folder"]:
        shutil.copytree(scripts, docs / runtime["folder"])
    # Zensical passes the pages to a sitemap in another way, and makes one itself.
    (copy / "overrides/sitemap.xml").unlink()
    settings = (copy / "mkdocs.yml").read_text("utf-8")
    settings = re.sub(r"^hooks:.*\n", "", settings, flags=re.MULTILINE)
    extra: dict[str, Any] = {"runtime": runtime}
    if runtime["folder"]:
        extra["playground"] = playground.opening()
    settings = settings.replace("\nextra:\n", f"\nextra:\n{_yaml(extra)}")
    # A strict build refuses links to what is written after it, such as llms.txt.
    settings = settings.replace("\nstrict: true\n", "\n")
    (copy / "mkdocs.yml").write_text(settings, "utf-8")
    return sources


def _with_meta(markdown: str, name: str, dates: dict[str, str]) -> str:
    """Return a page with its weight in the search and its date in its front matter."""
    meta, rest = _meta(markdown)
    meta.setdefault("search", {"boost": search.boost(name, markdown)})
    if path := site.source(name):
        meta["changed"] = site.changed(path, dates)
    return f"---\n{json.dumps(meta)}\n---\n{rest}"


def _meta(markdown: str) -> tuple[dict[str, Any], str]:
    """Return the front matter of a page, and the rest."""
    lead = _LEAD.match(markdown)
    return (yaml.safe_load(lead[1]), markdown[lead.end() :]) if lead else ({}, markdown)


def _finish(target: Path, config: dict[str, Any], sources: dict[str, str]) -> None:
    """Change the built pages as the hooks would, and write the files made from them."""
    finish = Finish.begin()
    entries: dict[str, llms.Entry] = {}
    markdown: dict[str, str] = {}
    for title, name in _named(config["nav"]):
        url = name.removesuffix("index.md").replace(".md", "/")
        path = target / url / "index.html"
        html = path.read_text("utf-8")
        found = _CONTENT.search(html)
        if found is None:
            message = f"{name}: Zensical's page does not have the expected elements around its text"
            raise ValueError(message)
        about = _meta(sources[name])[0].get("description") or description.first_sentence(found[1])
        built = _DOWNLOAD.sub(r'href="\1', found[1])
        content = finish.finished(built, name, url, sources[name])
        html = html[: found.start()] + content + html[found.end() :]
        path.write_text(lighter(_ABOUT.sub(rf"\g<1>{_attribute(about)}", html)), "utf-8")
        entries[name] = llms.Entry(title, url, about)
        markdown[url] = to_markdown(content, url)
    heading = [f"# {config['site_name']}", f"> {config['site_description']}", config["copyright"]]
    sections: dict[str, list[llms.Entry]] = {"Overview": []}
    for item in config["nav"]:
        [(title, value)] = item.items()
        here = "Overview" if isinstance(value, str) else title
        sections.setdefault(here, []).extend(entries[name] for _, name in _named([item]))
    (target / "llms.txt").write_text(llms.index(heading, sections, ""), "utf-8")
    llms.write_pages(target, markdown, "")
    search.improve(target)
    if finish.folder:
        publish.publish(target / finish.folder)
    policy.protect(target)


def _yaml(values: dict[str, Any]) -> str:
    """Return values as the indented lines of a mapping; JSON is YAML."""
    return "".join(f"  {name}: {json.dumps(value)}\n" for name, value in values.items())


def _attribute(text: str) -> str:
    """Return a text as the value of an attribute in double quotes, for a replacement."""
    return escape(text, quote=False).replace('"', "&quot;").replace("\\", r"\\")


def _named(nav: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield the title and the path of each page of the navigation."""
    for item in nav:
        for title, value in item.items():
            if isinstance(value, str):
                yield title, value
            else:
                yield from _named(value)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the module and the folder
        sys.exit("usage: python -m hooks.zensical_site FOLDER")
    build(Path(sys.argv[1]))
