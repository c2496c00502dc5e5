"""The files for language models: `llms.txt` lists the pages, `llms-full.txt` has most of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hooks.html.markdown import ROOT
from hooks.pages.json_schema import PATH

SKILL = Path(__file__).parents[2] / "src/stytch_exchange/.agents/skills/stytch-exchange/SKILL.md"
"""The file for coding agents in the package, whose rules are also those of `llms.txt`."""

INSTALL = """\
Install it with `pip install .` in a clone of the project, or with the extras that you need: \
`pip install '.[cli,fixtures,jwt,sandbox]'`. \
It needs Python 3.11 or later, and depends only on pydantic.\
"""

LEFT_OUT = (
    "changelog/",
    "explanation/quality/",
    "explanation/site/",
    "explanation/strictness/",
    "explore/",
    "how-to/another-organization/",
    "how-to/check-many-bodies/",
    "how-to/domains/",
    "how-to/error-trackers/",
    "how-to/fix-a-body/",
    "how-to/get-an-access-token/",
    "how-to/key-rotation/",
    "how-to/mock-the-endpoint/",
    "how-to/notice-changes/",
    "how-to/prolong-a-session/",
    "how-to/read-other-responses/",
    "how-to/run-the-sandbox/",
    "how-to/use-a-coding-agent/",
    "playground/",
    "reference/after-the-exchange/",
    "reference/cli/",
    "reference/codes/",
    "reference/device/",
    "reference/diagnoses/",
    "reference/factors/",
    "reference/fields/",
    "reference/fixtures/",
    "reference/glossary/",
    "reference/licenses/",
    "reference/lines/",
    "reference/map/",
    "reference/redaction/",
    "reference/sandbox/",
    "reference/schemas/",
    "reference/scim/",
    "reference/support/",
    "run/",
    "tutorials/",
)
"""Pages that are not in `llms-full.txt`: they are long, rarely needed, or about this project.

The tutorials teach in many steps the same as the how-to pages.
"""

CHARACTERS_PER_TOKEN = 4
"""An approximation: on 2026-11-25, OpenAI's encodings o200k and cl100k had 4.0 and 4.1 for the
Markdown of this site."""


ABOUT_FULL = (
    "Most how-to guides, explanations and reference pages, without the tutorials, the field index, "
    "and the objects that few programs read."
)


class Entry(NamedTuple):
    """A page in the list."""

    title: str
    url: str
    description: str


def index(heading: Iterable[str], sections: Mapping[str, Sequence[Entry]], address: str) -> str:
    """Return `llms.txt`, in the form of llmstxt.org: first how to install and use the package.

    Args:
        heading: The paragraphs at its beginning: the title, and what the site is about.
        sections: The entries of each section.
        address: The address of the site, or an empty string.
    """
    lines = [line for text in (*heading, INSTALL, f"Rules:\n\n{rules()}") for line in (text, "")]
    for title, entries in sections.items():
        lines += [f"## {title}", ""]
        lines += [f"- [{name}]({address}{url}index.md): {text}" for name, url, text in entries]
        lines.append("")
    lines += ["## Optional", ""]
    lines += [f"- [JSON Schema]({address}{PATH}): The response, for tools in any language."]
    lines += [f"- [Most pages in one file]({address}llms-full.txt): {ABOUT_FULL}"]
    return "\n".join(lines) + "\n"


def rules() -> str:
    """Return the rules for code that uses the package, as a numbered list.

    Raises:
        ValueError: The skill file does not have a section of rules.
    """
    section = re.search(r"\n## Rules\n\n(.+?)\n\n## ", SKILL.read_text("utf-8"), re.DOTALL)
    if section is None:
        message = f"{SKILL.name} has no section 'Rules'"
        raise ValueError(message)
    return section[1]


def write_pages(site: Path, pages: Mapping[str, str], address: str) -> None:
    """Write each page's Markdown beside its HTML, and most pages into `llms-full.txt`.

    Args:
        site: The folder of the built site.
        pages: The Markdown of the pages by their address below the site's root, in order.
        address: The address of the site, or an empty string.
    """
    for url, text in pages.items():
        root = address or "../" * url.count("/")
        whole = f"{text}\n---\n\n[All pages]({ROOT}llms.txt)\n"
        (site / url / "index.md").write_text(whole.replace(ROOT, root), "utf-8")
    kept = [text for url, text in pages.items() if not url.startswith(LEFT_OUT)]
    parts = [f"{ABOUT_FULL} [All pages]({ROOT}llms.txt)\n", *kept]
    (site / "llms-full.txt").write_text("\n---\n\n".join(parts).replace(ROOT, address), "utf-8")
