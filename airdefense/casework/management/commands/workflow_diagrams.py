"""Draw every workflow table as a Mermaid diagram below docs/workflows."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

HEAD = "# {title}\n\nGenerated from `{model}.workflow` by `make diagrams`; do not edit.\n\n"
TABLE_HEAD = "\n| Step | From | To | Roles | Note |\n| --- | --- | --- | --- | --- |\n"


def page(model) -> str:
    workflow = model.workflow
    rows = "".join(
        f"| `{t.name}` | {', '.join(sorted(t.sources))} | {t.target} "
        f"| {', '.join(sorted(t.roles))} | {'required' if t.note_required else ''} |\n"
        for t in workflow
    )
    head = HEAD.format(title=model._meta.label, model=model._meta.label)
    return f"{head}```mermaid\n{workflow.diagram()}```\n{TABLE_HEAD}{rows}"


def pages() -> dict[Path, str]:
    folder = settings.BASE_DIR / "docs" / "workflows"
    cases = [model for model in apps.get_models() if hasattr(model, "workflow")]
    return {folder / f"{model._meta.model_name}.md": page(model) for model in cases}


class Command(BaseCommand):
    help = "Write the workflow diagrams; --check only says whether they are up to date."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        stale = [
            path for path, text in pages().items() if not path.exists() or path.read_text() != text
        ]
        if check and stale:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"Out of date: {names}. Run `make diagrams`.")
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages()[path])
