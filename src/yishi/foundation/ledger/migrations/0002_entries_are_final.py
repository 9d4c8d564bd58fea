from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yishi.foundation.ledger import protection


def protect(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protection.protect(schema_editor.connection)


def lift(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protection.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(protect, lift)]
