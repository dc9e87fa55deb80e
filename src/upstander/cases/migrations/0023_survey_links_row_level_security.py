"""A link is seen with its case."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_closing_and_survey_links")]
    operations = [with_case("cases_surveylink")]
