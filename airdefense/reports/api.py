"""Reports as JSON, read-only, with what is not for the reader's eyes left out as on the page."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from airdefense.casework.workflow import NotAllowed
from airdefense.reports import words
from airdefense.reports.content import Paper, readable_rows
from airdefense.reports.figures import FIGURES
from airdefense.reports.filters import ReportFilter
from airdefense.reports.models import READERS, Report


class ReportSerializer(serializers.ModelSerializer):
    scope = serializers.CharField(source="scope.code")
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Report
        fields = (
            "id",
            "kind",
            "day",
            "scope",
            "revision",
            "reason",
            "number",
            "mark",
            "compiled_at",
            "cut_off",
            "compared_on",
            "week_on",
            "digest",
            "previous_digest",
            "url",
        )


def told_figure(paper, told):
    """One figure as JSON: money with two decimals, counts of leads as the page tells them."""
    unit, frozen = told.about.unit, told.frozen
    split = frozen.by_region
    if paper.hides(told.about):
        split = paper.by_region(frozen.code)
    return {
        "label": str(told.about.label),
        "unit": str(unit.label),
        "value": told.text if told.is_hidden else words.plain(frozen.value, unit),
        "delta": None if told.is_hidden else words.plain(frozen.delta, unit),
        "by_region": split,
        "definition": str(told.about.definition),
        "url": told.url,
    }


class ReportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = ReportSerializer
    filterset_class = ReportFilter

    def get_queryset(self):
        return Report.objects.visible_to(self.request.user).select_related("scope")

    def list(self, request, *args, **kwargs):
        if not request.user.has_role(*READERS):
            raise NotAllowed
        return super().list(request, *args, **kwargs)

    def retrieve(self, request, *args, **kwargs):
        report = self.get_object()
        paper = Paper(report, request.user)
        told = {code: told_figure(paper, one) for code, one in sorted(paper.figures.items())}
        return Response({**self.get_serializer(report).data, "figures": told})

    @action(detail=True, url_path=r"figures/(?P<code>[A-Za-z0-9]+)")
    def figure(self, request, pk=None, code=""):
        """One figure with the keys of its rows, as far as the reader may open them."""
        report = self.get_object()
        frozen = get_object_or_404(report.figures, code=code, code__in=FIGURES)
        paper = Paper(report, request.user)
        answer = {"code": code, **told_figure(paper, paper[code])}
        if frozen.definition.is_ratio or paper.hides(frozen.definition):
            return Response(answer)
        ids = self.ids(paper, frozen, request.query_params.get("region", ""))
        rows = readable_rows(frozen, request.user, ids).order_by("pk").values_list("pk", flat=True)
        return Response({**answer, "rows": list(rows)})

    def ids(self, paper, frozen, code):
        if not code:
            return frozen.row_ids
        region = next((region for region in paper.regions if region.code == code), None)
        if region is None:
            raise Http404
        return frozen.ids_of(region.pk)


router = SimpleRouter()
router.register("", ReportViewSet, basename="reports-api")
urlpatterns = router.urls
