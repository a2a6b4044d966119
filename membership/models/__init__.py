from .application import Application
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
]
