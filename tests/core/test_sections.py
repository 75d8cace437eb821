from core.markdown import blocks, plain_text, render, sections


def html(text):
    return render(text)


def test_a_text_is_cut_at_its_headings_of_two_levels():
    found = sections(html("Begin.\n\n## First *one*\n\nA.\n\n### Deeper\n\nB.\n\n#### No\n\nC."))

    assert [(s.anchor, s.heading, plain_text(s.html)) for s in found] == [
        ("", "", "Begin."),
        ("u-first-one", "First one", "A."),
        ("u-deeper", "Deeper", "B. No C."),
    ]


def test_without_headings_all_is_introduction():
    assert [s.heading for s in sections(html("Just words."))] == [""]
    assert [s.html for s in sections("")] == [""]


def test_what_only_leads_elsewhere_is_told():
    text = "## A\n\n- [One](/a/1)\n- [Two](/a/2)\n\n## B\n\nSee [one](/a/1).\n\n## C\n\n"

    assert [s.is_links for s in sections(html(text))] == [False, True, False, False]


def test_blocks_are_whole_and_in_order():
    text = "One\nline.\n\n- a\n    - b\n- c\n\n> quoted\n\n```\ncode <b>\n```\n"
    source = html(text)

    found = blocks(source)

    assert [block.tag for block in found] == ["p", "ul", "blockquote", "div"]
    assert "".join(source.split()) == "".join("".join(b.html for b in found).split())
    assert found[1].text == "a b c"


def test_half_a_block_is_left_out():
    assert [b.tag for b in blocks("<p>whole</p><blockquote><p>cut")] == ["p"]
    assert [b.tag for b in blocks("tail</p></blockquote><p>whole<br>one</p>")] == ["p"]
