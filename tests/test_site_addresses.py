"""The site, built with its own address and that of the repository."""

import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlsplit

import pytest

from hooks.site import INSTANT_FEATURES
from tests.site_build import ROOT, build_site
from tests.test_site import BASE, Site

REPOSITORY = "https://github.com/acme/credit-exchange"


@pytest.fixture(name="site", scope="module")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site, built strictly with both addresses."""
    folder = tmp_path_factory.mktemp("addressed")
    build_site(folder, SITE_URL=BASE, REPO_URL=REPOSITORY)
    return Site(folder)


def _meta(html: str) -> dict[str, str]:
    """Return the metadata in the head of a page, by name or property."""
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', html))


def test_a_page_names_its_own_address(site: Site) -> None:
    """The canonical link and the metadata have it, and the picture is a file of the site."""
    for name, page in site.pages.items():
        meta = _meta(page.html)

        assert f'<link rel="canonical" href="{BASE}{name}">' in page.html
        assert BASE + name == meta["og:url"]
        assert (site.folder / meta["og:image"].removeprefix(BASE)).is_file()
        assert len(meta["og:title"]) > 2
        assert meta["description"] == meta["og:description"]


def test_the_sitemap_has_each_page(site: Site) -> None:
    """It lists exactly the pages, and a page made from the code has no date."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree = ET.fromstring((site.folder / "sitemap.xml").read_text("utf-8"))  # noqa: S314 - our own
    found = {entry.findtext(f"{space}loc"): entry for entry in tree}

    assert {BASE + name for name in site.pages} == set(found)
    assert found[f"{BASE}reference/member/"].find(f"{space}lastmod") is None


def test_the_schema_names_its_address(site: Site) -> None:
    """`$id` is the address of the published file."""
    name = "schema/exchange-access-token-response.schema.json"

    assert BASE + name == json.loads((site.folder / name).read_text("utf-8"))["$id"]


def test_the_markdown_has_full_addresses(site: Site) -> None:
    """The links still work when a page is copied elsewhere, and each leads to a file."""
    texts = [path.read_text("utf-8") for path in site.folder.rglob("index.md")]
    texts += [(site.folder / name).read_text("utf-8") for name in ("llms.txt", "llms-full.txt")]
    links = {link for text in texts for link in re.findall(r"\]\(([^)\s]+)\)", _prose(text))}
    own = {link.partition("#")[0] for link in links if link.startswith(BASE)}

    assert len(own) >= len(site.pages)
    assert set() == {link for link in links if not re.match(r"https://|#", link)}
    assert [] == [link for link in own if not (site.folder / link.removeprefix(BASE)).is_file()]


def _prose(markdown: str) -> str:
    """Return Markdown without its code, which can look like a link."""
    return re.sub(r"^ *(`{3,}).*?^ *\1$|`[^`\n]*`", "", markdown, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("", "docs/index.md"),
        ("how-to/check-roles/", "docs/how-to/check-roles.md"),
        ("tutorials/01_parse/", "notebooks/01_parse.ipynb"),
        ("changelog/", "CHANGELOG.md"),
        ("reference/schemas/", "docs/reference/schemas.md"),
    ],
)
def test_a_page_leads_to_its_source(site: Site, page: str, path: str) -> None:
    """It has links to edit and to view the file, even if it is made from a notebook or the code."""
    links = site.pages[page].links

    assert f"{REPOSITORY}/edit/main/{path}" in links
    assert f"{REPOSITORY}/blob/main/{path}" in links


def test_every_source_exists(site: Site) -> None:
    """Every link to the repository names an existing file."""
    links = {link for page in site.pages.values() for link in page.links}
    paths = {link.partition("/blob/main/")[2] for link in links if "/blob/main/" in link}

    assert len(paths) > 30
    assert [] == [path for path in paths if not (ROOT / path).is_file()]


def test_feedback_is_an_issue_that_is_begun(site: Site) -> None:
    """Its title and text name the page."""
    links = site.pages["how-to/check-roles/"].links
    [link] = [link for link in links if link.startswith(f"{REPOSITORY}/issues/new?")]
    filled = parse_qs(urlsplit(link).query)

    assert ["On the page “Check roles”"] == filled["title"]
    assert filled["body"][0].startswith("The page: how-to/check-roles/\n\nWhat I was looking for:")


def test_a_link_is_followed_without_a_load(site: Site) -> None:
    """The theme's features for this are on, because the sitemap lists the site's own links."""
    assert [] == [name for name in INSTANT_FEATURES if f'"{name}"' not in site.pages[""].html]


def test_the_repository_is_not_asked_about_itself(site: Site) -> None:
    """The theme would load its stars; nothing else is loaded from another host either."""
    pages = site.pages.values()

    assert all('data-md-component="source"' not in page.html for page in pages)
    assert [] == [load for page in pages for load in page.loads if not load.startswith(BASE)]
