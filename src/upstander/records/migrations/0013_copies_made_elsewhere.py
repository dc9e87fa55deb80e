"""A recording or a PDF that cannot be covered here is given as a copy made elsewhere, kept with the bundle. Its pieces go as the others."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("records", "0012_second_reader_row_level_security")]
    operations = [
        migrations.AddField("bundlesheet", "copyable", models.BooleanField(default=False)),
        migrations.AddField("bundlesheet", "copy_sha256", models.BinaryField(null=True)),
        migrations.AddField("bundlesheet", "copy_size", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("bundlesheet", "copy_ending", models.CharField(blank=True, max_length=10)),
        migrations.AddField(
            "bundlepiece",
            "sheet",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pieces",
                to="records.bundlesheet",
            ),
        ),
        migrations.RemoveConstraint("bundlepiece", "bundle_piece_once"),
        migrations.AddConstraint(
            "bundlepiece",
            models.UniqueConstraint(
                condition=Q(sheet=None), fields=("bundle", "number"), name="bundle_piece_once"
            ),
        ),
        migrations.AddConstraint(
            "bundlepiece",
            models.UniqueConstraint(
                condition=Q(sheet__isnull=False), fields=("sheet", "number"), name="bundle_copy_piece_once"
            ),
        ),
        migrations.AddConstraint(
            "bundlesheet",
            models.CheckConstraint(
                condition=Q(copyable=False) | Q(forced=True) | Q(copy_sha256__isnull=False),
                name="bundle_sheet_given_as_copy",
            ),
        ),
        # While a bundle is made, its maker may take such a copy away again.
        migrations.RunSQL(
            "DROP POLICY records_bundlepiece_delete ON records_bundlepiece;"
            "CREATE POLICY records_bundlepiece_delete ON records_bundlepiece FOR DELETE USING ("
            "case_id = ANY ((SELECT viewer_erases())::uuid[]) OR bundle_id = ANY ((SELECT viewer_erases())::uuid[])"
            " OR (sheet_id IS NOT NULL AND EXISTS (SELECT 1 FROM records_bundle b WHERE b.id = records_bundlepiece.bundle_id"
            " AND b.maker_id = (SELECT viewer_id()) AND b.handed_at IS NULL AND b.released_at IS NULL)));",
            "DROP POLICY records_bundlepiece_delete ON records_bundlepiece;"
            "CREATE POLICY records_bundlepiece_delete ON records_bundlepiece FOR DELETE USING ("
            "case_id = ANY ((SELECT viewer_erases())::uuid[]) OR bundle_id = ANY ((SELECT viewer_erases())::uuid[]));",
        ),
    ]
