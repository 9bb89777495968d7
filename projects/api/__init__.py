"""The ledger and its money as JSON, over the same querysets, filters and actions as the pages."""

from rest_framework.routers import SimpleRouter

from projects.api.ledger import ProjectViewSet
from projects.api.reconciliation import (
    DifferenceViewSet,
    EntryViewSet,
    MatchViewSet,
    PaperViewSet,
)
from projects.api.screening import SuspicionViewSet
from projects.api.tariff import AdjustmentViewSet, PolicyViewSet, RateViewSet

__all__ = ["urlpatterns"]

router = SimpleRouter()
router.register("rates", RateViewSet, basename="api-rate")
router.register("adjustments", AdjustmentViewSet, basename="api-adjustment")
router.register("policies", PolicyViewSet, basename="api-policy")
router.register("matches", MatchViewSet, basename="api-match")
router.register("differences", DifferenceViewSet, basename="api-difference")
router.register("papers", PaperViewSet, basename="api-paper")
router.register("entries", EntryViewSet, basename="api-entry")
router.register("suspicions", SuspicionViewSet, basename="api-suspicion")
router.register("", ProjectViewSet, basename="api-project")
urlpatterns = router.urls
