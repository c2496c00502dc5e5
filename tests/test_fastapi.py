"""FastAPI: a model of ours as a request body, and as an answer."""

import asyncio
import json
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Body, Depends, FastAPI, Form, Query, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pydantic import BaseModel

from stytch_exchange import (
    ErrorResponse,
    ExchangeAccessTokenRequest,
    ExchangeAccessTokenResponse,
    load_example,
    parse_response,
)
from tests.leaks import runs, secrets_of

TOKEN = "sMx2u0Jk5dQ7wF1hPz8vLr3eYt6nBc9a"  # noqa: S105 - invented


class Around(BaseModel):
    """A model of a user's own, with one of ours inside."""

    request: ExchangeAccessTokenRequest
    reason: str


app = FastAPI()
app.state.errors = []


@app.exception_handler(RequestValidationError)
async def _refused(request: Request, error: RequestValidationError) -> Any:
    """Keep the error, and answer as FastAPI does."""
    from fastapi.exception_handlers import (  # noqa: PLC0415 - beside its only use
        request_validation_exception_handler,
    )

    app.state.errors.append(error)
    return await request_validation_exception_handler(request, error)


@app.post("/exchange")
def exchange(request: ExchangeAccessTokenRequest) -> str:
    """Take a request of ours as the whole body."""
    return request.access_token.get_secret_value()


@app.post("/embedded")
def embedded(request: ExchangeAccessTokenRequest, reason: Annotated[str, Body()]) -> str:
    """Take a request of ours as one of two parts."""
    return request.to_json() + reason


@app.post("/around")
def around(body: Around) -> str:
    """Take a request of ours inside a model of a user's own."""
    return body.reason


@app.post("/optional")
def optional(request: ExchangeAccessTokenRequest | None = None) -> bool:
    """Take a request of ours, or nothing."""
    return request is None


@app.post("/form")
def form(request: Annotated[ExchangeAccessTokenRequest, Form()]) -> str:
    """Take a request of ours as a form."""
    return request.to_json()


@app.post("/query")
def query(request: Annotated[ExchangeAccessTokenRequest, Query()]) -> str:
    """Take a request of ours from the query."""
    return request.to_json()


def _given(request: ExchangeAccessTokenRequest) -> ExchangeAccessTokenRequest:
    return request


@app.post("/dependency")
def dependency(request: Annotated[ExchangeAccessTokenRequest, Depends(_given)]) -> str:
    """Take a request of ours through a dependency."""
    return request.to_json()


@app.post("/several")
def several(requests: list[ExchangeAccessTokenRequest]) -> int:
    """Take a list of requests of ours."""
    return len(requests)


@app.post("/either")
def either(request: ExchangeAccessTokenRequest | Around) -> str:
    """Take a request of ours, or another model."""
    return repr(request)


@app.get("/wrong-response", response_model=ExchangeAccessTokenResponse)
def wrong_response() -> Any:
    """Answer with a dictionary that is not a response."""
    return {**json.loads(load_example("connected-app")), "member_id": None}


@app.get("/response")
def response() -> ExchangeAccessTokenResponse:
    """Answer with a response."""
    return parse_response(load_example("connected-app"))


@app.get("/error")
def error() -> ErrorResponse:
    """Answer with an error body."""
    return ErrorResponse.model_validate_json(load_example("error-unauthorized"))


def _call(method: str, path: str, body: object = None, **options: Any) -> httpx.Response:
    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            content = body if isinstance(body, str) else json.dumps(body)
            headers = {"Content-Type": "application/json"}
            sent = options or {"content": content, "headers": headers}
            return await client.request(method, path, **sent)

    return asyncio.run(call())


def test_a_request_of_ours_is_taken() -> None:
    """FastAPI builds the model from the body."""
    assert TOKEN == _call("POST", "/exchange", {"access_token": TOKEN}).json()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/exchange", {"access_token": TOKEN, "telemetry_id": 7}),
        ("/exchange", {"access_token": [TOKEN]}),
        ("/exchange", {"token": TOKEN}),
        ("/exchange", TOKEN),
        ("/exchange", [TOKEN]),
        ("/exchange", f'{{"access_token": "{TOKEN}"'),
        ("/embedded", {"request": {"access_token": TOKEN}}),
        ("/embedded", {"request": {"access_token": TOKEN, "telemetry_id": 7}, "reason": "x"}),
        ("/embedded", {"access_token": TOKEN}),
        ("/around", {"request": {"access_token": TOKEN, "telemetry_id": 7}, "reason": "x"}),
        ("/around", {"request": TOKEN, "reason": "x"}),
        ("/optional", {"access_token": TOKEN, "telemetry_id": 7}),
        ("/optional", [TOKEN]),
        ("/dependency", {"access_token": TOKEN, "telemetry_id": 7}),
        ("/dependency", {"token": TOKEN}),
        ("/several", [{"access_token": TOKEN, "telemetry_id": 7}, TOKEN]),
    ],
)
def test_a_refused_request_does_not_repeat_the_token(path: str, body: object) -> None:
    """The answer 422 and the text of the error are free of it."""
    _check_refusal(path, body)


@pytest.mark.parametrize("fields", [{"session_duration_minutes": "4"}, {"access_token": ""}])
@pytest.mark.parametrize(("path", "place"), [("/form", "data"), ("/query", "params")])
def test_a_refused_form_or_query_does_not_repeat_the_token(
    path: str, place: str, fields: dict[str, str]
) -> None:
    """FastAPI makes the model from single values there."""
    _check_refusal(path, **{place: {"access_token": TOKEN, "telemetry_id": TOKEN, **fields}})


def _check_refusal(path: str, body: object = None, **options: Any) -> None:
    app.state.errors.clear()
    answer = _call("POST", path, body, **options)
    (refused,) = app.state.errors

    assert 422 == answer.status_code
    assert runs(TOKEN).isdisjoint(runs(answer.text))
    assert runs(TOKEN).isdisjoint(runs(f"{refused} {refused!r} {refused.errors()}"))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/around", {"request": {"access_token": TOKEN}}),
        ("/several", {"access_token": TOKEN}),
        ("/either", {"access_token": TOKEN, "telemetry_id": 7}),
    ],
    ids=["a model", "a list", "a union"],
)
def test_what_the_user_puts_around_our_model_repeats_its_input(path: str, body: object) -> None:
    """The page names this door: it is not our model that refuses the input."""
    assert TOKEN in _call("POST", path, body).text


def test_fastapis_error_keeps_the_body() -> None:
    """The page names this door: `body` of a `RequestValidationError`."""
    app.state.errors.clear()
    _call("POST", "/exchange", {"access_token": TOKEN, "telemetry_id": 7})
    (refused,) = app.state.errors

    assert TOKEN in repr(refused.body)


def test_fastapis_error_about_an_answer_keeps_the_answer() -> None:
    """The page names this door too. The text of the error is free of the token."""
    body = json.loads(load_example("connected-app"))
    with pytest.raises(ResponseValidationError) as caught:
        _call("GET", "/wrong-response")

    assert secrets_of(body).isdisjoint(runs(f"{caught.value} {caught.value.errors()}"))
    assert body["session_token"] in repr(caught.value.body)


def test_a_response_as_an_answer_is_masked() -> None:
    """FastAPI writes the same JSON as `model_dump`."""
    secrets = secrets_of(json.loads(load_example("connected-app")))
    answer = _call("GET", "/response")

    assert "**********" == answer.json()["session_token"]
    assert secrets.isdisjoint(runs(answer.text))


def test_an_error_body_as_an_answer_shows_the_servers_text() -> None:
    """The page says so: do not answer with it."""
    message = json.loads(load_example("error-unauthorized"))["error_message"]

    assert message == _call("GET", "/error").json()["error_message"]
