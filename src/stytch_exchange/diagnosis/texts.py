"""Text that is not JSON: pages, messages, and what programs print instead of JSON.

`TEXTS` lists the recognizers in their order. Each looks at one thing, and the first that returns
a diagnosis decides. What a text begins with comes first, because it is the surest sign; then what
the JSON parser met; what is only likely comes last.
"""

import re

from stytch_exchange.diagnosis.answers import came_with, what_else_answered
from stytch_exchange.diagnosis.encodings import binary, decoded_base64
from stytch_exchange.diagnosis.kinds import Diagnosis, Text, TextRecognizer
from stytch_exchange.diagnosis.reading import json_within
from stytch_exchange.diagnosis.tokens import bare_token

_HTML = re.compile(
    r"(?:\s|<!--(?:[^-]|-(?!->))*+-->|<\?xml[^>]*+>)*+"
    r"<(?:!doctype\s++html|html|head|body|title|meta|script|div|h1|p|center)\b",
    re.IGNORECASE,
)
_XML = re.compile(r"\s*+<(?:\?xml|!--|[A-Za-z_][\w.-]*+(?::[\w.-]++)?(?:\s++[\w:.-]++=|\s*+/?>))")
_HTTP = re.compile(
    r"\s*+(?:HTTP/[\d.]++ \d{3}"
    r"|[A-Z]{3,7} \S++ HTTP/\d"
    r"|(?:content-[a-z]++|date|server|connection|cache-control|transfer-encoding|vary|x-[a-z-]++"
    r"|cf-[a-z-]++|:status): \S[^\n]*+\n"
    r"|[*<>{}] (?:[^\n]*+\n(?=[*<>{}\s])){1,400}?[<>] (?:HTTP/\d|[A-Z]{3,7} \S++ HTTP/))",
    re.IGNORECASE,
)
_CURL = re.compile(r"\s*+(?:\$ )?curl\s")
_EVENTS = re.compile(r"\s*+(?:(?:event|id|retry|:)[^\n]*+\n)*+data:\s*+[{\[\"]")
_CHUNKED = re.compile(r"[0-9A-Fa-f]{1,8}(?:;[^\n]*+)?\r?\n\s*+[{\[]")
_FORM = re.compile(r"[\w.%+~\[\]-]++=[^&\s]*+(?:&[\w.%+~\[\]-]++=[^&\s]*+)++")
_FORM_ALONE = re.compile(r"(?:access_token|session_token|session_jwt|code|token|error)=\S++")
_YAML = re.compile(
    r"^(?:member|member_id|organization|member_session|session_token|session_jwt|request_id"
    r"|status_code|error_type|error_message):(?:[ \t]|$)",
    re.MULTILINE,
)
_YAML_KEYS = 2

_BACKSLASHES = "a backslash before each quote"
_ESCAPED_KEY = re.compile(r"[{\[]\s*+\\++\"\w++\\++\"\s*+:")
_ESCAPED = (
    (re.compile(r"[\s'\"]*+[{\[](?:\\+[nrt]|\s)*+\\+\""), _BACKSLASHES),
    (
        re.compile(r"\s*+[{\[]\s*+&(?:quot|#34|#x22);", re.IGNORECASE),
        "HTML entities for its quotes",
    ),
    (re.compile(r"\s*+%(?:7b|5b|22)", re.IGNORECASE), "percent-encoding, as in a URL"),
    (re.compile(r"\s*+\"?[{\[]\s*+\"\"\w"), "doubled quotes, as in CSV"),
)
_PYTHON_START = re.compile(
    r"\s*+(?:b['\"]|[rfu]?'|[{\[(\s]++(?:b|u)?'|(?:\w++\.)*+(?:(?:Ordered|default)?[dD]ict|Counter)\("
    r"|(?:request_id|member_id|status_code|session_token|session_jwt)='[^'\n]*+' \w++="
    r"|(?:None|True|False)\s*+\Z|<Response \[\d|<(?:\w++ )?\w++ object )"
)
_PYTHON_WORD = re.compile(
    r"None|True|False|(?:b|u)?'|SecretStr\(|datetime\.|UUID\(|Decimal\(|<[A-Z]\w*+[. ]"
)
_CONSTRUCTOR = re.compile(r"\s*+[A-Z]\w*+\(\w++=")
_PYTHON_VALUE = re.compile(r"=(?:['\"]|None\b)")
_PYTHON_DICT = re.compile(r"[{\[]\s*+\{?(?:b|u)?'\w++':")
_USE_JSON = (
    "Pass the body itself, such as `response.content`, or write the object with `json.dumps`"
    " instead of `str` or `print`."
)
_JAVASCRIPT_WORD = re.compile(
    r"undefined|(?:Object|Array|Getter|Function[^\]\n]*+)\]|[A-Za-z_$][\w$]*+\s*+:|new |`"
    r"|ObjectId\("
)
_JAVASCRIPT_START = re.compile(r"\s*+(?:undefined\s*+\Z|\[object \w++\])")
_JAVASCRIPT_VALUE = re.compile(r"\b(?:undefined|null|true|false)\b|\[(?:Object|Array|Getter)\]")
_OTHER_PRINTS = (
    (
        re.compile(r"\s*+(?:map\[|&\{|&?(?:\w++\.)?[A-Za-z]\w*+\{\w++:|\{\w++:[^ '\"][^'\"]*+\Z)"),
        "Go",
    ),
    (
        re.compile(r"\s*+(?:Array\s*+\(|stdClass Object|(?:array|object)\([\w\\]++\)|array \()"),
        "PHP",
    ),
    (re.compile(r"\s*+(?:%\{|%[A-Z][\w.]*+\{)"), "Elixir"),
    (re.compile(r"\s*+(?:#<|\{\s*+:\w++\s*+=>|\{\s*+\"[^\"\n]*+\"\s*+=>)"), "Ruby"),
    (re.compile(r"\s*+\$VAR1 = "), "Perl"),
    (re.compile(r"\s*+@\{\w++="), "PowerShell"),
    (re.compile(r"\s*+[A-Z]\w*+ \{ \w++: "), "Rust"),
    (re.compile(r"\s*+\[\s*+(?:\"\w++\"|AnyHashable\([^)\n]*+\)): "), "Swift"),
    (re.compile(r"\s*+\{\s*+\"?\w++\"? = "), "Objective-C"),
    (re.compile(r"\s*+(?:[A-Z][\w.$]*+[(\[{]|\{)\w++="), "Java or Kotlin"),
)
_ELLIPSIS = re.compile(
    r"\.\.\.|…|[\[(<]\s?(?:truncated|cut|output|snip|\d++ (?:more )?(?:bytes|char))",
    re.IGNORECASE,
)
_LOG_LINE = re.compile(r"\s*+\[[^\]\[{}\",\n]{1,80}+\]\s*+[^\s,\]}]")
_WHITE = " \t\r\n"
"""The white space of JSON."""

_OPENING = ("{", "[")
_BETWEEN = ",; \t\r\n\x1e"
_TAIL = 80
"""Characters at the end of a text in which a tool says that it has cut it off."""

_FLAWS = (
    (re.compile(r"//|/\*|#"), "a comment, which JSON does not have"),
    (re.compile(r"[“”„‟″]"), "a typographic quote"),
    (re.compile(r"NaN|[+-]?Inf|\+\d|\.\d|0[xX\d]"), "a number that JSON does not have"),
)
_REASONS = (
    ("trailing comma", "a comma after the last item"),
    ("control character", "a line break or another control character inside a string"),
    ("unexpected end of hex escape", "an escape that is half a character"),
    ("lone", "an escape that is half a character"),
    ("invalid escape", "an escape that JSON does not have"),
    ("invalid number", "a number that JSON does not have"),
)


def _html(seen: Text) -> Diagnosis | None:
    if not _HTML.match(seen.text):
        return None
    return Diagnosis(
        "html",
        f"This is an HTML page, not JSON.{came_with(seen.status_code)}",
        what_else_answered(seen.status_code),
    )


def _xml(seen: Text) -> Diagnosis | None:
    if not _XML.match(seen.text):
        return None
    return Diagnosis(
        "xml",
        f"This is XML, not JSON.{came_with(seen.status_code)}",
        what_else_answered(seen.status_code),
    )


def _http_message(seen: Text) -> Diagnosis | None:
    if not _HTTP.match(seen.text):
        return None
    found = json_within(seen.text, at_line_start=True)
    if found is None:
        return Diagnosis(
            "http_message",
            "This is an HTTP message with its headers, and it has no JSON body.",
            "Look at the status in its first line; if you saved only the headers, save the body.",
        )
    start, whole = found
    line = seen.text.count("\n", 0, start) + 1
    return Diagnosis(
        "http_message",
        f"This is an HTTP message with its headers: the JSON begins at line {line}{_cut(whole)}.",
        "Pass only the body; with curl, leave out -v and -i, or write the body with -o FILE.",
    )


def _curl_command(seen: Text) -> Diagnosis | None:
    if not _CURL.match(seen.text):
        return None
    return Diagnosis(
        "request",
        "This is a curl command: the request, not the response.",
        "Run it, and pass what it prints; do not share it, because it holds credentials.",
    )


def _event_stream(seen: Text) -> Diagnosis | None:
    if not _EVENTS.match(seen.text):
        return None
    return Diagnosis(
        "event_stream",
        "This is a stream of server-sent events, with JSON after `data:`.",
        "Pass only the JSON of one event; Stytch's API does not stream, so a backend or a proxy"
        " sent this.",
    )


def _chunked(seen: Text) -> Diagnosis | None:
    if not _CHUNKED.match(seen.text):
        return None
    return Diagnosis(
        "chunked",
        "This is a body in chunks, each with its length before it (Transfer-Encoding: chunked).",
        "Let an HTTP client put the chunks together, instead of reading the socket yourself.",
    )


def _jwt(seen: Text) -> Diagnosis | None:
    return bare_token(seen.text)


def _several(seen: Text) -> Diagnosis | None:
    """Recognize a whole JSON object or array with something behind it."""
    if not (_begins_as_json(seen.text) and seen.broken.after_the_end):
        return None
    rest = seen.text[seen.broken.position :]
    line = seen.text.count("\n", 0, seen.broken.position) + 1
    if rest.lstrip(_BETWEEN)[:1] in _OPENING:
        return Diagnosis(
            "several_bodies",
            f"These are several JSON texts, one after another: the second begins at line {line}.",
            "Pass one at a time; JSON Lines have one on each line.",
        )
    return Diagnosis(
        "text_after_json",
        f"This is JSON with other text after it, at {seen.place(seen.broken.position)}.",
        "Remove that text: a log, a shell prompt or `curl -w` often adds it.",
    )


def _truncated(seen: Text) -> Diagnosis | None:
    if seen.broken.at_the_end and seen.text.lstrip(_WHITE)[:1] in {*_OPENING, '"'}:
        return Diagnosis(
            "truncated",
            f"This JSON ends early, at {seen.place(len(seen.text))}: the body was cut off.",
            "Get the whole body: compare its length with Content-Length, and look for a limit of"
            " your log, database column or clipboard.",
        )
    rest = seen.text[seen.broken.position :]
    if _begins_as_json(seen.text) and len(rest) <= _TAIL and _ELLIPSIS.match(rest):
        return Diagnosis(
            "truncated",
            f"This JSON was shortened: a tool left something out at"
            f" {seen.place(seen.broken.position)}.",
            "Get the whole body: look for a limit of your log, debugger or terminal.",
        )
    return None


def _escaped(seen: Text) -> Diagnosis | None:
    for pattern, how in _ESCAPED:
        if pattern.match(seen.text):
            return _inside_other_text(how)
    return None


def _escaped_within(seen: Text) -> Diagnosis | None:
    return _inside_other_text(_BACKSLASHES) if _ESCAPED_KEY.search(seen.text) else None


def _inside_other_text(how: str) -> Diagnosis:
    return Diagnosis(
        "escaped_json",
        f"This is JSON that was written inside another text, with {how}.",
        "Decode that text first, and pass what is in it.",
    )


def _python(seen: Text) -> Diagnosis | None:
    if not _is_python(seen):
        return None
    return Diagnosis(
        "python_repr",
        "This is an object as Python prints it, not JSON.",
        _USE_JSON,
    )


def _is_python(seen: Text) -> bool:
    """Return whether a text has Python's quotes or words; single quotes are JavaScript's, too."""
    text = seen.text
    if _CONSTRUCTOR.match(text):
        return _PYTHON_VALUE.search(text) is not None
    if not _begins_as_json(text):
        return _PYTHON_START.match(text) is not None
    if _PYTHON_START.match(text):
        return _JAVASCRIPT_VALUE.search(text) is None
    return _PYTHON_WORD.match(text, _word(seen)) is not None


def _other_print(seen: Text) -> Diagnosis | None:
    for pattern, language in _OTHER_PRINTS:
        if pattern.match(seen.text):
            return Diagnosis(
                "printed_object",
                f"This is an object as {language} prints it, not JSON.",
                "Pass the body as it came, or write the object with a JSON encoder.",
            )
    return None


def _javascript(seen: Text) -> Diagnosis | None:
    word = _JAVASCRIPT_WORD.match(seen.text, _word(seen)) or _PYTHON_START.match(seen.text)
    if not (_JAVASCRIPT_START.match(seen.text) or (word and _begins_as_json(seen.text))):
        return None
    return Diagnosis(
        "javascript_object",
        "This is an object as JavaScript prints or writes it, not JSON.",
        "Write it with `JSON.stringify(…)`: `console.log` prints keys without quotes, and leaves"
        " out what is nested deeply.",
    )


def _too_deep(seen: Text) -> Diagnosis | None:
    if not seen.broken.reason.startswith("recursion limit"):
        return None
    return Diagnosis(
        "too_deep",
        "This JSON is nested more than 200 levels deep, and was not read further.",
        "Look for what wraps the body again and again: the response has about ten levels.",
    )


def _broken_json(seen: Text) -> Diagnosis | None:
    if not _begins_as_json(seen.text):
        return None
    place = seen.place(seen.broken.position)
    return Diagnosis(
        "broken_json",
        f"This is almost JSON: at {place} there is {_flaw(seen)}.",
        "Pass the body as it came over the wire, before an editor, a template or a script changed"
        " it.",
    )


def _base64(seen: Text) -> Diagnosis | None:
    decoded = decoded_base64(seen.text)
    if decoded is None:
        return None
    what = "text" if decoded.isascii() else "compressed data"
    return Diagnosis(
        "base64",
        f"This is base64, which holds {what}.",
        "Decode it first; AWS Lambda, for example, sends a body like this if isBase64Encoded is"
        " true.",
    )


def _form(seen: Text) -> Diagnosis | None:
    text = seen.text.strip()
    if not (_FORM.fullmatch(text) or _FORM_ALONE.fullmatch(text)):
        return None
    return Diagnosis(
        "form_encoded",
        "These are form fields (application/x-www-form-urlencoded), not JSON.",
        "Pass the response: such fields are sent to an OAuth token endpoint, or come back in a"
        " redirect.",
    )


def _yaml(seen: Text) -> Diagnosis | None:
    keys = {match[0] for match in _YAML.finditer(seen.text)}
    if len(keys) < _YAML_KEYS:
        return None
    return Diagnosis(
        "yaml",
        "This is YAML, not JSON.",
        "Pass the body as it came, or convert it to JSON.",
    )


def _text_before(seen: Text) -> Diagnosis | None:
    found = json_within(seen.text)
    if found is None:
        return None
    start, whole = found
    return Diagnosis(
        "text_before_json",
        f"This is text with JSON in it: the JSON begins at {seen.place(start)}{_cut(whole)}.",
        "Pass only the JSON, without the log line or prompt before it.",
    )


def _python_within(seen: Text) -> Diagnosis | None:
    found = _PYTHON_DICT.search(seen.text)
    if found is None:
        return None
    return Diagnosis(
        "python_repr",
        f"This is text with an object as Python prints it, at {seen.place(found.start())}.",
        _USE_JSON,
    )


def _plain(seen: Text) -> Diagnosis:
    if "\x00" in seen.text:
        return binary()
    return Diagnosis(
        "plain_text",
        f"This is plain text, not JSON.{came_with(seen.status_code)}",
        what_else_answered(seen.status_code),
    )


TEXTS: tuple[TextRecognizer, ...] = (
    # What the text begins with.
    _html,
    _xml,
    _http_message,
    _curl_command,
    _event_stream,
    _chunked,
    _jwt,
    # What the JSON parser met: a second text, or the end.
    _several,
    _truncated,
    _escaped,
    _too_deep,
    # What the JSON parser met: another language, or a flaw.
    _python,
    _other_print,
    _javascript,
    _broken_json,
    # What a text looks like that does not begin as JSON does.
    _base64,
    _form,
    _yaml,
    _text_before,
    _escaped_within,
    _python_within,
    _plain,
)


def _begins_as_json(text: str) -> bool:
    """Return whether a text begins as an object or an array does, and not as a log line."""
    return text.lstrip(_WHITE)[:1] in _OPENING and not _LOG_LINE.match(text)


def _word(seen: Text) -> int:
    """Return the start of the word in which the parser stopped."""
    position = seen.broken.position
    while position and seen.text[position - 1].isalpha():
        position -= 1
    return position


def _flaw(seen: Text) -> str:
    """Return the fault in JSON at the place where the parser stopped."""
    for start, flaw in _REASONS:
        if seen.broken.reason.startswith(start):
            return flaw
    for pattern, flaw in _FLAWS:
        if pattern.match(seen.text, seen.broken.position):
            return flaw
    return "something that JSON does not allow"


def _cut(whole: bool) -> str:  # noqa: FBT001 - of a pair
    return "" if whole else ", and is cut off"
