"""Somebody at a browser: what they do, in the words that stand on the pages, and what they see.

A `Visitor` finds buttons, links and fields by their names, as people and screen readers do. What a page must
never do (log an error, load from elsewhere, break the content policy) is noted while they browse.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

LOOKS = 200
SIDEWAYS = "() => document.scrollingElement.scrollWidth - window.innerWidth"
# Chromium writes this for every answer of 4xx, a page of ours with its form back among them. The answers
# themselves are judged by `_note_response`.
_ANSWERED_4XX = "Failed to load resource: the server responded with a status of 4"


class Visitor:
    """One person in a browser window of their own."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.clicks = 0
        self._host = urlsplit(address).netloc
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(f"script failed: {error.error}"))
        context.on("request", self._note_request)
        context.on("response", self._note_response)

    def open(self, path: str, *, expect: int = 200) -> None:
        """Type an address; the page must answer with this status."""
        response = self.page.goto(path)
        assert response is not None
        assert response.status == expect, f"{path} answered {response.status}, not {expect}."

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in, from wherever the sign-in page stands."""
        if self.heading != "Sign in":
            self.open("/sign-in")
        self.fill("Email address", email)
        self.fill("Password", password)
        self.press("Sign in")

    def fill_date(self, day: str, month: str, year: str) -> None:
        for label, text in (("Day", day), ("Month", month), ("Year", year)):
            self.fill(label, text)

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def choose(self, field: str, file: Path | dict[str, Any]) -> None:
        """Choose a file for a field; a dict holds name, mimeType and buffer."""
        # By the field's name: the design system's script gives the label to a button of its own.
        self.page.locator(f'input[type="file"][name="{field}"]').set_input_files(file)

    def press(self, name: str) -> None:
        """Press a button that leads to another page."""
        self._go(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        """Follow a link, or a link drawn as a button."""
        link = self.page.get_by_role("link", name=name, exact=True)
        self._go(link if link.count() else self.page.get_by_role("button", name=name, exact=True))

    def wait_for_figures(self, *, scripts: bool = True) -> None:
        """Wait until it is worked out what may be released of a file, and go on to its check."""
        if self.offers("See how far it is"):
            self.follow("See how far it is")
        if "/jobs/" in self.page.url:
            self.wait_for("the figures", scripts=scripts)

    def wait_for(self, place: str, *, scripts: bool = True) -> None:
        """Stay on a job's page until it leads on to its result; without scripts, look again till then."""
        if scripts:
            self.page.wait_for_url(lambda address: "/jobs/" not in address)
            return
        link = f"Go to {place}"
        for _ in range(LOOKS):
            if self.offers(link):
                self.follow(link)
                return
            self.page.wait_for_timeout(100)
            self.page.get_by_role("link", name="Look again").click()
        raise AssertionError(f"The job came to no end: {self.text}")

    def download(self, name: str) -> Path:
        """Follow the first link whose name begins so and that hands out a file; return where that is."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        self.clicks += 1
        return Path(waiting.value.path())

    @property
    def heading(self) -> str:
        headings = self.page.locator("h1")
        return " ".join(headings.inner_text().split()) if headings.count() == 1 else ""

    @property
    def text(self) -> str:
        """Everything that the page shows, on one line."""
        return " ".join(self.page.locator("body").inner_text().split())

    @property
    def problems(self) -> list[str]:
        """What the error summary says."""
        return self.page.locator(".nhsuk-error-summary li").all_inner_texts()

    @property
    def messages(self) -> list[str]:
        """What was said about the last action."""
        return self.page.locator(".nhsuk-notification-banner__heading").all_inner_texts()

    @property
    def marked_figures(self) -> set[tuple[str, str]]:
        """Each figure of the page, and each part of one, as it reads: (id, text)."""
        marked = self.page.locator("[data-figure]")
        pairs = marked.evaluate_all("found => found.map(one => [one.dataset.figure, one.textContent])")
        return {(str(name), str(text)) for name, text in pairs}

    def offers(self, name: str) -> bool:
        """Say whether the page has a button or link of this name."""
        buttons = self.page.get_by_role("button", name=name, exact=True)
        return bool(buttons.count() or self.page.get_by_role("link", name=name, exact=True).count())

    def look(self) -> None:
        """Look at the page as axe does, and for whether it has to be pushed sideways."""
        from axe_playwright_python.sync_playwright import Axe

        # A link in focus is yellow with a thick line under it, which axe takes for no line at all.
        self.page.evaluate("document.activeElement?.blur()")
        # The script goes in through the debugger, which our content policy does not concern.
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        assert self.heading, f"{self.page.url} does not have one h1."
        self.look_sideways()

    def look_sideways(self) -> None:
        """Look whether the page as a whole is wider than its window."""
        assert self.page.evaluate(SIDEWAYS) <= 0, f"{self.page.url} has to be scrolled sideways."

    def _go(self, control: Any) -> None:
        with self.page.expect_navigation():
            control.click()
        self.clicks += 1

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_ANSWERED_4XX):
            self.complaints.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc != self._host:
            self.complaints.append(f"asked another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            self.complaints.append(f"{response.url} answered {response.status}")
