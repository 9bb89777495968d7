"""The ledger and its money as JSON, over the same querysets, filters and actions as the pages."""

from rest_framework.routers import SimpleRouter

from projects.api.ledger import ProjectViewSet

__all__ = ["urlpatterns"]

router = SimpleRouter()
router.register("", ProjectViewSet, basename="api-project")
urlpatterns = router.urls
