"""Where files that were given to the site lie, and how one gets there: whole, or not at all."""

import os
import secrets
from pathlib import Path

from flask import current_app

from accounts.models import User
from core.db import db
from core.uploads import Upload


def keep(data: bytes, ending: str, media_type: str, *, by: User | None) -> Upload:
    """Write the file under a random name and note it; flushes. The caller commits.

    ending -- of its name, without the dot; by -- None: it came with an import.
    """
    key = f"{secrets.token_hex(16)}.{ending}"
    folder = uploads_folder()
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{key}"
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(folder / key)
    upload = Upload(
        key=key,
        media_type=media_type,
        size=len(data),
        uploaded_by=by.id if by else None,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def uploads_folder() -> Path:
    return Path(current_app.config["HOIDAP_INSTANCE_PATH"]) / "uploads"
