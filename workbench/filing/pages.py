"""A look at a document's pages: LibreOffice lays it out, and each page becomes a picture.

Only a look: the file that is filed is the Word file itself. Where LibreOffice is missing, the
sentence says how to get it.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import threading
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

import pypdfium2

SECONDS = 90
KEPT = 6
_one_at_a_time = threading.Lock()
_kept: OrderedDict[tuple[str, int], tuple[bytes, ...]] = OrderedDict()


class NoPages(RuntimeError):
    """The pages cannot be shown; the message says why and what to do."""


def program() -> str | None:
    """Path of LibreOffice, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def pages_of(content: bytes, *, dots_per_inch: int = 70) -> tuple[bytes, ...]:
    """Pictures (PNG) of the pages of a Word file, in order.

    Args:
        content: the Word file's bytes; the pictures of the last few files are kept.
        dots_per_inch: resolution of the pictures.

    Raises:
        NoPages: when LibreOffice is missing, fails, or takes longer than 90 s.
    """
    key = (sha256(content).hexdigest(), dots_per_inch)
    with _one_at_a_time:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
        pages = _pictures(_pdf(content), dots_per_inch)
        _kept[key] = pages
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return pages


def _pdf(content: bytes) -> bytes:
    path = program()
    if path is None:
        raise NoPages(
            "The pages cannot be shown here, since LibreOffice is not installed on the server "
            "(on Debian: apt install libreoffice-writer). The Word file itself is not affected."
        )
    with tempfile.TemporaryDirectory(prefix="workbench-pages-") as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(content)
        # A profile of its own: another LibreOffice of the same user would take the file over.
        profile = (Path(folder) / "profile").as_uri()
        command = [
            path,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
        ]
        try:
            done = subprocess.run(
                [*command, str(source)], capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NoPages(f"LibreOffice took longer than {SECONDS} seconds to lay out the pages.") from error
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise NoPages(f"LibreOffice could not lay out the pages: {done.stderr.strip()[-300:]}")
        return made.read_bytes()


def _pictures(pdf: bytes, dots_per_inch: int) -> tuple[bytes, ...]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = []
        for page in document:
            buffer = io.BytesIO()
            page.render(scale=dots_per_inch / 72).to_pil().save(buffer, format="PNG", optimize=True)
            pictures.append(buffer.getvalue())
        return tuple(pictures)
    finally:
        document.close()
