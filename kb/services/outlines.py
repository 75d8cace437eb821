"""What each kind of article begins with, in the language it is written in."""

from kb.models import ArticleKind

_VI = {
    ArticleKind.FAQ: """\
Câu trả lời ngắn trong một hai câu.

## Chi tiết

Khi nào đúng, khi nào khác.
""",
    ArticleKind.HOW_TO: """\
Làm xong các bước này, bạn sẽ có…

## Trước khi bắt đầu

- Cần có sẵn những gì

## Các bước

1. Bước thứ nhất.
2. Bước thứ hai.

## Kiểm tra lại

Thấy gì thì biết là đã xong.
""",
    ArticleKind.TROUBLESHOOTING: """\
## Triệu chứng

Khách thấy gì, nguyên văn thông báo lỗi.

## Nguyên nhân

Vì sao xảy ra.

## Cách xử lý

1. Bước thứ nhất.
2. Bước thứ hai.
""",
    ArticleKind.POLICY: """\
Chính sách này nói gì, trong một hai câu.

## Áp dụng cho ai

## Quy định

## Ngoại lệ

## Hỏi thêm ở đâu
""",
}
_EN = {
    ArticleKind.FAQ: """\
The short answer in a sentence or two.

## Details

When this holds, and when it does not.
""",
    ArticleKind.HOW_TO: """\
After these steps you will have…

## Before you begin

- What must be at hand

## Steps

1. The first step.
2. The second step.

## Check

What you see when it is done.
""",
    ArticleKind.TROUBLESHOOTING: """\
## Symptom

What the customer sees; an error message word for word.

## Cause

Why it happens.

## Resolution

1. The first step.
2. The second step.
""",
    ArticleKind.POLICY: """\
What this policy says, in a sentence or two.

## Who it is for

## The rules

## Exceptions

## Where to ask
""",
}
_OUTLINES = {"vi": _VI, "en": _EN}


def outline(kind: ArticleKind, language: str) -> str:
    """The Markdown that an article of this kind begins with."""
    return _OUTLINES.get(language, _EN)[kind]
