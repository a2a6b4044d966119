"""The to-do home, what is to be checked, and the week's list."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from casework.ages import completed_years
from casework.desk import desk_of
from casework.done import done_by, monday
from casework.four_eyes import to_decide
from casework.views.audit import alarm_lines
from casework.wording import labelled, listed

from .. import checks as data
from .. import idle, todo
from ..forms import TodoForm
from ..metrics import people_address, this_year_and_last
from ..reports import week_sheet
from ..structure import YOUNG, share
from ..tables import PeopleTable
from .downloads import exports, hand_out, reads, workbook

PAGE = 50
NAMED = 6  # names that a folded row tells


def home(request):
    """What is to be done, soonest first, with the page on which it is done."""
    if not request.user.account.reads:
        return render(request, "progress/no_dossiers.html", {"alarms": alarm_lines(request.user)})
    if not request.user.has_perm("casework.read"):
        raise PermissionDenied
    today, user = timezone.localdate(), request.user
    form = TodoForm(request.GET, home=user.account.unit)
    filters, desk = filters_of(request, form), desk_of(user, today)
    deadlines = todo.upcoming(user, today, filters, desk)
    rows = todo.rows_of(deadlines, today, fold=not filters.unit)
    context = {
        "today": today,
        "alarms": alarm_lines(user),
        "form": form,
        "asked": _asked(request),
        "counters": counters(request, today, desk),
        "groups": group_links(request, filters),
        "periods": [
            (period, [shown(row, user, request, desk) for row in own])
            for period, own in todo.by_period(rows)
        ],
        "opening": [
            shown(row, user, request, desk) for row in todo.opening(user, today, filters, desk)
        ],
        "next": None if rows else todo.next_after(deadlines, today),
        "full": sum(len(row.deadlines) for row in rows) == todo.SHOWN,
        "postponed": len(desk.postponed),
        "done": todo.capped(done_by(user, monday(today)).order_by()[: todo.COUNTED].count()),
        "young": young_share(user.account.unit, today),
    }
    return render(request, "progress/home.html", context)


def filters_of(request, form) -> todo.Filters:
    """What the address asks for; what it has in words that nobody offers counts for nothing."""
    group, state = request.GET.get("group", ""), request.GET.get("state", "")
    unit = form.cleaned_data.get("unit") if form.is_valid() else None
    return todo.Filters(
        group if group in dict(todo.GROUPS) else "",
        unit,
        state if state in ("overdue", "soon") else "",
        bool(form.is_valid() and form.cleaned_data["starred"]),
    )


def counters(request, today: date, desk) -> list[dict]:
    """The four figures, each a link to the list behind it; before them what waits
    for a decision. Five queries."""
    home_page, user = reverse("home"), request.user
    overdue, soon = todo.numbers_due(user, today, desk).values()
    request.todo_count = overdue + soon
    cases, papers = todo.lacking(user)
    return [
        *_waiting(user),
        _counter("overdue", _("超期"), todo.capped(overdue), f"{home_page}?state=overdue"),
        _counter("soon", _("30 天内"), todo.capped(soon), f"{home_page}?state=soon"),
        _counter(
            "lacking",
            _("缺材料"),
            _("%(cases)s人/%(papers)s份") % {"cases": todo.capped(cases), "papers": papers}
            if cases
            else "0",
            reverse("membership:matrix"),
        ),
        _counter("data", _("待核数据"), todo.capped(data.number_to_check(user)), reverse("checks")),
        *_idle(user.account.unit, today),
    ]


def _idle(unit, today: date) -> list[dict]:
    """A township's branches that admitted nobody for years; nothing where there are none."""
    if unit.kind != unit.Kind.TOWNSHIP:
        return []
    years = idle.default_years(today)
    number = idle.branches(unit, years, today).order_by().count()
    words = _("%s 年未发展支部") % years
    return [_counter("soon", words, str(number), reverse("idle"))] if number else []


def _waiting(user) -> list[dict]:
    """What others have prepared for the user to decide; nothing where nothing waits. One query."""
    number = to_decide(user).order_by()[: todo.COUNTED].count()
    if not number:
        return []
    return [_counter("review", _("待审批"), todo.capped(number), reverse("proposals"))]


def _counter(tone: str, label: str, value: str, url: str) -> dict:
    return {"tone": tone, "label": label, "value": 0 if value == "0" else value, "url": url}


def group_links(request, filters: todo.Filters) -> list[dict]:
    """The kinds as tabs; the other filters are kept."""
    tabs = [("", _("全部")), *todo.GROUPS]
    return [
        {"label": title, "url": _with(request, group=slug), "current": slug == filters.group}
        for slug, title in tabs
    ]


def _asked(request) -> dict[str, str]:
    """The questions of the address that are answered."""
    names = ("group", "unit", "state", "starred")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _with(request, **chosen) -> str:
    asked = {name: value for name, value in {**_asked(request), **chosen}.items() if value}
    return "?" + urlencode(asked)


def shown(row: todo.Row, user, request, desk) -> dict:
    """One line for the template: who, where, what, until when, and the button."""
    case = row.first.case
    line = {"state": row.state, "label": row.words, "day": row.day, "place": str(case.unit)}
    line |= {"key": row.key, "starred": any(desk.starred(one.case) for one in row.deadlines)}
    if len(row.deadlines) > 1:
        return {**line, **_folded(row, user, request)}
    return {
        **line,
        "title": case.person.name,
        "url": case.get_absolute_url(),
        "note": row.kind.sentence,
        "action": button(row, user),
    }


def _folded(row: todo.Row, user, request) -> dict:
    """Several of one kind in one branch: their number and names, the unfolded list, and the page
    on which they are done together."""
    names = listed(one.case.person.name for one in row.deadlines[:NAMED])
    more = "…" if len(row.deadlines) > NAMED else ""
    url = _with(request, unit=row.first.case.unit_id, group=row.kind.group)
    return {
        "title": _("%d 人") % len(row.deadlines),
        "url": url,
        "note": labelled(row.kind.sentence, names + more),
        "action": together(row, user) or {"label": _("看名单"), "url": url},
    }


def together(row: todo.Row, user) -> dict | None:
    """The page that takes everybody of a row for whom the time has come."""
    kind, cases = row.kind, [one.case_id for one in row.open_ones]
    may = all(map(user.has_perm, (kind.permission, f"{kind.pipeline}.record")))
    if not (kind.together and may and len(cases) > 1):
        return None
    return {"label": _("一起办 %d 人") % len(cases), "url": batch_address(kind, cases)}


def batch_address(kind: todo.Kind, cases) -> str:
    asked = [("step", kind.step), *(("case", number) for number in cases)]
    return f"{reverse(f'{kind.pipeline}:batch')}?{urlencode(asked)}"


def button(row: todo.Row, user) -> dict:
    """The form of the step; the case page where the user may only look or it is too early."""
    case = row.first.case
    if row.waits or not user.has_perm(row.kind.permission):
        return {"label": _("看案卷"), "url": case.get_absolute_url()}
    return {"label": row.kind.button, "url": row.kind.address(case.pk)}


def young_share(unit, today: date) -> dict:
    """35 and younger among this year's new members, against last year's. Two queries."""
    this_year, last_year = this_year_and_last(unit, today)
    now, before = (share(found.count(YOUNG), found.total) for found in (this_year, last_year))
    return {
        "label": _("本年新发展党员中35岁及以下"),
        "value": now,
        "text": f"{now}%",
        "note": _("%(young)d/%(all)d 人；上年 %(before)s%%")
        % {"young": this_year.count(YOUNG), "all": this_year.total, "before": before},
        "url": people_address("new-members", unit, today, high=YOUNG.high),
    }


@reads
def checks(request):
    """People with a fact that somebody should look at, by what is wanting."""
    numbers = data.numbers(request.user)
    wanted = request.GET.get("kind") or next((s for s, n in numbers.items() if n), "no-birth")
    check = data.BY_SLUG.get(wanted)
    if check is None:
        raise Http404
    today = timezone.localdate()
    people = data.people_of(check, request.user).select_related("unit").order_by("unit__path", "pk")
    table = PeopleTable(people, ages=lambda born_on: completed_years(born_on, today))
    table.orderable, table.empty_text = False, _("这一项没有要核对的人。")
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    tabs = [
        {
            "label": each.title,
            "url": f"?kind={each.slug}",
            "count": todo.capped(numbers[each.slug]),
            "current": each is check,
        }
        for each in data.CHECKS
    ]
    return render(request, "progress/checks.html", {"check": check, "table": table, "tabs": tabs})


@exports
def week_xlsx(request):
    """Everything overdue or due until Sunday, as a workbook."""
    today, unit = timezone.localdate(), request.user.account.unit
    rows = list(todo.this_week(request.user, today))

    def build(event):
        return workbook([week_sheet(rows)], str(unit), today, today, event)

    name = _("本周清单") + ".xlsx"
    return hand_out(request, "week", name, build, rows=len(rows), on=today, path=unit.path)
