"""What people type and what they then see."""

from __future__ import annotations

import re
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.markdown import (
    ARTICLE_LENGTH,
    RENDERER_VERSION,
    Heading,
    as_typed,
    excerpt,
    plain_text,
    render,
    render_safely,
    table_of_contents,
    too_complex,
)


def seen(markdown: str, **settings) -> str:
    """Rendered, without the line ends between tags, so that expectations read well."""
    return re.sub(r">\s*\n\s*<", "><", render(markdown, **settings)).strip()


LEAVES = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("", ""),
        ("Chào bạn", "<p>Chào bạn</p>"),
        ("một\nhai", "<p>một<br>\nhai</p>"),
        ("một\n\nhai", "<p>một</p><p>hai</p>"),
        (
            "*a* _b_ **c** __d__",
            "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong></p>",
        ),
        ("snake_case_name and 2*3*4", "<p>snake_case_name and 2<em>3</em>4</p>"),
        ("~~cũ~~ mới", "<p><del>cũ</del> mới</p>"),
        ("a ~ b ~ c", "<p>a ~ b ~ c</p>"),
        ("`a <b>` and ``a ` b``", "<p><code>a &lt;b&gt;</code> and <code>a ` b</code></p>"),
        (r"\*a\* \# \[b\] \<c\> \~~d", "<p>*a* # [b] &lt;c&gt; ~~d</p>"),
        ("a & b &amp; c &copy;", "<p>a &amp; b &amp; c ©</p>"),
        ("5 < 6 > 4", "<p>5 &lt; 6 &gt; 4</p>"),
        ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
        ("a\n\n* * *\n\nb", "<p>a</p><hr><p>b</p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
    ],
)
def test_words_and_lines(typed, html):
    assert seen(typed) == html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n* b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("Cần:\n- a\n- b", "<p>Cần:</p><ul><li>a</li><li>b</li></ul>"),
        ("Các bước:\n1) a\n2) b", "<p>Các bước:</p><ol><li>a</li><li>b</li></ol>"),
        ("Sinh năm\n1986. Hết", "<p>Sinh năm<br>\n1986. Hết</p>"),
        (
            "- a\n  - b\n    - c\n- d",
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
        ),
        ("- a\n    - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("1. a\n  - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("- a\nlười\n- b", "<ul><li>a<br>\nlười</li><li>b</li></ul>"),
        ("- a\n\n  b\n\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        ("- a\n\nb", "<ul><li>a</li></ul><p>b</p>"),
        ("- a\n# b", '<ul><li>a</li></ul><h2 id="u-b">b</h2>'),
        ("-a", "<p>-a</p>"),
        ("1.a", "<p>1.a</p>"),
        (
            "> a\n> - b\n>   - c",
            "<blockquote><p>a</p><ul><li>b<ul><li>c</li></ul></li></ul></blockquote>",
        ),
        ("- > a", "<ul><li><blockquote><p>a</p></blockquote></li></ul>"),
    ],
)
def test_lists(typed, html):
    assert seen(typed) == html


def test_task_lists_show_and_cannot_be_ticked():
    html = seen("- [ ] a\n- [x] b")

    assert 'class="task-list"' in html
    assert '<input type="checkbox" disabled="" aria-label="Chưa xong"> a' in html
    assert '<input type="checkbox" disabled="" checked="" aria-label="Đã xong"> b' in html
    assert 'aria-label="Done"' in seen("- [x] b", language="en")


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("# Một", '<h2 id="u-mot">Một</h2>'),
        ("## Một", '<h2 id="u-mot">Một</h2>'),
        ("### Đổi trả #", '<h3 id="u-doi-tra">Đổi trả</h3>'),
        ("###### Sáu", '<h6 id="u-sau">Sáu</h6>'),
        ("Một\n===", '<h2 id="u-mot">Một</h2>'),
        ("Một\n---", '<h2 id="u-mot">Một</h2>'),
        ("a\n## b\nc", '<p>a</p><h2 id="u-b">b</h2><p>c</p>'),
        ("## a\n## a", '<h2 id="u-a">a</h2><h2 id="u-a-2">a</h2>'),
        ("## 日本", '<h2 id="u-muc">日本</h2>'),
        ("#hashtag #2", "<p>#hashtag #2</p>"),
        ("## C#", '<h2 id="u-c">C#</h2>'),
        ("#", '<h2 id="u-muc"></h2>'),
    ],
)
def test_headings_start_at_level_two_and_have_ids(typed, html):
    assert seen(typed) == html


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("```\na <b>\n```", "a &lt;b&gt;\n"),
        ("~~~\na\n~~~", "a\n"),
        ("```\nkhông đóng", "không đóng\n"),
        ("a\n```\nb\n```\nc", "b\n"),
        ("````\n```\n````", "```\n"),
        ("```\n\n    a\n\nb\n```", "\n    a\n\nb\n"),
        ("- a\n  ```\n  b\n    c\n  ```", "b\n  c\n"),
        ("1. a\n\n   ```\n   b\n   ```\n2. c", "b\n"),
        ("> ```\n> a\n>\n> b\n> ```", "a\n\nb\n"),
        ("> ```\n> a\n\nb", "a\n"),
        ("- ```\n  a\n  ```", "a\n"),
        ("```không-có\na\n```", "a\n"),
        ("```text x y=1 {.z}\na\n```", "a\n"),
        (
            "```\n# a\n- b\n1) c\n> d\n<details>\n[x](y)\n```",
            "# a\n- b\n1) c\n&gt; d\n&lt;details&gt;\n[x](y)\n",
        ),
        ("a\n\n    b\n\nc", "b\n"),
    ],
)
def test_code_blocks_stand_as_typed(typed, code):
    html = render(typed)

    assert re.search(r"<pre[^>]*><code>(.*?)</code></pre>", html, re.DOTALL)[1] == code
    assert "<p><div" not in html
    assert "```" not in html.replace(code, "")


def test_code_of_a_known_language_has_classes_and_no_style():
    html = render("```python\ndef f(): return 'x'\n```")

    assert '<div class="highlight"><pre tabindex="0"><code><span class="k">def</span>' in html
    assert "style" not in html


def test_ticks_inside_a_line_are_no_fence():
    assert seen("```a``` b") == "<p><code>a</code> b</p>"


def test_a_table_may_follow_a_paragraph():
    html = seen("Giá:\n| a | b |\n|:-:|--:|\n| 1 | `x|y` |\n\nHết")

    assert html == (
        '<p>Giá:</p><div class="table-responsive" tabindex="0"><table class="table">'
        '<thead><tr><th class="text-center">a</th><th class="text-end">b</th></tr></thead>'
        '<tbody><tr><td class="text-center">1</td><td class="text-end"><code>x|y</code></td></tr>'
        "</tbody></table></div><p>Hết</p>"
    )


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("[a](https://x.vn/?b=1&c=2)", f'<a href="https://x.vn/?b=1&amp;c=2" {LEAVES}>a</a>'),
        ('[a](/kb/ "t")', '<a href="/kb/" title="t">a</a>'),
        ("[a](<../b c.md>)", '<a href="../b c.md">a</a>'),
        ("[a](#đoạn)", '<a href="#u-đoạn">a</a>'),
        ("[a][b]\n\n[b]: /c", '<a href="/c">a</a>'),
        ("[a](mailto:a@b.vn)", '<a href="mailto:a@b.vn">a</a>'),
        ("[a](//x.vn)", f'<a href="//x.vn" {LEAVES}>a</a>'),
        ("[a](javascript:b)", "a"),
        ("[a](http://me@x.vn)", "a"),
        ("https://x.vn/a_b_c", f'<a href="https://x.vn/a_b_c" {LEAVES}>https://x.vn/a_b_c</a>'),
        ("<https://x.vn>", f'<a href="https://x.vn" {LEAVES}>https://x.vn</a>'),
        ("www.x.vn", f'<a href="http://www.x.vn" {LEAVES}>www.x.vn</a>'),
        ("a@b.vn", '<a href="mailto:a@b.vn">a@b.vn</a>'),
        ("<a@b.vn>", '<a href="mailto:a@b.vn">a@b.vn</a>'),
        ("[a] (b) [c]", "[a] (b) [c]"),
    ],
)
def test_links(typed, html):
    assert seen(typed) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "inner", ["- A\n\n  more", "- A\n  > more", "- A\n\n  > more", "- A\n  - B\n\n    more"]
)
def test_the_next_item_stays_an_item_after_whatever_the_one_before_holds(inner):
    html = seen(f"{inner}\n- next\n- last")
    assert re.search(r"more.*</li>\s*<li>\s*(<p>)?next.*</li>\s*<li>last</li>", html, re.S)


@pytest.mark.parametrize("typed", ["<a\\_b@b.vn>", "<`a`@b>", "<\\<@\\<kbd>"])
def test_an_address_with_marks_in_it_is_no_address(typed):
    assert "&lt;" in seen(typed)
    assert not {"\x02", "\x03"} & set(seen(typed))


def test_a_link_in_running_text_leaves_the_full_stop_outside():
    assert seen("Xem (https://x.vn/a).").endswith("https://x.vn/a</a>).</p>")


def test_own_relative_links_are_led_where_the_caller_says():
    asked = []

    def resolve(href):
        asked.append(href)
        return {"../c/s.md": "/kb/articles/7-s", "../c/s.md#phan": "/kb/articles/7-s#phan"}.get(
            href
        )

    html = render(
        "[a](../c/s.md) [b](../c/s.md#phan) [c](/d) [e](https://x.vn) [f](#g)", resolve_link=resolve
    )

    assert sorted(asked) == ["../c/s.md", "../c/s.md#phan", "/d"]
    assert re.findall(r'href="([^"]*)"', html) == [
        "/kb/articles/7-s",
        "/kb/articles/7-s#u-phan",
        "/d",
        "https://x.vn",
        "#u-g",
    ]
    assert (
        render_safely("```python\n```\n[a](../c/s.md)", resolve_link=resolve).html.count("7-s") == 1
    )


@pytest.mark.parametrize("led", ["javascript:x", "https://e.vn", "//e.vn", ""])
def test_a_link_is_never_led_off_the_site(led):
    assert 'href="a.md"' in render("[x](a.md)", resolve_link=lambda _: led)


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        (
            '![a](/uploads/1.webp "t")',
            '<img alt="a" src="/uploads/1.webp" title="t" loading="lazy">',
        ),
        ("![](/uploads/1.webp)", '<img alt="" src="/uploads/1.webp" loading="lazy">'),
        ("![a](https://x.vn/1.png)", f'<a href="https://x.vn/1.png" {LEAVES}>a</a>'),
        (
            "![](https://x.vn/1.png)",
            f'<a href="https://x.vn/1.png" {LEAVES}>https://x.vn/1.png</a>',
        ),
        ("![a](//x.vn/1.png)", f'<a href="//x.vn/1.png" {LEAVES}>a</a>'),
        ("[![a](https://x.vn/1.png)](/b)", '<a href="/b">a</a>'),
        ("![a](data:image/png;base64,x)", "a"),
    ],
)
def test_only_our_own_pictures_are_shown(typed, html):
    assert seen(typed) == f"<p>{html}</p>"


def test_footnotes_lead_there_and_back():
    html = render("Giá[^giá] và[^giá]\n\n[^giá]: Đã gồm *thuế*.")

    ids = set(re.findall(r'id="([^"]+)"', html))
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets == ids
    assert all(identity.startswith("u-") for identity in ids)
    assert "<em>thuế</em>" in html
    assert "Trở lại chỗ chú thích 1" in html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        (
            "<kbd>Ctrl</kbd> H<sub>2</sub>O x<sup>2</sup>",
            "<p><kbd>Ctrl</kbd> H<sub>2</sub>O x<sup>2</sup></p>",
        ),
        ("a<br>b<br/>c", "<p>a<br>b<br>c</p>"),
        ("<kbd>mở", "<p><kbd>mở</kbd></p>"),
        ("<user> </user> <div class=x>", "<p>&lt;user&gt; &lt;/user&gt; &lt;div class=x&gt;</p>"),
        ("<!-- a --> b", "<p>&lt;!-- a --&gt; b</p>"),
        ('<kbd class="x">a</kbd>', '<p>&lt;kbd class="x"&gt;a</p>'),
        ("`<kbd>`", "<p><code>&lt;kbd&gt;</code></p>"),
        (
            "<details>\n<summary>Xem *thêm*</summary>\n\n- a\n</details>\n\nc",
            "<details><summary>Xem <em>thêm</em></summary><ul><li>a</li></ul></details><p>c</p>",
        ),
        (
            "<details open><summary>a</summary>**b**</details>",
            '<details open=""><summary>a</summary><p><strong>b</strong></p></details>',
        ),
        ("<details>\nkhông đóng", "<details><p>không đóng</p></details>"),
        (
            "- a\n  <details>\n  b\n  </details>",
            "<ul><li><p>a</p><details><p>b</p></details></li></ul>",
        ),
    ],
)
def test_a_few_tags_may_be_typed_and_the_rest_shows(typed, html):
    assert seen(typed) == html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("> a\n> b", "<blockquote><p>a<br>\nb</p></blockquote>"),
        ("> a\nlười", "<blockquote><p>a<br>\nlười</p></blockquote>"),
        ("a\n> b", "<p>a</p><blockquote><p>b</p></blockquote>"),
        ("> a\n\n> b", "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
        ("> > a", "<blockquote><blockquote><p>a</p></blockquote></blockquote>"),
        (
            "> [!NOTE]\n> a",
            '<div class="alert-box alert-note"><p class="alert-title">Ghi chú</p><p>a</p></div>',
        ),
        (
            "> [!warning] Nóng **lắm**\n> - a",
            '<div class="alert-box alert-warning"><p class="alert-title">Nóng '
            "<strong>lắm</strong></p><ul><li>a</li></ul></div>",
        ),
        (
            "> [!TIP]\n> a\n\n> [!CAUTION]\n> b\n\n> c",
            '<div class="alert-box alert-tip"><p class="alert-title">Mẹo</p><p>a</p></div>'
            '<div class="alert-box alert-caution"><p class="alert-title">Cẩn thận</p><p>b</p></div>'
            "<blockquote><p>c</p></blockquote>",
        ),
        ("> [!OTHER]\n> a", "<blockquote><p>[!OTHER]<br>\na</p></blockquote>"),
    ],
)
def test_quotes_and_alerts(typed, html):
    assert seen(typed) == html


def test_alert_titles_are_in_the_language_of_the_text():
    assert ">Important</p>" in render("> [!IMPORTANT]\n> a", language="en")
    assert ">Quan trọng</p>" in render("> [!IMPORTANT]\n> a", language="fr")


def test_what_was_refused_is_shown_as_typed():
    knotty = "[" * 9_000
    rendered = render_safely("<b>" + knotty)

    assert too_complex(knotty)
    assert rendered.shown_as_typed
    assert rendered.version == RENDERER_VERSION
    assert rendered.html == as_typed("<b>" + knotty) == render("<b>" + knotty)
    assert rendered.html.startswith('<pre class="as-typed" tabindex="0">&lt;b&gt;[[')


def test_a_text_longer_than_any_article_is_refused():
    assert too_complex("a" * (ARTICLE_LENGTH + 1))
    assert not too_complex("a" * ARTICLE_LENGTH)


def test_a_long_honest_article_is_not_refused():
    part = (
        "## Đổi trả {n}\n\nKhách có **7 ngày** để [đổi trả](/kb/articles/{n}-doi-tra), "
        "xem `mã {n}`:\n\n"
        "- Hàng *còn nguyên*, có [hoá đơn](https://x.vn/a_{n})\n- Chưa <kbd>kích hoạt</kbd>\n\n"
        "| Loại | Hạn |\n|---|---|\n| A | {n} ngày |\n\n"
        "```python\nngày = {n}\n```\n\n> [!NOTE]\n> Gọi 1900.\n\n"
    )
    article = "".join(part.replace("{n}", str(n)) for n in range(120))

    assert len(article) > 30_000
    assert not too_complex(article)
    assert render(article).count("<h2 ") == 120


def test_a_pasted_log_is_not_refused():
    log = "[2026-11-24 10:00:00] <app> `x` *y* _z_ http://a.b/c?d=e&f=g\n" * 400
    assert not too_complex(f"Lỗi:\n```\n{log}```\n")
    assert not render_safely(f"Lỗi:\n```\n{log}```\n").shown_as_typed


def test_the_pool_and_the_spot_render_alike():
    text = "Chào *bạn*\n\n- [x] a\n\n> [!TIP]\n> b\n\n```\nc\n```\n"
    assert render_safely(text).html == render(text)
    with_language = text + "```python\nx = 1\n```\n"
    assert render_safely(with_language, language="en").html == render(with_language, language="en")


def test_threads_do_not_disturb_each_other():
    texts = [f"# {n}\n\n[^1] *{n}*\n\n[^1]: {n}" for n in range(8)]
    expected = [render(text) for text in texts]
    results: list[list[str]] = [[] for _ in texts]

    def work(at: int) -> None:
        results[at] += [render(texts[at]) for _ in range(20)]

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [[html] * 20 for html in expected]


def test_plain_text_keeps_words_apart():
    html = render(
        "# Một\nhai\n- ba\n- bốn\n\n|a|b|\n|-|-|\n|1|2|\n\nH<sub>2</sub>O[^1]\n\n[^1]: chú"
    )

    assert plain_text(html) == "Một hai ba bốn a b 1 2 H2O chú"
    assert plain_text("<p>a &amp; b &lt;c&gt;</p>") == "a & b <c>"
    assert plain_text(render("![Ảnh hộp](/uploads/1.webp)")) == "Ảnh hộp"
    assert plain_text("") == ""


def test_an_excerpt_is_cut_between_words():
    html = "<p>Một hai, ba bốn</p>"

    assert excerpt(html, 100) == "Một hai, ba bốn"
    assert excerpt(html, 9) == "Một hai…"
    assert excerpt("<p>aaaaaaaaaa</p>", 5) == "aaaa…"


@given(st.text(alphabet="ab ,.", max_size=40), st.integers(min_value=2, max_value=30))
def test_an_excerpt_is_never_too_long(text, length):
    assert len(excerpt(f"<p>{text}</p>", length)) <= length


def test_the_table_of_contents_lists_what_can_be_linked():
    html = render("## Đổi *trả* `x`\n\n### Hạn & phí\n\n## Đổi trả x\n\n#")

    assert table_of_contents(html) == [
        Heading(2, "u-doi-tra-x", "Đổi trả x"),
        Heading(3, "u-han-phi", "Hạn & phí"),
        Heading(2, "u-doi-tra-x-2", "Đổi trả x"),
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=300))
def test_rendering_never_raises(text):
    html = render_safely(text).html
    html.encode("utf-8")
    assert plain_text(html) is not None
    assert all(heading.id.startswith("u-") for heading in table_of_contents(html))


@given(st.text(alphabet="ạđổêữ aA*_`#\n-", max_size=80))
def test_both_forms_of_unicode_render_alike(text):
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert unicodedata.normalize("NFC", render(decomposed)) == render(composed)


_MARKS = ["q", "- ", "1. ", "> ", "```", "\n", "\n\n", "  ", "    ", "# ", "|", "~~~", "-|-\n"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*_MARKS, "<details>", "</details>"]), max_size=14).map("".join))
def test_no_word_is_lost(text):
    """Every letter typed is somewhere in what is shown, but for a fence's language."""
    in_languages = sum(rest.count("q") for rest in re.findall(r"(?:`{3,}|~{3,})(.*)", text))
    assert plain_text(render(text)).count("q") >= text.count("q") - in_languages


# Bootstrap's page and code backgrounds (--bs-body-bg, --bs-tertiary-bg).
_BACKGROUNDS = {"light": ("#ffffff", "#f8f9fa"), "dark": ("#212529", "#2b3035")}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_code_colours_can_be_read(theme):
    css = (Path(__file__).parents[2] / "static/css/code.css").read_text("utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    colours = re.findall(r"--[\w-]+: (#[0-9a-f]{6});", light if theme == "light" else dark)

    assert len(colours) == 10
    for background in _BACKGROUNDS[theme]:
        assert {c for c in colours if _contrast(c, background) < 4.5} == set()
