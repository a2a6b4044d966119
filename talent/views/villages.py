"""Villages and their seats; the choice of a reserve cadre for an open one."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from casework.models import Seat
from casework.views.downloads import hand_out
from casework.views.showing import stale_words
from casework.views.steps import sent_version
from casework.workflow import Stale, record

from ..models import Talent
from ..reports import teams_sheet
from ..selection import NOMINATIONS, matches
from ..structure import MOST_VILLAGES, seats_of, teams, village_table, villages_of
from ..tables import TeamTable

# Which villages a figure of the head leads to.
SHOWS = {
    "vacant": (gettext_lazy("有空缺席位"), lambda team: bool(team.vacant)),
    "seconded": (gettext_lazy("有机关干部兼任"), lambda team: bool(team.seconded)),
    "no-young": (gettext_lazy("没有 35 岁以下本村成员"), lambda team: not team.young_local),
    "not-one": (gettext_lazy("没有一肩挑"), lambda team: not team.one_shoulder),
    "no-woman": (gettext_lazy("没有女性成员"), lambda team: not team.women),
    "no-reserve": (gettext_lazy("没有后备"), lambda team: not team.reserves),
}
# Which people of a village a figure of its row leads to.
PEOPLE = {
    "young-local": (gettext_lazy("35 岁以下本村成员"), lambda team: team.young_local),
    "young-any": (gettext_lazy("35 岁以下成员（含兼任）"), lambda team: team.young_any),
    "elders": (gettext_lazy("60 岁以上成员"), lambda team: team.elders),
    "women": (gettext_lazy("女性成员"), lambda team: team.women),
}
SEATS = {
    "vacant": (gettext_lazy("空缺席位"), lambda team: team.vacant),
    "seconded": (gettext_lazy("机关干部兼任的席位"), lambda team: team.seconded),
}


def table(request):
    """Every village with its team; the figures of the head choose among them."""
    every = village_table(request.user, timezone.localdate())
    show = request.GET.get("show", "")
    words, chooses = SHOWS.get(show, ("", lambda team: True))
    shown = TeamTable([team for team in every if chooses(team)])
    RequestConfig(request, paginate=False).configure(shown)
    shown.empty_text = _("没有符合条件的村")
    shown.empty_action = {"url": request.path, "label": _("看全部村")}
    context = {
        "table": shown,
        "counters": _counters(every),
        "totals": _totals(every),
        "show": words,
        "most": MOST_VILLAGES if len(every) == MOST_VILLAGES else None,
        "may_export": request.user.has_perm("casework.export"),
    }
    return render(request, "talent/villages.html", context)


def _totals(every) -> dict:
    people = sum(len(team.people) for team in every)
    cross = sum(len(team.cross_appointed) for team in every)
    return {
        "villages": len(every),
        "quota": sum(len(team.in_use) for team in every),
        "filled": sum(len(team.filled) for team in every),
        "people": people,
        "cross": cross,
        "one_shoulder": sum(team.one_shoulder for team in every),
    }


def _counters(every) -> list[dict]:
    vacant = sum(len(team.vacant) for team in every)
    seconded = sum(len(team.seconded) for team in every)
    figures = [
        ("vacant", _("空缺席位"), vacant, "lacking"),
        ("seconded", _("机关干部兼任席位"), seconded, "soon"),
        ("no-young", _("没有 35 岁以下本村成员的村"), None, "soon"),
        ("not-one", _("没有一肩挑的村"), None, "data"),
        ("no-reserve", _("没有后备的村"), None, "lacking"),
    ]
    return [_counter(every, *figure) for figure in figures]


def _counter(every, show: str, label: str, value: int | None, tone: str) -> dict:
    villages = sum(SHOWS[show][1](team) for team in every)
    note = "" if value is None else _("涉及 %s 个村") % villages
    url = f"{reverse('talent:villages')}?show={show}"
    return {
        "url": url,
        "label": label,
        "value": villages if value is None else value,
        "tone": tone,
        "note": note,
    }


def export(request):
    """The table of teams as a workbook."""
    if not request.user.has_perm("casework.export"):
        raise PermissionDenied
    every = village_table(request.user, timezone.localdate())
    return hand_out(request, [teams_sheet(every)], _("村班子一览"), rows=len(every))


def village(request, pk):
    """One village: its figures and a card for every seat."""
    get_object_or_404(villages_of(request.user), pk=pk)
    (team,) = teams(villages_of(request.user).filter(pk=pk), timezone.localdate())
    words, seats = _chosen_seats(team, request.GET.get("show", ""))
    may_choose = request.user.has_perm("talent.record", team.village)
    context = {
        "team": team,
        "show": words,
        "bodies": [
            {"title": body.label, "cards": [_card(s, may_choose) for s in seats if _of(s, body)]}
            for body in Seat.Body
        ],
        "facts": _facts(team),
    }
    return render(request, "talent/village.html", context)


def _of(state, body) -> bool:
    return state.seat.body == body


def _chosen_seats(team, show: str) -> tuple:
    """The heading and the seats a figure leads to; every seat in use without one."""
    if show in PEOPLE:
        words, find = PEOPLE[show]
        wanted = {person.pk for person in find(team)}
        return words, [seat for seat in team.filled if seat.person.pk in wanted]
    if show in SEATS:
        words, find = SEATS[show]
        return words, find(team)
    return "", team.in_use


LOOKS = {"vacant": "lacking", "held_seconded": "soon", "held_local": "normal"}


def _card(state, may_choose: bool) -> dict:
    seat, term = state.seat, state.term
    return {
        "title": f"{seat.get_post_display()} · {_('%s 号席') % seat.number}",
        "look": LOOKS.get(state.state, "data"),
        "words": Seat.State(state.state).label,
        "person": state.person,
        "age": state.age,
        "facts": [
            {"label": _("身份"), "value": term.get_holder_display()},
            {"label": _("任职起"), "value": term.since.isoformat()},
            {"label": _("产生方式"), "value": term.get_basis_display()},
            {"label": _("本届届满"), "value": term.term_ends_on and term.term_ends_on.isoformat()},
        ]
        if term
        else [],
        "choose": reverse("talent:choose", args=[seat.pk]) if state.is_open and may_choose else "",
    }


def _facts(team) -> list[dict]:
    """The head of a village: each figure leads to its people or seats."""
    figures = [
        (_("应配 / 实有"), f"{len(team.in_use)} / {len(team.filled)}", ""),
        (_("空缺"), len(team.vacant), "vacant"),
        (_("机关兼任"), len(team.seconded), "seconded"),
        (_("两委人数"), _("%(n)s 人（交叉任职 %(cross)s）") % _people_of(team), ""),
        (_("35↓本村"), len(team.young_local), "young-local"),
        (_("35↓含兼任"), len(team.young_any), "young-any"),
        (_("60 岁以上"), len(team.elders), "elders"),
        (_("女性"), len(team.women), "women"),
        (_("平均年龄"), team.mean_age, ""),
        (_("正式党员"), team.branches.full, ""),
    ]
    return [
        {"label": label, "value": value, "link": f"?show={show}" if show and value else ""}
        for label, value, show in figures
    ]


def _people_of(team) -> dict:
    return {"n": len(team.people), "cross": len(team.cross_appointed)}


def choose(request, pk):
    """The reserve cadres for an open seat, with reasons; the chosen one is put up for it."""
    seat = get_object_or_404(seats_of(request.user), pk=pk)
    if not request.user.has_perm("talent.record", seat.village):
        raise PermissionDenied
    return _choose(request, seat) if request.method == "POST" else _choices(request, seat)


def _choices(request, seat, refusal: str = ""):
    found = matches(seat, timezone.localdate())
    context = {
        "seat": seat,
        "matches": found,
        "fitting": sum(match.fits for match in found),
        "holder": seat.terms.filter(until__isnull=True).select_related("person").first(),
        "refusal": refusal,
    }
    return render(request, "talent/choose.html", context, status=409 if refusal else 200)


def _choose(request, seat):
    """Note the seat on the case and go on to the nomination."""
    reserve = Talent.objects.visible_to(request.user).filter(unit=seat.village)
    case = get_object_or_404(reserve, pk=request.POST.get("case") or 0)
    try:
        record(
            case,
            "seat",
            lambda locked: setattr(locked, "seat", seat),
            by=request.user,
            note=str(seat),
            version=sent_version(request),
        )
    except Stale as problem:
        return _choices(request, seat, stale_words(problem.case, request.user))
    return redirect("talent:step", case.pk, NOMINATIONS[seat.body])
