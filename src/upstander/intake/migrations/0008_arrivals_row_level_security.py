"""Arrivals are for the program alone; which reports a partner sent follows the case; kept mail is for those who triage."""

from django.db import migrations

from upstander.confidentiality.rls import protect, with_case

SYSTEM = "(SELECT viewer_is_system())"
TRIAGE = f"{SYSTEM} OR (SELECT viewer_may('report.triage'))"


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_arrivals")]
    operations = [
        protect("intake_arrival", read=SYSTEM, delete=SYSTEM),
        with_case("intake_partnerreport"),
        protect("intake_keptmail", read=TRIAGE, insert=SYSTEM, delete=SYSTEM),
    ]
