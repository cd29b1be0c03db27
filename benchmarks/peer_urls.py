"""The platform's addresses, and the peer's."""

from django.urls import path

from benchmarks import peer_views
from yiyang.config import urls
from yiyang.config.urls import handler400, handler403, handler404, handler500  # noqa: F401

urlpatterns = [
    *urls.urlpatterns,
    path("bench/elders.json", peer_views.elder_rows_json),
    path("bench/search.json", peer_views.elder_search_json),
]
