"""Forty questions, as a newcomer types them into the site's search, find the page that answers."""

from playwright.sync_api import Page

from tests.browser.reader import Reader, until

QUESTIONS = {
    "which token": "how-to/which-token/",
    "token lifetime": "how-to/which-token/#how-long",
    "no mfa": "explanation/exchange/#without-mfa",
    "masked token": "how-to/fix-a-body/#the-token-is-masked",
    "not json": "how-to/fix-a-body/#read-the-diagnosis",
    "bom": "how-to/fix-a-body/#read-the-diagnosis",
    "webhook": "how-to/not-covered/#webhooks",
    "django": "how-to/not-covered/#frameworks",
    "node": "how-to/not-covered/#languages",
    "sign out": "how-to/sign-out/",
    "refresh session": "how-to/refresh-a-jwt/",
    "custom domain": "how-to/domains/",
    "how to install": "#install",
    "which python version": "reference/support/#versions",
    "parse response": "tutorials/01_parse/",
    "missing field": "reference/codes/#missing",
    "unknown field": "reference/codes/#unknown_field",
    "field is null": "how-to/read-one-field/#null",
    "wrong date format": "reference/codes/#timestamp",
    "fake response for tests": "how-to/mock-the-endpoint/#with-respx",
    "verify jwt": "how-to/verify-a-jwt/",
    "what is an access token": "how-to/get-an-access-token/",
    "member or user": "how-to/not-covered/#consumer",
    "get user email": "how-to/read-one-field/#who-signed-in",
    "roles and permissions": "how-to/check-roles/#roles-and-permissions",
    "error response": "how-to/handle-errors/",
    "401 unauthorized": "how-to/handle-errors/#what-a-refusal-asks-for",
    "rate limit": "how-to/handle-errors/#what-a-refusal-asks-for",
    "token in logs": "how-to/log-safely/",
    "session expired": "how-to/prolong-a-session/#expired",
    "set a cookie": "how-to/sign-members-in/#what-the-cookies-are",
    "json schema": "reference/json-schema/",
    "typescript types": "how-to/not-covered/#languages",
    "fastapi example": "how-to/protect-an-endpoint/#fastapi",
    "save to database": "how-to/read-one-field/#save",
    "stytch python sdk": "how-to/not-covered/#sdk",
    "saml login": "how-to/not-covered/#sign-in-methods",
    "try without installing": "#install",
    "how fast": "#how-fast",
    "is this official": "#is-this-official",
}
"""The page or the section that answers each. The questions were written before reading the site."""

FIELDS = {
    "can member_session be null": "response/ExchangeAccessTokenResponse.member_session",
    "when is member_device null": "response/ExchangeAccessTokenResponse.member_device",
    "when is mfa_phone_number null": "member/Member.mfa_phone_number",
    "can member.lock_created_at be null": "member/Member.lock_created_at",
    "/member/lock_created_at": "member/Member.lock_created_at",
    "organization.mfa_methods null": "organization/Organization.mfa_methods",
}
"""Questions about one field, and the page of the reference with the row that answers each."""

_LISTEN = """(() => {
    const asked = [];
    window.answers = new Map();
    window.Worker = class extends Worker {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", ({ data }) => {
                if (data.type === 3) answers.set(asked.shift(), data.data.items);
            });
        }

        postMessage(message) {
            if (message.type === 2) asked.push(message.data);
            super.postMessage(message);
        }
    };
})()"""
"""Keeps what the theme's search finds for each question; its worker answers one after another."""

_ASK = """(question) => {
    const input = document.querySelector("[data-md-component=search-query]");
    input.value = question;
    input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
}"""

_FOUND = "answers.get(arg)?.map((items) => items.map(({ location }) => location))"
"""The places that are found, as groups of a page and its sections."""


def _first(page: Page, question: str) -> list[str]:
    page.evaluate(_ASK, question)
    pages: list[list[str]] = until(page, _FOUND, question)
    return pages[0] if pages else []


def test_a_question_is_answered_by_the_first_page(page: Page, reader: Reader) -> None:
    """The first result is the page that answers, and has the section with the answer."""
    page.add_init_script(_LISTEN)
    reader.open("")

    found = {question: _first(page, question) for question in QUESTIONS}

    assert 40 == len(found)
    assert {} == {
        question: places for question, places in found.items() if QUESTIONS[question] not in places
    }


def test_the_row_of_a_field_says_whether_it_can_be_null(page: Page, reader: Reader) -> None:
    """A field is found by its name, also as it is written in Python or in a JSON Pointer."""
    page.add_init_script(_LISTEN)
    reader.open("")

    found = {question: _first(page, question) for question in FIELDS}
    rows = {
        question: "reference/{}/#stytch_exchange.{}".format(*answer.split("/"))
        for question, answer in FIELDS.items()
    }

    assert {} == {
        question: places for question, places in found.items() if rows[question] not in places
    }
