"""A reader of the site: opens pages in a browser, and records errors and foreign requests."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    Worker,
)

Scheme = Literal["light", "dark"]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}

_SHOWN = """async ([width, scheme]) => {
    const frame = () => new Promise(requestAnimationFrame);
    const { dataset: state } = document.body;
    while (innerWidth !== width || state.mdColorScheme !== scheme || "mdColorSwitching" in state)
        await frame();
    // Listeners for a change of size are called before the next frame is drawn.
    await frame();
    await frame();
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
}"""
"""Waits until the page has a width and a scheme, and all animations have ended."""

_SAME_LOOK = """(before) => {
    const looks = new Map([[null, ""]]);
    const seen = new Set(before);
    const hash = (text) => {
        let [a, b] = [1, 2];
        for (let index = 0; index < text.length; index++) {
            a = Math.imul(a ^ text.charCodeAt(index), 0x9e3779b1);
            b = Math.imul(b ^ text.charCodeAt(index), 0x85ebca6b);
        }
        return `${a} ${b}`;
    };
    for (const element of document.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        const look = hash([
            looks.get(element.parentElement),
            element.localName, style.color, style.backgroundColor, style.backgroundImage,
            style.opacity, style.fontSize, style.fontWeight, style.textDecorationLine,
            style.textShadow, style.borderBottomWidth, style.position, style.visibility,
        ].join());
        looks.set(element, look);
        delete element.dataset.again;
        if (seen.has(look)) element.dataset.again = "";
        seen.add(look);
    }
    return [...seen];
}"""
"""Marks each element that looks like an earlier one, and so do all elements around it.

Axe's rule for contrast takes most of its time, and finds nothing else in the text of the second of
two such elements. The elements inside them have looks of their own.
Takes the looks that were seen before, and returns them with those of this page.
"""

_ONCE_FOR_EACH_LOOK = """axe.configure({
    rules: [{ id: "color-contrast", selector: ":not([data-again])" }],
})"""

_AXE = """async (options) => {
    const { violations } = await axe.run(
        { resultTypes: ["violations"], preload: false, ...options }
    );
    const found = [];
    for (const { id, nodes } of violations)
        for (const node of nodes)
            found.push(`${id}: ${node.target.join(" ")}: ${node.failureSummary}`);
    return found;
}"""

_RULES: dict[str, dict[str, Any]] = {
    "all": {},
    "colors": {"runOnly": ["color-contrast", "link-in-text-block"]},
    "structure": {"rules": {"color-contrast": {"enabled": False}}},
}
"""Options of axe. Two runs take twice as long as one, because each looks at all styles."""


_UNTIL = """async ([arg, timeout]) => {
    for (const end = performance.now() + timeout; performance.now() < end;) {
        const found = CONDITION;
        if (found) return found;
        await new Promise(requestAnimationFrame);
    }
    throw new Error(`not true after ${timeout} ms`);
}"""


def until(page: Page | Worker, condition: str, arg: object = None, timeout: int = 30_000) -> Any:
    """Wait until an expression is true, and return its value.

    Playwright's `wait_for_function` compiles text in the page, which the site's policy forbids.

    Args:
        page: The page, or the worker, in which the expression is evaluated.
        condition: An expression of JavaScript, which can use `arg`.
        arg: A value for it.
        timeout: How many milliseconds to wait.
    """
    return page.evaluate(_UNTIL.replace("CONDITION", condition), [arg, timeout])


@dataclass
class Reader:
    """A page, and the problems that were recorded since it was opened."""

    context: BrowserContext
    address: str
    elsewhere: list[str] = field(default_factory=list[str])
    """Requests to other hosts."""

    complaints: list[str] = field(default_factory=list[str])
    """Console messages, exceptions of scripts, and failed responses."""

    def __post_init__(self) -> None:
        """Open the page, and listen."""
        self.page: Page = self.context.new_page()
        self.context.on("request", self._on_request)
        self.context.on("response", self._on_response)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, name: str) -> None:
        """Load a page of the site, and wait until all its files are loaded."""
        self.page.goto(self.address + name)

    def prepare(self, viewport: ViewportSize, scheme: Scheme = "light") -> None:
        """Set the size and the color scheme of the system for the next page."""
        self.page.set_viewport_size(viewport)
        self.page.emulate_media(color_scheme=scheme)

    def turn(self, viewport: ViewportSize, scheme: Scheme = "light") -> None:
        """Show the open page at another size, and in another color scheme of the system."""
        self.prepare(viewport, scheme)
        shown = {"light": "default", "dark": "slate"}[scheme]
        self.page.evaluate(_SHOWN, [viewport["width"], shown])

    def violations(
        self, rules: Literal["all", "colors", "structure"], seen: set[str] | None = None
    ) -> list[str]:
        """Return the violations that axe finds on the page, of any level.

        A violation counts only if it is still there a second later: until then, a tooltip may be
        fading, or an element moving.

        Args:
            rules: The rules to check.
            seen: The looks whose contrast was checked on other pages. Those of this page are added.
        """
        before = sorted(seen or ())
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
            self.page.evaluate(_ONCE_FOR_EACH_LOOK)
        if found := self._violations(rules, before, seen):
            self.page.wait_for_timeout(1000)
            found = self._violations(rules, before, seen)
        return found

    def _violations(
        self, rules: Literal["all", "colors", "structure"], before: list[str], seen: set[str] | None
    ) -> list[str]:
        if rules != "structure":
            looks: list[str] = self.page.evaluate(_SAME_LOOK, before)
            if seen is not None:
                seen.update(looks)
            if rules == "colors" and len(looks) == len(before):
                return []
        found: list[str] = self.page.evaluate(_AXE, _RULES[rules])
        return found

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _on_response(self, response: Response) -> None:
        if not response.ok and response.status != HTTPStatus.NOT_MODIFIED:
            self.complaints.append(f"{response.status} {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type} {message.text} {self.page.url}")


@contextmanager
def reading(browser: Browser, address: str, *, bypass_csp: bool = False) -> Generator[Reader]:
    """Yield a first-time reader with a desktop window and the light scheme.

    The Content-Security-Policy of the pages must not have refused anything.

    Args:
        browser: The browser.
        address: The site's address.
        bypass_csp: Whether the browser ignores the policy.
    """
    context = browser.new_context(
        bypass_csp=bypass_csp,
        color_scheme="light",
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
        viewport=DESK,
    )
    context.set_default_timeout(30_000)  # two browsers share the machine
    reader = Reader(context, address)
    yield reader
    context.close()
    assert [] == [text for text in reader.complaints if "Content Security Policy" in text]
