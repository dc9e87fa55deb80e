"""Incidents and statements follow their case."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_evidence")]
    operations = [with_case("cases_incident"), with_case("cases_statement")]
