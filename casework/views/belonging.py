"""The page on which a row beside a person is entered, corrected or taken off."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect, render

from ..workflow import Stale
from .showing import stale_row


def edited(request, person, form, deed: Callable[[dict], str], title: str, **shown):
    """Do the deed with what was typed, and say with its words what was done; or show the form.

    Who was first is named, and the form goes on from what stands now with what was typed.
    `shown`: `hint` below the form, `remove` (address) and `remove_words` of the row's end.
    """
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, deed(form.cleaned_data))
        except Stale as problem:
            refusal = stale_row(problem.case, person.unit.path, request.user)
            form.data = {**form.data.dict(), "version": problem.case.version}
        else:
            return redirect("person", person.pk)
    status = 409 if refusal else 422 if form.errors else 200
    context = {"person": person, "form": form, "refusal": refusal, "title": title, **shown}
    return render(request, "casework/belonging.html", context, status=status)
