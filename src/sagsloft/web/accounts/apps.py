from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    name = "sagsloft.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sagsloft.web.accounts import entrance_log  # noqa: PLC0415 - not before the tables are known

        entrance_log.listen()
