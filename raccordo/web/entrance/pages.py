"""allauth's pages, in the house's look and words."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from raccordo.web.door import View
from raccordo.web.entrance.forms import ForgottenForm

PROFILE, ENTRANCE = "entrance:account", "account_login"
THE_SAME = _("Prima di proseguire si conferma di essere la stessa persona.")
CANCEL = _("Annulla")
TO_ENTRANCE = _("Torna all'accesso")


def worded(
    view: Any,
    title: Any,
    *,
    lead: Any = "",
    more: Any = "",
    button: Any = "",
    back: str = "",
    back_word: Any = CANCEL,
    template: str = "entrance/form.html",
    then: str = "",
    **facts: Any,
) -> View:
    """A page of allauth's that shows one form, or only says something, with its words.

    `back` is where one goes who does not want this page, `then` where one goes when it is done.
    """
    words = {"title": title, "lead": lead, "more": more, "button": button}
    words |= {"back": back, "back_word": back_word, "gives_up": False} | facts
    options = {"success_url": reverse_lazy(then)} if then else {}
    page: View = view.as_view(template_name=template, extra_context=words, **options)
    return page


logout = worded(
    account.LogoutView,
    _("Uscire da Raccordo?"),
    lead=_("Chi usa dopo questo computer non trova nulla di aperto."),
    button=_("Esci"),
    back="desk:home",
)
inactive = worded(
    account.AccountInactiveView,
    _("Utenza chiusa"),
    lead=_("Con questa utenza non si entra più."),
    more=_("Se è un errore, chiedere all'Ufficio di Piano di riaprirla."),
    back=ENTRANCE,
    back_word=TO_ENTRANCE,
    template="entrance/said.html",
)
ask_code = worded(
    account.RequestLoginCodeView,
    _("Codice per e-mail"),
    lead=_("Arriva un messaggio con un codice, da scrivere nella pagina che segue."),
    more=_("È per chi legge e vota soltanto: chi firma o vede dati di persone usa la password."),
    button=_("Manda il codice"),
    back=ENTRANCE,
    back_word=_("Altri modi per entrare"),
)
confirm_code = worded(
    account.ConfirmLoginCodeView,
    _("Codice per entrare"),
    button=_("Entra"),
    gives_up=True,
    template="entrance/code.html",
)
same_person = worded(
    account.ReauthenticateView,
    _("Conferma con la password"),
    lead=THE_SAME,
    button=_("Conferma"),
)
same_person_by_code = worded(
    mfa.ReauthenticateView,
    _("Conferma con il codice"),
    lead=THE_SAME,
    button=_("Conferma"),
)
second_factor = worded(
    mfa.AuthenticateView,
    _("Codice del secondo fattore"),
    lead=_("Dopo la password si scrive il codice dell'applicazione sul telefono."),
    button=_("Entra"),
    gives_up=True,
)
change_password = worded(
    account.PasswordChangeView,
    _("Cambia la password"),
    button=_("Salva la password"),
    back=PROFILE,
    then=PROFILE,
)
first_password = worded(
    account.PasswordSetView,
    _("Imposta una password"),
    lead=_("Con l'indirizzo e-mail e una password si entra anche senza SPID e CIE."),
    button=_("Salva la password"),
    back=PROFILE,
    then=PROFILE,
)
forgotten = worded(
    account.PasswordResetView,
    _("Scelta della password"),
    lead=_("Per scegliere la prima password, o un'altra al posto di quella dimenticata."),
    more=_("Arriva un messaggio con il collegamento: vale tre giorni e una volta sola."),
    button=_("Manda il messaggio"),
    back=ENTRANCE,
    back_word=TO_ENTRANCE,
)
on_its_way = worded(
    account.PasswordResetDoneView,
    _("Messaggio in arrivo"),
    lead=_(
        "All'indirizzo scritto sta arrivando un messaggio: con il collegamento per scegliere la"
        " password, se è quello di un'utenza; altrimenti dice a chi rivolgersi."
    ),
    more=_(
        "Il collegamento vale tre giorni e una volta sola. Se dopo dieci minuti non c'è nulla,"
        " guardare nella posta indesiderata, e poi chiedere un altro messaggio."
    ),
    back=ENTRANCE,
    back_word=TO_ENTRANCE,
    again="account_reset_password",
    again_word=_("Chiedi un altro messaggio"),
    template="entrance/said.html",
)
new_password = worded(
    account.PasswordResetFromKeyView,
    _("Scelta della password"),
    button=_("Salva la password"),
    then=ENTRANCE,
    template="entrance/new_password.html",
    ask=ForgottenForm,
)
remove_factor = worded(
    DeactivateTOTPView,
    _("Togli il secondo fattore"),
    lead=_("Serve per cambiare telefono: qui si toglie, poi si attiva con quello nuovo."),
    more=_(
        "Chi firma o vede dati di persone, finché non lo attiva di nuovo, non apre le pagine"
        " riservate. Anche i codici di riserva non varranno più."
    ),
    button=_("Togli il secondo fattore"),
    back="mfa_index",
)
new_codes = worded(
    GenerateRecoveryCodesView,
    _("Nuovi codici di riserva"),
    lead=_("Con i nuovi, i codici di prima non valgono più: anche quelli stampati."),
    button=_("Crea nuovi codici"),
    back="mfa_index",
)
activate_factor = worded(
    ActivateTOTPView,
    _("Attiva il secondo fattore"),
    button=_("Attiva"),
    back=PROFILE,
    template="entrance/activate.html",
)
factor = worded(
    mfa.IndexView,
    _("Secondo fattore"),
    template="entrance/factor.html",
)
