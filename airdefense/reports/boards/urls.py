from django.urls import path

from airdefense.reports.boards import views

urlpatterns = [
    path("", views.boards, name="boards"),
    path("<slug:slug>/", views.board, name="board"),
]
