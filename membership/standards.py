"""What the recruitment rules leave open (specification §6), and what a county may make stricter.

Every setting is read where the rules, the planner, the forms or the catalogue need it; how is
told in `casework.standards`. `SETTINGS` is the page's order; `FIXED` are the questions that are
answered once for all.
"""

from django.utils.translation import gettext_lazy as _

from casework.standards import DAYS, PAPERS, Fixed, Kind, Setting
from casework.texts import R14, R26, RECTIFICATION, REVISED_ON, RULE_VERSION

from . import choices

NOT_IN_TEXT = _("条文没有规定")
SPECIFICATION = _("本系统的缺省取法")
NOTICE_SEEN = _("条文没有规定；各地有 3 天、5 个工作日、7 天的")

# Under which text ---------------------------------------------------------------------------

GRANDFATHER = Setting(
    "grandfather_listing", "A-02",
    _("2026 年 5 月 11 日前未经公示就列为发展对象的，是否补公示"),
    Kind.CHOICE, "accept", source=NOT_IN_TEXT, since=REVISED_ON,
    choices={"accept": _("认可，只作提示"), "ask": _("预审前须补公示，未补的须说明")},
)  # fmt: skip
MEETING_TRANSITION = Setting(
    "bgm_limit_transition", "A-03",
    _("预审在 2026 年 5 月 11 日前、大会在其后的，一个月期限怎么算"),
    Kind.CHOICE, "none", source=NOT_IN_TEXT, since=REVISED_ON, derives=DAYS,
    choices={"none": _("不适用一个月期限"), "revision": _("从 2026-05-11 起算一个月")},
)  # fmt: skip

# Activists ----------------------------------------------------------------------------------

TALKERS = Setting(
    "talkers_required", "A-29", _("派人谈话至少几人"),
    Kind.COUNT, 1, source=_("条文没有写人数；贵州省要求书记和组织委员两人"), least=1, most=2,
    unit=_("%s 人"),
)  # fmt: skip
LETTER_WAIT = Setting(
    "min_letter_to_activist_months", "A-05",
    _("递交申请书后至少多久才能确定为积极分子"),
    Kind.MONTHS, 0, source=_("条文没有规定；各地有 2、3、6 个月的"), most=12,
)  # fmt: skip
ACTIVIST_AGE = Setting(
    "activist_age_at_most", "L-01", _("吸纳为积极分子原则上不超过的年龄"),
    Kind.YEARS, 50, source=_("整改清单（2022）第二（3）项"), least=18, most=50,
    cites=(RECTIFICATION("二（3）"),),
)  # fmt: skip
ACTIVIST_FILING = Setting(
    "activist_filing_months", "L-02", _("积极分子应在确定后多久内报备案"),
    Kind.MONTHS, 1, source=_("条文没有规定；贵州省为一个月"), least=1, most=12, derives=DAYS,
)  # fmt: skip
ACTIVIST_DATE = Setting(
    "activist_date_source", "A-06", _("培养教育时间从哪一天起算"),
    Kind.CHOICE, "decision", source=_("贵州省：支委会决定之日；另有学校取备案之日"), derives=DAYS,
    choices={"decision": _("支委会（党员大会）决定之日"), "filing": _("上级党委备案之日")},
)  # fmt: skip
HOUSEHOLDS = Setting(
    "household_recommendation", "L-07", _("确定积极分子前是否须有户代表推荐且过半同意"),
    Kind.YES_NO, False,
    source=_("整改清单（2022）第二（3）项：强化户代表推荐；不能代替党员推荐或群团推优"),
)  # fmt: skip
APPRAISED = Setting(
    "two_way_appraisal", "L-08", _("确定积极分子前是否须有双向鉴定"),
    Kind.YES_NO, False,
    source=_("整改清单（2022）第二（3）项：强化双向鉴定；没有规定做法"),
)  # fmt: skip
CULTIVATION = Setting(
    "cultivation_months", "N-13", _("培养教育考察至少多久"),
    Kind.MONTHS, 12, source=_("细则第13条：一年以上"), least=12, most=60,
    cites=(R26(13), R14(13)), derives=DAYS,
)  # fmt: skip
CULTIVATED_AT = Setting(
    "cult_year_event", "A-04", _("到哪一步时须满培养教育考察的时间"),
    Kind.CHOICE, "committee", source=_("细则第13条：先经一年以上培养教育考察，后由支委会讨论"),
    choices={"committee": _("支委会讨论时"), "listing": _("列为发展对象时")},
)  # fmt: skip
ASSESSMENT_GRACE = Setting(
    "assessment_grace_days", "A-11", _("半年考察到期后可宽限多久"),
    Kind.DAYS, 30, source=SPECIFICATION, most=180, derives=DAYS,
)  # fmt: skip
ASSESSED_ON = Setting(
    "assess_while_prospective", "A-11", _("列为发展对象后到接收前是否继续半年考察"),
    Kind.YES_NO, True, source=_("登记表可加页，继续填写"), derives=DAYS,
)  # fmt: skip
THOUGHT_REPORTS = Setting(
    "thought_reports_per_year", "A-10", _("思想汇报每年不少于几份"),
    Kind.COUNT, 4, source=_("条文没有规定；各地一般每季一份"), most=12,
    unit=_("%s 份"), derives=PAPERS,
)  # fmt: skip
UNVERIFIED_MOVE = Setting(
    "unverified_transfer_policy", "A-30", _("转入后不连续计算的，培养教育时间从哪天重新算起"),
    Kind.CHOICE, "verification", source=_("细则第12条：可以连续计算"), derives=DAYS,
    choices={"verification": _("材料审查之日"), "transfer": _("转入之日")},
)  # fmt: skip

MENTOR_MOST = Setting(
    "mentor_max", "A-22", _("一名培养联系人同时最多联系几人"),
    Kind.COUNT, 5, source=_("条文没有规定；高校有不超过五人的规定"), least=1, most=20,
    unit=_("%s 人"),
)  # fmt: skip
RELATIVE_BAN = Setting(
    "relative_ban", "A-22", _("直系亲属是否不宜作培养联系人和入党介绍人"),
    Kind.YES_NO, True, source=_("条文没有规定；贵州省不允许"),
)  # fmt: skip

# Prospective members ------------------------------------------------------------------------

LISTED_ON = Setting(
    "listing_date_source", "A-07", _("列为发展对象的日期，表单里预填哪一天"),
    Kind.CHOICE, "earliest", source=_("2014 年版取备案之日；2026 年版取公示期满次日"),
    choices={"earliest": _("备案之日（2014 年版）或公示期满次日（2026 年版）"),
             "today": _("办理当天（另有列为发展对象的记录）")},
)  # fmt: skip
NOTICE_DAYS = Setting(
    "listing_notice_days", "A-08", _("发展对象公示多少个工作日"),
    Kind.WORKING_DAYS, 5, source=_("细则（2026）第13条：不少于五个工作日"), least=5, most=30,
    cites=(R26(13),), derives=DAYS,
)  # fmt: skip
NOTICES = Setting(
    "notices", "A-08", _("另外还要求哪些公示（有记录，收材料）"),
    Kind.LIST, (), source=_("国家只要求发展对象公示"), derives=PAPERS,
    choices=choices.NOTICES,
)  # fmt: skip
ACTIVIST_NOTICE = Setting(
    "activist_notice_days", "A-08", _("确定积极分子公示多少天"),
    Kind.COUNT, 5, source=NOTICE_SEEN, least=1, most=30, unit=_("%s 天"), derives=DAYS,
)  # fmt: skip
ADMISSION_NOTICE = Setting(
    "admission_notice_days", "A-08", _("接收预备党员公示多少天"),
    Kind.COUNT, 5, source=NOTICE_SEEN, least=1, most=30, unit=_("%s 天"), derives=DAYS,
)  # fmt: skip
CONVERSION_NOTICE = Setting(
    "conversion_notice_days", "A-08", _("转正公示多少天"),
    Kind.COUNT, 5, source=NOTICE_SEEN, least=1, most=30, unit=_("%s 天"), derives=DAYS,
)  # fmt: skip
NOTICES_CALENDAR = Setting(
    "notices_in_calendar_days", "A-08", _("另外的公示中，哪些按自然日计算（其余按工作日）"),
    Kind.LIST, (), source=NOTICE_SEEN, choices=choices.NOTICES, derives=DAYS,
)  # fmt: skip
NOTICES_BEFORE = Setting(
    "notices_before", "A-08",
    _("另外的公示中，哪些须在会议之前期满（其余在会议之后张贴、下一步之前期满）"),
    Kind.LIST, (), source=_("条文没有规定；有学校在接收大会前公示，有学校在会后公示"),
    choices=choices.NOTICES,
)  # fmt: skip
POSTING_DAY = Setting(
    "notice_count_posting_day", "A-09", _("公示张贴当天是工作日的，是否算第一天"),
    Kind.YES_NO, True, source=_("通常做法"), derives=DAYS,
)  # fmt: skip

SPECIAL_GROUPS = Setting(
    "special_approval_groups", "A-23", _("列为发展对象前，哪些人员须另行报批"),
    Kind.LIST, ("other_party", "new_strata"), source=_("条文没有规定；各地有此规定"),
    choices=dict(choices.SPECIAL_GROUPS),
)  # fmt: skip
INTRODUCER_MOST = Setting(
    "introducer_max", "A-22", _("一名入党介绍人同时最多介绍几人"),
    Kind.COUNT, 1, source=_("条文没有规定；贵州省为一人，高校不超过五人"), least=1, most=20,
    unit=_("%s 人"),
)  # fmt: skip
JOINT_REVIEW = Setting(
    "joint_review_required", "N-16", _("政治审查是否须有县里的联审答复"),
    Kind.YES_NO, False, source=_("细则（2026）第16条：县级党委组织部门会同执纪执法等部门联审"),
)  # fmt: skip

# Admission ----------------------------------------------------------------------------------

TRAINING_DAYS = Setting(
    "training_days", "N-17", _("集中培训至少多少天（或满学时）"),
    Kind.DAYS, 3, source=_("细则第17条"), least=3, most=30, cites=(R26(17), R14(17)),
)  # fmt: skip
TRAINING_HOURS = Setting(
    "training_hours", "N-17", _("集中培训至少多少学时（或满天数）"),
    Kind.COUNT, 24, source=_("细则第17条"), least=24, most=200, cites=(R26(17), R14(17)),
    unit=_("%s 学时"),
)  # fmt: skip
TRAINING_VALID = Setting(
    "training_valid_months", "A-13", _("集中培训多久内有效，过期须重训（0 为不限）"),
    Kind.MONTHS, 0, source=_("条文没有规定；贵州省：一年未接收的须重训"), most=60,
)  # fmt: skip
RUSH_SHARE = Setting(
    "rush_share", "L-03", _("一次大会接收人数不超过支部年度计划的几分之一"),
    Kind.COUNT, 2, source=_("细则第3条：禁止突击发展，没有数字"), least=1, most=12, unit=_("1/%s"),
)  # fmt: skip
REVOTE = Setting(
    "revote_wait_months", "A-24", _("表决未通过后多久可以再讨论"),
    Kind.MONTHS, 6, source=_("条文没有规定；有乡镇规定半年"), most=24,
)  # fmt: skip
FORM_YEAR = Setting(
    "form_year_rule", "A-25", _("入党志愿书当年未接收的，次年是否换发新表"),
    Kind.YES_NO, True, source=_("条文没有规定；有学校规定 12 月 31 日前未接收的列入次年"),
)  # fmt: skip
EXCLUSIONS = Setting(
    "eligible_exclusions", "A-14",
    _("哪些党员经上级同意、大会通过后可以不计入应到"),
    Kind.LIST, tuple(choices.EXCLUSIONS), source=_("组织部门答复的六种情形；其余缺席一律计入应到"),
    choices=choices.EXCLUSIONS,
)  # fmt: skip
COMMITTEE_VOTE = Setting(
    "committee_vote_rule", "A-21", _("党委审批预备党员怎样算通过"),
    Kind.CHOICE, "majority", source=_("细则第24条：集体讨论、表决决定，没有数字"),
    choices={"majority": _("同意超过应到委员半数"),
             "two_thirds": _("三分之二以上委员到会，同意超过应到委员半数")},
)  # fmt: skip
OVER_SIX_MONTHS = Setting(
    "over_six_months_policy", "A-16", _("超过六个月没有审批的，怎么办"),
    Kind.CHOICE, "county", source=_("细则（2026）第25条：最长不超过六个月；后果没有写"),
    choices={"county": _("报县委组织部决定"), "meeting": _("撤回大会一步，重新召开支部大会"),
             "refuse": _("办理不予批准"), "allow": _("仍可审批")},
    refuses={"allow": _("细则（2026）第25条规定最长不超过六个月，县里不能放宽。")},
)  # fmt: skip

YEARS_IDLE = Setting(
    "idle_branch_years", "L-05", _("多少年没有发展党员的支部列入督促"),
    Kind.COUNT, 3, source=_("细则（2026）第37条：长期不做发展党员工作的；通常三年"),
    least=1, most=10, unit=_("%s 年"),
)  # fmt: skip
YEARS_WITHOUT_ACTIVIST = Setting(
    "idle_village_years", "L-06", _("多少年没有培养积极分子的村列入督促"),
    Kind.COUNT, 2, source=_("条文没有规定；有县规定两年"), least=1, most=10, unit=_("%s 年"),
)  # fmt: skip

# Probation ----------------------------------------------------------------------------------

PROBATION_ASSESSMENTS = Setting(
    "probation_assessments", "A-12", _("预备期考察不少于几次"),
    Kind.COUNT, 2, source=_("条文没有规定；一般每半年一次"), most=12, unit=_("%s 次"), derives=DAYS,
)  # fmt: skip
END_SHOWN = Setting(
    "probation_end_display", "A-17", _("预备期“至”印哪一天（不影响党龄）"),
    Kind.CHOICE, "before", source=_("条文没有规定；两种写法都有"),
    choices={"before": _("期满日的前一天"), "same": _("期满日当天")},
)  # fmt: skip
APPLICATION_WINDOW = Setting(
    "conversion_application_window", "A-18", _("预备期满前多少天起可以提出转正申请"),
    Kind.DAYS, 30, source=_("条文没有规定；各地为一周或一个月"), most=90, derives=DAYS,
)  # fmt: skip
ON_EXPIRY_DAY = Setting(
    "allow_on_expiry_day", "A-19", _("预备期满当天是否可以开转正大会"),
    Kind.YES_NO, True, source=_("“期满”自满一年之日起"),
)  # fmt: skip
CONVERSION_MEETING = Setting(
    "conversion_meeting_days", "L-04", _("预备期满后多少天内应开转正大会"),
    Kind.DAYS, 30, source=_("细则第31条：及时讨论，没有数字"), least=1, most=90, derives=DAYS,
)  # fmt: skip
LATE_STANDING = Setting(
    "late_standing_policy", "A-20",
    _("因本人原因推迟转正的，党龄从哪天算起（支部拖延的一律从期满日算）"),
    Kind.CHOICE, "decide", source=_("细则第33条：自预备期满转为正式党员之日算起；迟交的没有写"),
    choices={"decide": _("逐人认定，写明理由"), "expiry": _("预备期满之日")},
)  # fmt: skip

# Days ---------------------------------------------------------------------------------------

HOLIDAY_SHIFT = Setting(
    "deadline_holiday_shift", "A-26", _("期限的最后一天是休息日的，怎么办"),
    Kind.CHOICE, "none", source=_("党内法规没有规定"), derives=DAYS,
    choices={"none": _("不变"), "earlier": _("提前到前一个工作日"),
             "later": _("顺延到后一个工作日")},
    refuses={"later": _("顺延会延长条文规定的最长期限，县里可以缩短、不能延长。")},
)  # fmt: skip
STRICT_MINIMUM = Setting(
    "strict_minimum", "§2.8", _("“满几个月”是否须过满期日（多等一天）"),
    Kind.YES_NO, False, source=_("对应日即满期，比照民法典第201、202条"), derives=DAYS,
)  # fmt: skip

# fmt: off
SECTIONS = (
    (_("适用哪一版细则"), (RULE_VERSION, GRANDFATHER, MEETING_TRANSITION)),
    (_("入党积极分子"), (
        TALKERS, LETTER_WAIT, ACTIVIST_AGE, HOUSEHOLDS, APPRAISED, ACTIVIST_FILING, ACTIVIST_DATE,
        CULTIVATION,
        CULTIVATED_AT, ASSESSMENT_GRACE, ASSESSED_ON, THOUGHT_REPORTS, UNVERIFIED_MOVE,
        MENTOR_MOST, RELATIVE_BAN,
    )),
    (_("发展对象"), (
        LISTED_ON, NOTICE_DAYS, NOTICES, ACTIVIST_NOTICE, ADMISSION_NOTICE,
        CONVERSION_NOTICE, NOTICES_CALENDAR, NOTICES_BEFORE, POSTING_DAY, SPECIAL_GROUPS,
        INTRODUCER_MOST, JOINT_REVIEW, TRAINING_DAYS, TRAINING_HOURS, TRAINING_VALID,
    )),
    (_("接收预备党员"), (
        RUSH_SHARE, EXCLUSIONS, REVOTE, FORM_YEAR, COMMITTEE_VOTE, OVER_SIX_MONTHS,
    )),
    (_("预备期和转正"), (
        PROBATION_ASSESSMENTS, END_SHOWN, APPLICATION_WINDOW, ON_EXPIRY_DAY, CONVERSION_MEETING,
        LATE_STANDING,
    )),
    (_("日期和督促"), (HOLIDAY_SHIFT, STRICT_MINIMUM, YEARS_IDLE, YEARS_WITHOUT_ACTIVIST)),
)
# fmt: on
SETTINGS = tuple(setting for _title, some in SECTIONS for setting in some)
BY_KEY = {setting.key: setting for setting in SETTINGS}
FIXED = (
    Fixed(
        "A-15", _("三个月审批期限从哪天起算"), _("支部大会之日"),
        _("细则第25条；从较晚的上报之日起算会延长最长期限，县里不能放宽。"),
        key="approval_clock_start",
    ),
    Fixed(
        "A-27", _("何时满十八周岁；2 月 29 日出生的怎么算"),
        _("生日当天；平年为 3 月 1 日"),
        _("周岁按满年计算；平年取 2 月 28 日会早一天，缩短了最低年龄。"),
        key="birthday_rule",
    ),
    Fixed(
        "A-28", _("流程图"), _("25 步，加 2026 年版新增的同意和公示"),
        _("2026 年版的流程图没有公布；步骤是数据，公布后随版本更新。"),
        key="step_chart",
    ),
)  # fmt: skip
