from .accounts import Account, FailedSignIn
from .cases import Case, CaseQuerySet, Deadline, Document, MissingPaper, Step
from .desk import Postponement, Star
from .drafts import Draft
from .events import AuditEvent
from .imports import Import
from .office import Seat, Term
from .people import Person, Sanction
from .proposals import Proposal
from .receipts import Receipt
from .units import Unit

__all__ = [
    "Account",
    "AuditEvent",
    "Case",
    "CaseQuerySet",
    "Deadline",
    "Document",
    "Draft",
    "FailedSignIn",
    "Import",
    "MissingPaper",
    "Person",
    "Postponement",
    "Proposal",
    "Receipt",
    "Sanction",
    "Seat",
    "Star",
    "Step",
    "Term",
    "Unit",
]
