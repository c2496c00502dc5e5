"""The files for language models lead with the rules, and fit into a context."""

from pathlib import Path

import pytest

from hooks.html import llms
from hooks.html.markdown import ROOT


def test_the_index_leads_with_install_and_rules() -> None:
    """Before the first list of pages, without headings, which llmstxt.org does not allow there."""
    text = llms.index(["# T", "> Q"], {"A": [llms.Entry("P", "p/", "Says.")]}, "")
    head, _, lists = text.partition("\n## A\n")

    assert head.startswith("# T\n\n> Q\n\nInstall it with `pip install .`")
    assert "\n\nRules:\n\n1. Never log" in head
    assert "\n#" not in head
    assert "- [P](p/index.md): Says.\n" in lists


def test_a_skill_file_without_rules_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index would be without them."""
    (tmp_path / "SKILL.md").write_text("# S\n", "utf-8")
    monkeypatch.setattr(llms, "SKILL", tmp_path / "SKILL.md")

    with pytest.raises(ValueError, match="no section 'Rules'"):
        llms.rules()


def test_a_page_links_to_the_index(tmp_path: Path) -> None:
    """A reader of one page finds the others; the file of all pages says so once."""
    for name in ("a", "reference/fields"):
        (tmp_path / name).mkdir(parents=True)
    pages = {"a/": f"# A\n[f]({ROOT}reference/fields/index.md)\n", "reference/fields/": "# F\n"}

    llms.write_pages(tmp_path, pages, "")
    whole = (tmp_path / "llms-full.txt").read_text("utf-8")

    assert "# A\n[f](../reference/fields/index.md)\n\n---\n\n[All pages](../llms.txt)\n" == (
        tmp_path / "a" / "index.md"
    ).read_text("utf-8")
    assert "# A\n" in whole
    assert "# F\n" not in whole
    assert 1 == whole.count("llms.txt")
