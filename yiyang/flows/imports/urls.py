"""Addresses of the import centre."""

urlpatterns = []
