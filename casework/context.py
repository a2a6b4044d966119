"""What the frame of every page shows: navigation, officer, unit and the number of to-dos."""

from datetime import timedelta

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .desk import put_off_by
from .pipelines import PIPELINES

TODO_DAYS = 30
MOST_TODOS = 99
NOT_COUNTED = ""  # in the place of the number, where a page leaves it out

# address, words, icon, permission (none: everybody), group: the officer's day, then proof.
NAV = (
    ("home", _("待办"), "list-checks", "casework.read", "work"),
    ("membership:list", _("发展党员"), "users", "casework.read", "work"),
    ("membership:matrix", _("档案审查"), "folder-check", "casework.read", "work"),
    ("membership:branches", _("党组织"), "network", "casework.read", "work"),
    ("talent:list", _("人才与后备"), "sprout", "casework.read", "work"),
    ("talent:villages", _("村与班子"), "building-2", "casework.read", "work"),
    ("ages", _("年龄结构"), "chart-bar", "casework.read", "work"),
    ("commitments", _("整改台账"), "clipboard-check", "casework.read", "work"),
    ("reports", _("报表中心"), "file-text", "casework.read", "work"),
    ("import", _("数据导入"), "upload", "casework.import", "work"),
    ("audit", _("操作留痕"), "history", "casework.audit", "proof"),
    ("accounts", _("账号"), "users", "casework.accounts", "proof"),
    ("standards", _("规则设置"), "sliders-horizontal", "", "proof"),
    ("texts", _("规则依据"), "scale", "", "proof"),
)


def shell(request) -> dict:
    """The variable `shell` of the templates; nothing for strangers. Two queries at most.

    Made once a request, also where a page renders several templates (a table is one).
    A page that has counted the to-dos itself, or wants them not counted, says so in
    `request.todo_count`.
    """
    user = getattr(request, "user", None)
    account = getattr(user, "account", None) if user and user.is_authenticated else None
    if account is None:
        return {}
    if not hasattr(request, "shell"):
        request.shell = _shell(request, account)
    return {"shell": request.shell}


def _shell(request, account) -> dict:
    user, today = request.user, timezone.localdate()
    counted = getattr(request, "todo_count", None)
    if counted is None:
        counted = todo_count(user, today) if account.reads else 0
    return {
        "nav": nav(user, request.path),
        "officer": account.display_name or user.get_username(),
        "unit": str(account.unit),
        "today": today,
        "todo_count": shown_count(counted),
    }


def nav(user, path: str) -> list[dict]:
    """The pages the user may open; the one whose address is the longest beginning of `path`
    is the current one."""
    items = [
        {"title": title, "url": url, "icon": icon, "group": group, "current": False}
        for name, title, icon, permission, group in NAV
        if (not permission or user.has_perm(permission)) and (url := _address(name))
    ]
    here = [item for item in items if _inside(path, item["url"])]
    if here:
        max(here, key=lambda item: len(item["url"]))["current"] = True
    return items


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _inside(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def todo_count(user, today) -> int:
    """What is overdue or due within thirty days, a hundred at most of each pipeline. One query."""
    until = today + timedelta(days=TODO_DAYS)
    first, *others = (_due(pipeline, user, today, until) for pipeline in PIPELINES.values())
    return first.union(*others, all=True).count()


def shown_count(found: int | str) -> str | int:
    """The number for the bell; `NOT_COUNTED` as it is."""
    return f"{MOST_TODOS}+" if found != NOT_COUNTED and found > MOST_TODOS else found


def _due(pipeline, user, today, until):
    """The pipeline's deadlines that the user has not put off, so many at most; the limit stands
    inside for the union's sake."""
    deadlines = pipeline.model._meta.get_field("deadlines").related_model.objects
    within_reach = user.account.reachable(deadlines.all(), "case__unit__path")
    waiting = within_reach.filter(due_on__lte=until).exclude(put_off_by(user, today, pipeline.app))
    some = waiting.order_by().values("pk")[: MOST_TODOS + 1]
    return deadlines.filter(pk__in=some).order_by().values_list("pk")
