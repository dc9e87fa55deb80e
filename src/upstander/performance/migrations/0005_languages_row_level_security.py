"""How many people need which language: sums for whoever reads measures, counted by the system."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"


class Migration(migrations.Migration):
    dependencies = [("performance", "0004_costs_languages_and_names")]
    operations = [
        protect(
            "performance_languagestock",
            read=f"{SYSTEM} OR (SELECT viewer_may('measures.read'))",
            write="false",
            insert=SYSTEM,
            delete=SYSTEM,
        ),
    ]
