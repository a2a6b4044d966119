"""A change whole or not at all, with a sentence where somebody else was first."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


@contextmanager
def whole(taken):
    """One transaction; a uniqueness that another's change broke becomes a ValidationError
    with the sentence `taken`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ValidationError(taken) from error
