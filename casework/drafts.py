"""What is typed into a form outlives the session: sealed, for a week, until it is carried out."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from . import identity
from .models import Draft
from .receipts import FIELD
from .sealing import wrapped_key

KEPT_FOR = timedelta(days=7)
SOME = "drafts"  # in a session that has kept or been offered one
LARGEST = 60_000
LONGEST_ADDRESS = 300
# Never kept: what proves who one is, and what belongs to one sending of the form.
SECRET = ("password", "code")
MACHINERY = {"csrfmiddlewaretoken", FIELD, "version", "action", "next"}


def page_of(request) -> str:
    """The page a form stands on: where the request comes from, if from here, else its address."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if request.method != "POST" or came_from.netloc != request.get_host():
        return request.get_full_path()
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _may_be_kept(name: str) -> bool:
    return name not in MACHINERY and not any(word in name for word in SECRET)


def fields_of(posted) -> dict[str, list[str]]:
    """What somebody typed, of a sent form."""
    typed = {name: values for name, values in posted.lists() if _may_be_kept(name)}
    return typed if any(any(values) for values in typed.values()) else {}


def read(text: str) -> dict[str, list[str]]:
    """The fields as the script sends them. Raises ValueError for anything else."""
    fields = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("The fields are no object.")
    return {
        name: [str(value) for value in values]
        for name, values in fields.items()
        if _may_be_kept(name) and isinstance(values, list)
    }


@transaction.atomic
def keep(user, address: str, fields: dict[str, list[str]]) -> Draft | None:
    """The newest state of a form takes the place of the one before; none without content."""
    text = json.dumps(fields, ensure_ascii=False)
    if not fields or len(text) > LARGEST or len(address) > LONGEST_ADDRESS:
        return None
    now = timezone.now()
    Draft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    sealed = identity.seal(wrapped_key(user.account), text)
    kept, _new = Draft.objects.update_or_create(
        user=user, address=address, defaults={"sealed": sealed, "saved_at": now}
    )
    return kept


def rescue(request) -> None:
    """Keep what was sent when the session was already over."""
    if request.method != "POST":
        return
    if request.resolver_match.view_name == "draft":
        keep(request.user, request.POST.get("address", ""), read(request.POST.get("fields", "{}")))
    else:
        keep(request.user, page_of(request), fields_of(request.POST))


def find(user, address: str) -> Draft | None:
    recent = Draft.objects.filter(user=user, saved_at__gte=timezone.now() - KEPT_FOR)
    return recent.filter(address=address).first()


def typed_in(draft: Draft, user) -> dict[str, list[str]]:
    return json.loads(identity.unseal(user.account.key, draft.sealed))


def drop(user, address: str) -> None:
    """The form has been carried out, or the draft is not wanted."""
    if user.is_authenticated:
        Draft.objects.filter(user=user, address=address).delete()
