"""The policy: every view, what reading it asks and what changing through it asks.

A change to this table is a change of who may do what, to be read as a diff. The suite fails
for a view without a row and for a row without a view. Which roles hold a permission stands in
casework/access.py; rows open nothing outside the account's own unit.
"""

from casework.policy import PUBLIC, SIGNED_IN, Row

DOSSIERS = "casework.read"
EXPORT = "casework.export"
IMPORT = "casework.import"
TRAIL = "casework.audit"
ACCOUNTS = "casework.accounts"
PLAN = "membership.change_plan"
FORMS = "membership.change_form"
STANDARDS = "casework.change_standards"
SANCTION = "casework.change_sanction"
COMPARE = "casework.compare_texts"
LEDGER = "progress.change_commitment"


def both(permission: str) -> Row:
    """A form: whoever may send it may open it."""
    return Row(permission, permission)


def pipeline(app: str) -> dict[str, Row]:
    """The pages that both pipelines have. A step asks for its own permission."""
    return {
        f"{app}:list": Row(DOSSIERS),
        f"{app}:export": Row(EXPORT),
        f"{app}:register": both(f"{app}.register"),
        f"{app}:case": Row(DOSSIERS),
        f"{app}:step": both(f"{app}.{{name}}"),
        f"{app}:record": both(f"{app}.record"),
        f"{app}:take-back": both(f"{app}.take_back"),
        f"{app}:papers": Row(DOSSIERS, f"{app}.record"),
        f"{app}:remove-paper": both(f"{app}.record"),
    }


POLICY = {
    # Oneself
    "sign-in": both(PUBLIC),
    "sign-in-code": both(PUBLIC),
    "set_language": Row(change=PUBLIC),
    "sign-out": Row(change=SIGNED_IN),
    "password": both(SIGNED_IN),
    "second-factor": both(SIGNED_IN),
    "draft": both(SIGNED_IN),
    "purpose": both(SIGNED_IN),  # of whatever the account may export
    # The frame: whoever opens no dossier finds neither people nor places nor to-dos there
    "home": Row(SIGNED_IN),
    "search": Row(SIGNED_IN),
    # People
    "person": Row(DOSSIERS),
    "person-edit": both("casework.edit_person"),
    "person-reveal": Row(change="casework.reveal"),
    "person-reveal-family": Row(change="casework.reveal"),
    "person-relative-add": both("casework.edit_person"),
    "person-relative": both("casework.edit_person"),
    "person-relative-remove": both("casework.edit_person"),
    "person-sanction-add": both(SANCTION),
    "person-sanction": both(SANCTION),
    "person-sanction-remove": both(SANCTION),
    "sanctions": Row("casework.sanctions"),
    # The two pipelines
    **pipeline("membership"),
    "membership:batch": both("membership.record"),  # the step asks for its own, too
    "membership:batch-done": Row(DOSSIERS),
    "membership:resolution": Row(DOSSIERS),
    "membership:resolution-word": Row(EXPORT),
    "membership:calendar": Row(DOSSIERS),
    "membership:feed-renew": Row(change=DOSSIERS),
    "membership:feed-end": Row(change=DOSSIERS),
    "membership:feed": Row(PUBLIC),  # whoever has its secret address
    "membership:year-plan": Row(DOSSIERS),
    "membership:year-plan-export": Row(EXPORT),
    "membership:year-plan-edit": both(PLAN),
    "membership:year-plan-copy": Row(change=PLAN),
    "membership:year-plan-branch": Row(DOSSIERS),
    "membership:forms": Row(DOSSIERS),
    "membership:forms-export": Row(EXPORT),
    "membership:forms-receive": both(FORMS),
    "membership:form-end": both(FORMS),
    "membership:scratch": Row(DOSSIERS),
    "membership:branches": Row(DOSSIERS),
    "membership:branch-show": Row(DOSSIERS),
    "membership:branch-edit": both("casework.change_unit"),
    "membership:matrix": Row(DOSSIERS),
    "membership:matrix-export": Row(EXPORT),
    "membership:matrix-notices": Row(EXPORT),
    **pipeline("talent"),
    "talent:villages": Row(DOSSIERS),
    "talent:villages-export": Row(EXPORT),
    "talent:village": Row(DOSSIERS),
    "talent:choose": both("talent.record"),
    # The own desk
    "star": Row(change=DOSSIERS),
    "todo-together": Row(DOSSIERS),
    "todo-notices": Row(EXPORT),
    "postpone": both(DOSSIERS),
    "postponed": Row(DOSSIERS),
    "resume": Row(change=DOSSIERS),
    "done": Row(DOSSIERS),
    "done-pdf": Row(EXPORT),
    # What both add up to
    "week-xlsx": Row(EXPORT),
    "checks": Row(DOSSIERS),
    "ages": Row(DOSSIERS),
    "ages-pdf": Row(EXPORT),
    "ages-xlsx": Row(EXPORT),
    "people": Row(DOSSIERS),
    "people-xlsx": Row(EXPORT),
    "commitments": Row(DOSSIERS),
    "commitments-pdf": Row(EXPORT),
    "commitments-xlsx": Row(EXPORT),
    "commitment": Row(DOSSIERS),
    "commitment-edit": both(LEDGER),
    "commitment-close": Row(change=LEDGER),
    "commitment-reopen": Row(change=LEDGER),
    "commitment-milestone": Row(change=LEDGER),
    "idle": Row(DOSSIERS),
    "idle-pdf": Row(EXPORT),
    "idle-xlsx": Row(EXPORT),
    "reports": Row(DOSSIERS),
    # Rosters
    "import": both(IMPORT),
    "import-check": both(IMPORT),
    "import-changes": both(IMPORT),
    "import-done": Row(IMPORT),
    "import-problems": Row(IMPORT),
    "import-undo": Row(change=IMPORT),
    # What one prepares and another decides; the step asks for its own permission besides
    "proposals": Row(DOSSIERS),
    "proposal": both(DOSSIERS),
    "proposals-decide": both(DOSSIERS),
    # Accounts
    "accounts": Row(ACCOUNTS),
    "account-new": both(ACCOUNTS),
    "account-edit": both(ACCOUNTS),
    "four-eyes": both(ACCOUNTS),
    # The rules: everybody may read what they follow
    "standards": Row(SIGNED_IN),
    "standard": Row(SIGNED_IN, STANDARDS),
    "standard-withdraw": Row(change=STANDARDS),
    "standards-rework": Row(change=STANDARDS),
    "texts": Row(SIGNED_IN),
    "text": Row(SIGNED_IN, COMPARE),
    # The trail
    "audit": Row(TRAIL),
    "audit-export": Row(TRAIL),
    "audit-seen": Row(TRAIL),
    "audit-seen-export": Row(TRAIL),
}
