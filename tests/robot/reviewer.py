"""Somebody of the staff: joins by the invitation, sets up an authenticator, looks at a case."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass

from playwright.sync_api import Page, expect

PASSWORD = "a-long-day-at-the-harbour-42"


def one_time_code(secret: str, at: float) -> str:
    """Return the six digits that an authenticator app shows (RFC 6238: SHA-1, 30 s)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    mac = hmac.digest(key, int(at // 30).to_bytes(8, "big"), hashlib.sha1)
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@dataclass(slots=True)
class Reviewer:
    """One member of the staff in one browser."""

    page: Page

    def join(self, invitation: str, name: str = "robin") -> None:
        """Take the invitation up, choose a password, activate the authenticator; ends at the queue."""
        page = self.page
        page.goto(invitation)
        page.locator("input[name=username]").fill(name)
        for field in page.locator("input[type=password]").all():
            field.fill(PASSWORD)
        page.locator("form.panel button.button").click()
        page.locator("a[href*='totp']").click()
        secret = page.locator("#authenticator_secret").input_value()
        if time.time() % 30 > 27:
            page.wait_for_timeout(3500)
        page.locator("input[name=code]").fill(one_time_code(secret, time.time()))
        page.locator("form:has(input[name=code]) button").click()
        expect(page.locator("input[name=code]")).to_have_count(0)
        page.goto(invitation.split("/console/", maxsplit=1)[0] + "/console/")
        expect(page.locator("h1")).to_be_visible()

    def look_at(self, inquiry: str) -> None:
        """Open one inquiry, say why, and wait for its pictures."""
        page = self.page
        page.goto(page.url.split("/console/")[0] + f"/console/inquiries/{inquiry}/")
        page.locator("#reason-to-look").select_option(index=1)
        page.locator("form.reason button").click()
        pictures = page.locator("#pictures img")
        expect(pictures.first).to_be_visible()
        for picture in pictures.all():
            expect(picture).to_have_js_property("complete", value=True)

    def decide(self, action: str, comment: str) -> None:
        """Approve, decline or review the open inquiry with a comment."""
        self.page.locator("#comment").fill(comment)
        self.page.locator(f"#decide button[value={action}]").click()
