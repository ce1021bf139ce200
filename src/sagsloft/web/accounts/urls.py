"""The addresses of the pages about people and walls, in Danish; those of signing in are in `entrance`."""

from django.urls import path

from sagsloft.web.accounts.views import own, people, teams, walls

__all__ = ["app_name", "urlpatterns"]

app_name = "accounts"
urlpatterns = [
    path("profil/", own.profile, name="profile"),
    path("sprog/", own.language, name="language"),
    path("kommune/", own.municipality, name="municipality"),
    path("brugere/", people.people, name="people"),
    path("brugere/inviter/", people.invite, name="invite"),
    path("brugere/invitation/<int:number>/traek-tilbage/", people.withdraw, name="withdraw"),
    path("brugere/rolle/<int:number>/", people.role, name="role"),
    path("brugere/rolle/<int:number>/fjern/", people.revoke, name="revoke"),
    path("enheder/", teams.units, name="units"),
    path("enheder/<int:number>/", teams.unit, name="unit"),
    path("enheder/<int:number>/fjern/", teams.remove_unit, name="remove_unit"),
    path("enheder/<int:number>/nyt-team/", teams.add_team, name="add_team"),
    path("enheder/team/<int:number>/", teams.team, name="team"),
    path("enheder/team/<int:number>/fjern/", teams.remove_team, name="remove_team"),
    path("invitation/<str:token>/", people.accept, name="accept"),
    path("forloeb/", walls.course, name="course"),
    path("log/opslag/", walls.looks, name="looks"),
    path("log/slet-sag/", walls.erase, name="erase"),
]
