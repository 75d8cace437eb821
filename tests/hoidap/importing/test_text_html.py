"""HTML as our Markdown."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.markdown import plain_text, render
from hoidap.importing.report import Report
from hoidap.importing.texts.html import html_to_markdown
from hoidap.importing.texts.html_tree import DEEPEST


def converted(html, report=None, **more):
    return html_to_markdown(html, "1", report or Report(), **more)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>one\ntwo</p><p>three<br>four</p>", "one two\n\nthree\nfour"),
        ("<h3>Head <i>er</i></h3>text", "### Head *er*\n\ntext"),
        ("<b>bold</b> and<em> slanted </em>", "**bold** and *slanted*"),
        ("<del>old</del>", "~~old~~"),
        ("<sub>1</sub><sup>2</sup><kbd>Q</kbd>", "<sub>1</sub><sup>2</sup><kbd>Q</kbd>"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<blockquote><p>a</p><blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<hr>", "---"),
        ("<p>&nbsp;</p><p>x&nbsp;y</p>", "x\xa0y"),
        ("<dl><dt>term</dt><dd>what it is</dd></dl>", "**term**\n\nwhat it is"),
        ("<code>a`b</code> <code>x</code>", "`` a`b `` `x`"),
        ("<q>said</q>", '"said"'),
        ("<u>x</u><font color=red>y</font><span>z</span>", "xyz"),
        ("<details><summary>More <b>x</b></summary><p>in</p></details>",
         "<details>\n<summary>More x</summary>\n\nin\n\n</details>"),
    ],
)  # fmt: skip
def test_marks_become_ours(html, markdown):
    assert converted(html) == markdown


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<pre><code class="language-python">x</code></pre>', "python"),
        ('<pre class="lang-cpp prettyprint-override"><code>x</code></pre>', "cpp"),
        ('<pre><code class="lang-auto">x</code></pre>', ""),
        ("<pre>x</pre>", ""),
    ],
)
def test_code_keeps_its_language(html, language):
    assert converted(html) == f"```{language}\nx\n```"


def test_code_stays_to_the_letter():
    html = "<pre><code>a *b* _c_\n\n\n  &lt;d&gt; <b>e</b><br>f\n```\n</code></pre>"
    assert converted(html) == "````\na *b* _c_\n\n\n  <d> e\nf\n```\n````"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<a href="http://x.vn/a">words</a>', "[words](http://x.vn/a)"),
        ('<a href="http://x.vn/a">http://x.vn/a</a>', "<http://x.vn/a>"),
        ('<a href="http://x.vn/a_(b">c]</a>', "[c\\]](<http://x.vn/a_(b>)"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("<a name=top></a>x", "x"),
        ('<a href="mailto:a@x.vn">a@x.vn</a>', "a@x.vn"),
        ('<a href="/t/12">there</a>', "[there](/t/12)"),
        ('<img src="http://x.vn/p.png" alt="a [b]">', "[a [b]](http://x.vn/p.png)"),
        ('<img src="http://x.vn/p.png">', "<http://x.vn/p.png>"),
        ('<a href="/big.png"><img src="/small.png" alt="small"></a>', "[small](/big.png)"),
        ('<img src="http://x.vn/count" width=1 height=1>', ""),
        ('<iframe src="https://video.vn/1"></iframe>', "<https://video.vn/1>"),
    ],
)
def test_links_and_pictures(html, markdown):
    assert converted(html) == markdown


def test_a_picture_that_came_along_stays_a_picture():
    markdown = converted('<img src="/p.png" alt="plan">', picture=lambda src: f"picture:{src[1:]}")
    assert markdown == "![plan](picture:p.png)"


def test_tables():
    html = (
        "<table><caption>Prices</caption><tr><th>a</th><th>b|c</th></tr>"
        "<tr><td>1<br>2</td><td><p>x</p><p>y</p></td></tr></table>"
    )
    assert converted(html) == "Prices\n\n| a | b\\|c |\n| --- | --- |\n| 1<br>2 | x<br>y |"


def test_a_table_for_layout_is_taken_apart():
    report = Report()
    html = "<table><tr><td><ul><li>a|b</li></ul></td><td>c</td></tr></table>"
    assert converted(html, report) == "- a|b\n\nc"
    assert "table used for layout: its cells stand below each other" in report.constructs


@pytest.mark.parametrize(
    "sign", ["*a*", "_a_", "# a", "1. a", "> a", "- a", "`a`", "[a](b)", "&amp;lt;"]
)
def test_words_that_look_like_markdown_stay_words(sign):
    shown = plain_text(render(converted(f"<p>{sign}</p>"), language="en"))
    assert shown == sign.replace("&amp;", "&")


def test_scripts_styles_and_comments_are_gone():
    assert converted("<style>p{}</style><script>x</script><!-- c -->words") == "words"


TAGS = ["p", "b", "i", "ul", "li", "ol", "br", "code", "pre", "blockquote", "table", "tr", "td"]
TAGS += ["div", "h2", "a", "details", "summary", "sup", "dl", "dt", "dd", "span"]
WORDS = ["one", "two", "*", "_", "#", "-", "1.", ">", "&lt;", "&amp;", "`", "[x]", "|", "\\"]
PIECES = st.sampled_from([*(f"<{t}>" for t in TAGS), *(f"</{t}>" for t in TAGS), *WORDS])


@given(st.lists(PIECES, max_size=40).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_nested_nonsense_loses_no_word(html):
    markdown = converted(html)
    shown = plain_text(render(markdown, language="en"))
    for word in ("one", "two"):
        assert shown.count(word) == html.count(word)


@pytest.mark.parametrize(
    "tag", ["<div>", "<ul><li>", "<b>", "<blockquote>", "<table><tr><td>", "<p>"]
)
def test_a_third_of_a_megabyte_of_open_tags_ends(tag):
    html = tag * (333_333 // len(tag)) + "words"
    assert "words" in converted(html)


def test_tags_nested_beyond_reason_are_flat():
    assert converted("<div>" * (DEEPEST * 3) + "words" + "</div>" * (DEEPEST * 3) + "more") == (
        "words\n\nmore"
    )


def test_characters_that_no_text_holds_are_gone():
    assert unicodedata.category("\x1f") == "Cc"
    assert converted("<p>a\x1f&#31;&#x1e;b &#39;c&#39;</p>") == "ab 'c'"
