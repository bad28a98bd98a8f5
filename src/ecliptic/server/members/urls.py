"""Addresses of this part of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ecliptic.server.members.views import account, invitations, log, organisations, people, sign_on, tokens

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", account.account, name="account"),
    path("account/act-for/", account.act_for, name="act_for"),
    path("account/second-factor/", account.second_factor_needed, name="second_factor"),
    path("account/sessions/<int:number>/end/", account.end_session, name="end_session"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:number>/revoke/", tokens.revoke, name="revoke_token"),
    # These stand before the library's own, which have the same addresses.
    path("account/oidc/<str:provider_id>/login/", sign_on.login, name="sign_on"),
    path("account/oidc/<str:provider_id>/login/callback/", sign_on.callback, name="sign_on_callback"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
    path("people/", people.accounts, name="people"),
    path("people/<path:organisation>/", people.people_of, name="people"),
    path("members/", organisations.organisations, name="organisations"),
    path("members/groups/", organisations.groups, name="groups"),
    path("members/<int:number>/", organisations.organisation, name="organisation"),
    path("members/<int:number>/settings/", people.settings, name="settings"),
    path("members/<int:number>/sign-on/close/", organisations.close_sign_on, name="close_sign_on"),
    path("members/roles/<int:number>/", people.change_role, name="change_role"),
    path("members/roles/<int:number>/remove/", people.remove, name="remove"),
    path("members/invitations/<int:number>/revoke/", people.take_back, name="revoke_invitation"),
    path("members/accounts/<int:number>/", people.change_account, name="change_account"),
    path("log/", log.log, name="audit"),
    path("log.csv", log.log_csv, name="audit-csv"),
]
