"""Folders of Markdown made by hand, as help centres keep them."""

import io
from pathlib import Path

from PIL import Image

ENGLISH = "Open the page where you keep your things, and press the button that says what you want."
VIETNAMESE = "Bạn mở trang cài đặt, chọn mục tài khoản rồi bấm nút để đổi mật khẩu của mình nhé."


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    """These files below `root`, by path."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def page(title: str, body: str = ENGLISH, **front: object) -> str:
    """A page with YAML front matter."""
    lines = [f"{name}: {value}" for name, value in front.items()]
    return "\n".join(["---", f"title: {title}", *lines, "---", body])


def picture(shade: int = 90) -> bytes:
    """A PNG that no other shade's equals."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 120, 200)).save(out, "PNG")
    return out.getvalue()
