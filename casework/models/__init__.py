from .accounts import Account, FailedSignIn
from .cases import Case, CaseQuerySet, Deadline, Document, MissingPaper, Step
from .events import AuditEvent
from .imports import Import
from .office import Seat, Term
from .people import Person, Sanction
from .receipts import Receipt
from .units import Unit

__all__ = [
    "Account",
    "AuditEvent",
    "Case",
    "CaseQuerySet",
    "Deadline",
    "Document",
    "FailedSignIn",
    "Import",
    "MissingPaper",
    "Person",
    "Receipt",
    "Sanction",
    "Seat",
    "Step",
    "Term",
    "Unit",
]
