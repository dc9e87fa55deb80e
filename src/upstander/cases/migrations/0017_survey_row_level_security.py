"""What was answered is seen with its case."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_survey")]
    operations = [with_case("cases_survey")]
