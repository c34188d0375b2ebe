"""What a vote is on, what came of it, and why something is not put to the vote."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from raccordo.governance.states import BallotPurpose

VOTED_ON = {
    BallotPurpose.PROPOSAL: _("Votazione sulla proposta"),
    BallotPurpose.AMENDMENT: _("Votazione su un emendamento"),
    BallotPurpose.POSTPONEMENT: _("Votazione sul rinvio"),
    BallotPurpose.AT_ONCE: _("Votazione sull'immediata eseguibilità"),
}
# What is said of a valid vote: lost, and carried.
CAME_OF_IT = {
    BallotPurpose.PROPOSAL: (_("La proposta non è approvata."), _("La proposta è approvata.")),
    BallotPurpose.AMENDMENT: (
        _("L'emendamento non è approvato."),
        _("L'emendamento è approvato."),
    ),
    BallotPurpose.POSTPONEMENT: (
        _("Il rinvio non è approvato."),
        _("La trattazione del punto è rinviata."),
    ),
    BallotPurpose.AT_ONCE: (
        _("L'immediata eseguibilità non è approvata."),
        _("La deliberazione è dichiarata immediatamente eseguibile."),
    ),
}
SENTENCES = {
    "report_not_voted": _("Una comunicazione non si vota: cambiare il tipo del punto."),
    "item_off": _("Il punto è %(outcome)s: non si vota."),
    "already_decided": _(
        "Sulla proposta si è già votato validamente (%(outcome)s): non si vota di nuovo, non si"
        " emenda e non si rinvia."
    ),
    "act_gone_on": _(
        "La deliberazione è già «%(stage)s»: su questo punto non si vota più. Finché non è"
        " firmata la si può riportare in bozza, e poi votare."
    ),
    "not_a_resolution": _(
        "L'immediata eseguibilità si vota solo per una deliberazione (art. 134 c. 4 TUEL)."
    ),
    "proposal_first": _(
        "L'immediata eseguibilità si vota solo dopo che la proposta è stata approvata, nella"
        " stessa seduta (art. 134 c. 4 TUEL)."
    ),
    "vote_not_valid": _("La votazione non è valida."),
    "at_once_voted": _("Sull'immediata eseguibilità si è già votato validamente."),
}
