"""The worklists and pages, each beside SQL written by hand for the same question."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import connection

from casework.dates import born_by, latest_start
from casework.identity import digest
from casework.models import Account, Person
from casework.workflow import ready
from membership.choices import TALK_TOPICS
from membership.models import Application, ApplicationDeadline
from progress.populations import BY_SLUG
from progress.structure import grouped

PAGE = 50


def reader() -> User:
    """The account with the widest view of dossiers."""
    readers = User.objects.filter(account__role=Account.Role.COUNTY_READER)
    return readers.select_related("account__unit").order_by("account__unit__path").first()


def size() -> str:
    return f"{Application.objects.count()} cases, {Person.objects.count()} people"


def papers(*kinds: str) -> str:
    """SQL: the dossier holds a complete paper of each kind, counted in one walk along an index."""
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        "(SELECT COUNT(DISTINCT p.kind) FROM membership_applicationpaper p WHERE p.case_id = a.id"
        f" AND p.state = 'complete' AND p.kind IN ({named})) = {len(kinds)}"
    )


def scope(user: User) -> tuple[str, dict]:
    """SQL: the units below the user's, as one would write it knowing the tree."""
    unit = user.account.unit
    path = unit.path
    if unit.kind == unit.Kind.PROVINCE:
        return "TRUE", {}  # nothing stands beside a province; beside a county at the root may
    # The whole tree is no selection: + keeps SQLite from starting at the units.
    whole = connection.vendor == "sqlite" and path.count("/") == 1
    column = "+u.path" if whole else "u.path"
    where = f"{column} >= %(low)s AND {column} < %(high)s"
    return where, {"low": path, "high": path[:-1] + "0"}


def all_of(user: User, on: date):
    """(name, our way, SQL, its parameters) of every question."""
    yield ready_to_designate(user, on)
    yield ready_to_propose(user, on)
    yield ready_to_list(user, on)
    yield ready_to_convert(user, on)
    yield stage_tab(user)
    yield lacking_papers(user)
    yield due_soon(user, on)
    yield by_initials(user)
    yield by_id_number()
    yield members_by_age(user, on)


RECEIVED_RIGHTLY = """(
    a.situation = 'unit_with_org' AND a.received_by = 'own_unit'
    OR a.situation = 'no_unit' AND a.received_by = 'residence'
    OR a.situation = 'unit_without_org' AND a.received_by = 'residence'
    OR a.situation = 'unit_without_org' AND a.received_by IN ('residence', 'locality', 'supervisor')
       AND a.applied_on >= '2026-05-11'
    OR a.is_mobile AND a.received_by IN ('residence', 'locality', 'supervisor', 'mobile_org'))"""


def covered(column: str, choices) -> str:
    """SQL: every one of the codes was ticked."""
    return " AND ".join(f"a.{column} LIKE '%%{code}%%'" for code, _words in choices)


def _first(cases):
    return cases.order_by("stage_since", "id").values_list("id")[:PAGE]


def ready_to_designate(user, on):
    where, params = scope(user)
    cases = Application.objects.visible_to(user)
    sql = f"""
        SELECT a.id FROM membership_application a
        JOIN casework_person c ON c.id = a.person_id JOIN casework_unit u ON u.id = a.unit_id
        WHERE a.stage = 'applicant' AND {where} AND a.adult_on <= a.applied_on
          AND a.talked_on >= a.applied_on AND a.talked_on <= %(on)s AND a.talked_on <= a.talk_due_on
          AND a.recommended_on <= %(on)s AND a.recommended_by <> '' AND u.may_recruit
          AND NOT u.is_temporary
          AND (u.has_committee AND a.activist_decided_by = 'committee'
               OR NOT u.has_committee AND a.activist_decided_by = 'general_meeting')
          AND (u.has_committee OR (SELECT COUNT(*) FROM casework_person f
               WHERE f.affiliation_id = u.id AND f.full_member_on <= %(on)s) < 7)
          AND {RECEIVED_RIGHTLY} AND a.talker <> ''
          AND (a.talked_on < '2026-05-11' OR {covered("talk_topics", TALK_TOPICS)})
          AND (a.decision_expected IS NULL OR a.decision_present IS NULL
               OR a.decision_expected <= a.decision_present * 2)
          AND NOT EXISTS (SELECT 1 FROM casework_sanction n WHERE n.person_id = c.id
               AND n.kind = 'expulsion' AND n.since > %(expelled)s LIMIT 1 OFFSET 0)
          AND c.born_on > %(fifty)s
          AND {
        papers(
            "application_letter",
            "first_talk_record",
            "id_copy",
            "member_recommendation",
            "activist_minutes",
        )
    }
        ORDER BY a.stage_since, a.id LIMIT {PAGE}"""
    days = {"on": on, "fifty": born_by(on, 51), "expelled": latest_start(on, 60)}
    params = {**params, **days}
    return (
        "applicants who may become activists",
        _first(ready(Application, "designate", on, cases)),
        sql,
        params,
    )


BESIDE_ONE = """
    m.case_id = a.id AND m.appointed_on <= %(on)s AND (m.until IS NULL OR m.until > %(on)s)"""
# Beside the candidate: no full member, under a penalty that takes the vote, a relative, or
# somebody who stands beside more than five.
UNFIT_MENTOR = f"""
    SELECT 1 FROM membership_mentor m JOIN casework_person p ON p.id = m.member_id
    WHERE {BESIDE_ONE} AND (
      p.full_member_on IS NULL OR p.full_member_on > %(on)s OR m.is_relative
      OR EXISTS (SELECT 1 FROM casework_sanction z WHERE z.person_id = m.member_id
                 AND z.since <= %(on)s AND (z.until IS NULL OR z.until >= %(on)s)
                 AND z.kind IN ('party_probation_penalty', 'expulsion'))
      OR 5 < (SELECT COUNT(DISTINCT o.case_id) FROM membership_mentor o
              JOIN membership_application b ON b.id = o.case_id
              WHERE o.member_id = m.member_id AND o.until IS NULL AND o.appointed_on <= %(on)s
                AND b.stage IN ('applicant', 'activist', 'proposed', 'prospective',
                                'pre_reviewed', 'adopted')))
    LIMIT 1 OFFSET 0"""
MENTOR_WITHOUT_SUCCESSOR = """
    SELECT 1 FROM membership_mentor m WHERE m.case_id = a.id AND m.until <= %(on)s
      AND NOT EXISTS (SELECT 1 FROM membership_mentor n WHERE n.case_id = a.id
            AND n.appointed_on <= m.until AND (n.until IS NULL OR n.until > m.until))
    LIMIT 1 OFFSET 0"""
SITTING_WITHOUT_QUORUM = """
    SELECT 1 FROM membership_sitting t WHERE t.case_id = a.id AND t.purpose = 'proposal'
      AND NOT t.withdrawn AND t.held_on = a.proposed_on AND t.members > t.present * 2
    LIMIT 1 OFFSET 0"""


def ready_to_propose(user, on):
    """OFFSET keeps PostgreSQL from turning what is asked of a few into joins with all."""
    where, params = scope(user)
    held = papers(
        "activist_filing_report", "activist_registration_form", "opinion_mentor",
        "opinion_members", "opinion_public", "prospective_minutes",
    )  # fmt: skip
    sql = f"""
        SELECT a.id FROM membership_application a JOIN casework_unit u ON u.id = a.unit_id
        WHERE a.stage = 'activist' AND {where}
          AND a.activist_filed_on >= a.activist_on AND a.activist_filed_on <= %(on)s
          AND (a.transferred_in_on IS NULL OR a.transferred_in_on > %(on)s
               OR a.transfer_verified_on BETWEEN a.transferred_in_on AND %(on)s)
          AND (a.cultivated_from_on <= %(begun)s
               OR a.activist_on <= %(begun)s AND a.transferred_in_on > %(on)s)
          AND a.opinion_mentor_on <= %(on)s AND a.opinion_members_on <= %(on)s
          AND a.opinion_public_on <= %(on)s AND (a.opinion_cell_on <= %(on)s OR NOT u.has_cells)
          AND (SELECT COUNT(DISTINCT m.member_id) FROM membership_mentor m WHERE {BESIDE_ONE})
              BETWEEN 1 AND 2
          AND NOT EXISTS ({UNFIT_MENTOR}) AND NOT EXISTS ({MENTOR_WITHOUT_SUCCESSOR})
          AND NOT EXISTS ({SITTING_WITHOUT_QUORUM})
          AND (SELECT COUNT(*) FROM membership_assessment s WHERE s.case_id = a.id
               AND s.phase = 'activist' AND s.held_on <= %(on)s) >= 2
          AND {held}
          AND (SELECT COUNT(*) FROM membership_applicationpaper p WHERE p.case_id = a.id
               AND p.kind = 'thought_report_activist' AND p.state = 'complete') >= 4
          AND (NOT u.has_cells OR {papers("opinion_cell")})
        ORDER BY a.stage_since, a.id LIMIT {PAGE}"""
    cases = Application.objects.visible_to(user)
    params = {**params, "on": on, "begun": latest_start(on, 12)}
    return (
        "activists who may be proposed",
        _first(ready(Application, "propose", on, cases)),
        sql,
        params,
    )


def ready_to_list(user, on):
    where, params = scope(user)
    held = papers(
        "prospective_filing_report", "prospective_reply", "prospective_notice",
        "prospective_notice_result",
    )  # fmt: skip
    sql = f"""
        SELECT a.id FROM membership_application a JOIN casework_unit u ON u.id = a.unit_id
        WHERE a.stage = 'proposed' AND {where}
          AND a.consent_on >= a.proposed_on AND a.consent_on <= %(on)s
          AND a.notice_from_on >= a.consent_on AND a.notice_ends_on < %(on)s
          AND NOT a.notice_objection AND {held}
          AND (NOT a.is_mobile OR a.second_notice_from_on >= a.consent_on
               AND a.second_notice_from_on <= a.notice_ends_on
               AND a.second_notice_ends_on < %(on)s
               AND a.second_notice_ends_on >= a.notice_from_on)
        ORDER BY a.stage_since, a.id LIMIT {PAGE}"""
    cases = Application.objects.visible_to(user)
    found = _first(ready(Application, "list_prospective", on, cases))
    return "proposed who may be listed", found, sql, {**params, "on": on}


def ready_to_convert(user, on):
    where, params = scope(user)
    cases = Application.objects.visible_to(user).filter(
        stage="probationary", probation_expires_on__lte=on, conversion_met_on__isnull=True
    )
    sql = f"""
        SELECT a.id FROM membership_application a JOIN casework_unit u ON u.id = a.unit_id
        WHERE a.stage = 'probationary' AND {where} AND a.probation_expires_on <= %(on)s
          AND a.conversion_met_on IS NULL
        ORDER BY a.stage_since, a.id LIMIT {PAGE}"""
    return "probation over, not yet discussed", _first(cases), sql, {**params, "on": on}


def stage_tab(user):
    where, params = scope(user)
    cases = Application.objects.visible_to(user).at("activist")
    sql = f"""
        SELECT a.id FROM membership_application a JOIN casework_unit u ON u.id = a.unit_id
        WHERE a.stage = 'activist' AND {where} ORDER BY a.stage_since, a.id LIMIT {PAGE}"""
    return "list of activists", _first(cases), sql, params


def lacking_papers(user):
    where, params = scope(user)
    cases = Application.objects.visible_to(user).lacking_papers()
    sql = f"""
        SELECT a.id FROM membership_application a JOIN casework_unit u ON u.id = a.unit_id
        WHERE a.papers_missing > 0 AND {where} ORDER BY a.id LIMIT {PAGE}"""
    return (
        "missing-paper matrix",
        cases.order_by("id").values_list("id")[:PAGE],
        sql,
        params,
    )


def due_soon(user, on):
    where, params = scope(user)
    mine = Application.objects.visible_to(user)
    due = ApplicationDeadline.objects.filter(due_on__lte=on + timedelta(days=30))
    if user.account.unit.path.count("/") > 1:
        due = due.filter(case__in=mine)
    sql = f"""
        SELECT d.id FROM membership_applicationdeadline d
        JOIN membership_application a ON a.id = d.case_id JOIN casework_unit u ON u.id = a.unit_id
        WHERE d.due_on <= %(until)s AND {where} ORDER BY d.due_on, d.id LIMIT {PAGE}"""
    return (
        "to-do home, first page",
        due.order_by("due_on", "id").values_list("id")[:PAGE],
        sql,
        {**params, "until": on + timedelta(days=30)},
    )


def by_initials(user):
    people = Person.objects.visible_to(user).search("lmy")
    where, params = scope(user)
    sql = f"""
        SELECT c.id FROM casework_person c JOIN casework_unit u ON u.id = c.unit_id
        WHERE {where} AND (c.initials >= 'lmy' AND c.initials < 'lmz'
                           OR c.pinyin >= 'lmy' AND c.pinyin < 'lmz')
        ORDER BY c.pinyin, c.id LIMIT {PAGE}"""
    return "search by initials", people.values_list("id")[:PAGE], sql, params


def by_id_number():
    number = "379901196807035656"
    people = Person.objects.with_id_number(number).order_by("id")
    sql = "SELECT id FROM casework_person WHERE id_digest = %(digest)s AND NOT (id_digest = '')"
    return (
        "search by ID number",
        people.values_list("id"),
        sql,
        {"digest": digest(number)},
    )


# Completed years as one would write them for each database; 29 February turns on 1 March.
YEARS = {
    "sqlite": "{year} - CAST(substr(c.born_on, 1, 4) AS INTEGER)"
    " - (substr(c.born_on, 6) > '{month:02}-{day:02}')",
    "postgresql": "CAST(date_part('year', age(DATE '{date}', c.born_on)) AS INTEGER)",
}


def members_by_age(user, on):
    """All members by age and sex, from which the page reckons bands, mean and pyramid."""
    where, params = scope(user)
    years = YEARS[connection.vendor].format(
        year=on.year, month=on.month, day=on.day, date=on.isoformat()
    )
    sql = f"""
        SELECT {years}, c.sex, c.born_month_only, COUNT(*)
        FROM casework_person c JOIN casework_unit u ON u.id = c.affiliation_id
        WHERE c.standing IN ('full', 'probationary') AND {where}
          AND (c.joined_on <= %(on)s OR c.joined_on IS NULL)
          AND NOT EXISTS (SELECT 1 FROM membership_application a WHERE a.person_id = c.id
                          AND a.approved_on > %(on)s AND a.adopted_on <= %(on)s)
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    members = BY_SLUG["members"]
    rows = grouped(members.under(user.account.unit.path, on), members, on)
    ages = rows.order_by("age1", "sex", "born_month_only")
    return "members by age and sex", ages, sql, {**params, "on": on}
