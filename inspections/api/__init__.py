"""Rounds, checks and findings as JSON, over the pages' querysets, filters and actions."""

from rest_framework.routers import SimpleRouter

from inspections.api.checks import CheckViewSet
from inspections.api.findings import FindingViewSet
from inspections.api.planning import ActivityViewSet, DeadlineViewSet
from inspections.api.rounds import RoundViewSet
from inspections.api.teams import MemberViewSet, PlanViewSet, TeamViewSet

router = SimpleRouter()
router.register("rounds", RoundViewSet, basename="api_round")
router.register("deadlines", DeadlineViewSet, basename="api_deadline")
router.register("activities", ActivityViewSet, basename="api_activity")
router.register("teams", TeamViewSet, basename="api_team")
router.register("members", MemberViewSet, basename="api_member")
router.register("plans", PlanViewSet, basename="api_plan")
router.register("checks", CheckViewSet, basename="api_check")
router.register("findings", FindingViewSet, basename="api_finding")
urlpatterns = router.urls
