"""Whoever reads the policy reads how it was approved, consulted on and assessed. Calls for a review are for those who keep or approve,
and for whoever made one. Words for everybody are public once somebody else agreed and nobody withdrew them."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"
READER = f"{SYSTEM} OR (SELECT viewer_may('policy.read'))"
KEEPER = f"{SYSTEM} OR (SELECT viewer_may('policy.keep'))"
AGREES = f"{KEEPER} OR (SELECT viewer_may('policy.approve'))"
AWARE = f"{SYSTEM} OR (SELECT viewer_may('awareness.keep'))"
WORDS = f"{AGREES} OR (SELECT viewer_may('awareness.keep'))"
STAFF = f"{SYSTEM} OR (SELECT viewer_kind()) = 'staff'"
OUTSIDE = "(SELECT viewer_kind()) IN ('public', 'customer')"


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0003_register_and_awareness"),
        ("confidentiality", "0002_row_level_security"),
    ]
    operations = [
        # The public site asks whether the edition it shows in short is an approved one; where it is minuted stays sealed.
        protect(
            "governance_approval",
            read=f"{READER} OR ({OUTSIDE} AND agreed_at IS NOT NULL AND void_at IS NULL)",
            insert=KEEPER,
            write=AGREES,
        ),
        protect("governance_consultation", read=READER, write=KEEPER),
        protect(
            "governance_reviewcall",
            read=f"{AGREES} OR by_id = (SELECT viewer_id())",
            insert=f"{KEEPER} OR ((SELECT viewer_may('policy.read')) AND by_id = (SELECT viewer_id()))",
            write=KEEPER,
        ),
        protect("governance_impactassessment", read=READER, write=KEEPER),
        protect(
            "governance_impactaction",
            read=READER,
            insert=KEEPER,
            write=f"{KEEPER} OR owner_id = (SELECT viewer_id())",
        ),
        protect("governance_postholder", read=READER, write=KEEPER),
        protect("governance_campaign", read=f"{STAFF} OR ({OUTSIDE} AND called_off_at IS NULL)", write=AWARE),
        protect(
            "governance_publictext",
            read=f"{STAFF} OR ({OUTSIDE} AND agreed_at IS NOT NULL AND withdrawn_at IS NULL)",
            write=WORDS,
        ),
        protect("governance_reach", read=f"{AWARE} OR (SELECT viewer_may('policy.approve'))", write=AWARE),
        protect(
            "governance_cohesionwork", read=f"{AWARE} OR (SELECT viewer_may('measures.read'))", write=AWARE
        ),
        protect("governance_reminder", read=SYSTEM, delete=SYSTEM),
    ]
