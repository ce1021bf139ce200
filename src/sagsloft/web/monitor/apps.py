from django.apps import AppConfig

__all__ = ["MonitorConfig"]


class MonitorConfig(AppConfig):
    name = "sagsloft.web.monitor"
    label = "monitor"

    def ready(self) -> None:
        from sagsloft.web.accounts.case_data import Holder, keep_cases_in  # noqa: PLC0415 - not before the tables
        from sagsloft.web.accounts.team_names import tell_names  # noqa: PLC0415 - the same
        from sagsloft.web.monitor.case_list import team_names  # noqa: PLC0415 - the same
        from sagsloft.web.monitor.models import Case, Event, Obligation, StagedEvent  # noqa: PLC0415 - the same

        tell_names(team_names)
        keep_cases_in(
            Holder(table=Event, name="erasure.events"),
            Holder(table=StagedEvent, name="erasure.staged", municipality="source_import__municipality"),
            Holder(table=Obligation, name="erasure.obligations", case_id="case__case_id"),
            Holder(table=Case, name="erasure.case"),
        )
