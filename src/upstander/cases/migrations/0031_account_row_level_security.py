"""What was said about showing a case in its person's account is visible exactly when the case is."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_account")]
    operations = [with_case("cases_accountword")]
