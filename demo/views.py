import tempfile

from django.conf import settings
from django.http import Http404
from django.views.decorators.http import require_safe

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.exchange.importing.kinds import kind_of, kinds_for
from airdefense.exchange.importing.pages import download
from demo.workbook import MAKERS, write_workbook

ROWS, SEED = 60, 20_201_130


@require_safe
def sample_file(request, kind):
    """A department's workbook of simulated rows with a few mistakes, to try the import with."""
    allowed = settings.DEMO_MODE and kind in MAKERS
    if not allowed or kind not in {one.key for one in kinds_for(request.user)}:
        raise Http404
    counties = Organisation.objects.within_reach_of(request.user)
    county = counties.filter(kind=OrganisationKind.COUNTY).order_by("path").first()
    if county is None:
        raise Http404
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(file, kind, region=county, rows=ROWS, seed=SEED)
    return download(file, f"{county.short_name}-{kind_of(kind).label}-模拟数据.xlsx")
