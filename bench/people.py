"""Browsers of visitors and members, signed in through the product's own page."""

import re
from contextlib import closing
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

from bench.fill.plan import PASSWORD, email_of

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ACCEPT = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "vi"}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Browser:
    """One keep-alive connection with cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""  # of forms; good as long as the session

    @property
    def headers(self) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return ACCEPT | ({"Cookie": cookie} if cookie else {})

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode({"csrf_token": self.token, **fields})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            sent = self.headers | {"Accept-Encoding": "identity"} | headers
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            answer = Answer(response.status, dict(response.headers), response.read())
        if found := TOKEN.search(answer.body.decode("utf-8", "replace")):
            self.token = found[1]
        return answer

    def sign_in(self, person: int) -> "Browser":
        self.get("/accounts/sessions/new")
        answer = self.post("/accounts/sessions/new", email=email_of(person), password=PASSWORD)
        if answer.status != 303:
            raise RuntimeError(f"person {person} could not sign in: {answer.status}")
        self.get("/me/")  # gives the signed-in session its form token
        return self
