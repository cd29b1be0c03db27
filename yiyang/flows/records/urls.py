"""Addresses of this flow."""

urlpatterns: list = []
