"""The columns of a roster: keys, what our own tables call them, what others call them (§1).

One definition serves the reading of headers, the exports and the messages.
"""

from dataclasses import dataclass

DAY, TEXT, CHOICE = "day", "text", "choice"

# Columns whose day may lie in the future.
MAY_LIE_AHEAD = {"expire", "extend"}
# Date columns that may also hold words without that being a fault.
DAY_OR_TEXT = {"activist_filed"}
# The column's value is worked out by the program; what the sheet says is not imported.
COMPUTED = {"seq", "party_age"}
# A value written once for several rows never stands for these.
PERSONAL = {"seq", "name", "id", "birth", "phone", "sex", "age"}


@dataclass(frozen=True)
class Key:
    """One field: `label` is what our exports call it, `form` how its cells are read."""

    key: str
    label: str
    form: str
    synonyms: tuple[str, ...]


# key | label | form | synonyms apart by blanks; an indented line goes on with the one above.
TABLE = """
seq | 序号 | text | 编号 顺序号 No. No 序列 排序
name | 姓名 | text | 党员姓名 申请人姓名 人员姓名 名字 干部姓名 入党申请人姓名 入党申请人
    积极分子姓名 发展对象姓名 预备党员姓名 真实姓名 学员姓名
sex | 性别 | choice | 党员性别
eth | 民族 | choice | 族别 民族成份 民族成分
birth | 出生日期 | day | 出生年月 出生年月日 出生时间 生日 出生日期年月日
id | 公民身份号码 | text | 身份证号 身份证号码 身份证 公民身份证号 公民身份证号码 居民身份证号码
    居民身份证号 证件号 证件号码 身份号码 公民身份证 居民身份证 身份证件号码 身份证件号
age | 年龄 | text | 周岁 现年龄 年龄周岁
native | 籍贯 | text | 祖籍
birthplace | 出生地 | text |
hukou | 户籍所在地 | text | 户口所在地 户籍地址 户籍所在派出所 户籍地 户籍
address | 家庭住址 | text | 现居住地 现住址 居住地址 通讯地址 住址 家庭地址 居住地 现住地址
    联系地址 常住地址 家庭详细住址 详细住址 现家庭住址 现居住地址
phone | 手机号码 | text | 联系电话 联系方式 电话 手机 电话号码 手机号 移动电话 本人电话 联系号码
    联系手机 手机电话 本人手机号
pol | 政治面貌 | choice | 政治面目
edu | 学历 | choice | 文化程度 最高学历 已取得学历 学历层次 学历学位 受教育程度 文化水平
edu_full | 全日制学历 | choice | 全日制教育/学历 全日制教育学历 全日制学历/学历 全日制教育
edu_onjob | 在职学历 | choice | 在职教育/学历 在职教育学历 在职学历/学历 在职教育
degree | 学位 | text | 最高学位
school | 毕业院校及专业 | text | 毕业院校系及专业 毕业学校 毕业院校 毕业学校及专业 毕业院校专业
    院校及专业 毕业院校与专业 院校专业 全日制毕业院校及专业 毕业院校系专业 院校
school2 | 在职毕业院校及专业 | text | 在职教育毕业院校及专业 在职院校及专业
major | 所学专业 | text | 专业
work | 参加工作时间 | day | 参加工作日期 工作时间 参工时间 参加工作年月
league | 入团时间 | day | 入团日期 加入共青团日期 入团年月 加入共青团时间
job | 职业 | text | 工作岗位 现从事职业 从事职业 从事行业 单位、职务或职业 现从事工作 从事工作
    职业身份 所从事职业
workunit | 工作单位及职务 | text | 所在单位 现工作单位及职务 工作/学习单位 单位职务 工作单位
    单位及职务 单位 所在部门 现工作单位
village | 村（社区） | text | 村 所在村 行政村 建制村 村名 村社区 村/社区 村居 所在村社区 所在村居
    村名称 社区 所属村 村委会 行政村名称 村级组织 村（社区）名称 社区名称 所在社区 所在村名
branch | 所在党支部 | text | 党支部 所属党支部 党支部名称 所在支部 所属支部 支部 所在党组织
    隶属党组织 所属组织 编入党支部 支部信息 支部名称 所属党组织 党组织名称 党组织 组织
    所在党支部名称 组织关系所在党支部 组织关系所在支部 党组织全称 所在支部名称 隶属党支部 隶属支部
    党组织关系所在支部 党组织关系所在党支部 所在党组织名称 所在党（总）支部
branch_at_join | 入党时所在支部 | text | 入党时所在党支部 接受申请党组织 接收申请党组织
secretary | 党支部书记 | text | 党支部书记姓名 支部书记 支部书记姓名
category | 人员类别 | choice | 党员类别 党员类型 人员类型 组织身份 发展阶段 党籍状态 类别 当前阶段
    所处阶段 身份类别 党员状态 党员身份
apply | 递交入党申请书时间 | day | 申请入党时间 申请入党日期 提交入党申请时间 递交申请书时间
    申请日期 申请时间 提交书面申请书时间 入党申请书递交时间 递交入党申请时间 提交入党申请书时间
    递交时间 入党申请时间 何时申请入党 递交入党申请书 提交申请书时间 递交书面申请书时间
    提出入党申请时间 递交申请时间 入党申请书时间 写申请时间 首次递交入党申请书时间
    递交《入党申请书》时间 递交申请
talk | 派人谈话时间 | day | 党组织派人谈话时间 谈话时间 派人谈话日期 首次谈话时间 党组织谈话时间
    谈心谈话时间 党支部派人谈话时间 支部谈话时间 党组织谈话日期
talker | 谈话人 | text | 谈话人姓名
recommend | 推优时间 | day | 推荐/推优时间 群团组织推优时间 团组织推优时间 党员推荐时间 双推时间
    推荐时间 推荐推优时间 团推优时间 党员推荐群团推优时间 推荐和推优时间 群团推优时间
    党员推荐或群团推优时间
activist | 确定为入党积极分子时间 | day | 确定入党积极分子时间 确定积极分子时间 成为积极分子时间
    列为积极分子时间 积极分子日期 何时确定为积极分子 确定积极分子日期 列为入党积极分子时间
    成为入党积极分子时间 入党积极分子时间 积极分子确定时间 入党积极分子确定时间 确定入党积极分子
    确定积极分子 支委会确定积极分子时间 何时列为积极分子 何时列为入党积极分子 列入积极分子时间
    支委会确定为入党积极分子时间 党支部研究确定为入党积极分子时间
activist_filed | 积极分子备案时间 | day | 党委备案情况 二级党委备案情况 基层党委备案审查日期
    备案时间 党委备案时间 镇党委备案时间 积极分子党委备案时间
contact1 | 培养联系人 | text | 培养联系人1 联系人 联系人1 介绍人（培养） 培养联系人一
    第一培养联系人 培养联系人姓名 培养人 联系人姓名
contact2 | 培养联系人2 | text | 联系人2 培养联系人二 第二培养联系人
train_act | 积极分子培训时间 | day | 党校培训时间 结业时间 入党积极分子培训时间
    积极分子集中培训时间 培训结业时间
develop | 确定发展对象时间 | day | 确定为发展对象时间 成为发展对象时间 发展对象日期
    列为发展对象时间 发展对象时间 发展对象确定时间 确定发展对象 支委会确定发展对象时间
    列为重点发展对象时间 列入发展对象时间 支委会确定为发展对象时间
train | 发展对象培训时间 | day | 集中培训时间 短期集中培训时间 参加培训时间 发展对象集中培训时间
review | 政治审查时间 | day | 政审时间 政审日期 政审完成时间 政审结论时间 政治审查结论时间
    政治审查
sponsors | 入党介绍人 | text | 介绍人 入党介绍人姓名 介绍人姓名 入党介绍人1 入党介绍人2 介绍人1
    介绍人2
preexam | 党委预审时间 | day | 预审时间 预审日期 镇党委预审时间 基层党委预审时间
publicity | 公示时间 | day | 公示起止日期 公示期 公示日期 公示开始时间 公示起始时间 公示起止时间
probation | 入党时间 | day | 入党日期 加入党组织日期 接收预备党员时间 成为预备党员时间
    确定预备党员时间 支部大会接收预备党员日期 接收预备党员支部大会时间 接收为预备党员时间
    加入党组织时间 预备党员时间 接收预备党员日期 入党年月 加入中国共产党时间 何时入党
    支部大会通过时间 发展为预备党员时间 接收预备党员大会时间 支部接收预备党员时间 预备党员接收时间
    接收为中共预备党员时间 列为预备党员时间 成为中共预备党员时间 支部大会接收时间
expire | 预备期满日期 | day | 预备期到期时间 预备期满时间 预备期到期日期 预备期届满时间
    预备期截止时间
extend | 延长预备期至 | day | 延长预备期 延长预备期截止时间 延长预备期时间 延长预备期到
    延长至 预备期延长至
convert | 转正时间 | day | 转正日期 转为正式党员日期 成为正式党员时间 转正情况 转为正式党员时间
    按期转正时间 转正年月 成为正式党员日期 转正式党员时间 转正支部大会时间 成为中共正式党员时间
    转为中共正式党员时间 支部大会转正时间 讨论转正支部大会时间
party_age | 党龄 | text | 党龄校正值 党龄(年)
convert_apply | 申请转正时间 | day | 提出转正申请时间 递交转正申请书时间 递交转正申请时间
    提交转正申请时间 转正申请时间
party_post | 党内职务 | text | 村党组织职务 现任党内职务 党员职位 党组织职务 村党支部职务
    党支部职务 村级党组织职务 党务职务
village_post | 村委会职务 | text | 村委职务 村民委员会职务 行政职务 村居委会职务
post | 现任职务 | text | 职务 担任职务 工作职务 任职 任职情况 现职务 拟任现任职务 村内职务
    担任村干部职务 岗位职务 现任村职务 现任村内职务 村“两委”职务 两委职务 担任村两委职务
    职务名称 村职务
post_start | 任现职时间 | day | 首任现职时间 任职时间 任期起 任现职年月 现任职务时间 担任现职时间
    任职起始时间 何时任现职
posts_total | 累计任村干部时间 | text | 累计任正职时间 连续任正职时间 任村干部年限 累计任职时间
    任村干部时间
how_elected | 产生方式 | text | 选任方式
source_type | 来源类型 | text | 人员来源 来源 身份类型 人才来源
one_shoulder | 是否一肩挑 | choice | 一肩挑 是否“一肩挑” 书记主任一肩挑 是否书记主任一肩挑
target_post | 后备职务方向 | text | 培养方向 拟任职务 拟培养职务 培养岗位 后备岗位 拟培养方向
    后备方向
listed | 列入后备时间 | day | 入库时间 列入后备干部时间 列为后备干部时间 纳入后备时间
    确定为后备干部时间 列入时间 列入后备干部库时间 进入后备库时间 列入后备库时间
trainer | 培养责任人 | text | 联系领导 帮带人 培养人姓名 帮带责任人 结对帮带人
specialty | 特长 | text | 熟悉专业有何专长 有何特长 专长 特长爱好 个人特长
workplace | 现工作地 | text | 外出务工地 现居地 务工地点 外出地点 务工地 现务工地 现工作地点
intent | 是否愿意回村任职 | choice | 返乡意愿 回村任职意愿 是否愿意返乡任职 是否愿意返乡
    是否有返乡意愿 返乡任职意愿 返乡任职愿望
is_migrant | 是否流动党员 | choice | 流动党员 外出流向 是否为流动党员
is_lost | 是否失联党员 | choice | 失联党员 是否为失联党员 是否失联
join_type | 入党类型 | text | 发展入党/恢复党籍
front_line | 一线情况 | text | 申请入党阶段一线情况 积极分子阶段一线情况 背景信息
    预备党员阶段一线情况
note | 备注 | text | 备注说明 说明 其他 备注信息 其他说明
"""

# A header that stands alone in the rosters of cadres; everywhere else it is `probation`.
JOIN = Key("join", "入党时间", DAY, ("入党时间", "入党日期", "入党年月"))


def _line(line):
    key, label, form, synonyms = (part.strip() for part in line.split("|"))
    return Key(key, label, form, (label, *synonyms.split()))


KEYS = {key.key: key for key in map(_line, TABLE.replace("\n    ", " ").strip().splitlines())}
KEYS["join"] = JOIN


def base_key(key):
    """The key a repeated column belongs to: apply2 → apply, school2 stays."""
    return key if key in KEYS or not key else key.rstrip("0123456789")


def form(key):
    """How the cells of a column are read: day, choice or text."""
    return KEYS[base_key(key)].form if base_key(key) in KEYS else TEXT


def label(key):
    """What our own tables call a column."""
    return KEYS[base_key(key)].label if base_key(key) in KEYS else ""
