"""What invented people and places are called."""

# Commonest first; a surname's weight falls with its place in the list.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
)
WEIGHTS = [1 / (place + 8) for place in range(len(SURNAMES))]
# The first and the second character of a given name of two; one alone is of the second kind.
MEN = (
    "建志文永德玉金家国振春长立守继承少晓东宏学树新俊子云向庆福传忠光明兴",
    "军明伟强勇平峰磊斌超鹏浩宇杰涛波辉海亮远才武山林民良旺华阳田森全信龙泽洋昌胜祥",
)
WOMEN = (
    "秀桂玉凤红丽淑春香爱晓雪翠素海文美佳思雅梦巧冬瑞慧金月彩亚",
    "英兰珍霞梅娟敏芳艳燕玲婷莉倩慧怡琪华莲娥云琴萍彤雨瑶涵楠娜洁荣",
)
OCCUPATIONS = (
    "种植户", "养殖户", "合作社社员", "个体工商户", "企业职工", "乡村医生", "网格员",
    "村务工作人员", "运输户", "返乡创业人员", "农机手", "电商从业者",
)  # fmt: skip
SCHOOLED = ("教师", "医护人员", "技术员")
WORKPLACES = ("本村", "本镇", "示例县城", "外省", "本市工业园")
CADRE_POSTS = ("镇机关干部", "镇农业综合服务中心干部", "镇党建办干部")

# Villages of the townships beside the first: a family name and one of these.
HAMLETS = (
    "家庄",
    "家寨",
    "家屯",
    "家沟",
    "家湾",
    "家店",
    "家铺",
    "家营",
    "家集",
    "家坪",
    "家岭",
    "家桥",
)
TOWNSHIPS = (
    "桃源镇", "青石镇", "云溪镇", "大泽镇", "凤凰镇", "金沙镇", "龙泉镇", "白鹭镇", "双河镇",
    "清水镇", "东山镇", "西江镇", "南坪镇", "北岭镇", "百花镇", "古城镇", "新河镇", "长林镇",
    "广平镇", "永安镇", "太和镇", "丰乐镇", "石门镇", "安定镇", "平川镇", "玉泉乡", "兴隆乡",
    "柏树乡", "望月乡", "梧桐乡",
)  # fmt: skip
