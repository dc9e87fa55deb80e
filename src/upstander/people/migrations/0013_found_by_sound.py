"""Streets and blocks are found as they sound; people by the end of their number once the housing system's next files are taken, which
seals everybody anew."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from upstander.people.sounds import sound_of_place

AS_SYSTEM = "SELECT set_config('upstander.viewer_kind', %s, true)"


def hear(apps: Any, schema_editor: Any) -> None:
    homes = apps.get_model("people", "Home").objects.using(schema_editor.connection.alias)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(AS_SYSTEM, ["system"])
        for name in ("street", "block"):
            for place in homes.exclude(**{name: ""}).values_list(name, flat=True).distinct():
                homes.filter(**{name: place}).update(**{f"{name}_sound": sound_of_place(place)})
        cursor.execute("UPDATE people_person SET as_told = NULL WHERE as_told IS NOT NULL")
        cursor.execute(AS_SYSTEM, [""])


def _sound() -> models.Field[Any, Any]:
    return models.CharField(blank=True, db_collation="C", default="", max_length=100)


class Migration(migrations.Migration):
    dependencies = [("people", "0012_homes_by_words")]

    operations = [
        migrations.AddField("home", "street_sound", _sound()),
        migrations.AddField("home", "block_sound", _sound()),
        migrations.RunPython(hear, migrations.RunPython.noop),
        migrations.AddIndex("home", models.Index(fields=["street_sound"], name="home_by_street_sound")),
        migrations.AddIndex("home", models.Index(fields=["block_sound"], name="home_by_block_sound")),
    ]
