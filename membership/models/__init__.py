from .application import Application
from .feeds import CalendarFeed
from .meetings import Exclusion, Gathering, Meeting, Sitting
from .plan import AdmissionForm, YearPlan
from .records import (
    ApplicationDeadline,
    ApplicationPaper,
    ApplicationStep,
    Assessment,
    EducationRecord,
    Introducer,
    Mentor,
    MissingApplicationPaper,
)

__all__ = [
    "AdmissionForm",
    "Application",
    "ApplicationDeadline",
    "ApplicationPaper",
    "ApplicationStep",
    "Assessment",
    "CalendarFeed",
    "EducationRecord",
    "Exclusion",
    "Gathering",
    "Introducer",
    "Meeting",
    "Mentor",
    "MissingApplicationPaper",
    "Sitting",
    "YearPlan",
]
