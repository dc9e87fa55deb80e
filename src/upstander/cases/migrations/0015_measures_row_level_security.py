"""Measures, their steps, secure pages and planned visits are visible exactly when their case is."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_measures_visits_and_plans")]
    operations = [
        with_case("cases_measure"),
        with_case("cases_measurestep"),
        with_case("cases_referral"),
        with_case("cases_plannedvisit"),
    ]
