"""The mail with an invitation."""

from django.core.mail import send_mail

from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.web.accounts.models import Invitation

__all__ = ["send_invitation"]


def send_invitation(invitation: Invitation, link: str) -> None:
    """In the language of whoever invites; Danish from the command line."""
    language = Language(invitation.invited_by.language) if invitation.invited_by else Language.DANISH
    subject = say("web_accounts.mail_subject", language, municipality=invitation.municipality.name)
    text = say(
        "web_accounts.mail_text",
        language,
        municipality=invitation.municipality.name,
        role=say(f"role.{invitation.role}", language),
        link=link,
        day=day(invitation.expires_at.date(), language),
    )
    send_mail(subject, text, None, [invitation.email])
