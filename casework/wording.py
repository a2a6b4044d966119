"""How the parts of a sentence stand together, in Chinese and in English."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(parts: Iterable) -> str:
    """“甲、乙、丙”: things of one kind."""
    return _("、").join(map(str, parts))


def phrases(parts: Iterable) -> str:
    """“甲，乙”: parts of one statement."""
    return _("，").join(map(str, parts))


def clauses(parts: Iterable) -> str:
    """“甲；乙”: statements, each complete in itself; empty ones are left out."""
    return _("；").join(str(part) for part in parts if part)


def labelled(label, value) -> str:
    """“标题：内容”."""
    return _("%(label)s：%(value)s") % {"label": label, "value": value}


def remarked(text, remark) -> str:
    """“正文（说明）”."""
    return _("%(text)s（%(remark)s）") % {"text": text, "remark": remark}
