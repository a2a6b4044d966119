from .application import Application
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
    "Introducer",
    "Meeting",
    "Mentor",
    "MissingApplicationPaper",
    "YearPlan",
]
