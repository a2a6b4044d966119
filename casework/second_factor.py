"""The second factor: six digits of the hour (TOTP, RFC 6238), or a recovery code once.

The secret is sealed under the account's own key; of the recovery codes only keyed digests are
kept. A code counts once: the number of its half minute must be greater than the last one's.
"""

import base64
import secrets
import time
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from . import audit, identity
from .beside import Watch, key_of
from .models import Account

SECRET_BYTES = 20
CANDIDATE_SECONDS = 1800  # to scan the picture and type a code
RECOVERY_CODES = 8
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def is_wanting(account) -> bool:
    """Whether a setting asks the account for a second factor that it does not have yet."""
    asked = settings.CASEWORK_REQUIRE_TOTP
    return not account.totp_since and ("all" in asked or account.role in asked)


def candidate() -> bytes:
    """A secret to enrol with. It is kept nowhere: the form carries it until a code confirms it."""
    return secrets.token_bytes(SECRET_BYTES)


def offered(secret: bytes, account, session_key: str) -> str:
    """The candidate as the form carries it, signed for this account and this session."""
    return signing.dumps(secret.hex(), salt=_salt(account, session_key))


def accepted(text: str, account, session_key: str) -> bytes | None:
    """The candidate that a form brought back; None when it is another's, changed or too old."""
    try:
        told = signing.loads(text, salt=_salt(account, session_key), max_age=CANDIDATE_SECONDS)
    except signing.BadSignature:
        return None
    return bytes.fromhex(told)


def _salt(account, session_key: str) -> str:
    return f"casework.second-factor:{account.pk}:{session_key}"


def as_text(secret: bytes) -> str:
    """The secret as one types it: base 32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def address(account, secret: bytes) -> str:
    """The otpauth address that the QR code holds."""
    issuer = _("党务工作台")
    label = quote(f"{issuer}:{account.user.get_username()}")
    asked = {"secret": as_text(secret).replace(" ", ""), "issuer": issuer}
    return f"otpauth://totp/{label}?{urlencode(asked, quote_via=quote)}"


def drawing(text: str) -> str:
    """A QR code as inline SVG, without style attributes."""
    return segno.make(text, error="m").svg_inline(scale=4, border=2, svgclass="qr", lineclass=None)


def _step_of(secret: bytes, code: str, after: int, now: float) -> int | None:
    """The half minute a code belongs to: this one, the one before or the next; None if wrong."""
    digits = code.replace(" ", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        return None
    clock = TOTP(secret)
    clock.time = now
    return clock.t() if clock.verify(int(digits), tolerance=1, min_t=after + 1) else None


def digest(code: str) -> str:
    """How a recovery code is kept. It is random, so a keyed hash is enough."""
    plain = code.replace("-", "").replace(" ", "").upper()
    return salted_hmac("casework.recovery", plain, algorithm="sha256").hexdigest()


def new_recovery_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _place in range(10))
    return f"{letters[:5]}-{letters[5:]}"


@transaction.atomic
def enrol(account, secret: bytes, code: str, now: float | None = None) -> list[str]:
    """Begin to ask for the second factor; the recovery codes, or none for a wrong code."""
    account, watch = _held(account)
    step = _step_of(secret, code, account.totp_step, now or time.time())
    if step is None or account.totp_since:
        return []
    account.key = account.key or identity.new_key()
    account.totp_sealed = identity.seal_bytes(account.key, secret)
    codes = [new_recovery_code() for _number in range(RECOVERY_CODES)]
    account.totp_step, account.totp_since = step, timezone.now()
    account.recovery = [digest(one) for one in codes]
    account.save(update_fields=["key", "totp_sealed", "totp_step", "totp_since", "recovery"])
    _note("second_factor", account, watch)
    return codes


def _held(account) -> tuple[Account, Watch]:
    rows = Account.objects.select_for_update(of=("self",)).select_related("unit", "user")
    held = rows.get(pk=account.pk)
    return held, Watch(held)


def _note(kind: str, account, watch: Watch) -> None:
    """An event of the account's owner, with the secrets that it changed."""
    about = {"unit_path": account.unit.path, "subject": key_of(account)}
    audit.append(kind, by=account.user, **about, **audit.beside(watch))


@transaction.atomic
def accepts(account, code: str, now: float | None = None) -> bool:
    """Whether the code is right; then it is used up."""
    account, watch = _held(account)
    secret = identity.unseal_bytes(account.key, account.totp_sealed)
    step = _step_of(secret, code, account.totp_step, now or time.time()) if secret else None
    if step is not None:
        account.totp_step = step
    elif (used := digest(code)) in account.recovery:
        account.recovery = [one for one in account.recovery if one != used]
    else:
        return False
    account.save(update_fields=["totp_step", "recovery"])
    if step is None:
        _note("recovery_code", account, watch)
    return True


def forget(account) -> None:
    """Take the second factor away; the caller saves the account."""
    account.totp_sealed = account.totp_since = None
    account.totp_step, account.recovery = 0, []
