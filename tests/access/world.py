"""Two counties and the accounts of one of them. What lies elsewhere is full of canaries: words,
numbers and keys that stand nowhere else, so that one of them in an answer is a leak.
"""

from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from casework import audit, identity
from casework.models import Account, Import, Person, Proposal, Relative, Sanction, Seat, Term, Unit
from casework.workflow import record
from membership.models import AdmissionForm, Application
from progress.models import Commitment
from tests.casework.workbooks import AS_OF, number, sheet_of, to_bytes
from tests.membership.factories import application
from tests.officers import officer
from tests.talent.factories import seat_of, talent

KIND, ROLE = Unit.Kind, Account.Role
APPS = ("casework", "membership", "talent", "progress")
MISSING = 8880008889999  # as long as the keys of the other county
OWN_WORDS, NEXT_WORDS, BESIDE_WORDS, FOREIGN_WORDS = "芃昉", "鼒彧", "翙翮", "璆玹"


@dataclass
class World:
    """One village with a dossier of each kind; `words` stand in every text of it."""

    words: str
    area: str  # the first six digits of its people's ID numbers
    village: Unit
    branch: Unit
    objects: dict[type, Model] = field(default_factory=dict)
    keys_from: int = 0

    @property
    def canaries(self) -> tuple[str, ...]:
        """What may stand in no answer to whoever does not see this village."""
        keys = (str(self.keys_from)[:-3],) if self.keys_from else ()
        return (self.words, self.area + "19", *keys)


@dataclass
class Scene:
    """The four villages, by name, and the accounts, by name."""

    own: World
    next: World  # another branch of the own village
    beside: World  # another village of the own township
    foreign: World  # another county
    users: dict

    @property
    def worlds(self) -> tuple[World, ...]:
        return self.own, self.next, self.beside, self.foreign


def build() -> Scene:
    """Everything, in an open transaction."""
    start_keys(1000)  # PostgreSQL goes on from where the last scene ended
    province = _unit(KIND.PROVINCE, "示例省", None)
    county = _unit(KIND.COUNTY, "示例县", province)
    township = _unit(KIND.TOWNSHIP, "示例县桃源镇", county, can_approve=True)
    own = _village(township, OWN_WORDS, "379901")
    users = _accounts(county, township, own)
    scene = Scene(own, *_elsewhere(province, township, own), users)
    start_keys(10**6)
    _cross(scene)
    return scene


def _elsewhere(province, township, own) -> tuple[World, World, World]:
    """What is hidden from some: the second branch, the next village, the other county."""
    start_keys(6660006660001)
    second = World(NEXT_WORDS, "379902", own.village, _branch(own.village, NEXT_WORDS))
    second.keys_from = 6660006660001
    _fill_branch(second)
    start_keys(7770007770001)
    beside = _village(township, BESIDE_WORDS, "379903", 7770007770001)
    start_keys(8880008880001)
    elsewhere = _unit(KIND.COUNTY, f"{FOREIGN_WORDS}县", province)
    abroad = _unit(KIND.TOWNSHIP, f"{FOREIGN_WORDS}镇", elsewhere, can_approve=True)
    return second, beside, _village(abroad, FOREIGN_WORDS, "379904", 8880008880001)


def _unit(kind, name: str, parent, **facts) -> Unit:
    return Unit.objects.create(kind=kind, name=name, short_name=name, parent=parent, **facts)


def _branch(village: Unit, words: str) -> Unit:
    return _unit(KIND.BRANCH, f"{words}党支部", village, has_committee=True, initials=words)


def _village(township: Unit, words: str, area: str, keys_from: int = 0) -> World:
    """A village with all that can be in one, entered by an officer of its township."""
    village = _unit(KIND.VILLAGE, f"{words}村", township, initials=words)
    world = World(words, area, village, _branch(village, words), keys_from=keys_from)
    _fill(world, township, officer(ROLE.TOWNSHIP_OFFICER, township, f"clerk-{words}"))
    return world


def start_keys(first: int) -> None:
    """The next rows of our own tables get keys from `first` on, which then are canaries too."""
    with connection.cursor() as cursor:
        for model in (model for name in APPS for model in apps.get_app_config(name).get_models()):
            table, key = model._meta.db_table, model._meta.pk
            if key.get_internal_type() != "BigAutoField":
                continue
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {first})")
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, first])


def _accounts(county, township, own) -> dict:
    """One account a role, and one that is shut; each as low in the tree as its office is."""
    places = {
        ROLE.COUNTY_READER: county,
        ROLE.TOWNSHIP_OFFICER: township,
        ROLE.TOWNSHIP_APPROVER: township,
        ROLE.BRANCH_SECRETARY: own.branch,
        ROLE.BRANCH_READER: own.village,
        ROLE.SECURITY_ADMINISTRATOR: township,
        ROLE.AUDIT_ADMINISTRATOR: township,
    }
    users = {str(role): officer(role, unit) for role, unit in places.items()}
    shut = officer(ROLE.TOWNSHIP_OFFICER, township, "shut")
    return {**users, "shut": shut}


def _fill(world: World, township: Unit, clerk) -> None:
    """A case in both pipelines, a roster, a commitment, papers, events; all full of the words."""
    case = application("applicant", unit=world.branch, talker=f"{world.words}书记")
    rising = talent("reserve", unit=world.village, workplace=f"{world.words}厂")
    item = Commitment.objects.create(
        unit=township, origin="self", number=world.words, title=f"{world.words}整改",
        problem=world.words, measure=world.words, target=world.words,
        due_on=date(2026, 12, 31), metric="member_development", target_value=2,
    )  # fmt: skip
    numbered = AdmissionForm.objects.create(
        unit=township, year=2026, number=world.words, case=case, issued_on=date(2026, 9, 1)
    )
    item.milestones.create(title=f"{world.words}节点", due_on=date(2026, 10, 31))
    Seat.objects.create(village=world.village, body="villagers", post="member", number=7)
    _people(world)
    Sanction.objects.create(
        person=case.person, kind="warning", since=date(2026, 9, 1), decided_by=world.words
    )
    Relative.objects.create(person=case.person, relation="父亲", name=f"{world.words}父")
    for one in (case, rising):
        one.settle(date(2026, 11, 23))
        _say(one.papers, world, "remark", "text")
        record(one, "paper", lambda locked: None, by=clerk, note=f"{world.words}更正")
    _say(case.assessments, world, "opinion")
    _voted(case, world)
    job, asked = _roster(world, clerk), _proposal(world, case, clerk)
    found = [case, rising, item, numbered, job, asked, case.person, world.village, rising.seat]
    found.append(clerk.account)
    fresh = [type(one)._base_manager.get(pk=one.pk) for one in found]
    world.objects = {type(one): one for one in fresh}


def _say(rows, world: World, *names: str) -> None:
    """The canary in sealed columns, which only saving a row writes."""
    for row in rows.all():
        for name in names:
            setattr(row, name, world.words)
        row.save()


def _voted(case, world: World) -> None:
    """A vote with a resolution, which nothing rests on yet."""
    case.meetings.create(
        purpose="admission", held_on=date(2026, 9, 1), place=world.words, eligible=9, present=7,
        yes=6, no=1, performance=world.words, signed_by=f"{world.words}书记",
    )  # fmt: skip


def _fill_branch(world: World) -> None:
    """Members of a second branch of the own village: mentors the first does not see."""
    case = application("applicant", unit=world.branch, talker=f"{world.words}书记")
    case.settle(date(2026, 11, 23))
    _voted(case, world)
    _people(world)
    world.objects = {Application: case, Person: case.person}


def _people(world: World) -> None:
    """Names and ID numbers of everybody below the village or branch."""
    place = world.branch if world.words == NEXT_WORDS else world.village
    mine = Person.objects.filter(unit__path__startswith=place.path).order_by("pk")
    for place, person in enumerate(mine.exclude(name__startswith=NEXT_WORDS)):
        person.name = f"{world.words}{'甲乙丙丁戊己庚辛壬癸'[place]}"
        person.id_number = number(serial=f"{100 + place}", area=world.area)
        person.occupation = world.words
        person.save()


def _roster(world: World, clerk) -> Import:
    """A roster that has been looked at and not been stored."""
    row = (f"{world.words}新", number(serial="355", area=world.area), world.branch.name)
    job = Import(unit=clerk.account.unit, by=clerk, file_name=f"{world.words}.xlsx", as_of=AS_OF)
    job.keep(to_bytes(sheet_of(("姓名", "身份证号", "所在党支部"), row, row)))
    job.save()
    return job


def _proposal(world: World, case: Application, clerk) -> Proposal:
    """A step that waits for another one's decision."""
    person = Person.objects.get(pk=case.person_id)
    answers = identity.seal(person.key, f"activist_on=2026-07-10&remark={world.words}")
    return Proposal.objects.create(
        subject=f"membership.application:{case.pk}", person=person, unit=world.branch,
        step="designate", version=0, answers=answers, prepared_by=clerk,
    )  # fmt: skip


def _cross(scene: Scene) -> None:
    """Threads from the own township into the other county, which no page may follow."""
    person, foreign = scene.own.objects[Person], scene.foreign
    elsewhere = seat_of(foreign.village, number=9)
    Term.objects.create(seat=elsewhere, person=person, since=date(2020, 1, 1))
    with transaction.atomic():
        audit.append(
            "edit_person",
            by=None,
            unit_path=foreign.village.path,
            person=person,
            subject=f"casework.person:{person.pk}",
            note=f"{foreign.words}更正",
        )
