"""Rectification as JSON: tasks, requests for time, instruments."""

from rest_framework.routers import SimpleRouter

from rectification.api.instruments import InstrumentViewSet
from rectification.api.tasks import ExtensionViewSet, TaskViewSet

router = SimpleRouter()
router.register("tasks", TaskViewSet, basename="api-task")
router.register("extensions", ExtensionViewSet, basename="api-extension")
router.register("instruments", InstrumentViewSet, basename="api-instrument")
urlpatterns = router.urls
