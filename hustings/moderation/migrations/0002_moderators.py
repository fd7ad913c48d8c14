"""A group that may take decisions: staff are put into it in Wagtail's settings."""

from django.db import migrations

NAME = "Comment moderators"


def create(apps, schema_editor):
    """Make the group with the two permissions; ``post_migrate`` has not made them yet."""
    content_types = apps.get_model("contenttypes", "ContentType")
    permissions = apps.get_model("auth", "Permission")
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=NAME)
    wanted = [
        ("moderation", "decision", "add_decision", "Can add decision"),
        ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    ]
    for app, model, codename, name in wanted:
        kind, _made = content_types.objects.get_or_create(app_label=app, model=model)
        permission, _made = permissions.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
