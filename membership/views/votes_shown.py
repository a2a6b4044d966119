"""The votes of a case on its page: what each meeting and each committee left on record."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.wording import clauses, labelled, phrases, remarked

from ..models import Exclusion

EXCLUSION = ("category", "number", "consent_on", "adopted_on")


def votes_of(case) -> list:
    """The votes of general meetings, each with the rows of those whom the meeting left out of the
    members entitled as `excluded`. One query: a row for each of these."""
    columns = {f"excluded_{name}": F(f"gathering__exclusions__{name}") for name in EXCLUSION}
    found: dict = {}
    for row in case.meetings.select_related("gathering").annotate(**columns):
        vote = found.setdefault(row.pk, row)
        vote.excluded = [*getattr(vote, "excluded", ()), *_excluded(row)]
    return list(found.values())


def _excluded(row) -> list[Exclusion]:
    values = {name: getattr(row, f"excluded_{name}") for name in EXCLUSION}
    return [Exclusion(**values)] if row.excluded_number else []


# General meetings ---------------------------------------------------------------------------


def voted(vote) -> dict:
    """A vote of a general meeting, for the timeline."""
    return {
        "day": vote.held_on,
        "title": _withdrawn(vote, _("支部大会：%s") % vote.get_purpose_display()),
        "detail": tally_words(vote),
        "facts": tally_facts(vote),
        "facts_title": _("看表决情况"),
        "link": None if vote.withdrawn else _texts(vote),
    }


def tally(vote) -> dict:
    """A vote as a line of facts, with the way to its resolution."""
    return {
        "label": vote.get_purpose_display(),
        "value": f"{vote.held_on} {vote.place}".strip(),
        "note": tally_words(vote),
        "also": _texts(vote),
    }


def _texts(vote) -> dict:
    url = reverse("membership:resolution", args=[vote.case_id, vote.pk])
    return {"url": url, "label": _("决议和审批意见")}


def _withdrawn(vote, words: str) -> str:
    return _("%s（已撤回）") % words if vote.withdrawn else words


def tally_words(vote) -> str:
    """The tally in a line; members left out without both approvals count among the entitled."""
    result = _("赞成票超过应到会半数") if vote.carried else _("赞成票未超过应到会半数")
    numbers = _(
        "应到 %(entitled)s 实到 %(present)s 赞成 %(favour)s 反对 %(no)s 弃权 %(abstain)s"
    ) % {
        "entitled": vote.entitled,
        "present": vote.present,
        "favour": vote.favour,
        "no": vote.no + vote.written_no,
        "abstain": vote.abstain + vote.written_abstain,
    }
    return phrases([numbers, result])


def tally_facts(vote) -> list[dict]:
    """Everything on record of a vote; what nobody told is left out."""
    held = vote.gathering
    told = [
        (_("地点"), vote.place),
        (_("主持人"), held.chair if held else ""),
        (_("监票人"), held.ballot_inspector if held else ""),
        (_("计票人"), held.ballot_counter if held else ""),
        (_("应到和实到"), _present(vote)),
        (_("表决票"), _ballots(vote)),
        (_("书面意见"), _written(vote)),
        (_("不计入应到"), clauses(exclusion_words(row, vote.held_on) for row in vote.excluded)),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _present(vote) -> str:
    words = _("应到 %(eligible)s，实到 %(present)s") % {
        "eligible": vote.eligible,
        "present": vote.present,
    }
    if not vote.unapproved:
        return words
    counted = _("另有 %(unapproved)s 名未经批准不计入，按应到 %(entitled)s 计算")
    return clauses([words, counted % {"unapproved": vote.unapproved, "entitled": vote.entitled}])


def _ballots(vote) -> str:
    papers = ""
    if None not in (vote.issued, vote.returned):
        papers = _("发出 %(issued)s，收回 %(returned)s") % {
            "issued": vote.issued,
            "returned": vote.returned,
        }
    cast = _("赞成 %(yes)s，反对 %(no)s，弃权 %(abstain)s，无效 %(void)s") % {
        "yes": vote.yes,
        "no": vote.no,
        "abstain": vote.abstain,
        "void": vote.void,
    }
    return clauses([papers, cast])


def _written(vote) -> str:
    numbers = (vote.written_yes, vote.written_no, vote.written_abstain)
    if not any(numbers):
        return ""
    words = _("赞成 %s，反对 %s，弃权 %s") % numbers
    counted = _("会前提交，计入票数") if vote.written_in_time else _("没有在会前提交，不计入票数")
    return remarked(words, counted)


def exclusion_words(row: Exclusion, held_on) -> str:
    """Who is not counted among the members entitled, why, and with which approvals."""
    words = _("%(category)s %(number)s 名") % {
        "category": row.get_category_display(),
        "number": row.number,
    }
    approvals = [
        labelled(_("上级党委同意"), row.consent_on or _("没有记录")),
        labelled(_("党员大会通过"), row.adopted_on or _("没有记录")),
    ]
    if not row.approved_by(held_on):
        approvals.append(_("仍计入应到"))
    return remarked(words, phrases(approvals))


# Committees ---------------------------------------------------------------------------------


def sat(sitting, votes) -> dict:
    """The decision of a committee, for the timeline; of the Party committee with the way to the
    text of its opinion, where the vote that it decides on is known."""
    who = _("党委会：%s") if sitting.of_party_committee else _("支委会：%s")
    vote = None if sitting.withdrawn else sitting.vote_among(votes)
    return {
        "day": sitting.held_on,
        "title": _withdrawn(sitting, who % sitting.get_purpose_display()),
        "detail": sitting_words(sitting),
        "link": _texts(vote) if vote else None,
    }


def sitting_words(sitting) -> str:
    """Members, present, in favour and chair, in a line."""
    seats = _("委员 %(members)s 到会 %(present)s") % {
        "members": sitting.members,
        "present": sitting.present,
    }
    cast = ""
    if sitting.yes is not None:
        cast = _("同意 %(yes)s 不同意 %(no)s 弃权 %(abstain)s") % {
            "yes": sitting.yes,
            "no": sitting.no,
            "abstain": sitting.abstain,
        }
    chair = labelled(_("主持人"), sitting.chair) if sitting.chair else ""
    return clauses([seats, cast, chair])
