"""Files people gave us: kept under a random name outside the code, served by `hoidap.uploads`."""

from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class Upload(Timestamps, Model):
    """A file checked by its content: a picture, drawn anew, or an attachment, byte for byte."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # random; the file's name on disk and in the URL
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    uploaded_by: Mapped[int | None]  # a person's id

    @property
    def url(self) -> str:
        return f"/uploads/{self.key}"
