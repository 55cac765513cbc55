"""Sign-in, sign-out and passwords: allauth's flows in our pages; a form that does not hold answers 422."""

from __future__ import annotations

from allauth.account import views as allauth_views

from staffing import forms
from staffing.editing import InvalidFormMixin


class SignIn(InvalidFormMixin, allauth_views.LoginView):
    """Sign in by e-mail and password."""

    form_class = forms.SignInForm

    def get_form_class(self) -> type[forms.SignInForm]:
        """Return our form."""
        return self.form_class


class PasswordReset(InvalidFormMixin, allauth_views.PasswordResetView):
    """Ask for a link to set a password."""

    form_class = forms.NewPasswordForm

    def get_form_class(self) -> type[forms.NewPasswordForm]:
        """Return our form."""
        return self.form_class


class PasswordResetFromKey(InvalidFormMixin, allauth_views.PasswordResetFromKeyView):
    """Set a password through the link of a mail."""

    form_class = forms.SetPasswordForm

    def get_form_class(self) -> type[forms.SetPasswordForm]:
        """Return our form."""
        return self.form_class


class PasswordChange(InvalidFormMixin, allauth_views.PasswordChangeView):
    """Change one's own password; other sessions of the account end."""

    form_class = forms.ChangePasswordForm

    def get_form_class(self) -> type[forms.ChangePasswordForm]:
        """Return our form."""
        return self.form_class
