"""The index of the search."""

import json

from hooks import search_index


def test_blocks_of_code_are_left_out_of_the_index() -> None:
    """Words stay, and so do names within them; the rest of the index is as it was."""
    text = "<p>Use <code>log_fields</code>.</p> <pre><code>print(1)\n</code></pre><p>Done</p>"
    index = {"config": {"lang": ["en"]}, "docs": [{"location": "a/", "text": text, "title": "A"}]}

    light = json.loads(search_index.without_code(json.dumps(index)))

    left = "<p>Use <code>log_fields</code>.</p> <p>Done</p>"
    assert {**index, "docs": [{"location": "a/", "text": left, "title": "A"}]} == light
