"""What a meeting has of a case is visible exactly when the case is; a body's signed-in person sees what that body was given."""

from django.db import migrations

from upstander.confidentiality.rls import protect, with_case

SYSTEM = "(SELECT viewer_is_system())"
STAFF = f"{SYSTEM} OR (SELECT viewer_kind()) = 'staff'"
WORKS = f"{SYSTEM} OR (SELECT viewer_may('case.work')) OR (SELECT viewer_may('forum.keep'))"
KEEPS = f"{SYSTEM} OR (SELECT viewer_may('forum.keep'))"
SEEN = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = cases_jointaction.case_id)"
ACTION = f"{SYSTEM} OR CASE WHEN case_id IS NULL THEN {WORKS} ELSE {SEEN} END"


def for_bodies(table: str, whose: str = "agency_id = (SELECT viewer_agency())") -> migrations.RunSQL:
    """Lets a body's signed-in person read the rows of that body."""
    return migrations.RunSQL(
        f"CREATE POLICY {table}_bodies ON {table} FOR SELECT"
        f" USING ((SELECT viewer_kind()) = 'partner' AND {whose})",
        f"DROP POLICY {table}_bodies ON {table}",
    )


MEETS = (
    "EXISTS (SELECT 1 FROM cases_pack p WHERE p.meeting_id = {0} AND p.agency_id = (SELECT viewer_agency()))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0033_joint_action_groups"),
        ("confidentiality", "0012_partners_as_viewers"),
        ("partners", "0007_people_row_level_security"),
    ]
    operations = [
        *[
            protect(f"cases_{table}", read=STAFF, write=KEEPS)
            for table in ("jointgroup", "groupmember", "meeting")
        ],
        protect("cases_attendance", read=WORKS),
        protect("cases_pack", read=WORKS, write=KEEPS),
        protect("cases_strategicitem", read=WORKS),
        *[with_case(f"cases_{table}") for table in ("agendaitem", "itemshare", "packitem")],
        protect(
            "cases_jointaction",
            read=ACTION,
            delete="case_id = ANY ((SELECT viewer_erases())::uuid[])",
        ),
        for_bodies("cases_pack"),
        for_bodies("cases_packitem"),
        for_bodies("cases_jointaction"),
        for_bodies("cases_disclosure"),
        for_bodies("cases_referral"),
        for_bodies(
            "cases_meeting",
            f"({MEETS.format('cases_meeting.id')} OR EXISTS (SELECT 1 FROM cases_jointaction a"
            " WHERE a.meeting_id = cases_meeting.id AND a.agency_id = (SELECT viewer_agency())))",
        ),
        for_bodies("cases_strategicitem", MEETS.format("cases_strategicitem.meeting_id")),
        for_bodies(
            "cases_jointgroup",
            "EXISTS (SELECT 1 FROM cases_meeting m WHERE m.group_id = cases_jointgroup.id)",
        ),
        for_bodies("partners_agency", "id = (SELECT viewer_agency())"),
    ]
