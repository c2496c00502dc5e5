"""Count the turns of phrase that make our prose hard to read, per 1,000 words.

    .venv/bin/python scripts/count_words.py            # the working tree
    .venv/bin/python scripts/count_words.py REVISION   # any commit

The figures show where to look; whether a sentence is good, only a reader can say.
"""

import ast
import io
import json
import re
import subprocess
import sys
import tarfile
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent

GROUPS = {
    "src": ("src/",),
    "docs": ("docs/", "notebooks/", "README.", "CONTRIBUTING.", "SECURITY.", "CHANGELOG."),
    "tests": ("tests/",),
    "hooks": ("hooks/", "benchmarks/"),
}
"""Which files belong to a group, by how their path begins."""

_SUBJECT = (
    r"(?:a|an|the|it|its|that|this|these|those|there|they|you|your|we|our|one|none|no|nobody"
    r"|nothing|any|all|each|some|somebody|both|not|several|many|few)"
)
_ASKS = (
    r"(?<!place )(?<!places )(?<!from )(?<!know )(?<!knows )(?<!say )(?<!says )(?<!show )"
    r"(?<!shows )(?<!see )(?<!find )(?<!folder )(?<!page )(?<!point )"
)
"""The words before *where* that make it a place."""

# A capital begins a question as often as a clause, so `(?-i:…)` takes small letters only.
PATTERNS = {
    "where (as if)": rf"{_ASKS}\b(?-i:where) {_SUBJECT}\b|(?:^|[.:;] )(?-i:Where) [^.?]*, ",
    "what is/they…": (
        r"\b(?-i:what) (?:is|are|was|were|it|they|one|nobody|stands?|comes?|came|has|have|can"
        r"|cannot|may|must|makes?|holds?|goes|follows|needs?|varies|repeats|belongs)\b"
    ),
    "stands": r"\bstands?\b(?!-in)",
    "whoever": r"\bwhoever\b",
    "if": r"\bif\b",
    "alone (as only)": r"\balone\b",
    "is no, has no": r"\b(?:is|are|was|were|has|have) no\b",
    "tell": r"\b(?:tells?|telling|told)\b",
    "hold": r"\b(?:holds?|held|holding)\b",
    "nobody, one": r"\bnobody\b|\bsomebody\b|\bone (?:can|may|must|has|is|wants|sees|types)\b",
    "anew, mend…": r"\b(?:anew|mend|mends|mended|tabulator|departs?|besides|thereby|hence)\b",
}
AIMS = {"where (as if)": "≤ 0.5", "what is/they…": "≤ 1", "stands": "0", "whoever": "0"}


def working_tree() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file that git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in _output(command).decode().split("\0"):
        if name and _is_read(name) and (ROOT / name).is_file():
            yield name, (ROOT / name).read_text("utf-8")


def revision(name: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file of a commit."""
    packed = _output(["git", "archive", "--format=tar", name])
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            content = archive.extractfile(member) if _is_read(member.name) else None
            if content:
                yield member.name, content.read().decode()


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603


def _is_read(name: str) -> bool:
    return PurePosixPath(name).suffix in {".py", ".md", ".ipynb"} and _group(name) is not None


def _group(name: str) -> str | None:
    return next((group for group, begins in GROUPS.items() if name.startswith(begins)), None)


def prose(name: str, text: str) -> str:
    """Return the sentences of a file: no code, no markup."""
    match PurePosixPath(name).suffix:
        case ".py":
            return "\n".join([*_comments(text), *_strings(text)])
        case ".ipynb":
            cells = json.loads(text)["cells"]
            written = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
            return _markdown("\n\n".join(written))
        case _:
            return _markdown(text)


def _comments(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string.lstrip("# ")


def _strings(source: str) -> Iterator[str]:
    """Yield docstrings and other strings of at least three words that are not JSON or HTML."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = " ".join(node.value.split())
            if text.count(" ") > 1 and not text.startswith(("{", "[", "<")):
                yield text


def _markdown(text: str) -> str:
    without_code = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    without_tags = re.sub(r"<[^>]*>", " ", without_code)
    return re.sub(r"\]\([^)]*\)", "]", without_tags)


def main() -> None:
    """Print one table: a row for each pattern, a column for each group."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for name, text in revision(sys.argv[1]) if len(sys.argv) > 1 else working_tree():
        texts[_group(name) or ""].append(prose(name, text))
    joined = {group: "\n".join(texts[group]) for group in GROUPS}
    words = {group: len(re.findall(r"[A-Za-z][\w'-]*", text)) for group, text in joined.items()}

    print(f"{'per 1,000 words':<18}" + "".join(f"{group:>8}" for group in GROUPS) + "   aim")
    for name, pattern in PATTERNS.items():
        search = re.compile(pattern, re.MULTILINE | re.IGNORECASE)
        found = {group: len(search.findall(text)) for group, text in joined.items()}
        shares = (f"{1000 * found[group] / max(words[group], 1):8.1f}" for group in GROUPS)
        print(f"{name:<18}" + "".join(shares) + f"   {AIMS.get(name, '')}".rstrip())
    print(f"{'words':<18}" + "".join(f"{words[group]:8}" for group in GROUPS))


if __name__ == "__main__":
    main()
