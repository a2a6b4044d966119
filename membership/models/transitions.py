"""Every transition of a membership case, forward, sideways and out, with its guard."""

from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from casework.models import Person
from casework.rules import Guard

from ..papers import CATALOGUE
from ..rules import (
    admission,
    application,
    converting,
    county,
    ending,
    listing,
    notices,
    organs,
    probation,
    recommending,
    reviewing,
    votes,
)
from ..stages import BEFORE_ADMISSION, IN_PROGRESS, ON_PROBATION, Stage


class Recruitment:
    """The machine. `custom` carries what screens need: label, day column, step form."""

    def set_standing(self, standing, joined_on, full_member_on) -> None:
        """Tell the person's record, which talent rules and the age page read."""
        self.watch.hold(self.person)
        self.person.standing = standing
        self.person.joined_on, self.person.full_member_on = joined_on, full_member_on
        self.person.affiliation_id = self.unit_id if joined_on else None
        self.person.save()

    # Forward, in the order of the process

    @transition(
        "stage",
        source=Stage.APPLICANT,
        target=Stage.ACTIVIST,
        conditions=[
            Guard(
                application.adult_when_applying,
                application.received_by_the_right_org,
                *application.TALK,
                *recommending.RECOMMENDED,
                application.decided_by_the_right_meeting,
                county.waited_after_letter,
                application.decision_quorate,
                application.branch_may_recruit,
                application.mobile_org_able,
                application.committee_where_due,
                application.not_over_fifty,
                application.not_expelled_in_five_years,
                notices.activist_notice_before,
                *CATALOGUE.rules(Stage.ACTIVIST),
            )
        ],
        permission="membership.designate",
        custom={"label": _("确定为入党积极分子"), "day": "activist_on", "step": "designate"},
    )
    def designate(self):
        """The branch decides that the applicant becomes an activist (step 3)."""

    @transition(
        "stage",
        source=Stage.ACTIVIST,
        target=Stage.PROPOSED,
        conditions=[
            Guard(
                listing.activist_filed,
                *listing.MENTORED,
                listing.transfer_examined,
                listing.cultivated_one_year,
                listing.assessed_twice,
                listing.assessed_every_half_year,
                listing.educated_every_half_year,
                listing.opinions_heard,
                votes.proposal_quorate,
                *notices.ACTIVIST,
                *CATALOGUE.rules(Stage.PROPOSED),
            )
        ],
        permission="membership.propose",
        custom={"label": _("提出发展对象人选"), "day": "proposed_on", "step": "propose"},
    )
    def propose(self):
        """The branch committee proposes a prospective member (step 7)."""

    @transition(
        "stage",
        source=Stage.PROPOSED,
        target=Stage.PROSPECTIVE,
        conditions=[
            Guard(
                listing.cultivated_when_listed,
                listing.prospective_filed,
                listing.superior_consented,
                listing.notice_over,
                listing.notice_undisputed,
                listing.notice_at_both_places,
                listing.special_group_consented,
                *CATALOGUE.rules(Stage.PROSPECTIVE),
            )
        ],
        permission="membership.list_prospective",
        custom={"label": _("列为发展对象"), "day": "listed_on", "step": "list"},
    )
    def list_prospective(self):
        """Consent is given and the notice is over: listed (step 8)."""

    @transition(
        "stage",
        source=Stage.PROSPECTIVE,
        target=Stage.PRE_REVIEWED,
        conditions=[
            Guard(
                county.notice_before_the_revision,
                county.notice_made_up,
                admission.two_introducers,
                admission.introducers_have_rights,
                admission.introducers_unpunished,
                reviewing.introducers_no_relatives,
                reviewing.introducers_not_overburdened,
                admission.politically_reviewed,
                reviewing.review_complete,
                reviewing.heard_at_both_places,
                reviewing.joint_review_replied,
                reviewing.departments_heard,
                admission.trained,
                reviewing.trained_by_the_right_organ,
                reviewing.trained_on_site,
                admission.committee_reviewed,
                votes.review_quorate,
                admission.stays_three_months,
                admission.pre_review_passed,
                *CATALOGUE.rules(Stage.PRE_REVIEWED),
            )
        ],
        permission="membership.pass_pre_review",
        custom={"label": _("预审合格"), "day": "pre_reviewed_on", "step": "pre-review"},
    )
    def pass_pre_review(self):
        """The committee with approval power finds the candidate qualified (step 13)."""

    @transition(
        "stage",
        source=Stage.PRE_REVIEWED,
        target=Stage.ADOPTED,
        conditions=[
            Guard(
                *admission.AFTER_PRE_REVIEW,
                organs.not_received_by_temporary,
                admission.meeting_in_time,
                admission.two_introducers,
                admission.introducers_have_rights,
                reviewing.introducers_wrote_opinions,
                reviewing.training_still_valid,
                application.not_expelled_in_five_years,
                admission.admission_quorate,
                admission.admission_carried,
                *votes.VOTE,
                admission.revote_waited,
                notices.admission_notice_before,
                admission.not_in_a_rush,
                admission.within_year_plan,
                *CATALOGUE.rules(Stage.ADOPTED),
            )
        ],
        permission="membership.adopt",
        custom={
            "label": _("支部大会接收"),
            "day": "adopted_on",
            "step": "adopt",
            "tally": "admission",
        },
    )
    def adopt(self):
        """The general meeting admits the candidate; the probation begins (step 15)."""
        self.take_places(1, self.adopted_on.year)

    @transition(
        "stage",
        source=Stage.ADOPTED,
        target=Stage.PROBATIONARY,
        conditions=[
            Guard(
                organs.approver_competent,
                organs.deliberated,
                admission.approved_after_meeting,
                *votes.APPROVED,
                admission.talked_before_approval,
                reviewing.approval_talker_fit,
                admission.approved_in_three_months,
                admission.approved_in_six_months,
                *notices.ADMISSION,
                *CATALOGUE.rules(Stage.PROBATIONARY),
            )
        ],
        permission="membership.approve",
        custom={"label": _("党委审批"), "day": "approved_on", "step": "approve"},
    )
    def approve(self):
        """The Party committee approves; membership counts from the meeting (step 17)."""
        self.set_standing(Person.Standing.PROBATIONARY, self.adopted_on, None)

    @transition(
        "stage",
        source=list(ON_PROBATION),
        target=Stage.FULL,
        conditions=[
            Guard(
                probation.assigned,
                converting.branch_notified,
                converting.member_notified,
                converting.announced_after_approval,
                probation.sworn_in,
                probation.sworn_in_one_month,
                probation.assessed_on_probation,
                converting.introducers_kept_writing,
                converting.educated_on_probation,
                converting.served_on_probation,
                probation.conversion_applied,
                probation.conversion_applied_in_time,
                converting.conversion_not_applied_early,
                probation.probation_over,
                probation.examined_on_probation,
                probation.postponed_six_months_at_most,
                converting.delay_explained,
                converting.standing_decided,
                converting.conversion_opinions_heard,
                converting.conversion_reviewed,
                probation.conversion_quorate,
                probation.conversion_carried,
                *votes.VOTE,
                *votes.CONVERTED,
                probation.converted_in_three_months,
                *notices.CONVERSION,
                *CATALOGUE.rules(Stage.FULL),
            )
        ],
        permission="membership.convert",
        custom={"label": _("审批转正"), "day": "converted_on", "step": "convert"},
    )
    def convert(self):
        """The committee approves full membership; standing counts from the expiry (step 24)."""
        self.set_standing(Person.Standing.FULL, self.adopted_on, self.member_since)

    @transition(
        "stage",
        source=Stage.FULL,
        target=Stage.FULL,
        conditions=[
            Guard(
                converting.custodian_named,
                converting.conversion_notified,
                converting.conversion_announced,
                *(paper.rule for paper in CATALOGUE if paper.archive),
            )
        ],
        permission="membership.archive",
        custom={"label": _("材料归档"), "day": "archived_on", "step": "archive", "once": True},
    )
    def archive(self):
        """The dossier goes into the personnel file or the Party-member file (step 25)."""

    # Sideways and out

    @transition(
        "stage",
        source=list(ON_PROBATION),
        target=Stage.EXTENDED,
        conditions=[
            Guard(
                probation.extended_once,
                probation.expiry_reached,
                probation.extension_in_range,
                probation.extension_carried,
                *votes.EXTENDED,
            )
        ],
        permission="membership.extend",
        custom={
            "label": _("延长预备期"),
            "day": "extension_approved_on",
            "step": "extend",
            "tally": "outcome",
        },
    )
    def extend(self):
        """The committee approves what the general meeting passed: extended, once (article 31)."""

    @transition(
        "stage",
        source=list(ON_PROBATION),
        target=Stage.ANNULLED,
        conditions=[Guard(probation.annulment_carried, *votes.ANNULLED, probation.reason_given)],
        permission="membership.annul",
        custom={
            "label": _("取消预备党员资格"),
            "step": "annul",
            "day": "ended_on",
            "tally": "outcome",
            "out": True,
        },
    )
    def annul(self):
        """The committee approves what the general meeting passed: annulled (article 31)."""
        self.set_standing(Person.Standing.NONE, None, None)

    @transition(
        "stage",
        source=list(BEFORE_ADMISSION),
        target=Stage.WITHDRAWN,
        conditions=[Guard(probation.reason_given)],
        permission="membership.withdraw",
        custom={"label": _("本人撤回申请"), "step": "end", "day": "ended_on", "out": True},
    )
    def withdraw(self):
        """The applicant takes the application back."""

    @transition(
        "stage",
        source=[Stage.ACTIVIST, Stage.PROPOSED, Stage.PROSPECTIVE, Stage.PRE_REVIEWED],
        target=Stage.DROPPED,
        conditions=[Guard(probation.reason_given)],
        permission="membership.drop",
        custom={"label": _("取消培养资格"), "step": "end", "day": "ended_on", "out": True},
    )
    def drop(self):
        """The branch no longer cultivates the person."""

    @transition(
        "stage",
        source=Stage.ADOPTED,
        target=Stage.REFUSED,
        conditions=[Guard(probation.reason_given)],
        permission="membership.refuse",
        custom={"label": _("党委不予批准"), "step": "end", "day": "ended_on", "out": True},
    )
    def refuse(self):
        """The Party committee does not approve the admission (article 24)."""

    @transition(
        "stage",
        source=[*ON_PROBATION, Stage.FULL],
        target=Stage.NOT_RECOGNISED,
        conditions=[Guard(probation.reason_given, *ending.NOT_RECOGNISED)],
        permission="membership.not_recognise",
        custom={"label": _("不予承认"), "step": "not-recognise", "day": "ended_on", "out": True},
    )
    def not_recognise(self):
        """An unlawful admission is not recognised, by decision (article 41)."""
        self.set_standing(Person.Standing.NONE, None, None)

    @transition(
        "stage",
        source=list(IN_PROGRESS),
        target=Stage.TRANSFERRED_OUT,
        conditions=[Guard(probation.reason_given, ending.materials_passed_on)],
        permission="membership.transfer_out",
        custom={"label": _("转出"), "step": "transfer-out", "day": "ended_on", "out": True},
    )
    def transfer_out(self):
        """The person moves to another organisation, with the dossier (articles 12, 34)."""
        self.leave_branch()

    @transition(
        "stage",
        source=list(IN_PROGRESS),
        target=Stage.DECEASED,
        conditions=[Guard(probation.reason_given)],
        permission="membership.record_death",
        custom={"label": _("去世"), "step": "end", "day": "ended_on", "out": True},
    )
    def record_death(self):
        """The person has died."""
        self.leave_branch()

    @transition(
        "stage",
        source=[*BEFORE_ADMISSION, Stage.DECEASED],
        target=Stage.POSTHUMOUS,
        conditions=[Guard(*ending.POSTHUMOUS, probation.reason_given)],
        permission="membership.recognise_posthumously",
        custom={
            "label": _("追认为党员"),
            "step": "posthumous",
            "day": "posthumous_approved_on",
            "out": True,
        },
    )
    def recognise_posthumously(self):
        """The provincial committee recognises somebody who died as a member (article 27).

        Nobody is added to the members of the branch: reports count the living.
        """
