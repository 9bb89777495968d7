from django.urls import path

from projects import views
from projects.views import differences, matches, papers, reconciliation

app_name = "projects"


# Below the rates, so that all three stand under one entry of the navigation.
FOLDERS = {"rate": "rates/", "adjustment": "rates/adjustments/", "policy": "rates/policies/"}


def published(noun):
    """The pages of a kind of published row."""
    given, folder = {"kind": noun}, FOLDERS[noun]
    return [
        path(folder, views.published_list, given, name=f"{noun}_list"),
        path(f"{folder}new/", views.published_new, given, name=f"{noun}_new"),
        path(f"{folder}<int:pk>/", views.published_detail, given, name=f"{noun}_detail"),
        path(f"{folder}<int:pk>/end/", views.published_end, given, name=f"{noun}_end"),
        path(f"{folder}<int:pk>/what-if/", views.what_if, given, name=f"{noun}_what_if"),
        path(
            f"{folder}<int:pk>/steps/<str:name>/",
            views.take_published_step,
            given,
            name=f"take_{noun}_step",
        ),
    ]


# What a counter-entry takes back, by its folder.
COUNTERED = {
    "demand": "demand-notices/",
    "deferral": "deferrals/",
    "remittance": "remittances/",
    "refund": "refunds/",
    "allocation": "allocations/",
    "write_off": "write-offs/",
}


def countered(noun):
    """The page on which such a row is taken back."""
    route = f"{COUNTERED[noun]}<int:pk>/take-back/"
    return path(route, views.take_back, {"noun": noun}, name=f"{noun}_take_back")


urlpatterns = [
    *map(countered, COUNTERED),
    *published("rate"),
    *published("adjustment"),
    *published("policy"),
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("developers/", views.developer_options, name="developer_options"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/steps/<str:name>/", views.take_step, name="take_step"),
    path("<int:pk>/permits/new/", views.permit_new, name="permit_new"),
    path("<int:pk>/assessments/new/", views.assessment_new, name="assessment_new"),
    path("<int:pk>/demand-notices/new/", views.demand_new, name="demand_new"),
    path("<int:pk>/deferrals/new/", views.deferral_new, name="deferral_new"),
    path("<int:pk>/gaps/new/", views.gap_new, name="gap_new"),
    path("<int:pk>/receipts/new/", views.receipt_new, name="receipt_new"),
    path("assessments/<int:pk>/", views.assessment_detail, name="assessment_detail"),
    path("assessments/<int:pk>/xlsx/", views.assessment_xlsx, name="assessment_xlsx"),
    path(
        "assessments/<int:pk>/worksheet.<document:format>/",
        views.assessment_document,
        name="assessment_document",
    ),
    path("screening/", views.screening, name="screening"),
    path("screening/run/", views.screen_now, name="screen_now"),
    path("screening/progress/", views.screening_progress, name="screening_progress"),
    path("suspicions/", views.suspicion_list, name="suspicion_list"),
    path("suspicions/dismiss/", views.suspicion_dismiss, name="suspicion_dismiss"),
    path("suspicions/<int:pk>/", views.suspicion_detail, name="suspicion_detail"),
    path("suspicions/<int:pk>/peek/", views.suspicion_peek, name="suspicion_peek"),
    path(
        "suspicions/<int:pk>/steps/<str:name>/",
        views.take_suspicion_step,
        name="take_suspicion_step",
    ),
    path("reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path("matches/", matches.match_list, name="match_list"),
    path("matches/review/", matches.match_review, name="match_review"),
    path("matches/<int:pk>/", matches.match_detail, name="match_detail"),
    path("matches/<int:pk>/steps/<str:name>/", matches.take_match_step, name="take_match_step"),
    path("differences/", differences.difference_list, name="difference_list"),
    path("differences/<int:pk>/", differences.difference_detail, name="difference_detail"),
    path(
        "differences/<int:pk>/steps/<str:name>/",
        differences.take_difference_step,
        name="take_difference_step",
    ),
    path("papers/", papers.paper_list, name="paper_list"),
    path("papers/<int:pk>/", papers.paper_detail, name="paper_detail"),
    path("entries/", papers.entry_list, name="entry_list"),
    path("entries/<int:pk>/", papers.entry_detail, name="entry_detail"),
    path("entries/<int:pk>/receipt/", papers.entry_receipt, name="entry_receipt"),
    path("receipts/", views.receipt_list, name="receipt_list"),
    path("receipts/<int:pk>/", views.receipt_detail, name="receipt_detail"),
    path("receipts/<int:pk>/peek/", views.receipt_peek, name="receipt_peek"),
    path("receipts/<int:pk>/void/", views.receipt_void, name="receipt_void"),
    path("receipts/<int:pk>/remit/", views.remittance_new, name="remittance_new"),
    path("receipts/<int:pk>/refund/", views.refund_new, name="refund_new"),
    path("waterfall/", views.waterfall_page, name="waterfall"),
    path("waterfall/rows/", views.waterfall_rows, name="waterfall_rows"),
    path("gaps/", views.gap_list, name="gap_list"),
    path("gaps/<int:pk>/", views.gap_detail, name="gap_detail"),
    path("gaps/<int:pk>/peek/", views.gap_peek, name="gap_peek"),
    path("gaps/<int:pk>/allocate/", views.allocation_new, name="allocation_new"),
    path("gaps/<int:pk>/write-off/", views.write_off_new, name="write_off_new"),
]
