"""Pictures people give us: believed by their content alone, and drawn anew before they are kept."""

import io
import os
import secrets
import warnings
from pathlib import Path
from typing import NamedTuple

import filetype
from flask import current_app
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import User
from core.db import db
from core.uploads import Upload

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000  # refused from the header, before a pixel is decoded
LEAST_SIDE = 16  # pixels
LOGO_BOX = (800, 400)  # pixels, width and height
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


class Refused(Exception):
    """No picture that we keep. `why` is one of: empty, large, kind, broken, small, pixels."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Picture(NamedTuple):
    data: bytes
    media_type: str


def redraw(data: bytes, box: tuple[int, int] = LOGO_BOX, *, at_most: int = MOST_BYTES) -> Picture:
    """The same picture, decoded and encoded by us: no metadata, no second file hidden behind it.

    data -- a JPEG, PNG, GIF or WEBP file of up to `at_most` bytes; of an animation the first frame.
    box  -- width and height in pixels that the result fits into.
    Photos become WEBP, all else PNG. Raises Refused. (SVG can carry script: refused as a kind.)
    """
    if not data:
        raise Refused("empty")
    if len(data) > at_most:
        raise Refused("large")
    kind = filetype.guess(data)
    if kind is None or kind.mime not in FORMATS:
        raise Refused("kind")
    drawn = _decoded(data, FORMATS[kind.mime])
    drawn.thumbnail(box)
    out = io.BytesIO()
    if kind.mime == "image/jpeg":
        drawn.convert("RGB").save(out, "WEBP", quality=88)
        return Picture(out.getvalue(), "image/webp")
    drawn.convert("RGBA").save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), "image/png")


def _decoded(data: bytes, wanted: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=[wanted])
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise Refused("pixels")
            if min(width, height) < LEAST_SIDE:
                raise Refused("small")
            picture.load()
            plain = Image.new("RGBA", picture.size)
            plain.paste(picture.convert("RGBA"))
            return ImageOps.exif_transpose(_with_orientation(plain, picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Refused("broken") from None


def _with_orientation(plain: Image.Image, source: Image.Image) -> Image.Image:
    """The one piece of metadata that changes what is seen goes along, to be applied and dropped."""
    plain.getexif()[0x0112] = source.getexif().get(0x0112, 1)
    return plain


def keep(picture: Picture, *, by: User | None) -> Upload:
    """Write the file under a random name and note it; flushes. The caller commits.

    by -- None: it came with an import.
    """
    key = f"{secrets.token_hex(16)}.{picture.media_type.partition('/')[2]}"
    folder = uploads_folder()
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{key}"
    with beside.open("wb") as file:
        file.write(picture.data)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(folder / key)
    upload = Upload(
        key=key,
        media_type=picture.media_type,
        size=len(picture.data),
        uploaded_by=by.id if by else None,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def uploads_folder() -> Path:
    return Path(current_app.config["HOIDAP_INSTANCE_PATH"]) / "uploads"
