from .application import Application
from .feeds import CalendarFeed
from .plan import YearPlan
from .records import (
    ApplicationDeadline,
    ApplicationPaper,
    ApplicationStep,
    Assessment,
    Introducer,
    Meeting,
    Mentor,
    MissingApplicationPaper,
)

__all__ = [
    "Application",
    "ApplicationDeadline",
    "ApplicationPaper",
    "ApplicationStep",
    "Assessment",
    "CalendarFeed",
    "Introducer",
    "Meeting",
    "Mentor",
    "MissingApplicationPaper",
    "YearPlan",
]
