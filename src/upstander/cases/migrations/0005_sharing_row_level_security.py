"""Consents, disclosures and withdrawals are visible exactly when their case is."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_sharing")]
    operations = [
        with_case("cases_consent"),
        with_case("cases_disclosure"),
        with_case("cases_withdrawaltask"),
    ]
