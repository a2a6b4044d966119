"""What a roster lists: applicants, activists … cadres; by its titles, else by its columns."""

import re

from .text import fold

# In this order: the first that a title names wins.
TITLES = (
    ("reserve", r"后备"),
    ("cadre", r"两委|村干部|班子成员|干部|村党组织书记|村支书|任职|职务"),
    ("development", r"发展党员|党员发展"),
    ("probationary", r"预备党员|预备期"),
    ("prospective", r"发展对象"),
    ("activist", r"积极分子"),
    ("applicant", r"申请"),
    ("talent", r"人才|能人"),
    ("member", r"党员"),
)
COLUMNS = (
    ("reserve", {"target_post", "listed", "intent", "trainer"}),
    ("cadre", {"party_post", "village_post", "post_start", "how_elected", "posts_total"}),
    ("member", {"convert", "party_age", "is_lost", "is_migrant"}),
    ("probationary", {"expire", "extend"}),
    ("prospective", {"develop"}),
    ("activist", {"activist"}),
    ("applicant", {"apply"}),
    ("member", {"probation"}),
)
# The two pipelines: in these rosters 入党时间 is a fact about a person, not a stage.
TALENT = {"cadre", "reserve", "talent"}
STAGES = ("applicant", "activist", "prospective", "probationary", "member")


def by_title(text):
    """The kind that a title, a sheet name or a file name says, or ""."""
    folded = re.sub(r"组织部|组织办|党员姓名", "", fold(text))
    return next((kind for kind, pattern in TITLES if re.search(pattern, folded)), "")


def by_columns(keys):
    """The kind that the columns say; "person" where they say nothing."""
    return next((kind for kind, marks in COLUMNS if marks & set(keys)), "person")


def kind_of(sheet_name, titles, filename, keys):
    """The kind of one sheet: its name, its titles, the file's name, then its columns."""
    for text in (sheet_name, *titles, filename.rpartition(".")[0]):
        if kind := by_title(text):
            return kind
    return by_columns(keys)
