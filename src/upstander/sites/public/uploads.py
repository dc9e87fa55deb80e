"""Files on their way in: kept without a name on disk, and a body that is too large answered by a page instead of a broken line."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from upstander.intake.api import MOST_BYTES

# What a form adds around its files.
_AROUND = 1_000_000
# A browser shows our answer only after it has sent everything. Past this much we stop listening.
_MOST_DRAINED = 1_000_000_000
_PIECE = 256 * 1024

_CUT = "upstander.cut_short"

View = Callable[..., HttpResponseBase]


class UnnamedFiles(FileUploadHandler):
    """Keeps an upload in memory or in a file that has no name: nothing is left behind, also after a power cut."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        # Closed when the request is, like every uploaded file.
        self._file = SpooledTemporaryFile(  # noqa: SIM115
            max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, dir=settings.FILE_UPLOAD_TEMP_DIR
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self._file.seek(0)
        return UploadedFile(
            file=cast("IO[bytes]", self._file),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
        )

    def upload_interrupted(self) -> None:
        if self.request is not None:
            self.request.META[_CUT] = True
        if file := getattr(self, "_file", None):
            file.close()


def bounded(too_large: View, *, files: bool = False) -> Callable[[View], View]:
    """Decorator: a form whose body is over the limit is read to its end, thrown away, and answered by `too_large`.

    It comes before the CSRF check, which would read the body, and makes that check itself. `files`: the form carries files.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)
        answer_large = csrf_protect(too_large)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return protected(request, *args, **kwargs)
            if files:
                request.upload_handlers = [UnnamedFiles(request)]
            most = MOST_BYTES + _AROUND if files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            try:
                if _length(request) <= (most or 0):
                    return protected(request, *args, **kwargs)
            except (TooManyFilesSent, RequestDataTooBig):
                pass
            _drain(request)
            request.method = "GET"  # nothing of what was sent counts
            return answer_large(request, *args, **kwargs)

        return csrf_exempt(guarded)

    return decorate


def cut_short(request: HttpRequest) -> bool:
    """The line broke in the middle of a file: nothing of that file was kept."""
    return bool(request.POST is not None and request.META.get(_CUT))


def cut_problem(request: HttpRequest) -> list[str]:
    """What to say when that happened; nothing otherwise."""
    said = _("The line broke while a file was on its way to us, and it was not kept. Choose it again.")
    return [said] if cut_short(request) else []


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request: HttpRequest) -> None:
    """Read on from wherever reading stopped. The request knows its own length and ends there."""
    read = 0
    while read < _MOST_DRAINED and (piece := request.read(_PIECE)):
        read += len(piece)
