"""The picture on the home page: a response with an open card, and the report of a check."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from hooks.pages.counts import counts
from hooks.pages.explorer import picture
from stytch_exchange import Report, check_response, load_example

SHOWN: Mapping[str, Any] = {
    "session_token": {},
    "session_jwt": {},
    "member": {
        "member_id": {},
        "email_address": {},
        "is_locked": {},
        "roles": {"role_id": {}},
        "mood": {},
    },
    "member_session": {"expires_at": {}, "roles": {}},
}
"""The fields in the picture. The report is about the whole body."""

OPEN = "/member/roles"
"""The line whose card is open at first."""


def parts() -> Mapping[str, object]:
    """Return the picture."""
    body = json.loads(load_example("connected-app"))
    body["member"] |= {"is_locked": "no", "mood": "good"}
    report = check_response(json.dumps(body).encode())
    found = {finding.pointer: finding.severity for finding in report.findings}
    report_html = "\n".join(_listed(report))
    return {"picture": picture(_excerpt(body, SHOWN), OPEN, report_html, found)}


def _excerpt(value: Any, shown: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_excerpt(item, shown) for item in value]
    if not isinstance(value, dict) or not shown:
        return value
    return {name: _excerpt(value[name], below) for name, below in shown.items()}


def _listed(report: Report) -> Iterator[str]:
    number = counts(finding.severity for finding in report.findings)
    yield '<div class="report">'
    yield f"<p><code>check_response(body)</code> Not valid: {number}.</p><ul>"
    for finding in report.findings:
        yield (
            f'<li><b class="{finding.severity}">{finding.severity}</b> '
            f'<a href="#{finding.pointer}"><code>{finding.pointer}</code></a> '
            f"{escape(finding.message)}. "
            f'<a href="reference/codes/#{finding.code}">{finding.code}</a></li>'
        )
    yield "</ul></div>"
