from .application import Application
from .feeds import CalendarFeed
from .meetings import Exclusion, Gathering, Meeting, Sitting
from .notices import Notice
from .plan import AdmissionForm, YearPlan
from .recommending import Appraisal, Recommendation
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
    "Appraisal",
    "Assessment",
    "CalendarFeed",
    "EducationRecord",
    "Exclusion",
    "Gathering",
    "Introducer",
    "Meeting",
    "Mentor",
    "MissingApplicationPaper",
    "Notice",
    "Recommendation",
    "Sitting",
    "YearPlan",
]
