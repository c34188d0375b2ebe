from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web floor; the jobs it asks for are known as soon as it is there."""

    name = "raccordo.web"

    def ready(self) -> None:
        from raccordo.web.desk.requests import works as requests  # noqa: F401
        from raccordo.web.network import works as network  # noqa: F401
        from raccordo.web.office import works as office  # noqa: F401
        from raccordo.web.territory import works as territory  # noqa: F401
