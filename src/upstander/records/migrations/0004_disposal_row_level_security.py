"""Holds follow their case. Runs are for those who prepare or approve; runs of sealed cases for their keepers alone."""

from django.db import migrations

from upstander.confidentiality.rls import protect, with_case

SYSTEM = "(SELECT viewer_is_system())"
RUN = f"""{SYSTEM} OR CASE WHEN sealed THEN (SELECT viewer_may('sealed.dispose'))
    ELSE (SELECT viewer_may('disposal.prepare')) OR (SELECT viewer_may('disposal.approve'))
      OR (SELECT viewer_may('audit.read')) END"""
ITEM = f"""{SYSTEM} OR (subject_id <> ALL ((SELECT viewer_conflicts())::uuid[])
    AND EXISTS (SELECT 1 FROM records_disposalrun r WHERE r.id = records_disposalitem.run_id))"""


class Migration(migrations.Migration):
    dependencies = [("records", "0003_disposal"), ("cases", "0007_sums_and_erasing")]
    operations = [
        with_case("records_legalhold"),
        with_case("records_retentionday"),
        protect("records_disposalrun", read=RUN, write=SYSTEM),
        protect("records_disposalitem", read=ITEM, write=SYSTEM),
    ]
