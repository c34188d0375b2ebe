from django.utils.translation import gettext_lazy as _

from raccordo.foundation.reasons import Reason
from raccordo.foundation.wording import elided, said

SENTENCES = {
    "in_force": _("L'atto è efficace ed esecutivo."),
    "suspended": _("L'atto è sospeso dal %(since)s."),
    "revoked": _("L'atto è stato revocato il %(since)s."),
    "annulled": _("L'atto è stato annullato il %(since)s."),
    "not_enforceable": _(
        "L'atto non è ancora esecutivo: manca la pubblicazione, o il visto da cui dipende."
    ),
    "enforceability_unknown": _(
        "Esecutività da indicare: completare gli estremi dell'atto con la pubblicazione, "
        "la data del visto o la data di esecutività."
    ),
    "not_yet_enforceable": _("L'atto diventa esecutivo il %(day)s: non vale ancora."),
}
SIGNED_FILE = {
    "same_bytes": _("Il file firmato contiene esattamente il PDF scaricato."),
    "same_pages": _(
        "Il programma di firma ha riscritto il PDF, ma le pagine sono identiche a quelle scaricate."
    ),
    "not_signed": _(
        "Il file non è firmato. Firmare il PDF scaricato da qui e caricare il file firmato."
    ),
    "not_a_signed_file": _(
        "Il file non si legge come PDF firmato né come .p7m: forse è di un altro tipo, incompleto "
        "o danneggiato. Caricarlo così come lo ha salvato il programma di firma."
    ),
    "other_content": _(
        "Il file firmato non contiene lo stesso documento. "
        "Firmare il PDF scaricato da qui, senza modificarlo."
    ),
    "other_page": _(
        "Il file firmato contiene un altro testo: la pagina %(page)s è diversa. "
        "Firmare il PDF scaricato da qui, senza modificarlo."
    ),
    "other_length": _(
        "Il file firmato ha %(pages)s pagine, l'atto ne ha %(expected)s. "
        "Firmare il PDF scaricato da qui, senza modificarlo."
    ),
    "signature_broken": _(
        "Una firma del file non è integra, o usa un algoritmo non più sicuro. "
        "Firmare di nuovo il PDF scaricato da qui."
    ),
    "changed_after_signing": _(
        "Il PDF è stato modificato dopo la firma di %(name)s. "
        "Caricare il file come è uscito dal programma di firma."
    ),
    "detached": _(
        "Il file contiene solo la firma, senza il documento. "
        "Firmare scegliendo «firma con documento incluso», non «separata»."
    ),
    "encrypted": _(
        "Il file è cifrato o protetto da password. Caricare il file firmato senza protezione."
    ),
    "too_many_layers": _(
        "Il file ha troppe buste o troppe firme: al massimo cinque buste, una dentro l'altra, "
        "e cinquanta firme. Firmare di nuovo il PDF scaricato da qui."
    ),
}
NEXT_STEPS = {
    "draft": _("L'atto è una bozza: il prossimo passo è prepararla per la firma."),
    "to_sign": _("L'atto è da firmare: il prossimo passo è caricare il file firmato."),
    "signed": _("L'atto è firmato: il prossimo passo è registrare il protocollo."),
    "protocolled": _("L'atto è protocollato: il prossimo passo è registrare la pubblicazione."),
    "published": _("L'atto è pubblicato: il suo iter è concluso."),
    "elsewhere": _(
        "L'atto è stato fatto altrove: protocollo, pubblicazione ed esecutività si scrivono "
        "con «Completa gli estremi»."
    ),
}
IN_TABLES = {
    "organ_unknown": _("nessun organo ha questo nome: aggiungerlo prima"),
    "organ_cannot": _("questo organo non emana atti di questo tipo"),
    "day_to_come": _("la data è nel futuro"),
    "day_too_old": _("controllare l'anno"),
    "board_ends_before": _("la pubblicazione finisce prima di cominciare"),
    "board_never_begins": _("manca il giorno da cui l'atto è all'albo"),
    "still_a_draft": _(
        "quest'atto è in preparazione in un registro: si potrà importare quando sarà firmato"
    ),
}
FACTS = {
    "organ.made": _("Ha aggiunto un organo"),
    "act.entered": _("Ha inserito un atto"),
    "act.completed": _("Ha completato gli estremi di un atto"),
    "act.drafted": _("Ha scritto la bozza di un atto"),
    "act.rewritten": _("Ha modificato la bozza di un atto"),
    "act.discarded": _("Ha scartato la bozza di un atto"),
    "act.fixed": _("Ha preparato un atto per la firma"),
    "act.reopened": _("Ha riportato un atto in bozza"),
    "act.signed": _("Ha caricato l'atto firmato"),
    "act.protocolled": _("Ha protocollato un atto"),
    "act.published": _("Ha pubblicato un atto"),
    "act.standing_changed": _("Ha cambiato l'efficacia di un atto"),
    "act.opinion_added": _("Ha aggiunto un parere o un visto"),
    "act.file_added": _("Ha aggiunto un file a un atto"),
    "acts.imported": _("Ha importato degli atti"),
}


def sentence(reason: Reason) -> str:
    """What an act is worth, or why its signed file was refused, in words."""
    facts = {name: said(fact) for name, fact in reason.facts.items()}
    code = reason.code
    if code == "other_content" and facts:
        code = "other_page" if "page" in facts else "other_length"
    return elided(str((SENTENCES | SIGNED_FILE)[code]) % facts)
