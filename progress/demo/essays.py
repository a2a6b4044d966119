"""Thought reports composed of sentences, no two alike unless one was copied."""

import re
from datetime import date

from casework.models import Person

from .luck import Luck

READ = (
    "党的二十大报告", "新修订的党章", "《中国共产党纪律处分条例》", "《论“三农”工作》",
    "关于乡村振兴的重要论述", "《中国共产党简史》", "中央一号文件", "《摆脱贫困》",
    "本省的先进事迹汇编", "全会公报",
)  # fmt: skip
PLACES = ("村党群服务中心", "镇党校", "农家书屋", "合作社会议室", "村文化广场", "远程教育站点")
WORK = (
    "清理村东头的河沟", "帮独居老人收玉米", "参加护林防火巡查", "为果园铺设滴灌管",
    "登记困难家庭情况",
    "整治村内残垣断壁", "在卡点值班登记", "给孩子们辅导功课", "组织大家修整田间路",
    "上门宣传医保缴费",
    "协助网格员排查隐患", "参加防汛沙袋装填", "给合作社联系客商", "帮邻村抢收小麦",
)  # fmt: skip
FEELINGS = (
    "我真正明白了入党不是为了图名图利，而是多担一份责任", "我感到自己在理论上还差得很远",
    "我体会到群众的事再小也是大事", "我更加坚定了跟党走的信心", "我认识到光有热情不够，还要有本领",
    "我看到了老党员身上那股不服输的劲头", "我懂得了什么叫吃苦在前、享受在后",
    "我觉得组织就像家里的长辈，既严格又关心人", "我反复问自己：如果换成我，能不能做到",
    "心里久久不能平静", "我为自己从前的想法感到惭愧", "我暗暗给自己鼓劲", "我知道这条路没有捷径",
    "回家的路上我想了一路", "我第一次觉得肩上有了分量", "我佩服得说不出话",
    "我把这份感动写进了日记",
    "我愿意从扫好门前雪做起", "我看清了眼前的短处", "我的心定了下来", "我真想马上干出个样子",
)  # fmt: skip
FAULTS = (
    "学习常常是忙起来就放下，读书笔记断断续续", "跟人讲道理时性子急，容易把话说硬",
    "开会发言少，总怕说错", "对政策只知大概，群众一细问就答不上来", 
    "有时把自家的活放在村里的事前面",
    "写材料不够认真，错别字多", "遇到矛盾绕着走，不愿当面说", "对新技术不敢试，怕赔钱",
)  # fmt: skip
PLANS = (
    "每天早晨用半个小时读书，周末把笔记整理一遍", "每月至少走访五户人家，把听到的事记下来",
    "跟培养联系人定期谈心，把想法原原本本说出来", "学会用手机办理村务，替老人跑腿代办",
    "把自家大棚拿出来做试验，成功了再教给大家", "报名参加镇里的培训班，争取拿到证书",
    "主动承担一段街道的保洁，坚持到年底", "多参加支部的主题党日，学着做会议记录",
    "睡前读五页书，不懂的折角", "包下两户独居老人的柴米", "每周给村务公开栏拍照核对",
    "学一门修理手艺，免费帮乡亲",
    "戒掉饭后打牌", "带着儿子一起参加义务劳动", "把听来的意见分门别类记成台账", "向种植能手拜师",
)  # fmt: skip
ELDERS = ("老支书", "培养联系人", "邻居家的老党员", "驻村第一书记", "村妇联主席", "退伍回来的连长")
WORDS = (
    "“群众心里有杆秤，你做一分他记一分”", "“先把自己的地种好，再去说别人”",
    "“党员两个字是干出来的”",
    "“别怕事小，怕的是没人干”", "“话要说到，腿要跑到，心要想到”",
    "“困难的时候能不能站出来，骗不了人”",
)  # fmt: skip
CROPS = ("草莓", "苹果", "黄桃", "韭菜", "小米", "花生", "大蒜", "蜜桃", "金银花", "羊肚菌")
TIMES = (
    "月初",
    "上个月中旬",
    "雨后的那个星期",
    "农忙刚过",
    "放假那几天",
    "入秋以后",
    "清明前后",
    "七一前夕",
)

FRAMES = (
    "{time}，支部组织我们在{place}学习了{read}，{feeling}。",
    "这个季度我通读了{read}，写了{n}页笔记，{feeling}。",
    "{time}我和几名积极分子一起{work}，天黑才收工。",
    "{elder}对我说{words}，这句话我记在心里。",
    "家里种的{crop}收成不错，我把经验讲给{n}户乡亲，有{m}户准备跟着种。",
    "我承包了{n}亩地种{crop}，从前只想自己挣钱，现在更愿意拉着大家一起干。",
    "在{place}听{elder}讲当年修水渠的事，{n}个人{m}天挖通一里多。",
    "{time}村里缺人手，我报名{work}，前后去了{m}次。",
    "对照{read}查摆自己：{fault}；{fault2}。",
    "{elder}指出我{fault}，我虚心接受。",
    "有户人家为宅基地闹了{m}年，我跟{elder}跑了{n}趟才说通。",
    "我把{read}中的几句话抄在日历背面，出门前看一眼。",
    "支部交给我{work}的任务，我先跑了{n}户摸底。",
    "评议会上{n}名群众提意见，说我{fault}，我脸红却服气。",
    "{crop}滞销那阵子，我发了{n}条消息，{m}天卖掉大半。",
    "{time}起我{plan}，如今成了习惯。",
    "头一回在{place}发言我忘了词，{elder}让我别慌，{feeling}。",
    "母亲住院的{n}天里，{elder}轮流来照看我家的{crop}，我心里热乎乎的。",
    "{time}下大雨，我骑车到{place}报到，跟着{elder}守到凌晨{m}点。",
    "参观{sight}时，讲解员说到{n}名烈士的名字，大家都沉默了。",
    "{sight}离我们村不过{n}里路，我却是第一次认真看完。",
    "为弄懂{read}里的新提法，我向{elder}请教了{m}回。",
    "我试着给{n}位老人讲{read}，用的是家常话，他们听得进去。",
    "合作社分红那天，{n}户社员领到了钱，{crop}算是种对了路子。",
    "村口的路灯坏了{m}盏，我写下来交给支部，{n}天后全亮了。",
    "{time}我家让出{m}尺地修排水沟，邻居也跟着让了。",
    "我给自己定下规矩：{plan}。",
    "女儿问我为什么总去{work}，我说{words}，她似懂非懂。",
    "{elder}带我看账本，一笔笔讲{crop}的成本，我才知道集体的家不好当。",
    "在{place}看完先进典型的片子，{feeling}。",
    "村里统计外出人员，我打了{n}个电话，核对出{m}处错漏。",
    "{time}的主题党日上，我负责{work}，受到{elder}的肯定。",
    "朋友劝我别管闲事，我回他{words}。",
    "读{read}读到第{m}章，我停下来想了很久，{feeling}。",
    "帮困难户修房顶那回，我搬了{n}趟瓦，手上起了泡也值得。",
    "{elder}病了还惦记着{crop}的浇水，我接过来干了{m}天。",
    "我报了{place}的夜校，{n}个晚上没缺一节课。",
    "上次汇报里说要{plan}，这次我逐条对照，做到了七八成。",
    "老实说，{fault}，这个毛病我改得慢。",
    "防火期我在{sight}旁的卡口值了{n}个班。",
    "{time}开村民代表会，我把{read}的要点念给大家，问的人不少。",
    "我统计过，一个月里{work}占了{m}天，学习只有{n}个小时，比例不合适。",
    "跟{elder}走访{n}户后我明白，材料写得再好，不如门槛踩得勤。",
    "县里来收{crop}的客商压价，我联系了{m}家一起谈，每斤多卖了几毛。",
    "{sight}的墙上写着{words}，我拍下来当作手机屏保。",
    "邻村遭了雹灾，我们连夜送去{n}卷薄膜。",
    "看到{elder}把评优名额让给年轻人，{feeling}。",
    "为了{work}，我学会了用{tool}，省下不少工夫。",
    "{tool}一开始我不会使，{elder}手把手教了{m}遍。",
    "疏通沟渠时我第一个跳下去，水没过膝盖，{feeling}。",
    "我在笔记本上记下{n}条群众的话，其中{m}条已经有了回音。",
    "{time}我写了一封信给在外的同学，劝他们回来看看{crop}。",
    "选种{crop}我走了弯路，赔了{m}百块，权当交学费。",
    "孩子开学那天我正好要{work}，爱人没有埋怨。",
    "支部大会讨论时有人说我{fault}，我当场记了下来。",
    "{place}新添了{n}本书，我借走了{read}。",
    "清点集体资产用了{m}天，我负责登记农具和{tool}。",
    "往后我想{plan}，请{elder}监督。",
    "我外公是村里最早的党员之一，他用过的马灯还在老屋墙上挂着，{feeling}。",
    "{work}结束后大家在地头吃饭，{elder}说起{sight}的来历。",
)
SIGHTS = (
    "县烈士陵园", "老党员故居", "知青纪念馆", "乡村振兴展馆", "抗战遗址", "村史馆", "红旗渠展厅",
    "水库纪念碑", "支前粮站旧址", "廉政教育基地",
)  # fmt: skip
TOOLS = (
    "无人机",
    "电子表格",
    "测土仪",
    "直播手机架",
    "烘干机",
    "水肥一体机",
    "收割机",
    "村务小程序",
)
OPENINGS = (
    "敬爱的党组织：", "尊敬的党支部：", "敬爱的党支部：",
)  # fmt: skip
FIRST = (
    "现将我{time}以来的思想、学习和工作情况汇报如下。",
    "一个季度过去了，我把自己的想法和做的事向组织如实说一说。",
    "自从成为培养对象，我时时提醒自己，下面汇报近期的收获和不足。",
    "在{elder}的帮助下，这段时间我有了一些进步，也看清了自己的差距。",
)
LAST = (
    "以上是我的汇报，请组织批评指正，我愿意继续接受考验。",
    "恳请党组织继续教育和监督我，我会用行动证明自己的决心。",
    "汇报中如有不妥之处，请支部的同志们帮助我改正。",
)
SENTENCES = re.compile(r"[^。：\n]+[。：]\n?")


def essay(person: Person, day: date, luck: Luck) -> str:
    """A report of about six hundred to twelve hundred characters, signed and dated."""
    frames = luck.sample(FRAMES, luck.randint(18, 25))
    third = len(frames) // 3
    parts = [frames[:third], frames[third : 2 * third], frames[2 * third :]]
    body = ["".join(_filled(frame, luck) for frame in part) for part in parts]
    plans = "；".join(luck.sample(PLANS, 3))
    lines = [
        luck.choice(OPENINGS),
        _filled(luck.choice(FIRST), luck) + body[0],
        *body[1:],
        f"今后我打算这样做：{plans}。{luck.choice(LAST)}",
        f"汇报人：{person.name}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    return "\n".join(lines)


def _filled(frame: str, luck: Luck) -> str:
    fault, other = luck.sample(FAULTS, 2)
    return frame.format(
        time=luck.choice(TIMES),
        place=luck.choice(PLACES),
        read=luck.choice(READ),
        work=luck.choice(WORK),
        feeling=luck.choice(FEELINGS),
        elder=luck.choice(ELDERS),
        words=luck.choice(WORDS),
        crop=luck.choice(CROPS),
        plan=luck.choice(PLANS),
        sight=luck.choice(SIGHTS),
        tool=luck.choice(TOOLS),
        fault=fault,
        fault2=other,
        n=luck.randint(10, 29),
        m=luck.randint(2, 9),
    )


def copied(source: str, own: str, luck: Luck) -> str:
    """Most of `source` under the name and date of `own`; a few sentences are changed."""
    lines, signed = source.split("\n")[:-2], own.split("\n")[-2:]
    sentences = SENTENCES.findall("\n".join(lines) + "\n")
    spare = [part for part in SENTENCES.findall(own) if part.endswith("。")]
    for place in luck.sample(range(2, len(sentences)), 3):
        sentences[place] = luck.choice(spare)
    return "\n".join(["".join(sentences).strip(), *signed])
