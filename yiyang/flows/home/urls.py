"""Addresses of signing in, the role home and the account."""

from django.urls import path

from yiyang.flows.home import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("language/", pages.choose_language, name="choose_language"),
    path("account/", pages.my_account, name="my_account"),
    path("accounts/", pages.account_list, name="account_list"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]
