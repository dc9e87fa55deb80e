"""Everybody sees which courses there are and their own completions; a line manager those of their people; the register's keeper all.

The refresher's course is made here: it is what the built-in scenarios answer. Its roles and months can be changed on its page.
"""

import uuid
from typing import Any

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"
KEEPER = f"{SYSTEM} OR (SELECT viewer_may('training.keep'))"
OWN = "staff_id = (SELECT viewer_id())"
LINE = """EXISTS (SELECT 1 FROM confidentiality_staff s
                  WHERE s.id = governance_completion.staff_id AND s.manager_id = (SELECT viewer_id()))"""
TEAM = """((SELECT viewer_may('team.board')) AND EXISTS (SELECT 1 FROM confidentiality_staff_teams t
           WHERE t.staff_id = governance_completion.staff_id AND t.team_id = ANY ((SELECT viewer_teams())::uuid[])))"""

FRONT_LINE = [
    "customer_access",
    "neighbourhood",
    "independent_living",
    "community_safety",
    "community_safety_manager",
    "senior_manager",
    "people_and_learning",
    "safeguarding_lead",
]


def refresher(apps: Any, schema_editor: Any) -> None:  # Any: Django's historical models
    apps.get_model("governance", "Course").objects.get_or_create(
        refresher=True,
        defaults={
            "id": uuid.uuid4(),
            "name": "Recognising harassment and hate",
            "roles": FRONT_LINE,
            "months": 12,
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0001_training"),
        ("confidentiality", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunPython(refresher, migrations.RunPython.noop),
        protect("governance_course", read=f"{SYSTEM} OR (SELECT viewer_kind()) = 'staff'", write=KEEPER),
        protect(
            "governance_completion",
            read=f"{KEEPER} OR {OWN} OR {LINE} OR {TEAM}",
            insert=f"{KEEPER} OR ({OWN} AND how = 'refresher')",
            write=KEEPER,
        ),
    ]
