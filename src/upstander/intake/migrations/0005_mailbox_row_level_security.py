"""A mailbox and its messages follow their case. An open mailbox is for the public process that holds the key, and for the sweeper."""

from django.db import migrations

from upstander.confidentiality.rls import protect, with_case

VISITS = "(SELECT viewer_kind()) IN ('public', 'system')"


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_mailbox")]
    operations = [
        with_case("intake_mailbox"),
        with_case("intake_mailboxmessage"),
        protect("intake_mailboxvisit", read=VISITS, delete=VISITS),
    ]
