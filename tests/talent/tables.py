"""How a table of rows is asked of talent cases; a row's law is the year of the steps."""

from tests.asking import Row, change, failing
from tests.talent.factories import NEXT, day, day_of, talent


def asked(row: Row) -> set[str]:
    """The rules that fail once the row's change has been made."""
    step = row.step or NEXT[row.stage]
    case = talent(row.stage, step=step, year=row.law)
    change(case, row.change)
    on = day(row.on) if row.on else day_of(row.stage, step, row.law)
    return failing(case, step, on)


def one(relation: str, **columns):
    """A change of the newest related row, saved so that it works itself out anew."""

    def write(case):
        row = getattr(case, relation).order_by("pk").last()
        for name, value in columns.items():
            setattr(row, name, value)
        row.save()

    return write


def adds(relation: str, **columns):
    """A change that adds one related row."""
    return lambda case: getattr(case, relation).create(**columns)


def none_of(relation: str):
    """A change that removes every related row."""
    return lambda case: getattr(case, relation).all().delete()
