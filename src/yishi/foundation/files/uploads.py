"""How much one request may carry."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from yishi.foundation.files.limits import limits


class BoundedUpload(FileUploadHandler):
    """Refuses a request whose announced length passes `request_bytes`, before any of it is written to disk."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  as Django names it
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        limit = limits().request_bytes
        if content_length > limit:
            raise RequestDataTooBig(f"request of {content_length} bytes, limit {limit}")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
