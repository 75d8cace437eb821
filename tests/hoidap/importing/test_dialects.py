"""Eight dialects of Markdown become ours; code stays, and no markup of theirs is shown."""

import pytest

from core.markdown import render
from hoidap.importing.report import Report
from hoidap.importing.texts.dialects import Around, Converted, converted
from hoidap.importing.texts.dialects.spans import inline_spans


def convert(text: str, *, is_mdx: bool = False, report: Report | None = None) -> Converted:
    around = Around(
        where="page.md",
        report=report if report is not None else Report(),
        picture=lambda href: href if "://" in href else f"picture:{href}",
        included={"x.md": "Included **words**."}.get,
        title={"other.md": "The other page"}.get,
        is_mdx=is_mdx,
    )
    return converted(text, around)


def body(text: str, *, is_mdx: bool = False) -> str:
    return convert(text, is_mdx=is_mdx).body


ALERTS = {
    "GitHub": ("> [!NOTE]\n> Mind this.", "> [!NOTE]\n> Mind this."),
    "localised": ("> [!LƯU Ý]\n> Nhớ nhé.", "> [!NOTE]\n> Nhớ nhé."),
    "localised warning": ("> [!CẢNH BÁO]\n> Nóng.", "> [!WARNING]\n> Nóng."),
    "on one line": ("> [!TIP] Press it twice.", "> [!TIP]\n> Press it twice."),
    "GitBook": ('{% hint style="danger" %}\nHot.\n{% endhint %}', "> [!CAUTION]\n> Hot."),
    "Jekyll": ("{% callout info %}\nMind this.\n{% endcallout %}", "> [!NOTE]\n> Mind this."),
    "Hugo": ("{{< hint warning >}}\nHot.\n{{< /hint >}}", "> [!WARNING]\n> Hot."),
    "Hugo with title": (
        '{{% notice tip "Quick" %}}\nPress.\n{{% /notice %}}',
        "> [!TIP] Quick\n> Press.",
    ),
    "Docusaurus": (":::tip Quick\nPress.\n:::", "> [!TIP] Quick\n> Press."),
    "Mintlify": ("<Warning>\n  Hot.\n\n  - very\n</Warning>", "> [!WARNING]\n> Hot.\n>\n> - very"),
    "JSX with type": (
        '<Admonition type="danger" title="Stop">\nHot.\n</Admonition>',
        "> [!CAUTION] Stop\n> Hot.",
    ),
    "Bootstrap": ('<div class="alert alert-warning">Hot.</div>', "> [!WARNING]\n> Hot."),
    "include": ('{% include alert.html type="tip" content="Press." %}', "> [!TIP]\n> Press."),
    "within a list": (
        '1. Open\n\n   {% hint style="info" %}\n   Mind this.\n   {% endhint %}\n2. Close',
        "1. Open\n\n   > [!NOTE]\n   > Mind this.\n\n2. Close",
    ),
}


@pytest.mark.parametrize(("theirs", "ours"), ALERTS.values(), ids=ALERTS.keys())
def test_alerts_hints_and_callouts_become_ours(theirs, ours):
    assert body(theirs) == ours
    assert 'class="alert-box' in render(body(theirs))


COMPONENTS = {
    "tabs": (
        '<Tabs>\n<Tab title="Mac">\n  Press A.\n</Tab>\n'
        '<Tab title="PC">\n  Press B.\n</Tab>\n</Tabs>',
        "**Mac**\n\nPress A.\n\n**PC**\n\nPress B.",
    ),
    "tabs with labels apart": (
        "<Tabs values={[{label: 'macOS', value: 'mac'}]}>\n"
        '<TabItem value="mac">\n\nPress A.\n\n</TabItem>\n</Tabs>',
        "**macOS**\n\nPress A.",
    ),
    "GitBook's tabs": (
        '{% tabs %}\n{% tab title="Web" %}\nDrag.\n{% endtab %}\n{% endtabs %}',
        "**Web**\n\nDrag.",
    ),
    "steps": (
        '<Steps>\n  <Step title="Open">\n    Press A.\n  </Step>\n'
        '  <Step title="Close">B</Step>\n</Steps>',
        "1. **Open**\n\n   Press A.\n\n2. **Close**\n\n   B",
    ),
    "GitBook's steps": (
        "{% stepper %}\n{% step %}\n### Open\nPress A.\n{% endstep %}\n{% endstepper %}",
        "1. **Open**\n\n   Press A.",
    ),
    "accordion": (
        '<Accordion title="Why?">\n  Because.\n</Accordion>',
        "<details>\n<summary>Why?</summary>\n\nBecause.\n\n</details>",
    ),
    "details": (
        "<details>\n<summary>Why <b>so</b>?</summary>\n\nBecause.\n\n</details>",
        "<details>\n<summary>Why **so**?</summary>\n\nBecause.\n\n</details>",
    ),
    "cards": (
        '<CardGroup cols={2}>\n  <Card title="Price" icon="x" href="/price">\n    Little\n'
        "  </Card>\n"
        '  <Card title="Help" href="/help" />\n</CardGroup>',
        "- **[Price](/price)**: Little\n\n- **[Help](/help)**",
    ),
    "frame": (
        '<Frame caption="The page">\n  <img src="/a.png" alt="Page" />\n</Frame>',
        "![Page](picture:/a.png)\n\n*The page*",
    ),
    "named code": ("```bash npm\nnpm i\n```", "**npm**\n\n```bash\nnpm i\n```"),
    "parameter": (
        '<ParamField body="name" type="string" required>\n  Theirs.\n</ParamField>',
        "- `name` (string, required)\n\n  Theirs.",
    ),
    "imports": (
        "import Tabs from '@theme/Tabs';\nimport {\n  A\n} from './a';\nexport const b = () => (\n"
        "  <i>x</i>\n);\n\nWords.{/* not these */}{' '}End.",
        "Words. End.",
    ),
    "unknown": ('<Widget foo={{ a: "}" }}>Words</Widget> stay <Thing/>.', "Words stay ."),
}


@pytest.mark.parametrize(("theirs", "ours"), COMPONENTS.values(), ids=COMPONENTS.keys())
def test_components_become_what_stands_for_them_here(theirs, ours):
    assert body(theirs, is_mdx=True) == ours


def test_what_is_not_understood_is_named():
    report = Report()
    convert(
        "import A from 'a'\n\n<Widget>x</Widget>\n{% odd %}\n{{< strange >}}\n{{ site.name }}\n"
        "<iframe src='https://a.b/c'></iframe>",
        report=report,
    )
    assert set(report.constructs) == {
        "left out: import of a script",
        "unknown component, only its words: <Widget>",
        "unknown component, only its words: {% odd %}",
        "unknown component, only its words: {{< strange >}}",
        "variable that only the former site knew: {{ site.name }}",
        "embedded content, a link instead: iframe",
    }


MARKS = {
    "attributes": (
        'Words{: .lead } and [x](/y){:target="_blank"}\n{: .note }',
        "Words and [x](/y)",
    ),
    "heading's id": ("## Plan {#the-plan}", "## Plan"),
    "table of contents": ("* TOC\n{:toc}\n\nWords", "Words"),
    "base address": ("[x]({{ site.baseurl }}/a/) [y]({{site.baseurl}}/b)", "[x](/a/) [y](/b)"),
    "filtered address": ("[x]({{ '/a' | relative_url }})", "[x](/a)"),
    "relref": ('[x]({{< relref "a.md#b" >}})', "[x](a.md#b)"),
    "link tag": ("[x]({% link _docs/a.md %})", "[x](_docs/a.md)"),
    "raw": ("{% raw %}{{ name }}{% endraw %}", "{{ name }}"),
    "comment": ("a<!-- not\nthis -->b", "ab"),
    "include": ("[!INCLUDE [x](x.md)]", "Included **words**."),
    "video": ("> [!VIDEO https://a.b/c]", "> [https://a.b/c](https://a.b/c)"),
    "named by file": ("[other.md](other.md)", "[The other page](other.md)"),
    "plain braces": ("Type {value1} or {{value1}}.", "Type {value1} or {{value1}}."),
}


@pytest.mark.parametrize(("theirs", "ours"), MARKS.values(), ids=MARKS.keys())
def test_marks_of_other_systems_are_gone(theirs, ours):
    assert body(theirs) == ours


HTML = {
    "inline": (
        "<b>bold</b> <i> it </i><u>u</u> H<sub>2</sub>O <font color=red>red</font> <s>x</s>",
        "**bold**  *it* u H<sub>2</sub>O red ~~x~~",
    ),
    "link": ('<a href="a.md" target=_blank>Words</a>', "[Words](a.md)"),
    "empty link": (
        '<a href="https://a.b/hc/12-Get-help"></a>',
        "[Get help](https://a.b/hc/12-Get-help)",
    ),
    "tile": ('<div>\n <a href="/a"></a>\n <span>Words</span>\n</div>', "[Words](/a)"),
    "picture": ('<img src="a b.png" alt="A [b]" width=3>', "![A \\[b\\]](picture:a%20b.png)"),
    "figure": (
        '<figure><img src="a.png" alt="A"><figcaption><p>Below</p></figcaption></figure>',
        "![A](picture:a.png)\n\n*Below*",
    ),
    "list": ("<ul><li>a</li><li>b <b>c</b></li></ul>", "- a\n- b **c**"),
    "headings": ('<h2 class="x">Words\n here</h2>', "## Words here"),
    "code": ("<code>a&lt;b \\`c</code>", "``a<b `c``"),
    "pre": ("<pre><code class='language-c'>a\n &lt;b&gt;</code></pre>", "```c\na\n <b>\n```"),
    "table": (
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td><ul><li>x</li><li>y</li></ul>"
        "</td></tr></table>",
        "| A | B |\n| --- | --- |\n| 1\\|2 | • x<br>• y |",
    ),
    "layout table": ("<table><tr><td>\n\n## A\n\n</td><td>b</td></tr></table>", "## A\n\nb"),
    "blocks in a table's row": (
        "| a | b |\n| - | - |\n| <p>x<br>y</p> | <ul><li>z</li></ul> |",
        "| a | b |\n| - | - |\n| x<br>y | • z |",
    ),
    "containers": ("<div>\n  <p>One\n  more</p>\n  <p>Two</p>\n</div>", "One more\n\nTwo"),
    "lines": ("a<br>b</br>c<hr>", "a<br>b<br>c\n\n---"),
    "stray ends": ("a</div> b</span> c", "a b c"),
    "across paragraphs": ("<b>a\n\nb</b> c", "a\n\nb c"),
    "script": ("a<script>alert(1)</script>b<style>p {}</style>", "ab"),
    "spaces": ("a &nbsp; b&#160;c &amp; d &lt;e&gt;", "a   b c &amp; d &lt;e&gt;"),
    "upper case": ("<A HREF='x.md'>Words</A><BR>more", "[Words](x.md)<br>more"),
}


@pytest.mark.parametrize(("theirs", "ours"), HTML.values(), ids=HTML.keys())
def test_html_left_overs_become_markdown(theirs, ours):
    assert body(theirs) == ours


@pytest.mark.parametrize(
    "placeholder",
    [
        "<user>",
        "<your e-mail address>",
        "<tên người dùng>",
        "<Name>",
        "<link>",
        "<address of the site>",
        '<Add ID="x">',
        "</user>",
    ],
)
def test_placeholders_are_shown_as_typed(placeholder):
    text = body(f"Type {placeholder} here.")
    assert text == f"Type \\{placeholder} here."
    assert placeholder.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in render(
        text
    ).replace('"x"', "&quot;x&quot;")


def test_autolinks_and_typed_escapes_stay():
    text = "<https://a.b/c> <me@example.org> \\<x> a < b"
    assert body(text) == text


CODE = [
    "`<user>` and ``{% hint %}``",
    "```jsx\nimport A from 'a'\n<Note>{x}</Note>\n\n\n\tx  \n```",
    "````\n{{< hint >}}\n```\n{: .x}\n````",
    "- a\n\n  ```\n  <b>\n    <i>\n  ```",
    "> ```\n> <Tip>\n> ```",
    "Words:\n\n    <b>{% x %}</b>\n      deeper",
    "```\nnever closed {% x %}\n```",
]


@pytest.mark.parametrize("text", CODE)
def test_code_is_never_touched(text):
    assert body(text) == text


def test_code_within_components_keeps_its_shape():
    text = '<Step title="x">\n    ```js\n    if (a) {\n      <b/>\n    }\n    ```\n</Step>'
    assert body(text, is_mdx=True).endswith("```js\nif (a) {\n  <b/>\n}\n```")


def test_paragraphs_that_a_writer_wrapped_are_whole_again():
    text = (
        "One line\ngoes on.  \nA new line\\\nanother<br>\nlast\n\n"
        "- item\n  goes on\n- two\n> q\n> q"
    )
    assert (
        body(text) == "One line goes on.\nA new line\nanother\nlast\n\n- item goes on\n- two\n> q q"
    )


def test_what_follows_a_quote_is_none_of_it():
    text = body("1. a\n   > [!TIP]\n   > b\n1. c")
    assert render(text).count("<li>") == 2


def test_headings_in_every_form():
    assert body("Words\n=====\n\nMore\n---\n\n##Tight\n\n#hashtag") == (
        "# Words\n\n## More\n\n## Tight\n\n#hashtag"
    ).replace("# Words\n\n", "", 1)
    assert convert("Words\n=====\n\nx").heading == "Words"


def test_pictures_in_every_form():
    text = (
        "![a](img/a.png) ![b](<img/b (1).png>) ![c](../x/image (10) (1) [z].png 'T')\n"
        "![d][ref] ![e][] ![f]\n\n[ref]: d%20d.png 'T'\n[e]: <e.png>\n[f]: f.png"
    )
    assert body(text).split("\n\n")[0] == (
        "![a](picture:img/a.png) ![b](picture:img/b%20(1).png)"
        " ![c](picture:../x/image%20(10)%20(1)%20[z].png)"
        " ![d](picture:d%20d.png) ![e](picture:e.png) ![f](picture:f.png)"
    )


def test_a_linked_picture_keeps_its_link():
    assert body("[![a](a.png)](https://a.b/c)") == "[![a](picture:a.png)](https://a.b/c)"


def test_addresses_with_spaces_can_be_read():
    assert (
        body("[x](My page.md) [y]( /z ) [w](a.md 'T')") == "[x](My%20page.md) [y](/z) [w](a.md 'T')"
    )


def test_links_to_anchors_lead_to_the_heading_they_stand_at():
    text = convert(
        "[a](#own) [b](#named) [c](#Cách-làm) [d](#nowhere)\n\n"
        '## One {#own}\n\n<a name="named"></a>\n\n'
        "## Cách `làm`\n\n## One"
    )
    assert text.body.startswith("[a](#one) [b](#cach-lam) [c](#cach-lam) [d](#nowhere)")
    assert text.ids["own"] == "one"
    html = render(text.body)
    assert 'id="u-cach-lam"' in html
    assert 'href="#u-cach-lam"' in html
    assert "named" not in html


def test_the_first_heading_is_told_apart_from_the_text():
    text = convert('# <a name="x"></a>**Words** and `code`\n\nBody [top](#x)')
    assert (text.heading, text.body) == ("Words and code", "Body [top](#)")
    assert text.ids["x"] == ""


def test_a_heading_that_is_no_title_stays():
    around = Around("p", Report(), str, lambda _: None, is_title=lambda _words, _is_only: False)
    assert converted("# Part one\n\na", around).body == "# Part one\n\na"


@pytest.mark.parametrize(
    "piece", ["<a b='", "{% ", "[](", "`` ` ", "<p>", "> ", "{#a", "|", "<li>"]
)
def test_long_knotty_lines_come_through(piece):
    assert convert(piece * 20_000) is not None
    assert convert("x" * 5_000 + " " + "word " * 40_000).body.startswith("xxx")


def test_what_stands_for_code_cannot_be_typed():
    assert body("a \ue000B0\ue001 b `c`") == "a B0 b `c`"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a `b` c", ["`b`"]),
        ("a ``b ` c`` d", ["``b ` c``"]),
        ("a `b\n\nc` d", []),
        ("a \\`b` c `d`", ["` c `"]),
        ("`a``b`", ["`a``b`"]),
        ("> `x\n> y`", ["`x\n> y`"]),
        (" ".join("`" * length for length in range(1, 400)), []),
    ],
)
def test_inline_code_is_found(text, code):
    assert [text[start:end] for start, end in inline_spans(text)] == code
