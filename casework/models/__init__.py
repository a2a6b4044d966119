from .accounts import Account, FailedSignIn
from .cases import BesideCase, Case, CaseQuerySet, Deadline, Document, MissingPaper, Step
from .desk import Postponement, Star
from .drafts import Draft
from .events import AuditEvent
from .family import Relative
from .imports import Import
from .office import Seat, Term
from .people import Person, Sanction
from .proposals import Proposal
from .receipts import Receipt
from .standards import Comparison, Reworking, Standard
from .units import Unit

__all__ = [
    "Account",
    "AuditEvent",
    "BesideCase",
    "Case",
    "CaseQuerySet",
    "Comparison",
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
    "Relative",
    "Reworking",
    "Sanction",
    "Seat",
    "Standard",
    "Star",
    "Step",
    "Term",
    "Unit",
]
