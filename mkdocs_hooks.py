"""What MkDocs calls while it builds the site. The work is done by the functions in `hooks/`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

from hooks import pages, site
from hooks.browser import publish
from hooks.html import description, llms, policy, search
from hooks.html.finishing import Finish
from hooks.html.light import lighter
from hooks.html.markdown import markdown as to_markdown
from hooks.pages import playground

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


@dataclass
class _Build:
    """The state of one build, from one call of MkDocs to the next."""

    is_preview: bool = False
    finish: list[Finish] = field(default_factory=list[Finish])
    dates: dict[str, str] = field(default_factory=dict[str, str])
    nav: list["Navigation"] = field(default_factory=list["Navigation"])
    markdown: dict[str, str] = field(default_factory=dict[str, str])


_build = _Build()


def on_startup(command: str, **_: Any) -> None:
    """Notice `mkdocs serve`, which adds a script to each page that it sends."""
    _build.is_preview = command == "serve"


def on_config(config: "MkDocsConfig") -> None:
    """Begin a build."""
    _build.dates = site.dates(site.ROOT)
    _build.finish = [Finish.begin()]
    _build.markdown = {}
    config.extra["runtime"] = publish.offer()
    if config.extra["runtime"]["folder"]:
        config.extra["playground"] = playground.opening()
    if config.site_url:
        config.theme["features"].extend(site.INSTANT_FEATURES)
        config.extra_javascript.append(site.INSTANT_SCRIPT)


def on_pre_build(config: "MkDocsConfig") -> None:
    """Correct the address, now that mike has set it."""
    if config.site_url:
        config.site_url = site.folder_address(config.site_url)


def on_files(files: "Files", config: "MkDocsConfig") -> None:
    """Add the generated pages and files, and move the browser's scripts to their folder."""
    for name, content in pages.generated(config.site_url).items():
        if written := files.get_file_from_path(name):
            files.remove(written)
        files.append(File.generated(config, name, content=content))
    for file in [file for file in files if file.src_uri.startswith("runtime/")]:
        files.remove(file)
        if folder := config.extra["runtime"]["folder"]:
            file.dest_uri = file.src_uri.replace("runtime", folder, 1)
            files.append(file)


def on_nav(nav: "Navigation", **_: Any) -> None:
    """Keep the order of the pages, and their sections."""
    _build.nav = [nav]


def on_page_markdown(markdown: str, page: "Page", config: "MkDocsConfig", **_: Any) -> None:
    """Set the page's weight in the search, its date, and the links to its source."""
    page.meta.setdefault("search", {"boost": search.boost(page.file.src_uri, markdown)})
    if path := site.source(page.file.src_uri):
        page.meta["changed"] = site.changed(path, _build.dates)
        if config.repo_url:
            page.edit_url, page.meta["source_url"] = site.source_links(config.repo_url, path)


def on_page_content(html: str, page: "Page", **_: Any) -> str:
    """Describe the page, and finish its HTML."""
    [finish] = _build.finish
    page.meta.setdefault("description", description.first_sentence(html))
    return finish.finished(html, page.file.src_uri, page.url, page.markdown or "")


def on_page_context(context: dict[str, Any], page: "Page", **_: Any) -> None:
    """Convert the page to Markdown, now that its cross-references are resolved."""
    del context
    _build.markdown[page.url] = to_markdown(page.content or "", page.url)


def on_post_page(output: str, **_: Any) -> str:
    """Save the white space of the templates."""
    return lighter(output)


def on_post_build(config: "MkDocsConfig") -> None:
    """Write what is made from the finished pages."""
    folder, address = Path(config.site_dir), config.site_url or ""
    [nav] = _build.nav
    overview = [_entry(item) for item in nav.items if item.is_page]
    sections = {item.title: [*_entries(item)] for item in nav.items if item.is_section}
    heading = [f"# {config.site_name}", f"> {config.site_description}", config.copyright or ""]
    index = llms.index(heading, {"Overview": overview, **sections}, address)
    (folder / "llms.txt").write_text(index, "utf-8")
    markdown = {page.url: _build.markdown[page.url] for page in nav.pages}
    llms.write_pages(folder, markdown, address)
    search.improve(folder)
    if config.extra["runtime"]["folder"]:
        publish.publish(folder / config.extra["runtime"]["folder"])
    policy.protect(folder, is_preview=_build.is_preview)


def _entries(section: Any) -> Iterator[llms.Entry]:
    for item in section.children:
        if item.is_page:
            yield _entry(item)
        else:
            yield from _entries(item)


def _entry(page: Any) -> llms.Entry:
    return llms.Entry(page.title, page.url, page.meta["description"])
