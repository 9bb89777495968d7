from django.db import migrations

# An index over an expression is not used for many numbers at once before its values were sampled.
ANALYZE = ["analyze projects_project", "analyze projects_permit"]


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_numbers_by_any_spelling")]
    operations = [migrations.RunSQL(ANALYZE, migrations.RunSQL.noop)]
