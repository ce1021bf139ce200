"""Tilgængelighed: what the pages do for people with disabilities, what they lack, and to whom to complain."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

__all__ = ["show"]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "monitor/accessibility.html")
