"""The page on which a person chooses a member, and allows or denies an app."""

from collections.abc import Iterable, Mapping
from html import escape

from stytch_exchange.sandbox.clients import Client
from stytch_exchange.sandbox.people import Person

PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
}

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem;
  color-scheme: light dark }}
fieldset {{ border: 1px solid; border-radius: 6px; margin: 1rem 0 }}
label {{ display: block; padding: 4px 0 }}
button {{ font: inherit; padding: 8px 20px; margin-right: 8px }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{content}
<p><small>This is the sandbox of stytch-exchange, not Stytch. All members are invented.</small></p>
</main>
</body>
</html>
"""


def consent_page(
    client: Client,
    scopes: Mapping[str, str],
    people: Iterable[Person],
    parameters: Mapping[str, str],
    *,
    consent_required: bool,
) -> str:
    """Return the page as HTML.

    Args:
        client: The app that asks.
        scopes: The scopes that it asks for, each with its meaning.
        people: The members to choose from. The first is chosen at the start.
        parameters: The parameters of the authorization request, which the form repeats.
        consent_required: Whether the member must agree explicitly.
    """
    hidden = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in parameters.items()
    )
    members = "\n".join(
        f'<label><input type="radio" name="member" value="{escape(person.member_id)}"'
        f"{'' if number else ' checked'}> {escape(person.member['name'])}, "
        f"{escape(person.organization['organization_name'])}</label>"
        for number, person in enumerate(people)
    )
    asked = "".join(
        f"<li>{escape(text)} <code>{escape(scope)}</code></li>" for scope, text in scopes.items()
    )
    question = f"<p>The app asks to:</p>\n<ul>{asked}</ul>" if consent_required and asked else ""
    buttons = (
        '<button name="decision" value="allow">Allow</button>'
        '<button name="decision" value="deny">Deny</button>'
        if consent_required
        else '<button name="decision" value="allow">Continue</button>'
    )
    content = (
        f'<form method="post">\n{hidden}\n<fieldset><legend>Sign in as</legend>\n{members}\n'
        f"</fieldset>\n{question}\n{buttons}\n</form>"
    )
    return _PAGE.format(title=f"Sign in to {escape(client.client_name)}", content=content)


def error_page(reason: str) -> str:
    """Return a page that says why an authorization request is refused."""
    content = f"<p>{escape(reason)}</p>\n<p>Go back to the app, and correct its request.</p>"
    return _PAGE.format(title="The sign-in cannot start", content=content)
