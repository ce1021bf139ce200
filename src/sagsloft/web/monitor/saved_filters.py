"""Filters of the list of cases that a person keeps."""

from django.db import models

from sagsloft.web.accounts.models import Municipality, User

__all__ = ["LONGEST_NAME", "LONGEST_QUERY", "SavedFilter"]

LONGEST_NAME = 60
LONGEST_QUERY = 1000


class SavedFilter(models.Model):
    """`query`: what was chosen in the list's form, as it stands in an address after `?`; no case is named there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)

    class Meta:
        app_label = "monitor"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["user", "municipality", "name"], name="filter_name_once"),)

    def __str__(self) -> str:
        return self.name
