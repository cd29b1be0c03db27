"""Forms of signing in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.ui.forms import TextField


class SignInForm(forms.Form):
    """Name and password."""

    username = TextField(
        label=_("User name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
