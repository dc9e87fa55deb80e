"""A paper is seen with its case."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_papers")]
    operations = [with_case("cases_paper")]
