"""Somebody who asks for reports through the server's pages, as a browser would, while it is killed."""

import http.client
import re
from urllib.parse import urlencode
from uuid import UUID

from tests.people import PASSWORD

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_SECONDS = 20


class Person:
    """A signed-in reviewer. What the server did not acknowledge was never asked for."""

    def __init__(self, port: int, *, email: str, review_id: UUID) -> None:
        self._port = port
        self._email = email
        self._report = f"/reviews/{review_id}/report"
        self._cookies: dict[str, str] = {}
        self._signed_in = False

    def ask_for_report(self) -> UUID | None:
        """Press "Write the report"; return the job's id, or None where the server went away meanwhile."""
        try:
            if not self._signed_in:
                fields = {"email": self._email, "password": PASSWORD}
                self._signed_in = self._send("/sign-in", fields, form_on="/sign-in")[0] == 302
            status, location, _ = self._send(self._report, {}, form_on="/")
        except (OSError, http.client.HTTPException):
            return None
        found = re.search(r"/jobs/([0-9a-f-]{36})$", location)
        return UUID(found.group(1)) if status == 302 and found else None

    def _send(self, path: str, fields: dict[str, str], *, form_on: str) -> tuple[int, str, str]:
        token = _TOKEN.search(self._fetch("GET", form_on)[2])
        if token is None:
            raise http.client.HTTPException("The page has no form.")
        return self._fetch("POST", path, urlencode({"csrf_token": token.group(1), **fields}))

    def _fetch(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_SECONDS)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            # By hand: cookies of the real service are for https, which a proxy in front of it speaks.
            for cookie in answer.msg.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value
            return answer.status, answer.getheader("Location") or "", answer.read().decode("utf-8")
        finally:
            connection.close()
