from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web floor; the jobs it asks for are known as soon as it is there."""

    name = "raccordo.web"

    def ready(self) -> None:
        from raccordo.web.office import works  # noqa: F401
