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
    "这个季度我通读了{read}，边读边记，写了{n}页笔记，{feeling}。",
    "{time}我和几名积极分子一起{work}，从早上一直干到天黑，{feeling}。",
    "{elder}常对我说{words}，这句话我一直记在心里。",
    "今年家里种的{crop}收成不错，我把经验讲给{n}户乡亲听，有{m}户准备明年跟着种。",
    "我家承包了{n}亩地种{crop}，以前只想着自己挣钱，现在想得更多的是怎样带着大家一起干。",
    "在{place}听{elder}讲村里当年修水渠的故事，{n}个人{m}天就挖通了一里多，{feeling}。",
    "{time}村里缺人手，我主动报名{work}，前后去了{m}次。",
    "对照{read}检查自己，我发现不少问题：{fault}；{fault2}。",
    "{elder}看了我上一次的汇报，指出我{fault}，我虚心接受。",
    "参加{work}的时候，{elder}的手磨破了也没停下，{feeling}。",
    "有一户人家为宅基地闹了{m}年，我跟着{elder}上门{n}趟，终于把话说开了。",
    "我把{read}里的一段抄在日历背面，每天出门前看一眼。",
    "支部让我负责{work}，我先跑了{n}户摸清情况，再同大家商量办法。",
    "村里评议时，有{n}名群众给我提了意见，说我{fault}，我听了脸红，但心里服气。",
    "{crop}卖不动的那阵子，我在手机上替乡亲发了{n}条消息，{m}天卖掉了一大半。",
    "我注意到村里的年轻人大多在外面，留下的老人办事不方便，于是{time}起我{plan}。",
    "第一次在{place}当众发言，我紧张得忘了词，{elder}鼓励我慢慢说，{feeling}。",
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
    frames = luck.sample(FRAMES, luck.randint(13, len(FRAMES)))
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
        fault=fault,
        fault2=other,
        n=luck.randint(3, 29),
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
