"""Rectification as JSON: tasks and what hangs on them, re-checks, instruments."""

from rest_framework.routers import SimpleRouter

from rectification.api.instruments import InstrumentViewSet
from rectification.api.progress import (
    ContributionViewSet,
    MilestoneViewSet,
    SuspensionViewSet,
)
from rectification.api.rechecks import RecheckDrawViewSet, RecheckViewSet
from rectification.api.tasks import ExtensionViewSet, TaskViewSet

router = SimpleRouter()
router.register("tasks", TaskViewSet, basename="api-task")
router.register("extensions", ExtensionViewSet, basename="api-extension")
router.register("suspensions", SuspensionViewSet, basename="api-suspension")
router.register("milestones", MilestoneViewSet, basename="api-milestone")
router.register("contributions", ContributionViewSet, basename="api-contribution")
router.register("rechecks", RecheckViewSet, basename="api-recheck")
router.register("recheck-draws", RecheckDrawViewSet, basename="api-recheck-draw")
router.register("instruments", InstrumentViewSet, basename="api-instrument")
urlpatterns = router.urls
