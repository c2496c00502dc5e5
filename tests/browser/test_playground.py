"""The playground: the package itself, run by a reader's browser.

How the page looks before Python is started is read with all other pages.
"""

import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from hooks.browser.examples import OPENING
from hooks.pages.explorer import LARGEST
from stytch_exchange import check_response, example_names, load_example
from tests.browser.reader import DESK, Reader, Scheme, reading, until

_PATIENCE = 60_000
"""Milliseconds to wait for Python to start, even on a busy machine."""

SCHEMES: list[Scheme] = ["light", "dark"]

_WATCHED = """(() => {
    const Plain = Worker;
    Object.assign(window, { running: [], asked: [], answers: [], held: null });
    window.Worker = class extends Plain {
        constructor(...options) {
            super(...options);
            if (!String(options[0]).startsWith("blob:")) return; // the search's
            running.push(this);
            this.addEventListener("message", (event) => {
                if (!event.data.checked) return;
                if (!held) return answers.push(JSON.parse(event.data.checked).report);
                event.stopImmediatePropagation();
                held.push(() => this.dispatchEvent(new MessageEvent("message", event)));
            });
        }
        postMessage(message) {
            if (message.body) asked.push(new TextDecoder().decode(message.body));
            super.postMessage(message);
        }
        terminate() {
            super.terminate();
            running.splice(running.indexOf(this), 1);
        }
    };
})()"""
"""Records the page's requests to Python and the answers, and can hold an answer back."""

_IS_SHOWN = "!document.querySelector('[data-part=result][aria-busy]')"
"""Whether the page shows the result of its last check."""


class Playground:
    """The playground's page and its controls."""

    def __init__(self, reader: Reader) -> None:
        """Open the page, and record all requests from then on."""
        self.before_start: set[str] = set()
        self.requests: list[Request] = []
        self.reader = reader
        self.page: Page = reader.page
        self.page.context.on("request", self._on_request)
        self.page.add_init_script(_WATCHED)
        self.reader.open("playground/")
        # The script sets it last.
        self.page.locator("[data-part=link]:not([hidden])").wait_for()
        self.told = self.page.locator("[data-part=told]")
        self.examples = self.page.get_by_label("Example")
        self.status = self.page.get_by_label("HTTP status")
        self.file = self.page.get_by_label("File", exact=True)
        self.text = self.page.get_by_label("Type or paste a body")
        self.unshown = self.page.locator("[data-part=unshown]")
        self.verdict = self.page.locator("[data-part=verdict]")
        self.findings = self.page.locator(".findings li")
        self.tree = self.page.locator(".tree")
        self.opening = self.look()

    def _on_request(self, request: Request) -> None:
        self.requests.append(request)

    def report(self, change: Callable[[], object]) -> Any:
        """Change the body or the status, and return the report on it."""
        self.page.evaluate("answers = []")
        change()
        return until(self.page, f"{_IS_SHOWN} && answers[0]", timeout=_PATIENCE)

    def write(self, text: str) -> Any:
        """Write a body, and return the report on it."""
        return self.report(lambda: self.text.fill(text))

    def started(self) -> None:
        """Wait until Python is running."""
        expect(self.told).to_have_text("Python is running in this page.", timeout=_PATIENCE)

    def look(self) -> Any:
        """Return the verdict and the elements of the findings."""
        return self.page.evaluate(_LOOK)

    def listed(self) -> Any:
        """Return the severity, the code, the pointer and the message of each finding shown."""
        return self.page.evaluate(_LISTED)

    def place(self, pointer: str) -> str:
        """Press the field of a finding, and return the selected text."""
        self.page.locator(f"[data-pointer='{pointer}'] button").first.press("Enter")
        selected: str = self.text.evaluate(
            "(area) => area.value.slice(area.selectionStart, area.selectionEnd)"
        )
        return selected

    def loaded(self) -> set[str]:
        """Return the names of the loaded files of the runtime."""
        urls = [request.url for request in self.requests]
        return {url.rpartition("/")[2] for url in urls if "/runtime/" in url}


def _expected(body: bytes | str, status_code: int | None = None) -> Any:
    """Return the report on a body from Python outside the browser."""
    return json.loads(check_response(body, status_code=status_code).to_json())


@pytest.fixture(name="shared", scope="module")
def _shared(browser: Browser, address: str, runnable_site: Path) -> Generator[Playground]:  # noqa: ARG001
    """A playground in which Python was started once, by typing, for many tests."""
    with reading(browser, address) as reader:
        playground = Playground(reader)
        playground.before_start = playground.loaded()
        playground.text.press_sequentially("{")
        playground.started()
        yield playground


@pytest.fixture(name="playground")
def _playground(shared: Playground) -> Playground:
    """The same, emptied."""
    shared.reader.turn(DESK)
    shared.status.fill("")
    for text in ("what is typed replaces a file", ""):
        shared.text.fill(text)
    expect(shared.verdict).to_have_text(_NOTHING)
    return shared


_NOTHING = "Nothing to check yet: choose an example, paste a body, or drop a file."


def test_python_is_not_loaded_before_the_body_changes(playground: Playground) -> None:
    """Before the first key, only the page's own scripts and styles are loaded."""
    scripts = {"start.js?playground.js", "delivery.js", "playground.js", "progress.js"}

    assert {"playground.css", *scripts} == playground.before_start
    assert "pyodide.asm.wasm" in playground.loaded()


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_checked_as_by_any_other_python(playground: Playground, name: str) -> None:
    """The example and the report both come from the package."""
    expected = _expected(load_example(name))

    report = playground.report(lambda: playground.examples.select_option(name))

    assert expected == report
    assert load_example(name).decode() == playground.text.input_value()
    assert _rows(expected) == playground.listed()


def _rows(report: Any) -> list[list[str]]:
    """Return the findings of a report as the page lists them: by the object that has the field."""
    rows = [
        [found["severity"], found["code"], found["pointer"], found["message"]]
        for found in report["findings"]
    ]
    objects = [*dict.fromkeys(pointer.rpartition("/")[0] for _, _, pointer, _ in rows)]
    return sorted(rows, key=lambda row: objects.index(row[2].rpartition("/")[0]))


_LISTED = """() => [...document.querySelectorAll(".findings li")].map((item) => {
    const text = (part) => item.querySelector(part).textContent;
    return [text(".severity"), text("a"), item.dataset.pointer, text("p")];
})"""


def test_the_page_opens_with_a_report(playground: Playground) -> None:
    """The report on an example is there without Python; it is the one that Python gives."""
    verdict, findings = playground.opening
    playground.write(load_example(OPENING).decode())

    assert _rows(_expected(load_example(OPENING))) == playground.listed()
    assert [verdict, findings] == playground.look()
    assert "8 errors" in verdict


_LOOK = """() => [
    document.querySelector("[data-part=verdict]").innerText,
    [...document.querySelectorAll(".group, .group *")].map((part) => [
        part.localName, part.textContent.replace(/\\s/g, ""), part.className, part.title,
        part.href, part.open, { ...part.dataset },
    ]),
]"""


def test_another_example_needs_no_python(reader: Reader, runnable_site: Path) -> None:  # noqa: ARG001
    """The site has the report on it; its fields are explained by their cards."""
    playground = Playground(reader)

    for name in ("mfa", "error-oauth"):
        playground.examples.select_option(name)

        expect(playground.text).to_have_value(load_example(name).decode())
        rows = json.dumps(_rows(_expected(load_example(name))), separators=(",", ":"))
        until(playground.page, f"JSON.stringify(({_LISTED})()) === arg", rows)
    playground.examples.select_option("mfa")
    playground.page.locator("[id='/member_session'] a").first.click()
    expect(playground.page.locator(".cards > .shown")).to_contain_text("MemberSession, or null")
    assert "worker.js" not in playground.loaded()
    assert [] == playground.reader.violations("all")


def test_an_example_that_does_not_arrive_is_named(reader: Reader, runnable_site: Path) -> None:  # noqa: ARG001
    """The page says which file, and nothing else changes."""
    reader.context.route("**/examples/mfa.json", lambda route: route.fulfill(status=404))
    playground = Playground(reader)

    playground.examples.select_option("mfa")

    expect(playground.unshown).to_have_text("The example cannot be shown: mfa.json (status 404).")


@pytest.mark.parametrize(
    ("name", "pointer"),
    [(OPENING, "/organization/custom_roles"), ("refreshed", "/verdict"), (LARGEST, "")],
)
def test_a_link_leads_to_an_example_and_a_finding(
    reader: Reader,
    name: str,
    pointer: str,
    runnable_site: Path,  # noqa: ARG001
) -> None:
    """Its place in the body is selected, and the link can be copied."""
    hash_of_link = f"#example={name}" + (f"&finding={pointer}" if pointer else "")
    reader.open(f"playground/{hash_of_link}")
    page = reader.page

    expect(page.get_by_label("Example")).to_have_value(name)
    expect(page.locator("li.on")).to_have_count(1 if pointer else 0)
    if pointer:
        expect(page.locator("li.on")).to_have_attribute("data-pointer", pointer)
    page.get_by_role("button", name="Copy a link to this example").click()
    assert reader.address + f"playground/{hash_of_link}" == page.evaluate(_COPIED)


_COPIED = "navigator.clipboard.readText()"


def test_a_link_never_contains_a_body(playground: Playground) -> None:
    """The address follows an example and its findings, and is cleared when the body changes."""
    page = playground.page
    playground.report(lambda: playground.examples.select_option(OPENING))
    playground.place("/member/is_locked")
    followed = page.evaluate("location.hash")

    playground.write('{"member": "a-marker-of-this-very-body"}')
    playground.place("/member")

    assert f"#example={OPENING}&finding=/member/is_locked" == followed
    assert "" == page.evaluate("location.hash")
    expect(page.get_by_role("button", name="Copy a link")).to_be_hidden()
    assert "marker" not in page.evaluate("document.querySelector('[data-part=link]').outerHTML")


def test_a_long_report_is_folded(playground: Playground) -> None:
    """The first object is unfolded with its first findings; the rest unfolds on a click."""
    body = json.loads(load_example("connected-app"))
    body["member"] |= {f"new_{number}": 1 for number in range(40)}
    body["organization"]["mood"] = "good"

    playground.write(json.dumps(body))

    page = playground.page
    assert 41 == len(playground.listed())
    expect(page.locator(".findings li:visible")).to_have_count(25)
    page.get_by_text("15 more").click()
    page.locator("summary", has_text="/organization").click()
    expect(page.locator(".findings li:visible")).to_have_count(41)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", None),
        ("<!doctype html>\n<title>502 Bad Gateway</title>", 502),
        ("", 500),
        ("[" * 100_000, None),
        ('{"member": "😀", "mood": [1e999]}', 200),
    ],
)
def test_any_text_is_checked(playground: Playground, body: str, status: int | None) -> None:
    """Any text gets its report, with and without a status, and none breaks the page."""
    report = playground.write(body) if body else None
    if status:
        report = playground.report(lambda: playground.status.fill(str(status)))

    assert _expected(body, status) == report
    expect(playground.verdict).to_have_class("wrong")
    assert [] == playground.reader.complaints


def test_a_status_that_is_none_is_left_out(playground: Playground) -> None:
    """An invalid status is ignored, and a message says so."""
    playground.write("{}")

    report = playground.report(lambda: playground.status.fill("2x"))

    assert _expected("{}") == report
    expect(playground.page.get_by_text("A status is a number")).to_be_visible()
    expect(playground.status).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("body", "note"),
    [(b"x" * 10_000_000, "body.json is over 2 MiB"), (b'{"a": "\xff"}', "body.json is not UTF-8")],
    ids=["large", "undecodable"],
)
def test_a_file_that_cannot_be_shown_is_checked(
    playground: Playground, body: bytes, note: str
) -> None:
    """A message says that the file is not shown; text that is typed next replaces it."""
    file = {"name": "body.json", "mimeType": "", "buffer": body}

    report = playground.report(lambda: playground.file.set_input_files(file))  # type: ignore[arg-type]

    assert _expected(body) == report
    assert "" == playground.text.input_value()
    expect(playground.unshown).to_contain_text(f"{note}", use_inner_text=True)
    expect(playground.findings.get_by_role("button")).to_have_count(0)
    assert _expected("{}") == playground.write("{}")
    expect(playground.unshown).to_be_empty()
    expect(playground.file).to_have_value("")


_PASTE = """(area) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "x".repeat(2 ** 21 + 1));
    return area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
}"""

_DROP = """(area) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["{\\"a\\": 1}"], "dropped.json"));
    const options = { dataTransfer, bubbles: true, cancelable: true };
    return [
        area.dispatchEvent(new DragEvent("dragover", options)),
        area.dispatchEvent(new DragEvent("drop", options)),
    ];
}"""


def test_a_long_text_that_is_pasted_is_checked_and_not_shown(playground: Playground) -> None:
    """It is not put into the field, because the browser would take seconds to show it."""
    report = playground.report(lambda: playground.text.evaluate(_PASTE))

    assert _expected("x" * (2**21 + 1)) == report
    assert "" == playground.text.input_value()
    expect(playground.unshown).to_contain_text("What you pasted is over 2 MiB")


def test_a_file_that_is_dropped_is_shown(playground: Playground) -> None:
    """The browser does not open it in place of the page."""
    report = playground.report(lambda: playground.text.evaluate(_DROP))

    assert _expected('{"a": 1}') == report
    assert '{"a": 1}' == playground.text.input_value()


def test_a_newer_text_takes_the_place_of_an_older(playground: Playground) -> None:
    """Only one check runs at a time, and a result for an older text is not shown."""
    page = playground.page
    page.evaluate(_SHOWN)
    playground.text.fill("{")
    until(page, "held.length")
    playground.text.fill('"second"')
    playground.text.fill("[]")
    page.evaluate("{ const [answer] = held; held = null; answers = []; answer(); }")
    until(page, "answers.length === 2")

    assert ["{", "[]"] == page.evaluate("asked")
    assert ["wrong_type"] == page.evaluate("shown")


_SHOWN = """() => {
    Object.assign(window, { held: [], asked: [], shown: [] });
    const result = document.querySelector("[data-part=result]");
    const look = () => shown.push(...[...result.querySelectorAll("a")].map((code) => code.text));
    new MutationObserver(look).observe(result, { childList: true });
}"""
"""Holds answers back, and takes down the codes of the findings that are shown from now on."""


def _broken() -> str:
    """Return a body with findings deep inside, after characters of two units."""
    body = json.loads(load_example("sso-scim"))
    body["member"]["name"] = "😀"
    body["organization"]["is_new"] = ["😀"]
    del body["organization"]["organization_name"]
    return json.dumps(body, ensure_ascii=False, indent=2)


def test_a_pointer_selects_its_place(playground: Playground) -> None:
    """The selection is scrolled into view; a missing field selects the object around it."""
    organization = {"filler": [*range(300)], "is_new": ["😀"], "more": [*range(300)]}
    text = json.dumps({"member": "😀", "organization": organization}, ensure_ascii=False, indent=1)
    playground.write(text)

    assert ["😀"] == json.loads(playground.place("/organization/is_new"))
    assert playground.text.evaluate(_IN_SIGHT)
    lacks = json.loads(playground.place("/organization/organization_name"))
    assert organization == lacks
    assert playground.text.evaluate(_IN_SIGHT)


_IN_SIGHT = """(area) => {
    const line = area.value.slice(0, area.selectionStart).split("\\n").length - 1;
    const top = line * parseFloat(getComputedStyle(area).lineHeight);
    const { top: above, bottom } = area.getBoundingClientRect();
    return document.activeElement === area && bottom > 0 && above < innerHeight
        && top >= area.scrollTop && top < area.scrollTop + area.clientHeight;
}"""
"""Whether the start of the selection is visible, if no line is long enough to wrap."""


def test_the_keyboard_is_enough(playground: Playground) -> None:
    """The keyboard chooses an example, and finds the place of a finding."""
    page = playground.page
    playground.examples.focus()

    def choose() -> None:
        page.keyboard.type("older")

    report = playground.report(choose)
    focused = "document.activeElement.matches('[data-span]') && document.activeElement.textContent"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == report["findings"][0]["pointer"].rpartition("/")[2]:
            break
    page.keyboard.press("Enter")

    assert "playground-text" == page.evaluate("document.activeElement.id")
    assert page.evaluate("getSelection().toString()").startswith("{")


def test_what_was_read_unfolds(playground: Playground) -> None:
    """The tree unfolds down to a value, and the tokens are masked everywhere."""
    name = "connected-app"
    body = json.loads(load_example(name))
    playground.report(lambda: playground.examples.select_option(name))
    expect(playground.tree).to_contain_text("session_token **********")

    for label in ("member", "roles", "1"):
        named = playground.page.get_by_text(label, exact=True)
        playground.tree.locator("summary").filter(has=named).last.click()
    for summary in playground.tree.locator("details:not([open]) > summary").all():
        summary.click()

    expect(playground.tree).to_contain_text("role_id 'analyst'")
    shown = playground.page.locator("[data-part=result]").inner_html()
    assert [] == [key for key in ("session_token", "session_jwt") if body[key] in shown]


def test_what_was_filled_is_marked(playground: Playground) -> None:
    """The tree is unfolded at a field that was filled in, and marks it."""
    body = json.loads(load_example("connected-app"))
    del body["member"]["roles"]

    playground.write(json.dumps(body))

    expect(playground.tree.get_by_text("roles [] was missing: filled in")).to_be_visible()
    expect(playground.page.get_by_text("Missing fields were filled in")).to_be_visible()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_results_can_be_read_by_everyone(playground: Playground, width: int) -> None:
    """Findings and tree fit a phone and a desktop, and violate no rule of axe in either scheme."""
    for body in (_broken(), load_example("device").decode()):
        playground.write(body)

        for scheme in SCHEMES:
            playground.reader.turn({"width": width, "height": 900}, scheme)
            assert width == playground.page.evaluate("document.documentElement.scrollWidth")
            assert [] == playground.reader.violations("all")


def test_the_body_stays_on_the_page(playground: Playground) -> None:
    """It is not sent, stored or put into an address, and no other host gets a request."""
    marker = "a-marker-of-this-very-body"
    playground.write(json.dumps({"member": marker, "mood": marker}))
    playground.place("/member")
    sent = [(request.url, request.post_data or "") for request in playground.requests]

    kept, databases, caches = playground.page.evaluate(_KEPT)

    assert len(sent) > 20
    assert [] == [url for url, content in sent if marker in url + content]
    assert {"GET"} == {request.method for request in playground.requests}
    assert marker not in kept
    assert [] == databases + caches
    assert [] == playground.reader.elsewhere
    assert [] == playground.reader.complaints


_KEPT = """async () => [
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie]),
    await indexedDB.databases(),
    await caches.keys(),
]"""


def test_progress_grows_as_bytes_arrive(
    reader: Reader,
    runnable_site: Path,  # noqa: ARG001
) -> None:
    """On a slow connection the bar shows how much has arrived of the announced size."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    reader.context.route("**/*.whl", hold)
    playground = Playground(reader)
    announced = playground.told.inner_text()
    bar = playground.page.get_by_role("progressbar")
    playground.text.fill("{}")
    grown: list[float] = []

    for _ in range(3):
        until(playground.page, _GREW, max(grown, default=0), _PATIENCE)
        grown.append(float(bar.get_attribute("value") or 0))
        _next(playground.page, waiting).continue_()

    whole = float(bar.get_attribute("max") or 0)
    assert sorted(set(grown)) == grown
    assert grown[-1] < whole
    assert f"≈ {whole / 1e6:.0f} MB" in announced
    expect(playground.page.locator("[data-part=amount]")).to_contain_text(" MB")


def _next(page: Page, waiting: list[Route]) -> Route:
    """Return a request that is held back, as soon as there is one."""
    for _ in range(_PATIENCE // 10):
        if waiting:
            return waiting.pop()
        page.wait_for_timeout(10)
    pytest.fail("no request was held back")


_GREW = "document.querySelector('progress').value > arg"


def test_what_fails_is_told_and_can_be_tried_again(
    reader: Reader,
    runnable_site: Path,  # noqa: ARG001
) -> None:
    """After a failed download, and after the worker dies, a message and a button appear."""
    reader.context.route("**/pydantic_core*.whl", lambda route: route.fulfill(status=503))
    playground = Playground(reader)
    retry = playground.page.get_by_role("button", name="Try again")
    playground.text.fill("{}")

    expect(playground.told).to_contain_text("wasm32.whl (status 503)", timeout=_PATIENCE)
    for scheme in SCHEMES:
        reader.turn(DESK, scheme)
        assert [] == playground.reader.violations("all")
    assert 0 == playground.page.evaluate("running.length")

    reader.context.unroute("**/pydantic_core*.whl")
    retry.click()
    playground.started()
    playground.write("[]")
    playground.page.evaluate("running[0].onerror({ message: 'out of memory' })")

    expect(playground.told).to_have_text("Python stopped: out of memory.")
    expect(playground.verdict).to_have_text("Not checked: Python is not running.")
    expect(retry).to_be_visible()
    assert "[]" == playground.text.input_value()


@pytest.mark.parametrize(
    ("lacks", "why"),
    [
        ("delete globalThis.WebAssembly", "this browser does not support WebAssembly"),
        (
            "() => { Worker = class { terminate() {} }; }",
            "this browser does not support modules in workers",
        ),
    ],
    ids=["WebAssembly", "modules"],
)
def test_a_browser_that_is_too_old_is_told_so(
    reader: Reader,
    lacks: str,
    why: str,
    runnable_site: Path,  # noqa: ARG001
) -> None:
    """The message comes before Python is loaded."""
    playground = Playground(reader)
    playground.page.evaluate(lacks)

    playground.text.fill("{}")

    expect(playground.told).to_have_text(f"Python could not be loaded: {why}.")
    assert "pyodide.asm.wasm" not in playground.loaded()


def test_a_reader_who_comes_back_finds_a_new_page(playground: Playground) -> None:
    """If the theme replaces the page's content, Python stops with the page it ran in."""
    playground.page.evaluate(_COME_BACK)

    expect(playground.examples).to_have_value(OPENING)
    assert 0 == playground.page.evaluate("running.length")
    assert _expected("[]") == playground.write("[]")


_COME_BACK = """async () => {
    const html = await (await fetch(location)).text();
    const page = new DOMParser().parseFromString(html, "text/html");
    document.querySelector("article").replaceWith(page.querySelector("article"));
}"""
