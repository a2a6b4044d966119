"""One event as one sentence in the officer's words: what was done, to whom, what changed."""

import json

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Person
from .pipelines import PIPELINES
from .workflow import steps

# What the shared pages write. The pipelines word their own steps and facts.
WORDS = {
    "register": gettext_lazy("登记"),
    "take_back": gettext_lazy("撤回"),
    "paper": gettext_lazy("登记材料"),
    "sign_in": gettext_lazy("登录"),
    "sign_in_failed": gettext_lazy("登录失败"),
    "sign_out": gettext_lazy("退出登录"),
    "password": gettext_lazy("修改密码"),
    "reveal": gettext_lazy("查看完整身份证号"),
    "edit_person": gettext_lazy("更正人员资料"),
    "import": gettext_lazy("导入名册"),
    "undo_import": gettext_lazy("撤销导入"),
    "export": gettext_lazy("导出"),
}
# What an event may carry beside `changed`, in the order of the sentence.
DETAILS = {
    "file": gettext_lazy("《%s》"),
    "what": gettext_lazy("%s"),
    "new": gettext_lazy("新增 %s 人"),
    "updated": gettext_lazy("补充 %s 人"),
    "cases": gettext_lazy("建档 %s 份"),
    "terms": gettext_lazy("任职 %s 条"),
    "kept_out": gettext_lazy("未导入 %s 人"),
    "rows": gettext_lazy("%s 行"),
    "on": gettext_lazy("日期 %s"),
    "paper": gettext_lazy("%s"),
}


def kinds() -> dict[str, str]:
    """Every kind of event and its words, the shared ones first."""
    found = dict(WORDS)
    for pipeline in PIPELINES.values():
        for step in steps(pipeline.model):
            found.setdefault(step.name, step.custom["label"])
        for slug, words in pipeline.extra_labels.items():
            found.setdefault(slug, words)
    return {kind: str(words) for kind, words in found.items()}


def kind_words(kind: str, known: dict[str, str]) -> str:
    """The words of a kind; facts of a step are worded by the pipeline that has the step."""
    if kind in known:
        return known[kind]
    return next(filter(None, (_title(each, kind) for each in PIPELINES.values())), kind)


def _title(pipeline, slug: str) -> str:
    try:
        return str(pipeline.step_title(slug))
    except KeyError:
        return ""


def sentences(events) -> list[dict]:
    """What a list of events says, with names looked up in two queries."""
    events = list(events)
    actors = _names_of_actors({event.actor_id for event in events})
    people = _names_of_people({event.person_id for event in events})
    known = kinds()
    return [_sentence(event, actors, people, known) for event in events]


def _names_of_actors(ids) -> dict[int, str]:
    users = User.objects.filter(pk__in=ids - {None}).select_related("account")
    return {user.pk: str(getattr(user, "account", user)) for user in users}


def _names_of_people(ids) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))


def _sentence(event, actors, people, known) -> dict:
    details = json.loads(event.payload)
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": actors.get(event.actor_id) or _("未登录者"),
        "what": kind_words(event.kind, known),
        "who": people.get(event.person_id, ""),
        "person_id": event.person_id if event.person_id in people else None,
        "details": "，".join(_details(details)),
        "changes": changes(event.subject, details.get("changed") or {}),
        "note": details.get("note", ""),
    }


def _details(details: dict) -> list[str]:
    return [
        str(words) % shown(details[name])
        for name, words in DETAILS.items()
        if details.get(name) not in (None, "", 0)
    ]


def changes(subject: str, changed: dict) -> list[dict]:
    """Each changed column by its label, before and after, as the forms show it."""
    model = _model(subject)
    return [
        {
            "label": _label(model, name),
            "before": _value(model, name, before),
            "after": _value(model, name, after),
        }
        for name, (before, after) in changed.items()
    ]


def _model(subject: str):
    label = subject.partition(":")[0]
    return apps.get_model(label) if label.count(".") == 1 else Person


def _field(model, name: str):
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(model, name: str) -> str:
    field = _field(model, name)
    return {"id_number": _("公民身份号码"), "phone": _("手机号码")}.get(name) or (
        str(field.verbose_name) if field else name
    )


def _value(model, name: str, value) -> str:
    field = _field(model, name)
    choices = dict(field.flatchoices) if field else {}
    return shown(choices.get(value, value))


def shown(value) -> str:
    """A stored value in words: yes and no, an empty place as such."""
    if value is None or value == "":
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)
