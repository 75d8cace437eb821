import io
import struct
import zlib

import pytest
from PIL import Image

from hoidap import pictures
from hoidap.keeping import uploads_folder


def drawn(kind, size=(100, 60), **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("JPEG", "image/webp"), ("PNG", "image/png"), ("GIF", "image/png"), ("WEBP", "image/png")],
)
def test_each_kind_is_drawn_anew(kind, becomes):
    picture = pictures.redraw(drawn(kind))
    assert picture.media_type == becomes
    assert Image.open(io.BytesIO(picture.data)).size == (100, 60)


def test_metadata_goes_but_the_picture_stays_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "taken at home, 12 Secret Street"
    picture = pictures.redraw(drawn("JPEG", exif=exif))
    assert b"Secret" not in picture.data
    kept = Image.open(io.BytesIO(picture.data))
    assert kept.size == (60, 100)
    assert not kept.getexif()


def test_what_hides_behind_a_picture_goes():
    picture = pictures.redraw(drawn("PNG") + b"<script>alert(1)</script>")
    assert b"script" not in picture.data


def test_large_pictures_are_made_to_fit():
    picture = pictures.redraw(drawn("PNG", (2000, 1000)))
    assert Image.open(io.BytesIO(picture.data)).size == (800, 400)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"x" * (pictures.MOST_BYTES + 1), "large"),
        (b"hello", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"%PDF-1.7 rest", "kind"),
        (drawn("BMP"), "kind"),
        (drawn("PNG")[:60], "broken"),
        (drawn("JPEG")[:200], "broken"),
        (drawn("PNG", (8, 8)), "small"),
        (bomb(60_000, 60_000), "pixels"),
    ],
    ids=["empty", "large", "text", "svg", "pdf", "bmp", "cut png", "cut jpeg", "small", "bomb"],
)
def test_what_is_refused(data, why):
    with pytest.raises(pictures.Refused) as refused:
        pictures.redraw(data)
    assert refused.value.why == why


def test_a_kept_picture_has_a_random_name(app, make):
    person = make.user()
    picture = pictures.redraw(drawn("PNG"))
    one, two = pictures.keep(picture, by=person), pictures.keep(picture, by=person)
    assert one.key != two.key
    assert (uploads_folder() / one.key).read_bytes() == picture.data
    assert one.uploaded_by == person.id
