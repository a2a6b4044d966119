"""How a table of rows is asked of membership cases."""

from casework import standards
from tests.asking import Row, change, failing
from tests.membership.factories import NEXT, application, day, day_of


def asked(row: Row) -> set[str]:
    """The rules that fail once the row's change has been made."""
    with standards.as_if(row.settings):
        step = row.step or NEXT[row.stage]
        case = application(row.stage, step=step, law=row.law)
        change(case, row.change)
        on = day(row.on) if row.on else day_of(row.stage, step, row.law)
        return failing(case, step, on)
