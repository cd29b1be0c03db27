"""Addresses of data quality."""

from django.urls import path

from yiyang.flows.quality import pages

urlpatterns = [
    path("quality/", pages.quality, name="quality"),
    path("quality/run/", pages.quality_run, name="quality_run"),
    path("quality/<slug:check>/", pages.quality_check, name="quality_check"),
    path("quality/<slug:check>/list.xlsx", pages.quality_check_file, name="quality_check_file"),
]
