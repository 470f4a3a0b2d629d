"""A mail server for the tests that refuses some addresses; settings name it by dotted path."""

from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.locmem import EmailBackend

refused: set[str] = set()


class Picky(EmailBackend):
    """Takes every mail but those to an address that it refuses."""

    def send_messages(self, messages):
        for message in messages:
            for address in refused & set(message.recipients()):
                raise SMTPRecipientsRefused({address: (450, b"Mailbox busy")})
        return super().send_messages(messages)
