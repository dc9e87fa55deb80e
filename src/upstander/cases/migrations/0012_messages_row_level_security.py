"""Messages are visible exactly when their case is."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_disclosure_register"),
        ("messages", "0003_what_was_written_stays"),
    ]
    operations = [with_case("messages_message")]
