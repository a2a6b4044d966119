"""The charts of the product: age pyramid, bars, progress, trend.

Each returns a `Chart`, drawn by `.svg()` on the page and by `.drawing()` on paper.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .marks import LABEL, SMALL, TITLE, Box, Chart, Curve, Dot, Rule, Words, text_width
from .wording import phrases, remarked

__all__ = ["Chart", "bars", "progress_bar", "pyramid", "trend"]

WIDTH = 620


def step_for(span: float, count: int = 5) -> float:
    """The least of 1, 2 or 5 times a power of ten that cuts `span` into at most `count` parts."""
    wanted = span / count
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(lead * power for lead in (1, 2, 5, 10) if lead * power >= wanted * (1 - 1e-9))


def _names(bands: Sequence) -> list[str]:
    return [str(getattr(band, "label", band)) for band in bands]


def _occupied(*rows: Sequence[int]) -> range:
    """Indexes without the outer ones where every row is empty; at least one."""
    filled = [index for index, values in enumerate(zip(*rows, strict=True)) if any(values)]
    return range(filled[0], filled[-1] + 1) if filled else range(len(rows[0]))


def pyramid(bands: Sequence, men: Sequence[int], women: Sequence[int], title: str) -> Chart:
    """Age pyramid: `bands` from young to old (texts or ages.Band), a count of each sex.

    The oldest stand on top; outer bands that nobody fills are left out.
    """
    shown, names = _occupied(men, women), _names(bands)
    gutter = max(text_width(names[i], LABEL) for i in shown) / 2 + 12
    top, row, half = 76, 26, WIDTH / 2
    most = max([*men, *women, 1])
    scale = (half - gutter - 44) / most
    chart = Chart(title, WIDTH, top + row * len(shown) + 30, _sexes(men, women))
    chart.add(Words(half, 24, title, "title", "middle", TITLE))
    _pyramid_grid(chart, most, gutter, scale, top)
    _pyramid_key(chart, sum(men), sum(women), gutter)
    for line, index in enumerate(reversed(shown)):
        y = top + row * line
        chart.add(Words(half, y + 17.5, names[index], "label", "middle"))
        _pyramid_bar(chart, y + 4, names[index], men[index], "men", half - gutter, -scale)
        _pyramid_bar(chart, y + 4, names[index], women[index], "women", half + gutter, scale)
    return chart


def _sexes(men: Sequence[int], women: Sequence[int]) -> str:
    return _("男%(men)d人，女%(women)d人") % {"men": sum(men), "women": sum(women)}


def _pyramid_grid(chart: Chart, most: int, gutter: float, scale: float, top: float) -> None:
    """Thin verticals at round numbers, with their values at the foot."""
    step, foot = max(step_for(most, 4), 1), chart.height - 26
    for number in range(int(most // step) + 1):
        reach = gutter + number * step * scale
        for x in (chart.width / 2 - reach, chart.width / 2 + reach):
            chart.add(Rule(x, top, x, foot, "axis" if number == 0 else "grid"))
            if number:
                tick = f"{number * step:g}"
                chart.add(Words(x, chart.height - 10, tick, "muted", "middle", SMALL))


def _pyramid_key(chart: Chart, men: int, women: int, gutter: float) -> None:
    half = chart.width / 2
    left, right = _("男 %d人") % men, _("女 %d人") % women
    chart.add(Box(half - gutter - 12, 49, 12, 12, "men"))
    chart.add(Words(half - gutter - 18, 60, left, "label", "end"))
    chart.add(Box(half + gutter, 49, 12, 12, "women", hatched=True))
    chart.add(Words(half + gutter + 18, 60, right, "label"))


def _pyramid_bar(
    chart: Chart, y: float, band: str, count: int, sex: str, x: float, scale: float
) -> None:
    """One bar growing from `x`; `scale` is negative to the left."""
    reach, word = count * scale, _("男") if sex == "men" else _("女")
    tip = _("%(band)s %(sex)s %(count)d人") % {"band": band, "sex": word, "count": count}
    if count:
        chart.add(Box(min(x, x + reach), y, abs(reach), 18, sex, tip, sex == "women"))
    side, anchor = (-6, "end") if scale < 0 else (6, "start")
    kind = "value" if count else "muted"
    chart.add(Words(x + reach + side, y + 13.5, str(count), kind, anchor))


def bars(
    labels: Sequence[str],
    values: Sequence[float],
    title: str,
    unit: str = "",
    notes: Sequence[str] = (),
) -> Chart:
    """Horizontal bars with the value at each end; `notes` (shares, say) follow the values."""
    names, notes = _names(labels), list(notes) or [""] * len(values)
    head = min(max((text_width(name, LABEL) for name in names), default=0), 220) + 10
    told = zip(values, notes, strict=True)
    tails = [f"{value:g}{unit}　{note}".rstrip() for value, note in told]
    tail = max((text_width(text, LABEL) for text in tails), default=0) + 14
    scale = (WIDTH - head - tail) / (max(values, default=0) or 1)
    told = [" ".join(pair) for pair in zip(names, tails, strict=True)]
    chart = Chart(title, WIDTH, 50 + 26 * len(names), phrases(told))
    chart.add(Words(0, 24, title, "title", size=TITLE))
    for line, (name, value, text) in enumerate(zip(names, values, tails, strict=True)):
        y = 42 + 26 * line
        chart.add(Words(head - 10, y + 13.5, _short(name, 220), "label", "end"))
        chart.add(Box(head, y, value * scale, 18, "bar", f"{name} {text}"))
        chart.add(Words(head + value * scale + 8, y + 13.5, text, "value"))
    chart.add(Rule(head, 38, head, chart.height - 8, "axis"))
    return chart


def _short(name: str, room: float) -> str:
    """`name`, cut with an ellipsis where it is wider than `room` pixels."""
    while text_width(name, LABEL) > room:
        name = name.rstrip("…")[:-1] + "…"
    return name


def progress_bar(now: float, target: float, title: str, unit: str = "", start: float = 0) -> Chart:
    """How much of the way from `start` to `target` is done; the target may be the lower number."""
    way = target - start
    done = min(max((now - start) / way, 0), 1) if way else 1.0
    facts = {"now": f"{now:g}", "target": f"{target:g}", "unit": unit, "share": f"{done:.1%}"}
    text = _("现%(now)s%(unit)s　目标%(target)s%(unit)s　完成%(share)s") % facts
    chart = Chart(title, WIDTH, 60, text)
    chart.add(Words(0, 20, title, "title", size=TITLE), Words(WIDTH, 20, text, "value", "end"))
    chart.add(Box(0, 32, WIDTH, 14, "track"))
    if done:
        chart.add(Box(0, 32, WIDTH * done, 14, "done" if done == 1 else "bar", f"{title} {text}"))
    return chart


Point = tuple[str, float | None]


def trend(
    points: Sequence[Point], title: str, unit: str = "", target: float | None = None
) -> Chart:
    """A line through (label, value); a value of None leaves a gap. The axis need not start at 0."""
    known = [value for _label, value in points if value is not None]
    low, high, step = _span([*known, *([target] if target is not None else [])])
    told = [f"{label} {value:g}{unit}" for label, value in points if value is not None]
    chart = Chart(title, WIDTH, 270, phrases(told))
    plot = _Plot(52, WIDTH - 40, 60, 232, low, high, len(points))
    chart.add(Words(0, 24, remarked(title, unit) if unit else title, "title", size=TITLE))
    _trend_grid(chart, plot, step)
    if target is not None:
        _trend_target(chart, plot, target, unit)
    _trend_line(chart, plot, points, unit)
    return chart


@dataclass(frozen=True)
class _Plot:
    """Where the points of a trend lie."""

    left: float
    right: float
    top: float
    foot: float
    low: float
    high: float
    count: int

    def x(self, index: int) -> float:
        inner = self.right - self.left - 40
        return self.left + 20 + inner * (index / (self.count - 1) if self.count > 1 else 0.5)

    def y(self, value: float) -> float:
        return self.foot - (value - self.low) / (self.high - self.low) * (self.foot - self.top)


def _span(values: Sequence[float]) -> tuple[float, float, float]:
    """Low end, high end and step of an axis of round numbers around `values`."""
    if not values:
        return 0, 1, 1
    low, high = min(values), max(values)
    step = step_for((high - low) or abs(high) or 1, 4)
    floor, top = low // step * step, -(-high // step) * step
    floor -= step if floor == low >= step else 0
    return floor, top if top > floor else floor + step, step


def _trend_grid(chart: Chart, plot: _Plot, step: float) -> None:
    for number in range(round((plot.high - plot.low) / step) + 1):
        value = plot.low + number * step
        y = plot.y(value)
        chart.add(Rule(plot.left, y, plot.right, y, "axis" if number == 0 else "grid"))
        chart.add(Words(plot.left - 8, y + 4, f"{value:.6g}", "muted", "end", SMALL))


def _trend_target(chart: Chart, plot: _Plot, target: float, unit: str) -> None:
    y, text = plot.y(target), _("目标 %(value)s%(unit)s") % {"value": f"{target:g}", "unit": unit}
    chart.add(Rule(plot.left, y, plot.right, y, "goal", dashed=True, tip=text))
    chart.add(Words(plot.right, y - 6, text, "goal", "end", SMALL))


def _trend_line(chart: Chart, plot: _Plot, points: Sequence[Point], unit: str) -> None:
    """The curve in pieces between gaps, its dots, and as many labels as there is room for."""
    skip = -(-len(points) // 12)
    piece: list[tuple[float, float]] = []
    for index, (label, value) in enumerate(points):
        x = plot.x(index)
        if index % skip == 0:
            chart.add(Words(x, plot.foot + 20, label, "muted", "middle", SMALL))
        if value is None:
            piece = _close(chart, piece)
            continue
        piece.append((x, plot.y(value)))
        chart.add(Dot(*piece[-1], f"{label} {value:g}{unit}"))
        if index % skip == 0 or index == len(points) - 1:
            chart.add(Words(x, plot.y(value) - 10, f"{value:g}", "value", "middle"))
    _close(chart, piece)


def _close(chart: Chart, piece: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(piece) > 1:
        chart.add(Curve(tuple(piece)))
    return []
