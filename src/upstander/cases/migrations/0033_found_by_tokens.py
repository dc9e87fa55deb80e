"""Cases are found by their tokens through the index."""

from django.db import migrations

from upstander.confidentiality.rls import found_by_tokens


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_interpreter_of_a_visit")]
    operations = [found_by_tokens("cases_case")]
