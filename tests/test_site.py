"""The site as readers get it: built once, strictly, and read page by page."""

import json
import re
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from mkdocs.config import load_config

import stytch_exchange
import stytch_exchange.fixtures
import stytch_exchange.jwt
import stytch_exchange.lines
import stytch_exchange.sandbox
from hooks.browser.assemble import NOTEBOOKS
from hooks.html.llms import CHARACTERS_PER_TOKEN, LEFT_OUT
from hooks.model.examples import object_examples
from hooks.model.wire_pointers import fields, reference_name
from hooks.pages.explorer import EXAMPLES
from stytch_exchange import ExchangeAccessTokenResponse
from stytch_exchange.models._base import all_models
from tests.browser.serving import compressed

ROOT = Path(__file__).parent.parent
BASE = "https://site.test/"
FACES = [
    stytch_exchange,
    stytch_exchange.fixtures,
    stytch_exchange.jwt,
    stytch_exchange.lines,
    stytch_exchange.sandbox,
]
"""The modules that users import from."""


@dataclass
class Page(HTMLParser):
    """A page: its address, the files that it loads, its links and its anchors."""

    address: str
    html: str
    loads: list[str] = field(default_factory=list[str])
    links: list[str] = field(default_factory=list[str])
    anchors: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the addresses and anchors of an element."""
        found = dict(attrs)
        self.anchors |= {value for name in ("id", "name") if (value := found.get(name))}
        if source := found.get("src"):
            self.loads.append(urljoin(self.address, source))
        if target := found.get("href") or found.get("xlink:href"):
            address = urljoin(self.address, target)
            (self.loads if tag == "link" else self.links).append(address)


@dataclass(frozen=True)
class Site:
    """The built site."""

    folder: Path

    def files(self, pattern: str) -> list[Path]:
        """Return the site's own files, without Pyodide and JupyterLite in `runtime/`."""
        found = sorted(self.folder.rglob(pattern))
        return [path for path in found if path.relative_to(self.folder).parts[0] != "runtime"]

    @cached_property
    def pages(self) -> dict[str, Page]:
        """The pages by their address below the site's root, without the error page."""
        found: dict[str, Page] = {}
        for path in self.files("*.html"):
            name = path.relative_to(self.folder).as_posix().removesuffix("index.html")
            found[name] = Page(BASE + name, path.read_text(encoding="utf-8"))
        del found["404.html"]
        return found

    @cached_property
    def inventory(self) -> dict[str, str]:
        """The documented objects and their addresses, without aliases."""
        packed = (self.folder / "objects.inv").read_bytes().split(b"\n", 4)[4]
        lines = (line.split(" ") for line in zlib.decompress(packed).decode().splitlines())
        return {name: place for name, _, priority, place, *_ in lines if priority == "1"}


@pytest.fixture(name="site", scope="module")
def _site(built_site: Path) -> Site:
    """The site, read page by page."""
    return Site(built_site)


def test_the_site_asks_no_other_host(site: Site) -> None:
    """Everything that a page or a stylesheet loads comes from the site itself."""
    loaded = {address for page in site.pages.values() for address in page.loads}
    styles = "".join(path.read_text("utf-8") for path in site.files("*.css"))
    imported = re.findall(r"url\([\"']?((?:https?:)?//[^)]*)\)|@import", styles)

    assert any(address.endswith(".css") for address in loaded)
    assert [] == [address for address in loaded if not address.startswith(BASE)]
    assert [] == imported


def test_no_bytecode_is_published() -> None:
    """The tests run some files in `docs/`, and Python writes its bytecode beside them."""
    left_out = load_config(str(ROOT / "mkdocs.yml")).exclude_docs

    assert left_out is not None
    assert left_out.match_file("runtime/__pycache__/bridge.cpython-311.pyc")


def test_nothing_makes_the_theme_ask_another_host(site: Site) -> None:
    """Material loads mermaid, emoji and facts about the repository for a page that uses them."""
    html = "".join(page.html for page in site.pages.values())

    assert [] == re.findall(r'class="[^"]*(?:mermaid|twemoji)[^"]*"', html)
    assert 'data-md-component="source"' not in html


def leads_somewhere(site: Site, link: str) -> bool:
    """Return whether a link within the site leads to a page or a file, and to an anchor."""
    parts = urlsplit(link)
    name = unquote(parts.path).removeprefix("/")
    page = site.pages.get(name)
    if page is None:
        return (site.folder / name).is_file()
    fragment = unquote(parts.fragment)
    # The playground's script reads the name of an example from its address.
    is_example = (
        name == "playground/"
        and fragment.removeprefix("example=") in stytch_exchange.example_names()
    )
    return not fragment or fragment in page.anchors or is_example


def test_every_link_leads_somewhere(site: Site) -> None:
    """Each link within the site leads to an existing page or file, and to an existing anchor."""
    broken = [
        f"{page.address}: {link}"
        for page in site.pages.values()
        for link in page.links
        if link.startswith(BASE) and not leads_somewhere(site, link)
    ]

    assert [] == broken


def test_an_id_is_given_once(site: Site) -> None:
    """A link, or the label of a field, would find only the first of two."""
    found = {name: re.findall(r' id="([^"]+)"', page.html) for name, page in site.pages.items()}

    assert {} == {name: ids for name, ids in found.items() if len(ids) > len(set(ids))}


def test_a_link_to_another_site_is_encrypted(site: Site) -> None:
    """Links to other sites use HTTPS; the address of `make serve` is an exception."""
    leaving = {link for page in site.pages.values() for link in page.links}
    plain = {link for link in leaving if link.startswith("http://")}

    assert set() == plain - {"http://127.0.0.1:8000"}


def test_the_reference_is_the_public_api(site: Site) -> None:
    """It documents every public name, the fixture that pytest finds, and nothing else."""
    documented = {name for name in site.inventory if name.rpartition(".")[0] not in site.inventory}
    public = {f"{face.__name__}.{name}" for face in FACES for name in face.__all__}

    others = {
        "stytch_exchange.fixtures.strategies.response_bodies",
        "stytch_exchange.fixtures.strategies.responses",
        "stytch_exchange.sandbox.fixtures.stytch_sandbox",
    }
    assert public | others == documented


def test_the_reference_has_every_field(site: Site) -> None:
    """Each field of each model has its own anchor in the reference."""
    fields = {
        f"{face.__name__}.{model.__name__}.{name}"
        for face in FACES
        for model in all_models()
        if model.__name__ in face.__all__
        for name in model.model_fields
    }
    reference = [page for name, page in site.pages.items() if name.startswith("reference/")]
    anchors = {anchor for page in reference for anchor in page.anchors}

    assert set() == fields - anchors
    assert set() == fields - set(site.inventory)


def _cells(html: str, anchor: str) -> list[str]:
    """Return the texts of the cells in the row that has an anchor."""
    row = html[html.index(f'<a id="{anchor}"') :].partition("</tr>")[0]
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row.split("</td>")]


@pytest.mark.parametrize(
    ("page", "field", "kind"),
    [
        ("response", "ExchangeAccessTokenResponse.session_jwt", "secret string"),
        (
            "response",
            "ExchangeAccessTokenResponse.member_device",
            "DeviceInfo optional, may be null",
        ),
        ("session", "MemberSession.expires_at", "timestamp"),
        ("session", "MemberSession.custom_claims", "object optional, may be null"),
        ("member", "Member.lock_expires_at", "timestamp optional, may be null"),
        ("member", "Member.roles", "array of MemberRole"),
        ("member", "Member.status", "MemberStatus"),
        ("error", "ErrorResponse.error_type", "string"),
        ("request", "ExchangeAccessTokenRequest.access_token", "secret string"),
        (
            "request",
            "ExchangeAccessTokenRequest.session_duration_minutes",
            "integer optional, may be null",
        ),
        ("error", "ErrorResponse.status_code", "integer optional, may be null"),
        ("jwt", "jwt.SessionClaims.exp", "timestamp"),
        ("jwt", "jwt.SessionClaims.session", "SessionClaim"),
        ("jwt", "jwt.SessionClaim.expires_at", "timestamp optional, may be null"),
    ],
)
def test_a_field_has_type_presence_and_meaning(
    site: Site, page: str, field: str, kind: str
) -> None:
    """A row shows the JSON type, whether the field may be absent or null, and its meaning."""
    html = site.pages[f"reference/{page}/"].html

    name, shown, meaning, *_ = _cells(html, f"stytch_exchange.{field}")

    assert (field.rpartition(".")[2], kind) == (name, shown)
    assert len(meaning) > 20


def test_a_field_has_its_pointers(site: Site) -> None:
    """Each field's row shows all its JSON Pointers and its known values."""
    reference = "".join(page.html for name, page in site.pages.items() if "reference/" in name)
    rows = {
        found[1]: unescape(row)
        for row in reference.split("<tr>")
        if (found := re.search(r'<a id="(stytch_exchange\.[\w.]+)"', row))
    }
    missing = [
        (field.path, part)
        for field in fields()
        for part in (*field.pointers, *(f'"{word}"' for word in field.known))
        if f"<code>{part}</code>" not in rows[field.path]
    ]

    assert [] == missing


def test_a_model_has_an_object_of_an_example(site: Site) -> None:
    """Its JSON and its Python form follow the table of fields, which begins first."""
    reference = "".join(page.html for name, page in site.pages.items() if "reference/" in name)
    for model in object_examples():
        section = reference[reference.index(f'id="{reference_name(model)}"') :]
        table, beside = section.partition('<table class="fields"')[2].split("</table>", 1)
        example = beside.partition('<table class="fields"')[0]

        assert f"#{reference_name(model)}." in table
        assert ['<div class="json">'] == re.findall(r'<div class="json">', example)
        assert ["In Python"] == re.findall(r"<summary>(In Python)</summary>", example)


def test_the_schema_is_published(site: Site) -> None:
    """The JSON Schema of the models is a file of the site, and its page links to it."""
    name = "schema/exchange-access-token-response.schema.json"
    published = json.loads((site.folder / name).read_text("utf-8"))

    assert ExchangeAccessTokenResponse.model_json_schema() == published
    assert BASE + name in site.pages["reference/json-schema/"].links


def test_every_api_schema_has_its_row(site: Site) -> None:
    """The page from API schema to class has all 74."""
    assert 74 == site.pages["reference/schemas/"].html.count("<code>api_")


@pytest.mark.parametrize(
    "notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_a_notebook_is_a_light_page_and_a_download(site: Site, notebook: Path) -> None:
    """Its page has at most 85 kB of HTML, and a link to download the notebook."""
    page = site.pages[f"tutorials/{notebook.stem}/"]
    download = f"tutorials/{notebook.name}"

    assert len(page.html.encode()) <= 85_000
    assert BASE + download in page.links
    assert notebook.read_bytes() == (site.folder / download).read_bytes()


def test_a_page_of_the_reference_is_light(site: Site) -> None:
    """No page of the reference has more than 300 kB of HTML."""
    reference = {name: page for name, page in site.pages.items() if name.startswith("reference/")}
    sizes = {name: len(page.html.encode()) for name, page in reference.items()}

    assert {} == {name: size for name, size in sizes.items() if size > 300_000}


_EXPLORERS = ("explore/", "playground/")
"""The beginnings of the addresses of pages with a whole response as annotated JSON."""


def test_a_page_of_text_is_light(site: Site) -> None:
    """No page without annotated JSON, outside the reference, has more than 85 kB of HTML."""
    others = ("reference/", *_EXPLORERS)
    texts = {name: page for name, page in site.pages.items() if not name.startswith(others)}
    sizes = {name: len(page.html.encode()) for name, page in texts.items()}

    assert {} == {name: size for name, size in sizes.items() if size > 85_000}


def test_a_page_that_explores_a_response_is_light(site: Site) -> None:
    """With a card for each field, it has at most 95 kB of HTML."""
    explorers = {name: page for name, page in site.pages.items() if name.startswith(_EXPLORERS)}
    sizes = {name: len(page.html.encode()) for name, page in explorers.items()}
    pages = {f"explore/{name}/".removesuffix("connected-app/") for name in EXAMPLES}

    assert {*pages, "playground/"} == set(sizes)
    assert {} == {name: size for name, size in sizes.items() if size > 95_000}


def test_a_first_visit_is_light(site: Site) -> None:
    """A page and everything that it loads, with the search, have at most 170 kB, compressed."""
    search = [*site.folder.glob("assets/javascripts/workers/*.js"), *site.folder.glob("search/*")]
    always = sum(len(compressed(path)) for path in search)
    sizes: dict[str, int] = {}

    for name, page in site.pages.items():
        paths = {site.folder / urlsplit(load).path[1:] for load in page.loads}
        loaded = [path for path in paths if path.suffix in {".css", ".js", ".svg", ".woff2"}]
        html = len(compressed(site.folder / name / "index.html"))
        sizes[name] = always + html + sum(len(compressed(path)) for path in loaded)

    assert len(search) >= 2
    assert {} == {name: size for name, size in sizes.items() if size > 170_000}


def test_the_search_answers_for_each_field(site: Site) -> None:
    """An entry links to the field's row, and shows its class, type, presence and meaning."""
    index = json.loads((site.folder / "search" / "search_index.json").read_text("utf-8"))
    entries = {entry["location"].rpartition("#")[2]: entry for entry in index["docs"]}
    breakglass = entries["stytch_exchange.Member.is_breakglass"]

    assert set() == {field.path for field in fields()} - set(entries)
    assert "is_breakglass" == breakglass["title"]
    assert breakglass["text"].startswith("<p><code>Member</code>: boolean</p><p>Whether ")


@pytest.mark.parametrize(
    "words",
    ["A member without MFA", "Exchange or introspect?", "How long each token lives", "Sign out"],
)
def test_the_search_has_the_words_of_a_question(site: Site, words: str) -> None:
    """A title in the index has the words that a reader types."""
    index = json.loads((site.folder / "search" / "search_index.json").read_text("utf-8"))

    assert words in {entry["title"] for entry in index["docs"]}


def test_the_search_leaves_out_what_repeats(site: Site) -> None:
    """Pointers, examples and lists of all fields would hide better results."""
    index = json.loads((site.folder / "search" / "search_index.json").read_text("utf-8"))
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    member = texts["reference/member/#stytch_exchange.Member"]

    assert "A person's account" in member
    assert [] == [word for word in ("/member", "load_example", "Thu Hà") if word in member]
    assert "is_breakglass" not in texts["reference/fields/"]
    assert "reference/map/#as-a-list" not in texts


def test_no_address_is_invented(site: Site) -> None:
    """If the addresses of the site and the repository are unknown, no page contains one."""
    named = re.compile(r'rel="canonical"|og:url|og:image|/edit/main/|/issues/new')
    sitemap = (site.folder / "sitemap.xml").read_text("utf-8")

    assert [] == [name for name, page in site.pages.items() if named.search(page.html)]
    assert "<url>" not in sitemap


def test_no_link_loses_its_title(site: Site) -> None:
    """The theme's previews would remove it, and could not show anything without a sitemap."""
    assert "navigation.instant" not in site.pages[""].html


def test_nothing_is_taken_for_another_language(site: Site) -> None:
    """The theme would treat a page's Markdown as a translated site, and request its sitemap."""
    assert [] == [name for name, page in site.pages.items() if 'rel="alternate"' in page.html]


def test_a_page_describes_itself(site: Site) -> None:
    """Its first sentence, which no other page has, is its description."""
    found = {
        name: dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page.html))
        for name, page in site.pages.items()
    }
    sentences = [meta["description"] for meta in found.values()]

    assert [] == [name for name, meta in found.items() if len(meta["description"]) < 30]
    assert len(set(sentences)) == len(sentences)
    assert sentences == [meta["og:description"] for meta in found.values()]
    assert {"website"} == {meta["og:type"] for meta in found.values()}


def test_a_word_is_explained_once_on_a_page(site: Site) -> None:
    """Every explanation comes from the glossary, and every entry of the glossary is used."""
    glossary = f"{BASE}reference/glossary/#"
    term = re.compile(r'<a class="term" href="[^"]*/glossary/#([^"]+)"')
    used = {name: term.findall(page.html) for name, page in site.pages.items()}
    entries = re.findall(r'<h2 id="([^"]+)"', site.pages["reference/glossary/"].html)
    texts = [
        (site.folder / name / "index.md").read_text("utf-8").lower()
        for name in site.pages
        if name != "reference/glossary/"
    ]
    words = {entry: entry.replace("-", " ").removesuffix("y") for entry in entries}

    assert [] == [name for name, found in used.items() if len(set(found)) < len(found)]
    assert sum(map(len, used.values())) > 100
    assert {f"{glossary}{entry}" for found in used.values() for entry in found} <= {
        link for page in site.pages.values() for link in page.links
    }
    assert set() == {
        entry for entry, word in words.items() if not any(word in text for text in texts)
    }


def test_no_page_is_a_dead_end(site: Site) -> None:
    """Each page ends with a next step; the home page has three doors."""
    texts = {name: (site.folder / name / "index.md").read_text("utf-8") for name in site.pages}
    ends = re.compile(r"^(## Next\n\n(- )?|Next: )(?=.*\]\()(?!.*\n#)", re.MULTILINE | re.DOTALL)

    assert [""] == [name for name, text in texts.items() if not ends.search(text)]
    assert ["Learn", "Look up", "Fix a body"] == re.findall(r"^## (.+)", texts[""], re.MULTILINE)[
        :3
    ]


def test_each_page_exists_as_markdown(site: Site) -> None:
    """It is beside the HTML, linked in the page's head, and begins with the same title."""
    for name, page in site.pages.items():
        text = (site.folder / name / "index.md").read_text("utf-8")
        title = re.search(r"<h1[^>]*>(.*?)(?:<a|</h1>)", page.html)

        assert f"{page.address}index.md" in page.loads
        assert title is not None
        assert f"# {unescape(title[1])}\n" == text.splitlines(keepends=True)[0]


def test_the_markdown_of_the_reference_has_every_field(site: Site) -> None:
    """Its table shows each field's type, presence and meaning, as on the page."""
    text = (site.folder / "reference/member/index.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)`[^|]*\| ([^|]*) \|(.*)\|", text, re.MULTILINE)
    members = stytch_exchange.Member.model_fields
    # The member's own table is the first; other classes have fields of the same name.
    kinds = {name: kind for name, kind, _ in reversed(rows) if name in members}

    assert set(members) == set(kinds)
    assert {name for name, info in members.items() if not info.is_required()} == {
        name for name, kind in kinds.items() if "optional, may be null" in kind
    }


def test_the_index_for_machines_lists_each_page_once(site: Site) -> None:
    """`llms.txt` has a title, a quote, and sections of links, as llmstxt.org describes."""
    lines = (site.folder / "llms.txt").read_text("utf-8").splitlines()
    links = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): \S", "\n".join(lines), re.MULTILINE)
    files = ["schema/exchange-access-token-response.schema.json", "llms-full.txt"]

    assert "# stytch-exchange" == lines[0]
    assert lines[2].startswith("> ")
    assert sorted([f"{name}index.md" for name in site.pages] + files) == sorted(links)
    assert [] == [link for link in links if not (site.folder / link).is_file()]


def test_most_pages_are_one_file_for_machines(site: Site) -> None:
    """`llms-full.txt` contains each page that is not left out, and has at most 60,000 tokens."""
    whole = (site.folder / "llms-full.txt").read_text("utf-8")
    # The start of a page, up to its first link: links are relative to the page.
    starts = {
        name: (site.folder / name / "index.md").read_text("utf-8").partition("](")[0]
        for name in site.pages
    }
    found = {name for name, start in starts.items() if start in whole}

    assert {name for name in starts if not name.startswith(LEFT_OUT)} == found
    assert [] == [left for left in LEFT_OUT if not any(name.startswith(left) for name in starts)]
    assert len(whole) / CHARACTERS_PER_TOKEN < 60_000


def test_the_json_of_the_markdown_is_valid(site: Site) -> None:
    """A machine can read each block, even if the page shows only a part of an example."""
    blocks = [
        block
        for name in site.pages
        for block in re.findall(
            r"^```json\n(.*?)^```$",
            (site.folder / name / "index.md").read_text("utf-8"),
            re.DOTALL | re.MULTILINE,
        )
    ]

    assert len(blocks) > 25
    for block in blocks:
        json.loads(block)


def test_the_tutorials_that_run_in_a_browser_say_so(site: Site) -> None:
    """Tutorials that need only the package have a button, whose script is part of the site."""
    if not any(site.folder.glob("runtime/*")):
        pytest.skip("needs Python for the browser, which `make test` assembles if npm is installed")
    offered = {name for name, page in site.pages.items() if "<run-tutorial " in page.html}

    assert {f"tutorials/{name}/" for name in NOTEBOOKS} == offered
    for name in offered:
        [script] = [url for url in site.pages[name].loads if "/start.js" in url]
        start, _, started = script.removeprefix(BASE).partition("?")
        assert (site.folder / start).is_file()
        assert (site.folder / start).with_name(started).is_file()
