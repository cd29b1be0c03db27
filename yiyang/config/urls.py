"""Addresses of the platform."""

urlpatterns: list = []
