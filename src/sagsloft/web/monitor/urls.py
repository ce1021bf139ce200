"""The addresses of the pages about cases, figures and the law, in Danish. No case's number stands in any of them."""

from django.urls import path

from sagsloft.web.monitor.views import case, cases, deadlines, figures, law, statement, today

__all__ = ["app_name", "urlpatterns"]

app_name = "monitor"
urlpatterns = [
    path("i-dag/", today.show, name="today"),
    path("sager/", cases.show, name="cases"),
    path("sager/soeg/", cases.search, name="search"),
    path("sager/hent/", cases.export, name="export"),
    path("sager/filtre/gem/", cases.keep, name="keep_filter"),
    path("sager/filtre/<int:number>/slet/", cases.throw_away, name="throw_filter_away"),
    path("sag/<uuid:public_id>/", case.show, name="case"),
    path("noegletal/", figures.show, name="figures"),
    path("noegletal/frister/", deadlines.show, name="deadlines"),
    path("noegletal/frister/sager/", deadlines.missed_cases, name="missed"),
    path("noegletal/<slug:theme>/", figures.theme, name="theme"),
    path("datakvalitet/", figures.quality, name="quality"),
    path("lovgrundlag/", law.show, name="law"),
    path("lovgrundlag/<slug:rule_id>/", law.rule, name="rule"),
    path("tilgaengelighed/", statement.show, name="accessibility"),
]
