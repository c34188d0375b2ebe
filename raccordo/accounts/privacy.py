from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.foundation.privacy import (
    CONTACT,
    IDENTITY,
    SIGN_IN,
    WHO_ENTERS,
    WHO_KEEPS_THE_HOUSE,
    Declared,
    Personal,
    Processing,
    Retention,
    Table,
    held,
)

ACCESS = Processing(
    code="accesso",
    title=_("Utenze e accesso"),
    purpose=_("Riconoscere chi entra e proteggere i dati da chi non ne ha titolo."),
    persons=(WHO_ENTERS,),
    basis=_(
        "Compito di interesse pubblico (art. 6, par. 1, lett. e GDPR; art. 2-ter Codice privacy);"
        " sicurezza del trattamento (art. 32 GDPR); accesso con SPID e CIE (art. 64 CAD)."
    ),
    origin=_(
        "Li dà l'ufficio che apre l'utenza e la persona stessa; da SPID e CIE si conserva solo il"
        " codice fiscale."
    ),
    recipients=(_("chi dà gli incarichi"), WHO_KEEPS_THE_HOUSE),
    retention=Retention(
        _(
            "Finché esistono gli atti e le operazioni della persona: un'utenza si chiude e non si"
            " cancella, perché resti certo chi ha agito."
        ),
        _("Dovere di rendere conto (art. 5, par. 2 GDPR)."),
    ),
    measures=(
        _("I segreti del secondo fattore si conservano cifrati."),
        _("I tentativi di accesso si contano sull'impronta dell'indirizzo di rete, non su quello."),
    ),
)
# A session is worth eight hours; the worker sweeps those that have ended, every day.
SESSION = Retention(
    _("Otto ore, o meno se si esce: quelle scadute si cancellano entro il giorno dopo.")
)
AS_LONG_AS_USED = Retention(_("Finché la persona lo usa per entrare."))

DECLARED = Declared(
    processings=(ACCESS,),
    models={
        "User": held(
            ACCESS,
            {
                IDENTITY: "given_name family_name fiscal_code search",
                CONTACT: "email",
                SIGN_IN: "password last_login is_active",
            },
            plain="id key",
        ),
    },
    tables={
        "django_session": Table(_("sessioni aperte"), (Personal(SIGN_IN, ACCESS, SESSION),)),
        "mfa_authenticator": Table(
            _("secondi fattori"), (Personal(SIGN_IN, ACCESS, AS_LONG_AS_USED),)
        ),
        "account_emailaddress": Table(
            _("indirizzi e-mail con cui si entra"), (Personal(CONTACT, ACCESS),)
        ),
        "account_emailconfirmation": Table(
            _("conferme di indirizzi e-mail"), (Personal(CONTACT, ACCESS),)
        ),
        "socialaccount_socialaccount": Table(
            _("riconoscimenti da SPID e CIE"),
            (Personal(IDENTITY, ACCESS), Personal(SIGN_IN, ACCESS)),
        ),
        "socialaccount_socialtoken": Table(
            _("gettoni di SPID e CIE"), (Personal(SIGN_IN, ACCESS, AS_LONG_AS_USED),)
        ),
        "socialaccount_socialapp": Table(_("fornitori di identità")),
        "auth_permission": Table(_("permessi di Django, non usati")),
        "auth_group": Table(_("gruppi di Django, non usati")),
        "auth_group_permissions": Table(_("permessi dei gruppi di Django, non usati")),
        "django_content_type": Table(_("nomi delle tabelle")),
        "django_migrations": Table(_("versioni delle tabelle")),
    },
)
