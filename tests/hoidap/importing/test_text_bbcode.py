"""BBCode as typed, in Discourse's Markdown and as phpBB keeps it."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hoidap.importing.report import Report
from hoidap.importing.texts.discourse import discourse_to_markdown
from hoidap.importing.texts.phpbb import phpbb_to_markdown


def in_markdown(text, report=None):
    return discourse_to_markdown(text, "1", report or Report())


def s9e(xml, report=None, picture=lambda _src: None):
    return phpbb_to_markdown(xml, "1", report or Report(), uid="", picture=picture)


def old(text, uid="1a2b3c4d"):
    return phpbb_to_markdown(text, "1", Report(), uid=uid, picture=lambda _src: None)


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("[b]bold[/b] and [i]slanted[/i]", "**bold** and *slanted*"),
        ("[B] bold [/B]", " **bold** "),
        ("[u]x[/u] [s]y[/s]", "x ~~y~~"),
        ("[b]one\n\ntwo[/b]", "**one**\n\n**two**"),
        ("[url]http://x.vn/a_b_c[/url]", "<http://x.vn/a_b_c>"),
        ("[url=http://x.vn]here[/url]", "[here](http://x.vn)"),
        ('[url="www.x.vn/a"]here[/url]', "[here](http://www.x.vn/a)"),
        ("[url=http://x.vn][img]http://x.vn/p.png[/img][/url]", "<http://x.vn>"),
        ("[img]http://x.vn/p.png[/img]", "<http://x.vn/p.png>"),
        ("[img]//x.vn/p.png[/img]", "<https://x.vn/p.png>"),
        ("[code]a *b*\n[b]c[/b][/code]", "```\na *b*\n[b]c[/b]\n```"),
        ("[code=lua]\nx\n[/code]", "```lua\nx\n```"),
        ("see [code]x[/code] there", "see `x` there"),
        ("[code]```\nx[/code]", "````\n```\nx\n````"),
        ("[quote]a\nb[/quote]c", "> a\n> b\n\nc"),
        ('[quote="Lan"]a[/quote]', "> **Lan:**\n>\n> a"),
        ('[quote="Lan, post:2, topic:7"]\na\n[/quote]', "> **[Lan](former:/t/7/2):**\n>\n> a"),
        ("[quote=A][quote=B]x[/quote]y[/quote]", "> **A:**\n>\n> > **B:**\n> >\n> > x\n>\n> y"),
        ("[list]\n[*]a\n[*]b[/*]\n[/list]", "- a\n- b"),
        ("[list=1][*]a[*]b[list][*]c[/list][/list:o]", "1. a\n\n2. b\n\n   - c"),
        ("[ul][li]a[/li][li]b[/li][/ul]", "- a\n- b"),
        ("[size=150][color=#ff0000]x[/color][/size]", "x"),
        ("a [spoiler]b[/spoiler]", "a\n\n<details>\n<summary>Spoiler</summary>\n\nb\n\n</details>"),
        ('[details="More"]b[/details]', "<details>\n<summary>More</summary>\n\nb\n\n</details>"),
        ("[email]a@x.vn[/email]", "a@x.vn"),
        ("[youtube]abc123[/youtube]", "<https://www.youtube.com/watch?v=abc123>"),
        ("[video]https://v.vn/1[/video]", "<https://v.vn/1>"),
        ("[hr]a", "---\n\na"),
        ("[table][tr][td]a[/td][td]b[/td][/tr][/table]", "| a | b |\n| --- | --- |"),
        ("<b>bold</b> <img src='//x.vn/p.png' width=3>", "**bold** <https://x.vn/p.png>"),
        ('<a href="http://x.vn">here</a>', "[here](http://x.vn)"),
    ],
)
def test_tags_become_ours(typed, markdown):
    assert in_markdown(typed) == markdown


@pytest.mark.parametrize(
    "typed",
    [
        "[b]never closed",
        "never opened[/b]",
        "[quote]a [b]b",
        "[code]no end",
        "[list][*]a",
        "[*]no list",
        "array[i] and [b] and [/quote",
        "[unknown]x[/unknown]",
        "std::vector<b> and List<int>",
        "`[b]code[/b]`",
        "```\n[b]code[/b] :smile:\n```",
        "~~~\n[quote]",
        "text\n\n    [b]indented[/b]",
        "``a ` [b]b[/b]``",
        "> ```\n> [b]x[/b]\n> ```",
        "12:30:45 and http://x.vn/:smile:/",
    ],
)
def test_what_is_no_pair_of_tags_stays_as_typed(typed):
    assert in_markdown(typed) == typed


MARKDOWN = st.text(st.sampled_from([*"ab \n`~>#*_-|\\()!<&.:1[]/\t", "đ", "ấ", "😄"]), max_size=120)


@given(MARKDOWN)
@settings(max_examples=400, deadline=None)
def test_bare_markdown_comes_through_byte_for_byte(text):
    assume(not re.search(r":[-\w]+:", text))  # the name of a smiley
    assert in_markdown(text) == text


PAIRS = ["b", "i", "quote", "list", "code", "url", "size"]
LOOSE = ["[*]", "[url=x]", "[size=2]", "one", "two", "\n", "\n\n", " ", "`", "```"]
TAGS = st.sampled_from([*(f"[{tag}]" for tag in PAIRS), *(f"[/{tag}]" for tag in PAIRS), *LOOSE])


@given(st.lists(TAGS, max_size=60))
@settings(max_examples=300, deadline=None)
def test_unbalanced_tags_lose_no_word(pieces):
    text = "".join(pieces)
    made = in_markdown(text)
    for word in ("one", "two"):
        assert made.count(word) >= text.count(word)  # a link without words is called by its address


def test_many_open_tags_end():
    for tag in ("[b]", "[quote]", "[code]", "[list][*]", "`", "[url=http://x.vn]", "    x\n\n"):
        assert in_markdown(tag * 50_000)


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("Good :wink: :unknown_name:", "Good 😉 :unknown_name:"),
        ("![plan|690x388](upload://abc.png)", "![plan](picture:abc.png)"),
        ("![plan|690x388, 50%](upload://abc.png)", "![plan](picture:abc.png)"),
        ("![plan|690x388](https://x.vn/p.png)", "![plan](https://x.vn/p.png)"),
        ("[img]upload://abc.png[/img]", "![](picture:abc.png)"),
        ("[log.zip|attachment](upload://abc.zip) (1 KB)", "*log.zip* (1 KB)"),
        ("[poll type=regular]\n* a\n* b\n[/poll]", "* a\n* b"),
        ("@lan https://x.vn/onebox", "@lan https://x.vn/onebox"),
    ],
)
def test_discourses_own(typed, markdown):
    assert in_markdown(typed) == markdown


def test_what_was_simplified_is_noted():
    report = Report()
    in_markdown("[poll]\n* a\n[/poll] [size=3]x[/size] [f|attachment](upload://f)", report)
    assert set(report.constructs) == {
        "poll: its options stay, its votes do not",
        "shown without it: [size]",
        "attached file: only its name comes",
    }


@pytest.mark.parametrize(
    ("xml", "markdown"),
    [
        ("<t>1. plain *words*<br/>\n# two</t>", "1\\. plain \\*words\\*\n\\# two"),
        ("<r><B><s>[b]</s>x<e>[/b]</e></B> y</r>", "**x** y"),
        ('<r><URL url="http://x.vn"><s>[url=http://x.vn]</s>a<e>[/url]</e></URL></r>', "[a](http://x.vn)"),
        (
            '<r><URL url="http://x.vn/long"><LINK_TEXT text="x.vn/…">http://x.vn/long</LINK_TEXT></URL></r>',
            "<http://x.vn/long>",
        ),
        ('<r><IMG src="http://x.vn/p.png"><s>[img]</s>http://x.vn/p.png<e>[/img]</e></IMG></r>',
         "<http://x.vn/p.png>"),
        ('<r><CODE lang="php"><s>[code=php]</s><i>\n</i>a &lt; b\nc<e>[/code]</e></CODE></r>',
         "```php\na < b\nc\n```"),
        ('<r><QUOTE author="A, B" post_id="7"><s>[quote]</s>q<e>[/quote]</e></QUOTE>\n\nx</r>',
         "> **[A, B](former:/viewtopic.php?p=7):**\n>\n> q\n\nx"),
        ('<r><LIST type="decimal"><s>[list=1]</s>\n<LI><s>[*]</s>a</LI>\n<LI><s>[*]</s>b</LI>'
         "<e>[/list]</e></LIST></r>", "1. a\n2. b"),
        ('<r><E>:)</E> <EMOJI seq="1f604">😄</EMOJI></r>', ":) 😄"),
        ('<r><EMAIL email="a@x.vn">a@x.vn</EMAIL></r>', "a@x.vn"),
        ("<r><CUSTOM><s>[custom]</s>x<e>[/custom]</e></CUSTOM></r>", "[custom]x[/custom]"),
    ],
)  # fmt: skip
def test_phpbbs_xml(xml, markdown):
    assert s9e(xml) == markdown


def test_broken_xml_shows_and_is_noted():
    report = Report()
    assert s9e("<r><B>x</r>", report) == "<r><B>x</r>"
    assert "broken XML of a post: shown as it stands" in report.constructs


def test_entities_in_a_post_are_not_expanded():
    report = Report()
    bomb = '<r xmlns="x"><!DOCTYPE r [<!ENTITY a "boom">]>&a;</r>'
    assert "boom" not in s9e(f"<r>{bomb}", report).replace('"boom"', "")


@pytest.mark.parametrize(
    ("kept", "markdown"),
    [
        ("[b:1a2b3c4d]x[/b:1a2b3c4d] &amp; &lt;y&gt;", "**x** & <y>"),
        ("[b]typed, no tag[/b]", "[b]typed, no tag[/b]"),
        ("[quote=&quot;Lan&quot;:1a2b3c4d]a[/quote:1a2b3c4d]", "> **Lan:**\n>\n> a"),
        ("[url=http&#58;//x&#46;vn:1a2b3c4d]a[/url:1a2b3c4d]", "[a](http://x.vn)"),
        ("[list:1a2b3c4d][*:1a2b3c4d]a[/*:m:1a2b3c4d][/list:u:1a2b3c4d]", "- a"),
        ("[list=1:1a2b3c4d][*:1a2b3c4d]a[/*:m:1a2b3c4d][/list:o:1a2b3c4d]", "1. a"),
        ("[code:1a2b3c4d]if (a[0]) b;[/code:1a2b3c4d]", "```\nif (a[0]) b;\n```"),
        (
            'Hi <!-- s:) --><img src="{SMILIES_PATH}/s.gif" alt=":)" title="" /><!-- s:) -->',
            "Hi :)",
        ),
        (
            '<!-- m --><a class="postlink" href="http://x.vn/long">x.vn/…</a><!-- m -->',
            "http://x.vn/long",
        ),
        ('<!-- e --><a href="mailto:a@x.vn">a@x.vn</a><!-- e -->', "a@x.vn"),
    ],
)
def test_phpbb_before_its_xml(kept, markdown):
    assert old(kept) == markdown
