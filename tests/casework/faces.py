"""Whether this machine has Chinese faces to print with."""

import pytest

from casework import fonts


def lacking() -> str:
    """The advice of NoFont where there is none, an empty text otherwise."""
    try:
        fonts.faces(fonts.SONG)
    except fonts.NoFont as reason:
        return str(reason)
    return ""


needs_faces = pytest.mark.skipif(bool(lacking()), reason=lacking() or "faces found")
