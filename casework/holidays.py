"""The State Council's holiday arrangement, year by year.

Without a year's table the working-day arithmetic is provisional, and says so.
"""

from datetime import date, timedelta

from .dates import WorkCalendar


def _days(year: int, spans: str) -> list[date]:
    """Days of "0101-0103 0214": month and day, single or from–to."""
    days = []
    for span in spans.split():
        first, _, last = span.partition("-")
        day, end = (date(year, int(d[:2]), int(d[2:])) for d in (first, last or first))
        while day <= end:
            days.append(day)
            day += timedelta(days=1)
    return days


OFF = {
    2025: "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
    2026: "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
}
WORKING = {
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}

CALENDAR = WorkCalendar(
    off=[day for year, spans in OFF.items() for day in _days(year, spans)],
    working=[day for year, spans in WORKING.items() for day in _days(year, spans)],
    years=OFF,
)
