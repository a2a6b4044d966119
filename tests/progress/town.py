"""A small town whose numbers are counted by hand."""

from datetime import date

from casework.models import Person, Seat, Term
from membership.models import Application
from progress.models import Commitment
from tests.officers import branch, township, village

ON = date(2026, 10, 31)
LOCAL, SECONDED = Term.Holder.LOCAL, Term.Holder.SECONDED


def person(name: str, born: str | None, sex: str = "m", unit=None, **facts) -> Person:
    born_on = date.fromisoformat(born) if born else None
    return Person.objects.create(
        name=name, born_on=born_on, sex=sex, unit=unit or village(), **facts
    )


def seat(of, number: int = 1, body=Seat.Body.BRANCH, post=Seat.Post.MEMBER) -> Seat:
    return Seat.objects.create(village=of, body=body, post=post, number=number)


def sits(who: Person, on: Seat, since: str = "2026-03-01", holder=LOCAL, **facts) -> Term:
    return Term.objects.create(
        seat=on, person=who, since=date.fromisoformat(since), holder=holder, **facts
    )


def committee() -> None:
    """柳湾村: 58 (also chair), 33 local; 东沟村: 30 seconded, one of unknown birth."""
    liuwan, donggou = village("柳湾村"), village("东沟村")
    head = person("贾义", "1968-05-01", unit=liuwan)
    sits(head, seat(liuwan, 1, post=Seat.Post.SECRETARY), "2021-03-01")
    sits(head, seat(liuwan, 1, Seat.Body.VILLAGERS, Seat.Post.CHAIR), "2021-03-01")
    sits(person("方宁", "1993-01-02", "f", liuwan), seat(liuwan, 2))
    sits(person("史林", "1996-02-03", unit=donggou), seat(donggou, 1), holder=SECONDED)
    sits(person("何立", None, unit=donggou), seat(donggou, 2))


def case(name: str, born: str | None, unit=None, **facts) -> Application:
    """A membership case; days are texts."""
    unit = unit or branch()
    days = {
        key: date.fromisoformat(value) if key.endswith("_on") else value
        for key, value in facts.items()
    }
    made = Application(person=person(name, born, unit=unit), unit=unit, **days)
    made.work_out()
    made.save()
    return made


def waiting(number: int, unit=None, prefix: str = "申请人") -> list[Application]:
    """Applicants whose talk was due on 2026-10-20."""
    cases = [
        case(f"{prefix}{i}", "2000-01-01", unit, applied_on="2026-09-20") for i in range(number)
    ]
    for one in cases:
        one.settle(ON)
    return cases


def commitment(**facts) -> Commitment:
    facts = {
        "unit": township(),
        "origin": Commitment.Origin.SUPERIOR,
        "number": "一（6）",
        "title": "村级后备人才储备不足",
        "problem": "8个村35周岁以下“两委”成员无法从村内部选出",
        "measure": "实施乡村人才振兴优选计划",
        "target": "年内逐步实现替换",
        "due_on": date(2022, 12, 31),
        **facts,
    }
    return Commitment.objects.create(**facts)
