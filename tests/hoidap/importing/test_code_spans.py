"""Code is found as Markdown finds it, however it is written."""

import pytest

from hoidap.importing.texts.code_spans import code_spans


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a `b` c", ["`b`"]),
        ("a ``b ` c`` d", ["``b ` c``"]),
        ("a `b\n\nc` d", []),
        ("a \\`b` c `d`", ["` c `"]),
        ("`a``b`", ["`a``b`"]),
        ("```\nx\n```\ny", ["```\nx\n```\n"]),
        ("> ```\n> `x\n> ```\n`y`", ["> ```\n> `x\n> ```\n", "`y`"]),
        ("- ~~~\n  x `\n  ~~~\n", ["- ~~~\n  x `\n  ~~~\n"]),
        ("```\nnever closed `", ["```\nnever closed `"]),
        ("``` not a fence ``` `x`", ["``` not a fence ```", "`x`"]),
        ("````\n```\n````\n", ["````\n```\n````\n"]),
    ],
)
def test_code_is_found(text, code):
    assert [text[start:end] for start, end in code_spans(text)] == code


def test_a_hundred_thousand_backticks_are_no_trouble():
    assert code_spans("`" * 100_000) == [(0, 100_000)]  # a fence that never closes
    assert code_spans(" ".join("`" * length for length in range(1, 400))) == []
