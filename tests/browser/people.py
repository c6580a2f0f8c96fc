"""People at a screen: they sign in, type, press buttons, and look at every page that opens."""

from playwright.sync_api import Browser, Locator, Page, ViewportSize

from marketplace.seed.people import PASSWORD
from tests.browser.chromium import barriers, sideways_scroll

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}


class Person:
    """Somebody at a screen; every page that opens is looked at for what stands in people's way."""

    def __init__(self, browser: Browser, address: str, *, email: str, language: str, window: ViewportSize) -> None:
        """Sit down and sign in."""
        self.address = address
        self.page: Page = browser.new_context(viewport=window).new_page()
        self.go(f"/language/{language}")
        self.go("/sign-in")
        self.fill(email=email, password=PASSWORD)
        self.send()

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, (path, answer.status)
        self.look()

    def look(self) -> None:
        """Check that nothing stands in anybody's way and nothing hangs over the edge."""
        found = barriers(self.page)
        assert found == [], (self.page.url, found)
        assert sideways_scroll(self.page) == 0, self.page.url

    def fill(self, **fields: str) -> None:
        """Type, choose or tick what each field is to hold."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']").first
            kind = field.evaluate("each => each.tagName + ':' + (each.type || '')")
            if kind.startswith("SELECT"):
                field.select_option(value)
            elif kind in ("INPUT:radio", "INPUT:checkbox"):
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
            else:
                field.fill(value)

    def follow(self, link: Locator) -> None:
        """Follow a link and look at the page it leads to."""
        with self.page.expect_navigation():
            link.click()
        self.look()

    def be_refused(self, button: str = "main button.main") -> str:
        """Press the button, look at the page that says what is wrong, and return its words."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        self.look()
        return self.page.locator("main .summary").first.inner_text()

    def send(self, button: str = "main button.main") -> None:
        """Press the button and look at the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        said = self.page.locator("main .summary")
        assert said.count() == 0, said.first.inner_text()
        self.look()
