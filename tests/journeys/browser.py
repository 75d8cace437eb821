"""A browser without script for the journeys: reads pages, follows links, fills in forms.

It does only what a person without script can do: what is not a link or a form on the page cannot
be used. Forms are sent with all their fields as the page gave them, the token included.
"""

from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from flask.testing import FlaskClient


class Form:
    def __init__(self, attributes: dict) -> None:
        self.action = attributes.get("action") or ""
        self.method = (attributes.get("method") or "get").lower()
        self.fields: dict[str, str] = {}
        self.options: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str | None, str | None, str | None]] = []
        self.text = ""

    def has(self, label: str) -> bool:
        return any(label in button[0] for button in self.buttons)


class Page(HTMLParser):
    """The links, forms and visible text of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.text = ""
        self._link: str | None = None
        self._link_text = ""
        self._form: Form | None = None
        self._button: list | None = None
        self._select: str | None = None
        self._textarea: str | None = None
        self._skip = 0
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag, pairs):
        a = dict(pairs)
        if tag in ("script", "style", "title"):
            self._skip += 1
        elif tag == "a" and a.get("href"):
            self._link, self._link_text = a["href"], ""
        elif tag == "form":
            self._form = Form(a)
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, a)

    def _control(self, tag, a):
        form, name, value = self._form, a.get("name"), a.get("value")
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind in ("submit", "image"):
                form.buttons.append((value or "", name, value, a.get("formaction")))
            elif kind in ("checkbox", "radio"):
                if "checked" in a:
                    form.fields[name] = value or "on"
                form.options.setdefault(name, []).append(value or "on")
            else:
                form.fields[name] = value or ""
        elif tag == "button" and a.get("type", "submit") == "submit":
            self._button = ["", name, value, a.get("formaction")]
        elif tag == "select" and name:
            self._select = name
            form.options[name] = []
        elif tag == "option" and self._select:
            form.options[self._select].append(value or "")
            if "selected" in a or self._select not in form.fields:
                form.fields[self._select] = value or ""
        elif tag == "textarea" and name:
            self._textarea = name
            form.fields[name] = ""

    def handle_endtag(self, tag):
        if tag in ("script", "style", "title"):
            self._skip -= 1
        elif tag == "a" and self._link:
            self.links.append((" ".join(self._link_text.split()), self._link))
            self._link = None
        elif tag == "button" and self._button is not None:
            self._form.buttons.append((" ".join(self._button[0].split()), *self._button[1:]))
            self._button = None
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea:
            kept = self._form.fields[self._textarea]
            self._form.fields[self._textarea] = kept.removeprefix("\r\n").removeprefix("\n")
            self._textarea = None

    def handle_data(self, data):
        if self._skip:
            return
        if self._textarea and self._form:
            self._form.fields[self._textarea] += data
        self.text += data + " "
        if self._link is not None:
            self._link_text += data
        if self._button is not None:
            self._button[0] += data


class Browser:
    """One person's browser; it keeps its cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.url = "/"
        self.status = 0
        self.html = ""
        self.page = Page("")

    def open(self, url: str) -> "Browser":
        self._take(self.client.get(self._path(url)), url)
        return self

    def click(self, label: str) -> "Browser":
        """Follow the first link whose text holds `label`."""
        for text, href in self.page.links:
            if label in text:
                return self.open(urljoin(self.url, href))
        raise AssertionError(f"no link “{label}” on {self.url}: {[t for t, _ in self.page.links]}")

    def submit(self, button: str, **typed: str) -> "Browser":
        """Fill in the first form that has this button (and these fields), and press it."""
        for form in self.page.forms:
            known = form.fields.keys() | form.options.keys()
            if form.has(button) and typed.keys() <= known:
                return self._send(form, button, typed)
        seen = [(f.action, [b[0] for b in f.buttons], list(f.fields)) for f in self.page.forms]
        raise AssertionError(f"no form with “{button}” and {list(typed)} on {self.url}: {seen}")

    def _send(self, form: Form, label: str, typed: dict[str, str]) -> "Browser":
        pressed = next(button for button in form.buttons if label in button[0])
        data = {**form.fields, **typed}
        if pressed[1]:
            data[pressed[1]] = pressed[2] or ""
        target = self._path(urljoin(self.url, pressed[3] or form.action or self.url))
        if form.method == "get":
            path = target.partition("?")[0]
            return self.open(f"{path}?{urlencode(data)}")
        self._take(self.client.post(target, data=data), target)
        return self

    def _path(self, url: str) -> str:
        parts = urlsplit(url)
        return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"

    def _take(self, answer, url: str) -> None:
        self.url = self._path(url)
        for _ in range(5):
            if answer.status_code not in (301, 302, 303, 307, 308):
                break
            self.url = self._path(urljoin(self.url, answer.location))
            answer = self.client.get(self.url)
        self.status = answer.status_code
        self.html = answer.text
        self.page = Page(self.html)

    def sees(self, words: str) -> bool:
        return words in self.page.text

    def fields(self, button: str) -> dict[str, str]:
        """The fields of the form that has this button, as the page filled them."""
        return next(form.fields for form in self.page.forms if form.has(button))
