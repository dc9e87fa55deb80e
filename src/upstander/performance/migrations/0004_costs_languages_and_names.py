from django.db import migrations, models

import upstander.confidentiality.fields


class Migration(migrations.Migration):
    dependencies = [
        ("performance", "0003_tokens_with_their_generation"),
    ]

    operations = [
        migrations.CreateModel(
            name="LanguageStock",
            fields=[
                ("language", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("people", models.PositiveIntegerField()),
                ("counted_on", models.DateField()),
            ],
        ),
        migrations.AddField(
            model_name="fact",
            name="pence",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="figure",
            name="pence",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="figure",
            name="priced",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="savedview",
            name="name",
            field=upstander.confidentiality.fields.SealedField(key="id", null=True),
        ),
    ]
