from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatics(CompressedManifestStaticFilesStorage):
    """Static files named by their content; a source map that a package forgot is forgiven."""

    def hashed_name(self, name: str, *args: Any, **kwargs: Any) -> str:
        try:
            return str(super().hashed_name(name, *args, **kwargs))  # type: ignore[no-untyped-call]
        except ValueError:
            if name.endswith(".map"):
                return name
            raise
