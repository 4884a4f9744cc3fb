from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        from audit import checks, triggers  # noqa: F401 - importing checks registers them
        from audit.context import prepare_sqlite

        connection_created.connect(prepare_sqlite, dispatch_uid="audit.prepare_sqlite")
        # The signals are sent for every application in turn: ours hang on the first and the last,
        # so that they run once, before and after everything else.
        senders = [config for config in apps.get_app_configs() if config.models_module]
        pre_migrate.connect(
            triggers.before_migrations, sender=senders[0], dispatch_uid="audit.before_migrations"
        )
        post_migrate.connect(
            triggers.after_migrations, sender=senders[-1], dispatch_uid="audit.after_migrations"
        )
