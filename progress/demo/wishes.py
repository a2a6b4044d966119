"""Who is recruited in a township on a day: two hundred people at every stage, and the recruits
of the two years before."""

from collections.abc import Iterator
from datetime import date, timedelta

from casework.dates import add_months_clamp
from membership.stages import Stage

from .luck import Luck, workday_before
from .recruit import Wish

OVER_FIFTY = "该同志为合作社带头人，群众公认，经支委会研究并报镇党委同意，作为特殊情况吸纳。"
RESCUE = "山洪中为转移受困群众英勇牺牲。"
YOUNG = (23, 40)  # ages today of those admitted this year …
BEFORE = (32, 49)  # … and in the years before
ENDS = (
    # step, stage it started from, anchor, months ago, last stage, reason
    ("withdraw", Stage.APPLICANT, "applied_on", 9, Stage.WITHDRAWN, "本人长期外出务工，撤回申请。"),
    ("drop", Stage.ACTIVIST, "activist_on", 14, Stage.DROPPED, "多次无故不参加培养教育活动。"),
    (
        "transfer_out",
        Stage.ACTIVIST,
        "activist_on",
        9,
        Stage.TRANSFERRED_OUT,
        "工作单位变动，转往外县。",
    ),
    ("record_death", Stage.APPLICANT, "applied_on", 11, Stage.DECEASED, "因病去世。"),
    ("refuse", Stage.ADOPTED, "adopted_on", 4, Stage.REFUSED, "审批前谈话发现重要情况未如实说明。"),
    (
        "annul",
        Stage.PROBATIONARY,
        "adopted_on",
        14,
        Stage.ANNULLED,
        "预备期内不履行党员义务，教育无改进。",
    ),
    (
        "not_recognise",
        Stage.FULL,
        "adopted_on",
        20,
        Stage.NOT_RECOGNISED,
        "经核查，入党时不符合党员条件。",
    ),
)


class Wishes:
    """The wishes for one township; `on` is the day it stands for."""

    def __init__(self, luck: Luck, on: date):
        self.luck, self.on = luck, on

    def all(self) -> Iterator[Wish]:
        yield from self.applicants()
        yield from self.activists()
        yield from self.prospective()
        yield from self.on_probation()
        yield from self.full_this_year()
        yield from self.ended()
        yield from self.recruited_before()
        yield from self.posthumous()

    def ago(self, least: int, most: int, months: int = 0) -> date:
        """A working day that many days, and `months` months, before."""
        start = add_months_clamp(self.on, -months)
        return workday_before(self.luck.before(start, least, most))

    def applicants(self) -> Iterator[Wish]:
        wish = self._maker(Stage.APPLICANT, "applied_on")
        yield wish(self.ago(38, 46), without=("talked_on",))  # overdue
        yield wish(self.ago(12, 18), without=("talked_on",))  # due soon
        for _one in range(6):
            yield wish(self.ago(150, 400), ages=(22, 44), prepared=True)
        for number in range(82):
            yield wish(self.ago(31, 500), ages=(51, 55) if number < 3 else (21, 49))

    def activists(self) -> Iterator[Wish]:
        wish = self._maker(Stage.ACTIVIST, "activist_on")
        yield wish(self.ago(40, 48, 6), late=True)  # overdue
        yield wish(self.ago(6, 12, 6), late=True)  # due soon
        yield wish(self.ago(8, 12, 23))  # soon two years an activist
        for months in (8, 4):
            yield wish(self.ago(5, 25, months), ages=(53, 56), waived=OVER_FIFTY)
        for _one in range(5):
            yield wish(self.ago(5, 150, 13), ages=(24, 45), prepared=True)
        for _one in range(51):
            yield wish(self.ago(26, 640))

    def prospective(self) -> Iterator[Wish]:
        wish = self._maker(Stage.PROPOSED, "proposed_on")
        yield wish(self.ago(3, 4))
        yield wish(self.ago(4, 5))
        wish = self._maker(Stage.PROPOSED, "notice_from_on")
        yield wish(self.ago(2, 3))
        yield wish(self.ago(3, 4))
        yield wish(self.ago(17, 17), prepared=True)
        wish = self._maker(Stage.PROSPECTIVE, "listed_on")
        for least, most in ((3, 6), (8, 14), (16, 20), (22, 27), (40, 44)):
            yield wish(self.ago(least, most))
        wish = self._maker(Stage.PRE_REVIEWED, "pre_reviewed_on")
        yield wish(self.ago(4, 6))
        yield wish(self.ago(12, 14))
        yield wish(self.ago(5, 8, 1))  # overdue
        wish = self._maker(Stage.ADOPTED, "adopted_on")
        yield wish(self.ago(22, 30), prepared=True)
        yield wish(self.ago(68, 74))  # due soon

    def on_probation(self) -> Iterator[Wish]:
        wish = self._maker(Stage.PROBATIONARY, "adopted_on", ages=BEFORE)
        for _one in range(2):
            yield wish(self.ago(28, 32, 12), prepared=True)
        yield wish(self.ago(40, 45, 12), without=("conversion_met_on",))  # overdue
        yield wish(self.ago(8, 12, 12), without=("conversion_met_on",))  # due soon
        wish = self._maker(Stage.PROBATIONARY, "approved_on", ages=YOUNG)
        yield wish(self.ago(8, 12), without=("oath_on",))  # due soon
        wish = self._maker(Stage.PROBATIONARY, "adopted_on")
        since = [(80, 145), (196, 320)] * 5 + [(80, 145)]
        for ages, ago in zip(spread(YOUNG, 11), since, strict=True):
            yield wish(self.ago(*ago), ages=ages)
        wish = self._maker(Stage.EXTENDED, "adopted_on", ages=BEFORE)
        yield wish(self.ago(5, 20, 13))
        yield wish(self.ago(5, 20, 15))

    def full_this_year(self) -> Iterator[Wish]:
        """Admitted last year, full since this year."""
        wish = self._maker(Stage.FULL, "adopted_on", ages=BEFORE)
        last = add_months_clamp(self.on, -12) - timedelta(days=55)
        first = min(date(self.on.year - 1, 1, 2), last - timedelta(days=200))
        for ages in spread(BEFORE, 9):
            yield wish(workday_before(self.luck.day(first, last)), ages=ages)

    def recruited_before(self) -> Iterator[Wish]:
        """Admitted the year before last, full since last year."""
        wish = self._maker(Stage.FULL, "adopted_on", ages=(BEFORE[0] + 2, BEFORE[1] + 2))
        year = self.on.year - 2
        for _one in range(9):
            yield wish(workday_before(self.luck.day(date(year, 1, 10), date(year, 9, 20))))

    def ended(self) -> Iterator[Wish]:
        for name, stage, anchor, months, last, reason in ENDS:
            wish = self._maker(stage, anchor, ages=BEFORE if stage != Stage.APPLICANT else (22, 60))
            left_out = ("conversion_met_on",) if name == "annul" else ()
            yield wish(self.ago(5, 20, months), end=(name, last, reason), without=left_out)

    def posthumous(self) -> Iterator[Wish]:
        """An activist who gave the own life for others (article 27)."""
        wish = self._maker(Stage.ACTIVIST, "activist_on", ages=(28, 40))
        end = ("record_death", Stage.DECEASED, RESCUE)
        yield wish(self.ago(5, 20, 15), end=end, recognised=True)

    def _maker(self, stage: str, anchor: str, ages=(22, 47)):
        def wish(day: date, **more) -> Wish:
            return Wish(stage, anchor, day, **{"ages": ages, **more})

        return wish


def spread(ages: tuple[int, int], number: int) -> list[tuple[int, int]]:
    """`number` narrow ranges that fill a range evenly, so that its mean is not left to chance."""
    youngest, oldest = ages
    starts = [youngest + (oldest - youngest) * turn // number for turn in range(number)]
    return [(start, start + 1) for start in starts]
