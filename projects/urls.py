from django.urls import path

from projects import views

app_name = "projects"

urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("developers/", views.developer_options, name="developer_options"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/steps/<str:name>/", views.take_step, name="take_step"),
    path("<int:pk>/permits/new/", views.permit_new, name="permit_new"),
    path("<int:pk>/assessments/new/", views.assessment_new, name="assessment_new"),
    path("<int:pk>/receipts/new/", views.receipt_new, name="receipt_new"),
    path("assessments/<int:pk>/", views.assessment_detail, name="assessment_detail"),
    path("receipts/", views.receipt_list, name="receipt_list"),
    path("receipts/<int:pk>/", views.receipt_detail, name="receipt_detail"),
    path("receipts/<int:pk>/peek/", views.receipt_peek, name="receipt_peek"),
    path("receipts/<int:pk>/void/", views.receipt_void, name="receipt_void"),
    path("receipts/<int:pk>/remit/", views.remittance_new, name="remittance_new"),
    path("receipts/<int:pk>/refund/", views.refund_new, name="refund_new"),
    path("gaps/", views.gap_list, name="gap_list"),
    path("gaps/<int:pk>/", views.gap_detail, name="gap_detail"),
    path("gaps/<int:pk>/peek/", views.gap_peek, name="gap_peek"),
    path("gaps/<int:pk>/allocate/", views.allocation_new, name="allocation_new"),
    path("gaps/<int:pk>/write-off/", views.write_off_new, name="write_off_new"),
]
