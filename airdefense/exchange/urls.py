from django.urls import path

from airdefense.exchange import views
from airdefense.exchange.importing import views as imports
from airdefense.exchange.journal import views as journal
from airdefense.exchange.saving import views as saving

app_name = "exchange"

urlpatterns = [
    path("search/", views.search, name="search"),
    path("lists/<slug:key>/columns/", views.choose_columns, name="columns"),
    path("views/", saving.saved_view_list, name="saved_view_list"),
    path("views/new/", saving.saved_view_new, name="saved_view_new"),
    path("views/<int:pk>/edit/", saving.saved_view_edit, name="saved_view_edit"),
    path("views/<int:pk>/delete/", saving.saved_view_delete, name="saved_view_delete"),
    path("views/<int:pk>/follow/", saving.saved_view_follow, name="saved_view_follow"),
    path("views/<int:pk>/unfollow/", saving.saved_view_unfollow, name="saved_view_unfollow"),
    path("journal/", journal.change_list, name="change_list"),
    path("journal/<int:pk>/", journal.change_detail, name="change_detail"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/kinds/<slug:key>/template/", imports.kind_template, name="import_template"),
    path("imports/kinds/<slug:key>/export/", imports.kind_export, name="import_export"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/receipt/", imports.import_receipt, name="import_receipt"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/stop/", imports.import_stop, name="import_stop"),
    path("imports/<int:pk>/file/", imports.import_file, name="import_file"),
    path("imports/<int:pk>/annotated/", imports.import_annotated, name="import_annotated"),
    path("imports/<int:pk>/steps/<slug:name>/", imports.take_import_step, name="take_import_step"),
    path(
        "imports/<int:pk>/rows/<int:row>/correct/",
        imports.row_correct,
        name="import_row_correct",
    ),
    path("imports/<int:pk>/rows/<int:row>/decide/", imports.row_decide, name="import_row_decide"),
]
