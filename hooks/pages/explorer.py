"""The pages that explain a response in place: its JSON, and a card for each of its fields."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from pydantic import BaseModel

from hooks.html.annotated import Steps, Style, annotated
from hooks.model.meaning import Meaning, meanings
from hooks.model.wire_pointers import reference_name
from hooks.pages.reference import address
from stytch_exchange import ExchangeAccessTokenResponse, examples, load_example

EXAMPLES = {
    "connected-app": "The usual case",
    "mfa": "Two factors",
    "device": "A device",
    "minimal": "The minimum",
}
"""The examples that have a page, each with its title. The first is `explore.md` itself."""

FIRST = next(iter(EXAMPLES))

LARGEST = "sso-scim"
"""An example whose page would be too heavy: the playground loads its cards when they are needed."""

_TITLE = "Explore a response"
_ABOUT = re.compile(r"^\| `([\w-]+)` \| (.+) \|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_MANY = 9
"""More known values than this are folded."""


def path(name: str) -> str:
    """Return the path of an example's page below `docs/`."""
    return "explore.md" if name == FIRST else f"explore/{name}.md"


def parts(name: str) -> Mapping[str, object]:
    """Return the parts of the page of an example."""
    about = dict(_ABOUT.findall(examples.__doc__ or ""))[name]
    return {
        "title": _TITLE if name == FIRST else f"{_TITLE}: {EXAMPLES[name]}",
        "about": about,
        "description": about.replace("`", ""),
        "is_hidden": str(name != FIRST).lower(),
        "root": "" if name == FIRST else "../",
        "chooser": _chooser(name),
        "explorer": explorer(json.loads(load_example(name)), _root(name)),
    }


def explorer(body: Mapping[str, Any], root: str) -> str:
    """Return the JSON of a response, and a card for each of its fields.

    Args:
        body: The response.
        root: The relative address of the site's root.
    """
    style = Style(_link, has_pointers=True, is_open=_is_open)
    cards = [_intro(body), *(_card(each, root) for each in used(body))]
    return _figure("annotated explorer", body, style, cards)


def checked(body: Mapping[str, Any], found: Mapping[str, str]) -> tuple[str, str]:
    """Return the JSON of a response for the playground, and apart from it the cards.

    A key is a link to the reference, which also works before the cards are there.

    Args:
        body: The response.
        found: The severity of each finding, by pointer. The object around it is marked, too.
    """
    around = {pointer.rpartition("/")[0]: severity for pointer, severity in found.items()}

    def link(meaning: Meaning, text: str) -> str:
        return f'<a href="{_reference(meaning, "../")}">{text}</a>'

    style = Style(link, has_pointers=True, is_open=_is_open, found={**around, **found})
    cards = [_card(each, "../", is_named_as_reference=True) for each in used(body)]
    figure = _figure("annotated explorer small", body, style, [])
    return figure.replace("<figure ", "<figure data-lazy ", 1), "\n".join(cards)


def picture(body: Mapping[str, Any], opened: str, report: str, found: Mapping[str, str]) -> str:
    """Return an unfolded part of a response, with one card open and a report below the card.

    Args:
        body: The part of the response.
        opened: The pointer of the key whose card is open at first.
        report: The report as HTML.
        found: The severity of each finding of the report, by pointer.
    """
    style = Style(_link, has_pointers=True, is_open=_always, items=1, opened=opened, found=found)
    first = _meaning_at(opened)
    cards = [_card(each, "", is_shown=each is first) for each in used(body)]
    return _figure("annotated explorer small", body, style, [*cards, report])


def _always(steps: Steps, value: Any) -> bool:
    del steps, value
    return True


def _figure(name: str, body: Mapping[str, Any], style: Style, cards: Iterable[str]) -> str:
    lines = annotated(body, ExchangeAccessTokenResponse, style)
    return "\n".join(
        [
            f'<figure class="{name}" data-search-exclude>',
            f'<div class="json">\n{lines}\n</div>',
            '<div class="cards">',
            *cards,
            "</div>\n</figure>",
        ]
    )


def used(body: Mapping[str, Any]) -> Iterable[Meaning]:
    """Return each field that occurs in a response, once."""
    return dict.fromkeys(_used(body, ExchangeAccessTokenResponse))


def _meaning_at(address: str) -> Meaning:
    """Return the meaning of a field, by a pointer that does not lead through an array."""
    return next(meaning for meaning in meanings().values() if address in meaning.field.pointers)


def _intro(body: Mapping[str, Any]) -> str:
    """Return the card that is shown at first: what the fields of the response are."""
    model = ExchangeAccessTokenResponse
    used = [meanings()[model, name] for name in model.model_fields if name in body]
    fields = "".join(
        f"<dt>{_link(meaning, f'<code>{meaning.field.name}</code>')}</dt>"
        f"<dd>{_text(_first_sentence(meaning.text.removeprefix('Secret. ')))}</dd>"
        for meaning in used
    )
    about = _text(_first_sentence(model.__doc__ or ""))
    return f'<div class="intro"><p>{about}</p><dl>{fields}</dl></div>'


def _first_sentence(text: str) -> str:
    return f"{' '.join(text.split()).partition('. ')[0].removesuffix('.')}."


def _chooser(current: str) -> str:
    links = (
        f'<a href="{_address(name, current)}"{_is_current(name, current)}>{title}</a>'
        for name, title in EXAMPLES.items()
    )
    largest = (
        f'<a href="{_root(current)}playground/#example={LARGEST}">SSO and SCIM (playground)</a>'
    )
    return (
        '<nav class="examples" aria-label="Example" data-search-exclude>'
        f"{' '.join(links)} {largest}</nav>"
    )


def _address(name: str, current: str) -> str:
    return f"{_root(current)}explore/{'' if name == FIRST else f'{name}/'}"


def _root(name: str) -> str:
    """Return the relative address of the site's root from the page of an example."""
    return "../" if name == FIRST else "../../"


def _is_current(name: str, current: str) -> str:
    return ' aria-current="page"' if name == current else ""


def _is_open(steps: Steps, value: Any) -> bool:
    """Fold the objects of the response, so that all its fields are in sight."""
    del value
    return len(steps) > 1


def _link(meaning: Meaning, text: str) -> str:
    return f'<a href="#{_anchor(meaning)}">{text}</a>'


def _anchor(meaning: Meaning) -> str:
    return f"{meaning.field.model.__name__}.{meaning.field.name}"


def _used(value: Mapping[str, Any], model: type[BaseModel]) -> Iterator[Meaning]:
    """Yield the meaning of each field that occurs, again for each place."""
    for name in model.model_fields:
        if name not in value:
            continue
        meaning, item = meanings()[model, name], value[name]
        yield meaning
        if meaning.target and item:
            for each in item if isinstance(item, list) else [item]:
                yield from _used(each, meaning.target)


def _reference(meaning: Meaning, root: str) -> str:
    """Return the address of a field in the reference."""
    field = meaning.field
    return f"{root}reference/{address(reference_name(field.model), of=field.name)}"


def _card(
    meaning: Meaning, root: str, *, is_shown: bool = False, is_named_as_reference: bool = False
) -> str:
    field = meaning.field
    shown = ' class="shown"' if is_shown else ""
    link = _reference(meaning, root)
    anchor = link.partition("#")[2] if is_named_as_reference else _anchor(meaning)
    marks = "".join(f" <b>{mark}</b>" for mark in meaning.marks)
    null = "or null" if field.is_nullable else "never null"
    rows = {
        "Type": f"{_type(meaning, root)}, {null}",
        "Null?": _text(meaning.null) if field.is_nullable else "",
        "Known values": _known(field.known),
    }
    return (
        f'<div id="{anchor}"{shown}><p><a href="{link}"><code>{field.name}</code></a>'
        f"{marks}</p><p>{_text(meaning.text)}</p><dl>"
        + "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows.items() if text)
        + "</dl></div>"
    )


def _type(meaning: Meaning, root: str) -> str:
    if meaning.target is None:
        return meaning.kind
    link = f"{root}reference/{address(reference_name(meaning.target))}"
    name = f'<a href="{link}"><code>{meaning.target.__name__}</code></a>'
    return meaning.kind.replace("object", name)


def _known(words: tuple[str, ...]) -> str:
    texts = ", ".join(f'<code>"{escape(word)}"</code>' for word in words)
    if len(words) <= _MANY:
        return texts
    return f"<details><summary>{len(words)} values</summary>{texts}</details>"


def _text(docstring: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(docstring, quote=False))
