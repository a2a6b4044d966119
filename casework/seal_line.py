"""What a paper that leaves the house carries of its event: with it, anybody who has the paper can
later show which event the trail held then (docs/security.md, “What cannot be caught”).

The number, the first sixteen digits of the hash and the moment are for reading; the QR code holds
the whole hash, in characters that a code packs densely.
"""

from datetime import UTC
from io import BytesIO

import segno
from django.utils import timezone
from django.utils.translation import gettext as _

QUIET = 2  # modules of white around a code on white paper


def line(event) -> str:
    """The mark for reading, of an AuditEvent."""
    return _("操作留痕第%(seq)s号　%(hash)s　%(at)s") % {
        "seq": event.seq,
        "hash": event.hash[:16],
        "at": f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
    }


def code(event) -> str:
    """The mark for machines: number, whole hash, moment in UTC."""
    return f"{event.seq} {event.hash.upper()} {event.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def picture(text: str) -> bytes:
    """The QR code as PNG, eight dots to a module, with a white edge."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=QUIET)
    return out.getvalue()


def matrix(text: str) -> list[list[bool]]:
    """The modules of the QR code, row by row from the top, with a white edge."""
    found = segno.make(text, error="m", micro=False)
    return [[bool(module) for module in row] for row in found.matrix_iter(border=QUIET)]
