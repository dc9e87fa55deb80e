"""A picture that the gateway still keeps follows the case that it belongs to."""

from django.db import migrations

from upstander.confidentiality.rls import with_case


class Migration(migrations.Migration):
    dependencies = [("intake", "0015_pictures_of_texts"), ("cases", "0019_evidence_row_level_security")]
    operations = [with_case("intake_textpicture")]
