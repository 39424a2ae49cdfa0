"""A client that inspects every page that it fetches, as a careful visitor would."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from review_toolkit.database import db
from tests.web.page_checks import check_page

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_NOTED_DOWNLOAD = ("INSERT INTO AUDIT_EVENT ", "UPDATE CHAIN_HEAD ")
"""What a GET may write: that somebody took a file away, or looked at exact figures (design.md 7.11)."""
_NOTED_PAGE = "/baseline/working-view"
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


class CheckedClient:
    """Fetches pages; each must be sound, and a GET must write nothing."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._client = app.test_client()

    def get(self, path: str, *, expect: int = 200, **kwargs: Any) -> TestResponse:
        written: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.lstrip().upper().startswith(_WRITES):
                written.append(statement)

        with self._app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            response = self._client.get(path, buffered=True, **kwargs)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        is_file = "attachment" in response.headers.get("Content-Disposition", "")
        if is_file or (path.endswith(_NOTED_PAGE) and response.status_code == 200):
            written = [each for each in written if not each.upper().startswith(_NOTED_DOWNLOAD)]
        assert not written, f"GET {path} wrote: {written[0]}"
        return self._checked(response, path, expect)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, expect: int = 302, **kwargs: Any
    ) -> TestResponse:
        """Send a form with a token taken from a page that has one."""
        token = kwargs.pop("token", None) or self.token()
        response = self._client.post(path, data={"csrf_token": token, **(data or {})}, **kwargs)
        return self._checked(response, path, expect)

    def post_body(self, path: str, body: bytes, content_type: str, *, expect: int = 302) -> TestResponse:
        """Send a body that is encoded already, its token included."""
        response = self._client.post(path, data=body, content_type=content_type)
        return self._checked(response, path, expect)

    def token(self, page: str = "/") -> str:
        """Return a form token as this visitor would get it: from a page's own form."""
        response = self._client.get(page, follow_redirects=True)
        found = _TOKEN.search(response.text)
        assert found, f"{page} has no form token."
        return found.group(1)

    def sign_in(self, email: str, password: str, *, expect: int = 302) -> TestResponse:
        token = self.token("/sign-in")
        return self.post("/sign-in", {"email": email, "password": password}, token=token, expect=expect)

    def _checked(self, response: TestResponse, path: str, expect: int) -> TestResponse:
        assert response.status_code == expect, (
            f"{path} answered {response.status_code}, not {expect}: {response.text[:400]}"
            if response.mimetype.startswith("text/")
            else f"{path} answered {response.status_code}, not {expect}."
        )
        if response.mimetype == "text/html" and response.status_code != 302:
            check_page(response.text, response.status_code)
        return response
