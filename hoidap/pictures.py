"""Pictures people give us: believed by their content alone, and drawn anew before they are kept."""

import io
import warnings
from typing import NamedTuple

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import User
from core.uploads import Upload
from hoidap import keeping

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


def media_type_of(data: bytes) -> str | None:
    """What kind of picture the first bytes promise; None for all that we do not take as one."""
    kind = filetype.guess(data)
    return kind.mime if kind is not None and kind.mime in FORMATS else None


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
    media_type = media_type_of(data)
    if media_type is None:
        raise Refused("kind")
    drawn = _decoded(data, FORMATS[media_type])
    drawn.thumbnail(box)
    out = io.BytesIO()
    if media_type == "image/jpeg":
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
    """As keeping.keep: flushes, and the caller commits."""
    ending = picture.media_type.partition("/")[2]
    return keeping.keep(picture.data, ending, picture.media_type, by=by)
