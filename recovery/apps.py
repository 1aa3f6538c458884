from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "recovery"

    def ready(self) -> None:
        import recovery.checks  # noqa: F401  Django finds checks where they are imported
