"""The response inside an envelope: `check_response` with `at`."""

import json
from typing import Any

import pytest

import stytch_exchange.checking.inside
from stytch_exchange import check_response, load_example
from stytch_exchange.parsing import TOO_LARGE


@pytest.mark.parametrize(
    ("at", "wrap"),
    [
        ("/data", lambda body: {"data": body}),
        ("/data", lambda body: {"data": json.dumps(body)}),
        ("", json.dumps),
        ("", lambda body: body),
        ("/items/1", lambda body: {"items": [None, body]}),
        ("/a~1b/c~0d", lambda body: {"a/b": {"c~d": body}}),
        ("/0", lambda body: [body]),
    ],
    ids=["object", "text", "twice encoded", "itself", "item", "escaped", "array"],
)
def test_the_response_inside_is_checked(body: dict[str, Any], at: str, wrap: Any) -> None:
    """It can be an object, or the text of a string, and its pointers begin there."""
    body["member"]["mood"] = float("inf")
    body["member"]["untrusted_metadata"] = {"number": float("inf")}
    text = json.dumps(wrap(body))

    assert check_response(json.dumps(body)) == check_response(text, at=at)
    assert check_response(json.dumps(body)) == check_response("\ufeff" + text, at=at)


@pytest.mark.parametrize(
    "at",
    [
        "/data",
        "/data/2",
        "/data/x",
        "/data/٣",
        "/data/-1",
        "/data/0/a",
        "/data/01",
        f"/data/{'9' * 5000}",
    ],
)
def test_nothing_at_the_place_is_a_finding(at: str) -> None:
    """The diagnosis of the whole body says where the response is instead."""
    response = json.loads(load_example("minimal"))
    body = json.dumps({"body": response} if at == "/data" else {"data": [1, 2], "body": response})
    report = check_response(body, at=at)

    assert [("missing", "", "has nothing at the pointer in `at`")] == [
        (found.code, found.pointer, found.message) for found in report.findings
    ]
    assert report.diagnosis is not None
    assert "/body" == report.diagnosis.pointer


def test_a_body_that_is_not_json_is_checked_as_it_is() -> None:
    """The diagnosis says more than that there is nothing at the place."""
    assert check_response("<html>") == check_response("<html>", at="/data")
    assert check_response(b"\xff") == check_response(b"\xff", at="/data")
    assert check_response("\ud800") == check_response("\ud800", at="/data")


def test_a_whole_body_that_is_too_large_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the part at the place is."""
    body = json.dumps({"data": {}, "other": "x" * TOO_LARGE})

    def refuse(_body: object) -> None:
        raise AssertionError("the body was decoded")

    monkeypatch.setattr(stytch_exchange.checking.inside, "from_json", refuse)

    assert check_response(body) == check_response(body, at="/data")


@pytest.mark.parametrize("at", ["data", "data/0", "#/data"])
def test_a_text_that_is_not_a_pointer_is_an_error(at: str) -> None:
    """It is a mistake of the caller, not of the body."""
    with pytest.raises(ValueError, match=r"^at must be a JSON Pointer, such as /data$"):
        check_response(b"{}", at=at)


def test_a_pointer_is_text() -> None:
    """The message names the type, not the value."""
    with pytest.raises(TypeError, match=r"^at must be str or None, not bytes$"):
        check_response(b"{}", at=b"/data")  # type: ignore[call-overload]
