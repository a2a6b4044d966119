from .accounts import Account
from .cases import Case, CaseQuerySet, Deadline, Document, MissingPaper, Step
from .events import AuditEvent
from .office import Seat, Term
from .people import Person, Sanction
from .units import Unit

__all__ = [
    "Account",
    "AuditEvent",
    "Case",
    "CaseQuerySet",
    "Deadline",
    "Document",
    "MissingPaper",
    "Person",
    "Sanction",
    "Seat",
    "Step",
    "Term",
    "Unit",
]
