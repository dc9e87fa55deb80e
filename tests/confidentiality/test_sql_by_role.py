"""Every table, read as every role straight through SQL: what the database itself shows, whatever the program asks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from factories.bodies import agreed, body
from factories.cast import Cast, one_of_each_role
from factories.reports import opened, received
from upstander.confidentiality.api import PUBLIC, ROLES, Viewer, ViewerKind, permissions_of, system, viewing
from upstander.intake.api import PersonTold
from upstander.messages.api import shipped, write_wording
from upstander.records.api import add_breach_action, breach_log, raise_breach, record_people_told

pytestmark = [pytest.mark.django_db(transaction=False), pytest.mark.db15]

# How many rows each kind of table shows to whom. "case": follows the ordinary case; "sealed" rows are counted apart.
FOLLOWS_CASE = {
    "cases_party", "cases_casereport", "cases_duty", "cases_discharge", "cases_timelineentry", "cases_riskassessment",
    "cases_consent", "cases_disclosure", "cases_withdrawaltask",
    "cases_survey", "cases_surveylink",
    "cases_actionplan", "cases_planaction", "cases_closure", "messages_safecontact", "messages_message", "intake_report",
    "intake_attachment", "intake_attachmentchunk", "intake_partnerreport", "intake_mailbox", "intake_mailboxmessage",
    "records_legalhold", "records_retentionday", "records_keptuntil", "cases_casedecision",
    "performance_fact", "performance_returndecision",
    "cases_agendaitem", "cases_itemshare", "cases_packitem",
    "cases_incident", "cases_statement", "cases_courtstatement", "intake_exhibit", "intake_custodyentry", "intake_textpicture",
    "cases_paper", "cases_measure", "cases_measurestep", "cases_referral", "cases_plannedvisit", "cases_accountword",
}  # fmt: skip
SYSTEM_ONLY = {
    "cases_alert",
    "cases_carried",  # not even the system's: tests/cases/test_carried.py
    "confidentiality_namedaccess",
    "confidentiality_conflict",
    "confidentiality_auditseal",
    "cases_disposedcount",
    "performance_equalityanswer",
    "intake_arrival",
    "intake_accountcode",
    "partners_partnerasking",
    "partners_partnercode",
    "partners_partnersession",
}
SIGN_INS = {"confidentiality_signin"}  # tests/sites/staff/test_password_link.py
EVERY_STAFF = {"people_home", "partners_agency", "partners_agreement", "messages_wording"}
DIRECTORY = {"people_person", "people_residence"}
NOT_SECRET = {"confidentiality_staff", "confidentiality_team", "confidentiality_staff_teams"}
OWN_RULES = {"cases_case", "cases_notice", "confidentiality_auditentry", "confidentiality_datakey"}
OWN_RULES |= {"records_disposalrun", "records_disposalitem"}  # tests/records/test_disposal.py
OWN_RULES |= {"confidentiality_absence", "confidentiality_declaredrelation"}
OWN_RULES |= {"confidentiality_rolegrant"}  # tests/cases/test_colleagues.py
OWN_RULES |= {"performance_month", "performance_figure", "performance_returnstock"}  # tests/performance
OWN_RULES |= {
    "performance_monthlyreport",
    "performance_savedview",
    "performance_languagestock",
}  # tests/performance
OWN_RULES |= {"partners_apitoken"}  # tests/sites/api/test_api.py
OWN_RULES |= {"intake_keptmail"}  # tests/intake/test_email.py
OWN_RULES |= {"cases_complaint"}  # tests/cases/test_complaints.py
SYSTEM_ONLY |= {"cases_complaintstep", "records_keptwalk"}
OWN_RULES |= {"cases_breakglass"}  # tests/cases/test_glass.py
OWN_RULES |= {"governance_completion"}  # tests/governance/test_training.py
EVERY_STAFF |= {"governance_course"}
OWN_RULES |= {
    "governance_approval",
    "governance_consultation",
    "governance_reviewcall",
    "governance_impactassessment",
    "governance_impactaction",
    "governance_postholder",
}  # tests/governance/test_register.py
OWN_RULES |= {
    "governance_campaign",
    "governance_publictext",
    "governance_reach",
    "governance_cohesionwork",
}  # tests/governance/test_awareness.py
SYSTEM_ONLY |= {"governance_reminder"}
OWN_RULES |= {"governance_helplinecheck"}  # tests/sites/policy/test_helplines.py: everybody reads it
SYSTEM_ONLY |= {"people_housingpart"}
OWN_RULES |= {"people_housingimport", "people_housingupload"}  # tests/people/test_housing_system.py
BREACHES = {"records_breach", "records_breachtold", "records_breachaction"}
ACCESS = {"records_accessrequest", "records_accesswait"}  # tests/records/test_access.py
ACCESS |= {
    "records_accesssearcher",
    "records_accessperson",
    "records_accesscase",
}  # tests/records/test_access_search.py
OWN_RULES |= {
    "records_bundle",
    "records_bundlesheet",
    "records_bundlemark",
    "records_bundlepiece",
}  # test_access_answer.py
OWN_RULES |= {"partners_partnerperson"}  # tests/cases/joint/test_joint_in_sql.py
OWN_RULES |= {
    "cases_jointgroup",
    "cases_groupmember",
    "cases_meeting",
    "cases_attendance",
    "cases_pack",
    "cases_strategicitem",
    "cases_jointaction",
}  # the same
OWN_RULES |= {"cases_caselink"}  # tests/intake/test_placing.py
OWN_RULES |= {"intake_taking"}  # tests/intake/test_taking.py
OWN_RULES |= {
    "cases_alertchoice",
    "cases_calendarfeed",
    "cases_savedsearch",
}  # own rows alone: tests/cases/test_desk.py
DRAFTS = {"intake_draft", "intake_draftfile", "intake_draftfilechunk", "intake_mailboxvisit"}
DRAFTS |= {"intake_accountasking", "intake_accountsession"}  # and accounts: tests/intake/test_accounts.py

SEES_ORDINARY_CASE = {"community_safety", "community_safety_manager", "senior_manager", "safeguarding_lead"}
SEES_SEALED_CASE = {"people_and_learning"}


def our_tables() -> set[str]:
    """Every table of our rooms, the hidden ones of many-to-many relations too."""
    models = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("upstander.")]
    return {model._meta.db_table for model in models if model._meta.managed}


def rows(viewer: Viewer | None, table: str) -> int:
    query = f"SELECT count(*) FROM {table}"
    if viewer is None:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return int(cursor.fetchone()[0])
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def someone(role: str) -> Viewer:
    """A member of staff of this role, in no team, with no case of their own."""
    return Viewer(ViewerKind.STAFF, staff_id=None, permissions=permissions_of([role]))


@pytest.fixture
def landlord(now: datetime) -> Cast:
    """One open case, one in the queue, one sealed."""
    cast = one_of_each_role(now)
    agreed(body(now), now)
    write_wording(
        kind="progress", language="pl", words=shipped("pl")["progress"], number=0, by=cast.policy, now=now
    )
    opened(cast, now)
    received(now + timedelta(minutes=1))
    received(
        now, narrative="Somebody I work with", survivor=PersonTold(name="Zora Blake", affiliation="employee")
    )
    return cast


def test_every_table_forces_row_level_security_and_is_declared_here() -> None:
    declared = (
        FOLLOWS_CASE
        | SYSTEM_ONLY
        | EVERY_STAFF
        | DIRECTORY
        | NOT_SECRET
        | OWN_RULES
        | DRAFTS
        | BREACHES
        | ACCESS
        | SIGN_INS
    )
    assert our_tables() == declared, "declare a new table here, and say who may see it"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity",
            [list(declared)],
        )
        assert {row[0] for row in cursor.fetchall()} == declared


def test_with_no_viewer_nothing_is_visible(landlord: Cast) -> None:
    shown = {table for table in our_tables() - NOT_SECRET if rows(None, table)}
    assert shown == set()


@pytest.mark.parametrize("role", [*ROLES, "public"])
def test_a_role_sees_the_cases_it_may_and_no_others(landlord: Cast, role: str) -> None:
    viewer = PUBLIC if role == "public" else someone(role)
    expected = (
        2 if role in SEES_ORDINARY_CASE else 1 if role in SEES_SEALED_CASE or role == "customer_access" else 0
    )
    assert rows(viewer, "cases_case") == expected
    for table in sorted(FOLLOWS_CASE):
        with viewing(system("tests")), connection.cursor() as cursor:
            cursor.execute(f"SELECT array_agg(case_id) FROM {table}")
            cases_there = set(cursor.fetchone()[0] or [])
        with viewing(viewer), connection.cursor() as cursor:
            cursor.execute(f"SELECT case_id FROM {table}")
            seen = {row[0] for row in cursor.fetchall()}
            cursor.execute("SELECT id FROM cases_case")
            visible = {row[0] for row in cursor.fetchall()}
            if table == "cases_disclosure" and "disclosure.register" in {str(p) for p in viewer.permissions}:
                continue  # the register's keeper: tests/cases/sharing/test_register.py
        assert seen == cases_there & visible, table


@pytest.mark.parametrize("role", [*ROLES, "public"])
def test_what_is_not_a_case_is_closed_unless_the_role_opens_it(landlord: Cast, role: str) -> None:
    viewer = PUBLIC if role == "public" else someone(role)
    assert all(rows(viewer, table) == 0 for table in SYSTEM_ONLY)
    assert all((rows(viewer, table) > 0) == (role != "public") for table in EVERY_STAFF)
    directory = "directory.search" in {str(p) for p in permissions_of([role])}
    assert all((rows(viewer, table) > 0) == directory for table in DIRECTORY)


@pytest.mark.parametrize("role", [*ROLES, "public"])
def test_the_breach_log_is_for_whoever_handles_breaches(landlord: Cast, now: datetime, role: str) -> None:
    raise_breach(happened="A letter went next door", aware_at=now, by=landlord.dev, now=now)
    breach = breach_log(landlord.farid, now=now)[0].id
    farid = landlord.farid
    record_people_told(breach_id=breach, at=now, way="phone", people=1, safe=True, by=farid, now=now)
    add_breach_action(breach_id=breach, what="Check", owner="Post", due_on=now.date(), by=farid, now=now)
    viewer = PUBLIC if role == "public" else someone(role)
    handles = role == "data_protection_officer"
    assert all(rows(viewer, table) == (1 if handles else 0) for table in BREACHES)


def test_an_officer_sees_the_case_that_is_theirs_without_a_team(landlord: Cast, now: datetime) -> None:
    neighbour = Viewer(ViewerKind.STAFF, landlord.staff["nia"].id, permissions_of(["neighbourhood"]))
    assert rows(neighbour, "cases_case") == 0
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET officer_id = %s WHERE state = 'open'", [landlord.staff["nia"].id]
        )
    assert rows(neighbour, "cases_case") == 1


def test_a_conflict_hides_even_from_the_officer_of_the_case(landlord: Cast, now: datetime) -> None:
    ben = landlord.ben
    before = rows(ben, "cases_duty")
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO confidentiality_conflict (id, case_id, staff_id, found_at)"
            " SELECT gen_random_uuid(), id, officer_id, now() FROM cases_case WHERE state = 'open'"
        )
    assert before > rows(ben, "cases_duty")
    with viewing(ben), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE state = 'open'")
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "SELECT count(*) FROM confidentiality_auditentry a WHERE a.case_id IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = a.case_id)"
        )
        assert cursor.fetchone()[0] == 0


def test_auditors_see_no_entry_of_a_sealed_case(landlord: Cast) -> None:
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE sealed")
        sealed = cursor.fetchone()[0]
    with viewing(landlord.auditor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE case_id = %s) FROM confidentiality_auditentry", [sealed]
        )
        everything, of_sealed = cursor.fetchone()
    assert everything > 0 and of_sealed == 0
