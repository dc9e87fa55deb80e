"""A customer sees the mailboxes of their own account and nothing else. Codes are for the program alone; askings and sessions for the
public process that holds the key, and for the sweeper."""

from django.db import migrations

from upstander.confidentiality.rls import protect

PROCESS = "(SELECT viewer_kind()) IN ('public', 'system')"
SYSTEM = "(SELECT viewer_is_system())"
# Permissive policies add up: this is one more reason to see a mailbox, and no reason to change one.
OWN = "CREATE POLICY intake_mailbox_own ON intake_mailbox FOR SELECT USING (owner = ANY ((SELECT viewer_accounts())::uuid[]))"


class Migration(migrations.Migration):
    dependencies = [("intake", "0009_accounts"), ("confidentiality", "0011_customers_as_viewers")]
    operations = [
        migrations.RunSQL(OWN, "DROP POLICY intake_mailbox_own ON intake_mailbox"),
        protect("intake_accountasking", read=PROCESS, delete=PROCESS),
        protect("intake_accountsession", read=PROCESS, delete=PROCESS),
        protect("intake_accountcode", read=SYSTEM, delete=SYSTEM),
    ]
