"""The pages that are written in `docs/` and filled by the code."""

import re
from pathlib import Path

import pytest

from hooks import pages


def test_a_placeholder_is_replaced_by_its_value() -> None:
    """Numbers too; other braces stay."""
    text = "There are {{ fields }}: {{ rows }} {x} ${{ matrix.python }}"

    assert "There are 3: a, b {x} ${{ matrix.python }}" == pages.fill(
        "a.md", text, {"fields": 3, "rows": "a, b"}
    )


@pytest.mark.parametrize("text", ["{{ fields }} {{ row }}", "{{ fields }}"])
def test_a_wrong_placeholder_stops_the_build(text: str) -> None:
    """The message names the page, and the placeholders that the page needs."""
    with pytest.raises(pages.PlaceholderError, match=r"docs/a\.md: .*write each of: fields, rows"):
        pages.fill("a.md", text, {"fields": 3, "rows": "a"})


def test_no_placeholder_is_left_in_a_page() -> None:
    """Neither in a filled page, nor in a page that no function fills."""
    written = {
        path.relative_to(pages.DOCS).as_posix(): path.read_text("utf-8")
        for path in pages.DOCS.rglob("*.md")
    }
    published = {**written, **pages.generated(None)}

    assert [] == [
        name for name, text in published.items() if re.search(r"(?<!\$)\{\{ \w+ \}\}", str(text))
    ]


def test_another_builder_gets_the_same_files(tmp_path: Path) -> None:
    """`write` writes them all."""
    pages.write(tmp_path)

    for name, content in pages.generated(None).items():
        text = content if isinstance(content, bytes) else content.encode()
        assert text == (tmp_path / name).read_bytes()
