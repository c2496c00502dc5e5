"""The documentation's own code: every Python block of it runs, and prints what it shows."""

from pathlib import Path
from typing import Any

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def _examples(page: Path) -> list[CodeExample]:
    return list(find_examples(page))


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if _examples(page)],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_the_code_of_a_page_prints_what_the_page_shows(
    page: Path, eval_example: EvalExample
) -> None:
    """A page's blocks run in order, each knowing the names of those before it."""
    eval_example.set_config(line_length=100)
    names: dict[str, Any] = {}
    for example in _examples(page):
        if eval_example.update_examples:
            names |= eval_example.run_print_update(example, module_globals=names)
        else:
            names |= eval_example.run_print_check(example, module_globals=names)


def test_a_page_with_a_wrong_output_fails(tmp_path: Path, eval_example: EvalExample) -> None:
    """The test above can fail: a shown output that is not the printed one is an error."""
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(6 * 7)\n#> 41\n```\n")

    with pytest.raises(pytest.fail.Exception, match="42"):
        eval_example.run_print_check(*_examples(page))


def test_a_page_with_a_missing_output_fails(tmp_path: Path, eval_example: EvalExample) -> None:
    """A printed line that the page does not show is an error too."""
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(6 * 7)\n```\n")

    with pytest.raises(pytest.fail.Exception, match="42"):
        eval_example.run_print_check(*_examples(page))
