from .records import (
    ByElection,
    DepartmentOpinion,
    Mentorship,
    MissingTalentPaper,
    NegativeHit,
    PostAssignment,
    ReviewRound,
    TalentDeadline,
    TalentPaper,
    TalentStep,
)
from .talent import Talent

__all__ = [
    "ByElection",
    "DepartmentOpinion",
    "Mentorship",
    "MissingTalentPaper",
    "NegativeHit",
    "PostAssignment",
    "ReviewRound",
    "Talent",
    "TalentDeadline",
    "TalentPaper",
    "TalentStep",
]
