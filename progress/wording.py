"""The standard sentences of the age-structure report, every number from the figures."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Unit
from casework.pdf import long_date
from casework.wording import listed, phrases

from .structure import Figures

WHOLE = {
    Unit.Kind.PROVINCE: gettext_lazy("全省"),
    Unit.Kind.COUNTY: gettext_lazy("全县"),
    Unit.Kind.TOWNSHIP: gettext_lazy("全镇"),
}


def change(found: Figures, value: Decimal | None, unit: str, up: str, down: str) -> str:
    """，较年初下降0.8岁 — nothing where there is nothing to compare with."""
    if value is None:
        return ""
    words = {"day": found.population.compared, "by": abs(value), "unit": unit}
    if not value:
        return _("，与%(day)s持平") % words
    return _("，较%(day)s%(verb)s%(by)s%(unit)s") % {**words, "verb": up if value > 0 else down}


def place(found: Figures) -> str:
    name = WHOLE.get(found.scope.kind, str(found.scope))
    if found.village_count > 1:
        return _("%(place)s%(number)d个村（社区）") % {
            "place": name,
            "number": found.village_count,
        }
    return name


def summary(found: Figures) -> str:
    """The sentence the county asks for, as the specification of reports words it."""
    if not found.now.total:
        return _("截至%(day)s，%(place)s没有%(noun)s。") % _subject(found)
    parts = [_("截至%(day)s，%(place)s共有%(noun)s%(total)d人") % _subject(found)]
    if found.now.mean is not None:
        parts.append(_("平均年龄%s岁") % found.now.mean + _mean_change(found))
    told = {"first": phrases(parts), "young": young(found)}
    return _("%(first)s；%(young)s。") % told


def _subject(found: Figures) -> dict:
    return {
        "day": long_date(found.on),
        "place": place(found),
        "noun": found.population.noun,
        "total": found.now.total,
    }


def _mean_change(found: Figures) -> str:
    return change(found, found.mean_change, _("岁"), _("上升"), _("下降"))


def young(found: Figures) -> str:
    """35岁及以下38人，占17.6%，较年初提高1.9个百分点"""
    text = _("35岁及以下%(number)d人，占%(share)s%%") % {
        "number": found.young,
        "share": found.young_share,
    }
    if not found.before.total:
        return text
    return text + change(found, found.young_change, _("个百分点"), _("提高"), _("下降"))


def old(found: Figures) -> str:
    return _("%(band)s%(number)d人，占%(share)s%%。") % {
        "band": found.oldest.label,
        "number": found.old,
        "share": found.old_share,
    }


def problems(found: Figures) -> list[str]:
    """What the figures show, without judging it."""
    lines = [old(found)]
    if found.population.slug == "committee":
        numbers = {
            "any": found.without_young.number,
            "local": found.without_local_young.number,
        }
        lines.append(
            _(
                "两委中没有35岁及以下成员的村%(any)d个；不计机关兼任和外村人员，"
                "没有35岁及以下本村成员的村%(local)d个。"
            )
            % numbers
        )
        names = listed(found.without_local_young.first)
        names += "…" if found.without_local_young.more else ""
        lines += [_("没有35岁及以下本村成员的村：%s。") % names] if names else []
    return lines


def notes(found: Figures) -> list[str]:
    """Definitions under the tables."""
    lines = [
        str(found.population.definition),
        _("年龄为截至日的周岁，生日当天即满；“35岁以下”含35岁。占比按最大余额法取一位小数，"
          "各段合计100.0%。"),
        _("%(day)s数为%(date)s的数。")
        % {"day": found.population.compared, "date": long_date(found.before.on)},
    ]  # fmt: skip
    if found.now.month_only:
        lines.append(_("其中%d人只知出生年月，按当月1日计算。") % found.now.month_only)
    if found.now.unknown:
        lines.append(_("%d人出生日期不详，单列一行，不计入平均年龄。") % found.now.unknown)
    return lines
