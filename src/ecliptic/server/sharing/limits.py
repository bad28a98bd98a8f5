"""How much may be brought at once, kept while it comes in, so that nobody can fill the disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MAX_BYTES = 32 * 2**20
"""Largest size of all files of one upload together."""
MAX_FILES = 60
MAX_WAITING = 100
"""Most uploads of one organisation that may wait for a decision."""
READING_S = 90.0
"""How long reading may take before it is given up."""

_READ_TO_THE_END_BYTES = 4 * MAX_BYTES


class SizeLimit(FileUploadHandler):
    """Stops taking files in when they become too large; `upload_stopped` of the request then says so."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self._taken = 0
        self._to_the_end = True

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Remember how much is announced: a browser hears our answer only when it could send all."""
        self._to_the_end = content_length <= _READ_TO_THE_END_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what comes in, until it is too much."""
        self._taken += len(raw_data)
        if self._taken > MAX_BYTES:
            self.request.upload_stopped = True  # type: ignore[union-attr] # added by us
            raise StopUpload(connection_reset=not self._to_the_end)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the making of the file to the handlers behind."""
