"""One event as one sentence in the officer's words: what was done, to whom, what changed."""

import json

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import purposes, ways
from .fields import CodesField
from .models import Person
from .pipelines import PIPELINES
from .sealing import opened_in
from .wording import clauses, phrases
from .workflow import steps

# What the shared pages write. The pipelines word their own steps and facts.
WORDS = {
    "register": gettext_lazy("登记"),
    "take_back": gettext_lazy("撤回"),
    "paper": gettext_lazy("登记材料"),
    "proposed": gettext_lazy("提请审批"),
    "proposal_returned": gettext_lazy("退回提请"),
    "proposal_withdrawn": gettext_lazy("撤回提请"),
    "second_factor": gettext_lazy("开通二次验证"),
    "recovery_code": gettext_lazy("用掉一个恢复码"),
    "password_rehashed": gettext_lazy("密码换用新的加密方式保存"),
    "second_factor_failed": gettext_lazy("二次验证失败"),
    "account_new": gettext_lazy("新建账号"),
    "account_changed": gettext_lazy("更改账号"),
    "password_reset": gettext_lazy("重设密码"),
    "second_factor_reset": gettext_lazy("重设二次验证"),
    "sessions_ended": gettext_lazy("退出所有登录"),
    "unit_changed": gettext_lazy("更改党组织情况"),
    "four_eyes": gettext_lazy("更改“党委审批须两人”"),
    "standard": gettext_lazy("更改规则设置"),
    "standard_withdrawn": gettext_lazy("撤回规则设置"),
    "text_compared": gettext_lazy("核对规则文本"),
    "keys_rotated": gettext_lazy("更换主密钥"),
    "forgotten": gettext_lazy("删除个人资料"),
    "sign_in": gettext_lazy("登录"),
    "sign_in_failed": gettext_lazy("登录失败"),
    "sign_out": gettext_lazy("退出登录"),
    "password": gettext_lazy("修改密码"),
    "reveal": gettext_lazy("查看完整身份证号"),
    "reveal_family": gettext_lazy("查看家庭成员"),
    "relative_added": gettext_lazy("登记家庭成员"),
    "relative_changed": gettext_lazy("更正家庭成员"),
    "relative_removed": gettext_lazy("去掉家庭成员"),
    "sanction_added": gettext_lazy("登记党纪处分"),
    "sanction_changed": gettext_lazy("更正党纪处分"),
    "sanction_removed": gettext_lazy("去掉党纪处分"),
    "edit_person": gettext_lazy("更正人员资料"),
    "import": gettext_lazy("导入名册"),
    "roster": gettext_lazy("按名册登记人员"),
    "vouch": gettext_lazy("按现状认可资料"),
    "loaded": gettext_lazy("装入示例资料，未逐条留痕"),
    "undo_import": gettext_lazy("撤销导入"),
    "postponed": gettext_lazy("推迟待办"),
    "resumed": gettext_lazy("恢复待办"),
    "star": gettext_lazy("标星"),
    "star_removed": gettext_lazy("取消标星"),
    "export": gettext_lazy("导出"),
    "view": gettext_lazy("查看档案"),
    "alarm": gettext_lazy("异常查阅"),
}
# The sentence of a kind after the name of who did it; the place of the person is marked. Kinds
# that are not here are steps and facts of the pipelines.
SENTENCES = {
    "register": gettext_lazy("登记了 %(who)s"),
    "take_back": gettext_lazy("撤回了 %(who)s 的上一步"),
    "paper": gettext_lazy("登记了 %(who)s 的材料"),
    "proposed": gettext_lazy("为 %(who)s 提请审批"),
    "proposal_returned": gettext_lazy("退回了 %(who)s 的提请"),
    "proposal_withdrawn": gettext_lazy("撤回了 %(who)s 的提请"),
    "sign_in": gettext_lazy("登录"),
    "sign_in_failed": gettext_lazy("登录失败"),
    "sign_out": gettext_lazy("退出登录"),
    "password": gettext_lazy("修改了密码"),
    "reveal": gettext_lazy("查看了 %(who)s 的完整身份证号"),
    "reveal_family": gettext_lazy("查看了 %(who)s 的家庭成员和社会关系"),
    "relative_added": gettext_lazy("登记了 %(who)s 的家庭成员或社会关系"),
    "relative_changed": gettext_lazy("更正了 %(who)s 的家庭成员或社会关系"),
    "relative_removed": gettext_lazy("去掉了 %(who)s 的家庭成员或社会关系"),
    "sanction_added": gettext_lazy("登记了 %(who)s 的党纪处分"),
    "sanction_changed": gettext_lazy("更正了 %(who)s 的党纪处分"),
    "sanction_removed": gettext_lazy("去掉了 %(who)s 的党纪处分"),
    "view": gettext_lazy("打开了 %(who)s 的档案"),
    "edit_person": gettext_lazy("更正了 %(who)s 的资料"),
    "import": gettext_lazy("导入了名册"),
    "roster": gettext_lazy("按名册登记了 %(who)s 的资料"),
    "vouch": gettext_lazy("按现状认可了 %(who)s 的资料"),
    "undo_import": gettext_lazy("撤销了导入"),
    "postponed": gettext_lazy("推迟了 %(who)s 的待办"),
    "resumed": gettext_lazy("恢复了 %(who)s 的待办"),
    "star": gettext_lazy("给 %(who)s 标了星"),
    "star_removed": gettext_lazy("取消了 %(who)s 的星标"),
    "export": gettext_lazy("导出了"),
}
ALARMS = {
    "dossiers": gettext_lazy("短时间内打开了 %(rows)s 人的档案"),
    "export": gettext_lazy("在办公时间以外导出了 %(rows)s 行"),
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
    "until": gettext_lazy("推迟到 %s"),
    "paper": gettext_lazy("%s"),
    "prepared_name": gettext_lazy("%s提请"),
    "alone": gettext_lazy("一人提请并审批：%s"),
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


def sentences(events, *, people=(), actors: dict | None = None) -> list[dict]:
    """What a list of events says; people and names of actors that are not given are looked up,
    in two queries."""
    events, actors = list(events), dict(actors or {})
    people = {person.pk: person for person in people}
    actors |= _names_of_actors({event.actor_id for event in events} - actors.keys())
    people |= _people({event.person_id for event in events} - people.keys())
    known = kinds()
    return [_sentence(event, actors, people, known) for event in events]


def _names_of_actors(ids) -> dict[int, str]:
    users = User.objects.filter(pk__in=ids - {None}).select_related("account")
    return {user.pk: str(getattr(user, "account", user)) for user in users}


def _people(ids) -> dict[int, Person]:
    """Whom the events name, with the keys that open what they say."""
    return Person.objects.only("name", "key").in_bulk(ids - {None})


def _sentence(event, actors, people, known) -> dict:
    person = people.get(event.person_id)
    details = opened_in(person and person.key, json.loads(event.payload))
    told = changes(event.subject, details.get("changed") or {})
    who = person.name if person else ""
    inline = bool(who) and len(told) == 1 and "step" not in details
    lead, tail = _around(_pattern(event.kind, details, known, told[0] if inline else None, who))
    return {
        "seq": event.seq,
        "at": event.at,
        "early": bool(details.get("early")),
        "actor": actors.get(event.actor_id) or _("未登录者"),
        "what": kind_words(event.kind, known),
        "lead": lead,
        "who": who,
        "tail": tail,
        "person_id": event.person_id if who else None,
        "details": "" if event.kind == "alarm" else phrases(_details(details)),
        "inline": inline,
        "changes": told,
        "note": _reason(event.kind, details),
    }


def _reason(kind: str, details: dict) -> str:
    """Why it was done: in the officer's words, the purpose of an export, the way to a dossier."""
    if kind == "export":
        return purposes.words(details.get("purpose", ""))
    if kind == "view":
        return str(ways.WORDS.get(details.get("way"), ""))
    return details.get("note") or details.get("reason", "")


def plain_text(line: dict) -> str:
    """The sentence of an event with what it changed, as one cell."""
    said = " ".join(filter(None, [line["lead"], line["who"], line["tail"]]))
    changed = [f"{c['label']} {c['before']} → {c['after']}" for c in line["changes"]]
    early = _("时间早于上一条") if line["early"] else ""
    told = [] if line["inline"] else changed
    return clauses([said, line["details"], *told, early])


def _pattern(kind: str, details: dict, known, change: dict | None, who: str) -> str:
    """What was done, with %(who)s in the place of the person."""
    if kind == "alarm":
        return str(ALARMS[details["cause"]]) % details
    if change:
        return change["sentence"]
    if kind in SENTENCES:
        return str(SENTENCES[kind])
    words = {"what": kind_words(kind, known), "who": "%(who)s"}
    if not who:
        return words["what"]
    step = "step" in details
    return (_("为 %(who)s 办理“%(what)s”") if step else _("补记了 %(who)s 的“%(what)s”")) % words


def _around(pattern: str) -> tuple[str, str]:
    """The words before and after the person."""
    lead, _who, tail = pattern.partition("%(who)s")
    return lead.strip(), tail.strip()


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
        _change(_label(model, name), _value(model, name, before), _value(model, name, after))
        for name, (before, after) in changed.items()
        if getattr(_field(model, name), "editable", True) and before != after
    ]


def _change(label: str, before: str, after: str) -> dict:
    words = {"label": label, "before": before, "after": after}
    if before == shown(None):
        sentence = _("把 %(who)s 的%(label)s填为 %(after)s")
    elif after == shown(None):
        sentence = _("清空了 %(who)s 的%(label)s，原为 %(before)s")
    else:
        sentence = _("把 %(who)s 的%(label)s由 %(before)s 改为 %(after)s")
    return {**words, "sentence": sentence % {**words, "who": "%(who)s"}}


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
    if isinstance(field, CodesField):
        return shown(field.words(value))
    choices = dict(field.flatchoices) if field else {}
    return shown(choices.get(value, value))


def shown(value) -> str:
    """A stored value in words: yes and no, an empty place as such."""
    if value is None or value == "":
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)
