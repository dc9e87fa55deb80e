"""What nobody answered is told again each week: found by when it was told last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0056_open_promises_counted_by_index"),
        ("partners", "0010_a_token_is_asked_in_one_statement"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("chased_at__isnull", False), ("ended_at", None)),
                fields=["chased_at"],
                name="measure_chased",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("answer", ""), ("chased_at__isnull", False), ("closed_at", None)),
                fields=["chased_at"],
                name="referral_chased",
            ),
        ),
    ]
