"""Django's registration of the messages room."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "upstander.messages"
    label = "messages"
