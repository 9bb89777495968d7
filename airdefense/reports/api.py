"""Reports as JSON, read-only, with what is not for the reader's eyes left out as on the page."""

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from airdefense.casework.workflow import NotAllowed
from airdefense.reports import words
from airdefense.reports.content import Paper
from airdefense.reports.explore.lens import Seen
from airdefense.reports.figures import FIGURES
from airdefense.reports.filters import ReportFilter
from airdefense.reports.models import READERS, Report
from airdefense.reports.opening.api import (
    frozen_rows,
    live_rows,
    looked_at,
    seen_day,
    seen_figure,
)
from airdefense.reports.opening.views import chosen_by
from airdefense.reports.proof.api import ProofMixin


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


class ReportViewSet(
    ProofMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    lookup_value_regex = r"\d+"

    def get_queryset(self):
        return Report.objects.visible_to(self.request.user).select_related("scope")

    def list(self, request, *args, **kwargs):
        if not request.user.has_role(*READERS):
            raise NotAllowed
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request, *args, **kwargs):
        report = self.get_object()
        paper = Paper(report, request.user)
        told = {code: told_figure(paper, one) for code, one in sorted(paper.figures.items())}
        return Response({**self.get_serializer(report).data, "figures": told})

    @extend_schema(operation_id="reports_figure", responses=OpenApiTypes.OBJECT)
    @action(detail=True, url_path=r"figures/(?P<code>[A-Za-z0-9]+)")
    def figure(self, request, pk=None, code=""):
        """One figure with its rows as frozen, page by page, as far as the reader may open them;
        `?change=` asks for those by which it changed."""
        paper = Paper(self.get_object(), request.user)
        chosen = chosen_by(request, paper, code)
        answer = {"code": code, **told_figure(paper, paper[code])}
        if chosen.frozen.definition.is_ratio or paper.hides(chosen.frozen.definition):
            return Response(answer)
        return Response(answer | frozen_rows(request, chosen))

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False)
    def definitions(self, request):
        """What every figure counts and who answers for it."""
        if not request.user.has_role(*READERS):
            raise NotAllowed
        return Response({code: defined(figure) for code, figure in sorted(FIGURES.items())})

    @extend_schema(operation_id="reports_day_figures", responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path="figures")
    def figures(self, request):
        """Every figure of a day by today's data: `?on=2020-12-11&region=530423`."""
        lens = looked_at(request)
        told = {seen.code: seen_figure(seen) for seen in lens.figures}
        return Response({**seen_day(lens), "figures": told})

    @extend_schema(operation_id="reports_day_figure", responses=OpenApiTypes.OBJECT)
    @action(detail=False, url_path=r"figures/(?P<code>[A-Za-z0-9]+)")
    def live_figure(self, request, code=""):
        """One figure of a day by today's data, with its rows page by page."""
        about = FIGURES.get(code)
        seen = Seen(about, looked_at(request, about)) if about else None
        if seen is None or not seen.lens.may_read(about):
            raise Http404
        answer = {"code": code, **seen_day(seen.lens), **seen_figure(seen)}
        if about.is_ratio or seen.is_hidden:
            return Response(answer)
        return Response(answer | live_rows(request, seen))


def defined(figure):
    return {
        "label": str(figure.label),
        "unit": str(figure.unit.label),
        "definition": str(figure.definition),
        "owner": str(figure.owner),
    }


router = SimpleRouter()
router.register("", ReportViewSet, basename="reports-api")
urlpatterns = router.urls
