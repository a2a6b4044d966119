"""The papers of invented recruitments: complete ones, gaps, and reports that were copied."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from casework.dates import add_months_clamp
from casework.models import Document
from membership.models import ApplicationPaper
from membership.papers import CATALOGUE, THOUGHT_REPORTS
from membership.stages import PROCESS, Stage

from .essays import copied, essay
from .luck import Luck, office_day
from .recruit import Recruit

# The day a paper was drawn up. What is missing here dates from the day of its stage.
DAYS = {
    "application_letter": "applied_on",
    "id_copy": "applied_on",
    "first_talk_record": "talked_on",
    "member_recommendation": "recommended_on",
    "activist_filing_report": "activist_filed_on",
    "activist_registration_form": "activist_filed_on",
    "opinion_mentor": "opinion_mentor_on",
    "opinion_members": "opinion_members_on",
    "opinion_public": "opinion_public_on",
    "opinion_cell": "opinion_cell_on",
    "prospective_minutes": "proposed_on",
    "prospective_filing_report": "consent_on",
    "prospective_reply": "consent_on",
    "prospective_notice": "notice_from_on",
    "prospective_notice_result": "notice_ends_on",
    "political_review_conclusion": "political_review_on",
    "training_cert": "training_ended_on",
    "committee_review_minutes": "committee_reviewed_on",
    "pre_review_request": "committee_reviewed_on",
    "pre_review_reply": "pre_reviewed_on",
    "admission_form": "form_issued_on",
    "admission_minutes": "adopted_on",
    "admission_tally": "adopted_on",
    "approval_request": "adopted_on",
    "approval_reply": "approved_on",
    "org_dept_filing": "org_filed_on",
    "oath_record": "oath_on",
    "conversion_application": "conversion_applied_on",
    "conversion_opinions": "conversion_met_on",
    "conversion_minutes": "conversion_met_on",
    "conversion_tally": "conversion_met_on",
    "conversion_request": "conversion_met_on",
}
STAGE_DAYS = {
    Stage.ACTIVIST: "activist_on",
    Stage.PROPOSED: "proposed_on",
    Stage.PROSPECTIVE: "listed_on",
    Stage.PRE_REVIEWED: "pre_reviewed_on",
    Stage.ADOPTED: "adopted_on",
    Stage.PROBATIONARY: "approved_on",
    Stage.FULL: "converted_on",
}
REPORTS_FROM = dict(zip(THOUGHT_REPORTS, ("activist_on", "adopted_on"), strict=True))
GAPS = [1] * 9 + [2] * 8 + [3] * 6 + [4] * 3 + [5]  # missing papers of 27 people: 60
COPIES = 5  # pairs of reports that share most sentences
DEFECTS = ("缺少本人签名", "落款日期缺失", "未盖公章", "记录人未签字", "复印件不清")
COMPLETE, DEFECTIVE = Document.State.COMPLETE, Document.State.DEFECTIVE


class Dossiers:
    """Fills the dossiers of recruitments made on the day `on`.

    A lean dossier holds only what the stage asks for, and no text of a report.
    """

    def __init__(self, luck: Luck, on: date, *, lean: bool = False):
        self.luck, self.on, self.lean = luck, on, lean

    def fill(self, made: Recruit) -> None:
        """Every paper whose time has come, and those of the next step where it is prepared."""
        wanted = CATALOGUE.expected_at(self._reached(made))
        for paper in CATALOGUE:
            asked = paper.wanted(self.on) and _applies(made, paper.slug)
            if asked and (paper in wanted or self._early(made, paper.slug)):
                made.papers += self._papers(made, paper.slug)

    def _reached(self, made: Recruit) -> str:
        """The stage whose papers are there; an ended case has those of its last one."""
        stages = (made.stage, *(step.source for step in reversed(made.taken)))
        last = next(stage for stage in stages if stage in PROCESS)
        if not made.prepared:
            return last
        following = PROCESS[PROCESS.index(last) + 1]
        return Stage.FULL if following == Stage.EXTENDED else following

    def _early(self, made: Recruit, slug: str) -> bool:
        """Papers come with the event, often before the step that asks for them."""
        if self.lean:
            return False
        if slug in THOUGHT_REPORTS:
            return bool(getattr(made.case, REPORTS_FROM[slug]))
        day = getattr(made.case, DAYS.get(slug, ""), None)
        return bool(day and day <= self.on)

    def _papers(self, made: Recruit, slug: str) -> Iterator[ApplicationPaper]:
        if slug not in THOUGHT_REPORTS:
            yield self._paper(made, slug, self._day(made, slug))
            return
        start = getattr(made.case, REPORTS_FROM[slug]) or made.case.stage_since
        for quarter in range(1, 5):
            day = office_day(self.luck.after(add_months_clamp(start, 3 * quarter), -10, 0))
            if day <= self.on:
                text = essay(made.case.person, day, self.luck) if not self.lean else ""
                yield self._paper(made, slug, day, text)

    def _paper(self, made: Recruit, slug: str, day: date, text: str = "") -> ApplicationPaper:
        pages = self.luck.randint(1, 4)
        return ApplicationPaper(case=made.case, kind=slug, dated_on=day, pages=pages, text=text)

    def _day(self, made: Recruit, slug: str) -> date:
        since = CATALOGUE.by_slug[slug].since
        for name in (DAYS.get(slug), STAGE_DAYS[since], "stage_since"):
            day = getattr(made.case, name) if name else None
            if day:
                return min(day, self.on)
        return self.on

    def leave_gaps(self, recruits: list[Recruit]) -> None:
        """Take sixty papers away, or spoil them, in the dossiers of twenty-seven people.

        Most gaps are in the files of those who are furthest on.
        """
        able = [made for made in recruits if len(_expected(made)) >= 5 and not made.prepared]
        chosen = self.luck.some(able, len(GAPS))
        chosen.sort(key=lambda made: len(_expected(made)))
        for made, number in zip(chosen, sorted(GAPS), strict=False):
            for slug in self.luck.some(_expected(made), number):
                self._lose(made, slug)

    def _lose(self, made: Recruit, slug: str) -> None:
        """The last paper of the kind is gone or defective."""
        paper = [paper for paper in made.papers if paper.kind == slug][-1]
        if self.luck.random() < 0.3:
            paper.state, paper.remark = DEFECTIVE, self.luck.choice(DEFECTS)
        else:
            made.papers.remove(paper)

    def copy_reports(self, recruits: list[Recruit]) -> None:
        """Some reports are mostly somebody else's."""
        found = [paper for made in recruits for paper in made.papers if paper.text]
        drawn = self.luck.some(found, 4 * COPIES)
        pairs = [(one, other) for one, other in pairwise(drawn) if one.case is not other.case]
        for source, target in pairs[::2][:COPIES]:
            target.text = copied(source.text, target.text, self.luck)


def _applies(made: Recruit, slug: str) -> bool:
    if slug == "opinion_cell":
        return made.case.unit.has_cells
    return slug != "mobile_opinions" or made.case.is_mobile


def _expected(made: Recruit) -> list[str]:
    """The kinds that every dossier of the stage ought to hold; nothing once the case has ended."""
    expected = CATALOGUE.expected_at(made.stage)
    return [p.slug for p in expected if p.applies is None and p.wanted(date.max)]
