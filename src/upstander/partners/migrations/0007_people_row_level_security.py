"""A body's named people are known to staff, kept by those who keep the register; what signing in leaves behind is for nobody."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0006_people_who_sign_in"),
        ("confidentiality", "0012_partners_as_viewers"),
    ]
    operations = [
        protect(
            "partners_partnerperson",
            read=f"{SYSTEM} OR (SELECT viewer_kind()) = 'staff'",
            write=f"{SYSTEM} OR (SELECT viewer_may('partners.edit'))",
        ),
        *[
            protect(f"partners_{table}", read=SYSTEM, delete=SYSTEM)
            for table in ("partnerasking", "partnercode", "partnersession")
        ],
    ]
