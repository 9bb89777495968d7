"""Leads, cases and forms of approval as JSON."""

from rest_framework.routers import SimpleRouter

from leads.api.approvals import ApprovalViewSet
from leads.api.cases import DisciplineCaseViewSet
from leads.api.leads import LeadViewSet

router = SimpleRouter()
router.register("cases", DisciplineCaseViewSet, basename="case")
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("", LeadViewSet, basename="lead")
urlpatterns = router.urls
