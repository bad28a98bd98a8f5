"""Addresses of calls, under the names of sharing."""

from __future__ import annotations

from django.urls import path

from ecliptic.server.sharing.calls import mine, views

urlpatterns = [
    path("", views.calls, name="calls"),
    path("new/", views.new_call, name="new_call"),
    path("<slug:slug>/", views.call, name="call"),
    path("<slug:slug>/change", views.change_call, name="change_call"),
    path("<slug:slug>/mine/", mine.my_call, name="my_call"),
    path("<slug:slug>/mine/confirm", mine.confirm_lines, name="confirm_lines"),
    path("<slug:slug>/mine/workbook.xlsx", mine.workbook, name="call_workbook"),
    path("<slug:slug>/mine/reminders", mine.reminders, name="reminders"),
]
