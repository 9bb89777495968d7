from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Index

from projects.models.plain import plain_number

CODE = Index(plain_number("code"), name="project_by_plain_code")
NUMBER = Index(plain_number("number"), name="permit_by_plain_number")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("projects", "0001_initial")]
    operations = [AddIndexConcurrently("project", CODE), AddIndexConcurrently("permit", NUMBER)]
