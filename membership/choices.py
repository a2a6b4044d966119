"""What the answers of the 25 steps may be: the codes and their words."""

from django.utils.translation import gettext_lazy as _

# Where the person works or studies, and which organisation took the letter (article 6).
SITUATIONS = [
    ("unit_with_org", _("单位已建立党组织")),
    ("unit_without_org", _("单位未建立党组织")),
    ("no_unit", _("没有工作、学习单位")),
]
RECEIVERS = [
    ("own_unit", _("工作、学习所在单位党组织")),
    ("residence", _("居住地党组织")),
    ("locality", _("单位所在地党组织")),
    ("supervisor", _("单位主管部门党组织")),
    ("mobile_org", _("流动党员党组织")),
]
# Articles 7 and 23.
TALKERS = [
    ("secretary", _("支部书记")),
    ("deputy_secretary", _("支部副书记")),
    ("org_member", _("支部组织委员")),
    ("other", _("其他")),
]
TALK_TOPICS = [
    ("record", _("学习、工作经历")),
    ("view", _("对党的认识")),
    ("motive", _("入党动机")),
    ("conduct", _("遵纪守法情况")),
    ("family", _("家庭情况")),
    ("told", _("已讲明党的基本知识和入党条件")),
]
APPROVAL_TALKERS = [
    ("committee_member", _("党委委员")),
    ("org_officer", _("组织员")),
    ("other", _("其他")),
]
# Article 8.
RECOMMENDERS = [
    ("members", _("党员推荐")),
    ("mass_org", _("群团组织推优")),
    ("both", _("党员推荐和推优")),
    ("households", _("户代表推荐")),
]
RECOMMENDATIONS = [
    ("members", _("党员推荐")),
    ("mass_org", _("群团组织推优")),
    ("households", _("户代表推荐")),
]
METHODS = [("meeting", _("会议")), ("door", _("入户"))]
# The two-way appraisal: who they are is the township's to choose.
SIDES = [("first", _("一方")), ("second", _("另一方"))]
APPRAISERS = [
    ("village", _("村党组织")),
    ("township", _("乡镇党委")),
    ("work", _("工作、学习单位")),
    ("residence", _("现居住地党组织")),
]
CONCLUSIONS = [
    ("support", _("同意")),
    ("conditional", _("有条件同意")),
    ("oppose", _("不同意")),
]
DECIDERS = [("committee", _("支部委员会会议")), ("general_meeting", _("支部党员大会"))]
EDUCATION = [
    ("lecture", _("党课")),
    ("activity", _("组织生活和党内活动")),
    ("social_work", _("社会工作")),
    ("training", _("集中培训")),
    ("service", _("志愿服务")),
]
SPECIAL_GROUPS = [
    ("other_party", _("民主党派负责人")),
    ("new_strata", _("新的社会阶层人士")),
]
# Article 16: the four topics of 2014, the six of 2026.
REVIEW_TOPICS_2014 = ("theory", "history", "lawful", "kin")
REVIEW_TOPICS = [
    ("theory", _("对党的理论和路线、方针、政策的态度")),
    ("history", _("政治历史和在重大政治斗争中的表现")),
    ("lawful", _("遵纪守法和遵守社会公德情况")),
    ("kin", _("家庭主要成员和重要社会关系的政治情况")),
    ("online", _("网络行为（2026 年起）")),
    ("urgent", _("在急难险重任务中的表现（2026 年起）")),
]
REVIEW_BASICS = ("person", "files", "asked")
REVIEW_METHODS = [
    ("person", _("同本人谈话")),
    ("files", _("查阅有关档案材料")),
    ("asked", _("找有关单位和人员了解情况")),
    ("letter", _("函调")),
    ("field", _("外调")),
]
# Article 17.
TRAINERS = [
    ("committee", _("基层党委")),
    ("org_dept", _("县级党委组织部门")),
    ("other", _("其他")),
]
TRAINING_MODES = [("offline", _("线下")), ("video", _("视频"))]
# Articles 29, 33 and 36.
OATHS = [
    ("branch", _("党支部")),
    ("committee", _("基层党委")),
    ("collective", _("县级以上党委集体宣誓")),
]
DELAYS = [("organisation", _("党组织的原因")), ("person", _("本人的原因"))]
ARCHIVES = [("personnel", _("人事档案")), ("party", _("党员档案"))]
# Article 27.
POSTHUMOUS_APPROVERS = [("province", _("省级党委")), ("other", _("其他"))]

# Who may be left out of those that should attend a general meeting (article 19, A-14).
EXCLUSIONS = {
    "unable": _("因病不能表达本人意志"),
    "abroad": _("因私出国（境）半年以上"),
    "serving": _("正在服刑，未受留党察看以上处分"),
    "ill": _("年老卧床或长期生病、生活不能自理"),
    "moved": _("按规定应转出组织关系而没有转出"),
    "retired": _("离退休回原籍长期居住、未转组织关系"),
}

# Notices that a county may ask for beside the national one.
NOTICES = {
    "activist": _("确定积极分子公示"),
    "admission": _("接收预备党员公示"),
    "conversion": _("转正公示"),
}
