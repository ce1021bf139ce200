"""`{% say "web.today" count=3 %}`: a sentence of ours, in the language of the request; and days, times and names."""

from datetime import date, datetime

from django import template
from django.conf import settings

from sagsloft.messages import wording
from sagsloft.messages.catalogue import catalogue
from sagsloft.web.accounts.speech import language_now, said

__all__ = ["register"]

register = template.Library()
register.simple_tag(said, name="say")  # what fills a blank is escaped with the rest


@register.filter
def role_name(role: str) -> str:
    return said(f"role.{role}")


@register.filter
def what_was_done(action: str) -> str:
    """Of a log entry; an action that has no sentence is told by its own name."""
    message_id = f"log.did_{action.replace('.', '_')}"
    return said(message_id) if message_id in catalogue(language_now()) else action


@register.filter
def as_moment(value: datetime) -> str:
    return wording.moment(value, settings.TIME_ZONE, language_now())


@register.filter
def as_day(value: date) -> str:
    return wording.day(value, language_now())
