"""Filters of the list of cases that a person keeps."""

from django.db import models

from sagsloft.web.accounts.models import Municipality, User

__all__ = ["LONGEST_NAME", "SavedFilter"]

LONGEST_NAME = 60


class SavedFilter(models.Model):
    """`query`: the part of the list's address after `?`, in which no case is named."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        app_label = "monitor"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["user", "municipality", "name"], name="filter_name_once"),)

    def __str__(self) -> str:
        return self.name
