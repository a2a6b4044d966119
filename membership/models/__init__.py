from .application import Application
from .feeds import CalendarFeed
from .plan import YearPlan
from .records import (
    ApplicationDeadline,
    ApplicationPaper,
    ApplicationStep,
    Assessment,
    EducationRecord,
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
    "EducationRecord",
    "Introducer",
    "Meeting",
    "Mentor",
    "MissingApplicationPaper",
    "YearPlan",
]
