"""Print when each remaining step of a case can be taken and must be."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from membership.held import BESIDE, held_of
from membership.models import Application
from membership.planning import as_plain, plan, remaining


class Command(BaseCommand):
    help = "Print the first and the last day of each remaining step of a case."

    def add_arguments(self, parser):
        parser.add_argument("case", type=int, help="the number in the address of the case")
        parser.add_argument("--json", action="store_true", help="all 25 steps as JSON")
        parser.add_argument("--from", dest="start", help="plan what is not done from this day on")

    def handle(self, *args, case: int, json: bool, start: str | None, **options):
        start = date.fromisoformat(start) if start else None
        try:
            found = Application.objects.prefetch_related(*BESIDE).for_list().get(pk=case)
        except Application.DoesNotExist as problem:
            raise CommandError(f"There is no case {case}.") from problem
        with override("zh-hans"):
            planned = plan(found, held_of(found), not_before=start)
            self.stdout.write(_as_json(found, planned) if json else _as_lines(planned))


def _as_json(case, planned) -> str:
    answer = {"case": case.pk, "stage": case.stage, "steps": [as_plain(one) for one in planned]}
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _as_lines(planned) -> str:
    return "\n".join(_line(one) for one in remaining(planned))


def _line(one) -> str:
    span = f"{one.earliest} – {one.latest or ''}"
    return f"{one.step.number:2} {one.step.title}  {span}  {one.step.actor}  {one.remark()}"
