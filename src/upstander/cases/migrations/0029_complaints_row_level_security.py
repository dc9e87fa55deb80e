"""A complaint is for its handler, and for nobody who works on the case; whoever is in conflict with the case never sees it."""

from django.db import migrations

from upstander.confidentiality.rls import erasable, protect

SYSTEM = "(SELECT viewer_is_system())"
HANDLER = (
    "(SELECT viewer_may('complaint.handle')) AND {0}.handler_id = (SELECT viewer_id())"
    " AND NOT {0}.case_id = ANY ((SELECT viewer_conflicts())::uuid[])"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_complaints")]
    operations = [
        protect("cases_complaint", read=f"{SYSTEM} OR ({HANDLER.format('cases_complaint')})", insert=SYSTEM),
        erasable("cases_complaint"),
        protect("cases_complaintstep", read=SYSTEM),
        erasable("cases_complaintstep"),
    ]
