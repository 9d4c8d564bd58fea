"""Make the table of the first migration an index.

SQLite: an FTS5 table in its place, with the same name and columns. The tokens come cut and folded, so the tokenizer
"ascii" only splits at blanks. detail=column keeps no positions (pairs of characters need none), columnsize=0 no lengths
(there is no bm25). Its row id is the matter's, which the index needs nothing more for.
PostgreSQL: a GIN index for each of the two scopes. The tokens stay in the row (storage MAIN), for the planner does not
count what it costs to fetch them from elsewhere and would read the whole table instead of the index.

Written by hand; it must stay when the first migration is generated anew.
"""

from django.db import migrations

FTS5 = """
    CREATE VIRTUAL TABLE search_index
    USING fts5 (public_tokens, other_tokens, tokenize = 'ascii', detail = column, columnsize = 0)
"""
POSTGRESQL = (
    "ALTER TABLE search_index ALTER public_tokens SET STORAGE MAIN, ALTER other_tokens SET STORAGE MAIN",
    "CREATE INDEX search_index_public ON search_index USING gin (public_tokens)",
    "CREATE INDEX search_index_all ON search_index USING gin ((public_tokens || other_tokens))",
)


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_index")
        schema_editor.execute(FTS5)
    else:
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


def make_table(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_index")
        schema_editor.create_model(apps.get_model("search", "IndexedMatter"))
    else:
        schema_editor.execute("DROP INDEX search_index_public")
        schema_editor.execute("DROP INDEX search_index_all")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make_index, make_table)]
