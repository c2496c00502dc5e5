"""The index of the search."""

from hooks import search_index


def test_blocks_of_code_are_left_out_of_the_index() -> None:
    """Words stay, and so do names within them; the rest of the index is as it was."""
    text = "<p>Use <code>log_fields</code>.</p> <pre><code>print(1)\n</code></pre><p>Done</p>"
    index = {"config": {"lang": ["en"]}, "docs": [{"location": "a/", "text": text, "title": "A"}]}

    light = search_index.without_code(index)

    left = "<p>Use <code>log_fields</code>.</p> <p>Done</p>"
    assert {**index, "docs": [{"location": "a/", "text": left, "title": "A"}]} == light


def test_a_row_of_a_table_of_fields_is_an_entry() -> None:
    """Without its places and its links, and with the words of its name that are not there."""
    row = (
        '<tr>\n<td>\n<a id="face.Member.is_locked"></a> '
        '<a href="#x"><code>is_<wbr>locked</code></a>'
        '\n</td>\n<td>\nboolean\n<span class="presence">required</span>\n</td>\n'
        "<td>\n<p>Whether <a href='y'><code>so</code></a>.</p>"
        '\n<div class="places">At <code>/member</code></div> </td>\n</tr>'
    )

    assert [
        {
            "location": "reference/member/#face.Member.is_locked",
            "title": "is_locked",
            "text": "<p><code>Member</code>: boolean, required</p>"
            "<p>Whether <code>so</code>. · locked</p>",
            "boost": 8,
        }
    ] == list(search_index.fields_of("reference/member/", f"<table>{row}</table>"))
