"""What somebody chose and keeps for themselves is theirs alone; what is on its way to them only the sending reads."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"
OWN = f"{SYSTEM} OR staff_id = (SELECT viewer_id())"


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_alerts_and_saved_searches")]
    operations = [
        protect("cases_alert", read=SYSTEM, delete=SYSTEM),
        *[
            protect(f"cases_{table}", read=OWN, delete=OWN)
            for table in ("alertchoice", "calendarfeed", "savedsearch")
        ],
    ]
