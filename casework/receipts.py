"""Every form carries a token; what it does is done once.

The middleware remembers the token of the request; `audit.append`, the last act
of every change, keeps it in the same transaction. A double click, a repeated
POST or one sent again after the connection broke gets the first one's answer.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import sleep
from uuid import UUID, uuid4, uuid5

from django.db import connection
from django.shortcuts import redirect
from django.utils import timezone

from .models import Receipt

FIELD = "form_token"
PATIENCE = 20  # looks, 50 ms apart
FORM = re.compile(r"[0-9a-f]{32}")

_token: ContextVar[str] = ContextVar("form_token", default="")


class Repeated(Exception):
    """This form has been carried out before."""


def new_token() -> str:
    return uuid4().hex


def keep(user) -> None:
    """Use up the request's token. Raises Repeated at the second use; without one does nothing."""
    token = _token.get()
    if not token or user is None:
        return
    _token.set("")
    table, row = Receipt._meta.db_table, (token, user.pk, "", timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (token, user_id, answer, made_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (token) DO NOTHING",
            row,
        )
        if cursor.rowcount == 0:
            raise Repeated(token)


@contextmanager
def part(name: str) -> Iterator[str]:
    """One of several changes of a form, carried out once by itself; gives the token of the part.

    Where the form ends half-way, sending it again does the rest and nothing twice. Raises
    Repeated inside, as `keep` does. Without a token of the form the part has none either.
    """
    whole = _token.get()
    own = uuid5(UUID(whole), name).hex if whole else ""
    reset = _token.set(own)
    try:
        yield own
    finally:
        _token.reset(reset)


def carried_out(token: str) -> bool:
    """Whether what the token stands for has been done. One query."""
    return bool(token) and Receipt.objects.filter(token=token).exists()


def _first_answer(token: str, user) -> str:
    """Where the first one was sent; it may still be on its way, so wait a moment for it."""
    for _look in range(PATIENCE):
        kept = Receipt.objects.filter(token=token, user_id=user.pk).first()
        if kept is None or kept.answer:
            break
        sleep(0.05)
    return kept.answer if kept and kept.answer else "home"


class OnceMiddleware:
    """Answers a repeated form as it was answered the first time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not FORM.fullmatch(token):
            return self.get_response(request)
        reset = _token.set(token)
        try:
            response = self.get_response(request)
            return self._settled(request, token, response)
        finally:
            _token.reset(reset)

    def _settled(self, request, token, response):
        """Keep the answer of a change; give a repeated form the answer kept."""
        mine = Receipt.objects.filter(token=token, user_id=request.user.pk)
        if response.status_code == 302 and not _token.get():
            mine.filter(answer="").update(answer=response["Location"][:500])
        elif response.status_code >= 400 and mine.exists():
            return redirect(_first_answer(token, request.user))
        return response

    def process_exception(self, request, exception):
        """A repetition noticed inside a transaction, which has been rolled back."""
        if not isinstance(exception, Repeated):
            return None
        return redirect(_first_answer(exception.args[0], request.user))
