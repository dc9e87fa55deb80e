"""Tokens are for those who keep the register; the digests open nothing."""

from django.db import migrations

from upstander.confidentiality.rls import protect

KEEPERS = "(SELECT viewer_is_system()) OR (SELECT viewer_may('partners.edit'))"


class Migration(migrations.Migration):
    dependencies = [("partners", "0004_api_token")]
    operations = [protect("partners_apitoken", read=KEEPERS)]
