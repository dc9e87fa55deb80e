"""Cases are found by their tokens through the index."""

from django.db import migrations

from upstander.confidentiality.rls import found_by_tokens


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_joint_action_groups_row_level_security")]
    operations = [found_by_tokens("cases_case")]
