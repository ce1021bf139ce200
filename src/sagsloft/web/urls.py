"""All addresses."""

from django.urls import include, path

from sagsloft.web.accounts.views.own import start

__all__ = ["urlpatterns"]

urlpatterns = [
    path("", start, name="start"),
    path("", include("sagsloft.web.accounts.entrance")),
    path("", include("sagsloft.web.accounts.urls")),
    path("", include("sagsloft.web.monitor.urls")),
]
