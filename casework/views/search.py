"""One box for people, places and pages. A single hit opens at once."""

from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from ..context import nav
from ..models import Person, Unit
from ..models.units import within
from ..names import initials
from ..pipelines import PIPELINES

MOST = 50


def search(request):
    """Everything that goes by what was typed, as far as the user may see it."""
    text = request.GET.get("q", "").strip()[:50]
    people = _people(request.user, text) if text else []
    places = _places(request.user, text) if text else []
    pages = _pages(request.user, text) if text else []
    hits = [*people, *places, *pages]
    if len(hits) == 1:
        return redirect(hits[0]["open"])
    context = {"q": text, "people": people, "places": places, "pages": pages, "hits": len(hits)}
    return render(request, "casework/search.html", {**context, "cut": len(people) >= MOST})


def _people(user, text: str) -> list[dict]:
    found = Person.objects.visible_to(user).search(text).select_related("unit")
    found = list(found.defer("key", "id_sealed", "phone_sealed")[:MOST])
    cases = cases_of(user, [person.pk for person in found]) if found else {}
    return [_hit(person, cases.get(person.pk, [])) for person in found]


def _hit(person, cases: list[dict]) -> dict:
    """A person with one case is opened there: that is where the work is."""
    own = reverse("person", args=[person.pk])
    return {
        "person": person,
        "url": own,
        "cases": cases,
        "open": cases[0]["url"] if len(cases) == 1 else own,
    }


def cases_of(user, people: list[int]) -> dict[int, list[dict]]:
    """The cases of some people in every pipeline, by person; one query a pipeline."""
    found: dict[int, list[dict]] = {}
    for pipeline in PIPELINES.values():
        cases = pipeline.model.objects.visible_to(user).select_related("unit")
        for case in cases.filter(person__in=people).order_by("-pk"):
            found.setdefault(case.person_id, []).append(
                {
                    "pipeline": pipeline.title,
                    "stage": case.get_stage_display(),
                    "since": case.stage_since,
                    "unit": case.unit,
                    "url": case.get_absolute_url(),
                }
            )
    return found


def _places(user, text: str) -> list[dict]:
    if not user.account.reads:
        return []
    named = Q(name__contains=text) | Q(short_name__contains=text)
    if text.isascii():
        named = Q(initials__istartswith=text)
    kinds = (Unit.Kind.VILLAGE, Unit.Kind.BRANCH)
    found = Unit.objects.filter(within(user.account.unit.path), named, kind__in=kinds)[:MOST]
    return [{"unit": unit, "open": _place_address(unit)} for unit in found]


def _place_address(unit) -> str:
    """A village's own page; of an organisation, the cases narrowed to it."""
    if unit.kind == Unit.Kind.VILLAGE:
        return reverse("talent:village", args=[unit.pk])
    return f"{reverse('membership:list')}?{urlencode({'unit': str(unit)})}"


def _pages(user, text: str) -> list[dict]:
    wanted = text.lower()
    return [
        {**item, "open": item["url"]}
        for item in nav(user, "")
        if wanted in str(item["title"]) or initials(str(item["title"])).startswith(wanted)
    ]
