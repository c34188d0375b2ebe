from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is, for an area or a body (ruolo)."""

    ADMINISTRATOR = "administrator", _("Amministrazione di sistema")
    PLAN_DIRECTOR = "plan_director", _("Direzione dell'Ufficio di Piano")
    COORDINATOR = "coordinator", _("Coordinamento d'ambito")
    PLAN_OFFICER = "plan_officer", _("Ufficio di Piano")
    ACCOUNTANT = "accountant", _("Servizio finanziario")
    SOCIAL_WORKER = "social_worker", _("Servizio sociale professionale")
    CALL_OFFICER = "call_officer", _("Istruttoria dei bandi")
    PROCEDURE_OFFICER = "procedure_officer", _("Responsabile del procedimento")
    MAYOR = "mayor", _("Sindaca, Sindaco o persona delegata")
    SECRETARY = "secretary", _("Segreteria verbalizzante")
    PLAN_GROUP = "plan_group", _("Componente del Gruppo di Piano")
    THIRD_SECTOR = "third_sector", _("Referente di ente del Terzo settore")
    HEALTH = "health", _("Referente dell'azienda sanitaria")
    PARTNER = "partner", _("Referente di scuola o centro per l'impiego")
    PROVINCE = "province", _("Coordinamento provinciale")
    OBSERVATORY = "observatory", _("Osservatorio")
    REGION = "region", _("Regione")
    SUPERVISOR = "supervisor", _("Organo di vigilanza o revisione")
    DPO = "dpo", _("Protezione dei dati (RPD)")


class Right(TextChoices):
    """What a person may do, for an area or a body (diritto)."""

    ENTER = "enter", _("entrare e leggere la propria scrivania")
    READ_ACTS = "read_acts", _("leggere gli atti")
    KEEP_ACTS = "keep_acts", _("tenere il registro degli atti")
    SHAPE_TERRITORY = "shape_territory", _("creare ambiti e zone e registrarne le deleghe")
    READ_JOURNAL = "read_journal", _("leggere il registro delle operazioni")
    READ_PRIVACY = "read_privacy", _("leggere il registro dei trattamenti")
    GIVE_MANDATES = "give_mandates", _("dare e togliere incarichi")
    SEND_POST = "send_post", _("seguire la posta in uscita")
    LOAD_DATA = "load_data", _("caricare i dati statistici ufficiali")
    READ_PARTIES = "read_parties", _("leggere gli enti e le loro cariche")
    KEEP_PARTIES = "keep_parties", _("tenere l'elenco degli enti e delle cariche")
    READ_BODIES = "read_bodies", _("leggere organismi, sedute e verbali")
    KEEP_BODIES = "keep_bodies", _("costituire gli organismi e i loro componenti")
    KEEP_SITTINGS = "keep_sittings", _("convocare e verbalizzare le sedute")
    READ_DUTIES = "read_duties", _("leggere lo scadenzario")
    KEEP_DUTIES = "keep_duties", _("tenere lo scadenzario")
    ASK_DATA = "ask_data", _("chiedere dati ai Comuni e agli altri enti")
    ANSWER_DATA = "answer_data", _("rispondere alle richieste di dati")
    OWN_CARD = "own_card", _("confermare e correggere la scheda del proprio ente")
    READ_NEEDS = "read_needs", _("leggere i bisogni e gli studi del territorio")
    KEEP_NEEDS = "keep_needs", _("tenere i bisogni e gli studi del territorio")
    READ_VOICES = "read_voices", _("leggere le proposte ricevute e le risposte")
    TAKE_VOICES = "take_voices", _("registrare le proposte arrivate su carta o a voce")
    KEEP_VOICES = "keep_voices", _("tenere le consultazioni e rispondere alle proposte")
    READ_PLAN = "read_plan", _("leggere il piano, i suoi obiettivi e le sue azioni")
    KEEP_PLAN = "keep_plan", _("scrivere il piano e gestirne le azioni")
    REMARK_PLAN = "remark_plan", _("fare osservazioni al testo del piano")
    READ_MONEY = "read_money", _("leggere fondi, piano finanziario e contabilità di piano")
    KEEP_MONEY = "keep_money", _("tenere fondi, piano finanziario e contabilità di piano")


# Held on an area, they are held on the areas inside, too.
FLOWING = frozenset({Right.READ_ACTS, Right.KEEP_ACTS, Right.SHAPE_TERRITORY, Right.GIVE_MANDATES})
FLOWING |= {Right.READ_BODIES, Right.KEEP_BODIES, Right.KEEP_SITTINGS, Right.KEEP_PARTIES}
FLOWING |= {Right.READ_DUTIES, Right.KEEP_DUTIES, Right.ASK_DATA}
FLOWING |= {Right.READ_NEEDS, Right.KEEP_NEEDS}
FLOWING |= {Right.READ_VOICES, Right.TAKE_VOICES, Right.KEEP_VOICES}
FLOWING |= {Right.READ_PLAN, Right.KEEP_PLAN, Right.REMARK_PLAN}
FLOWING |= {Right.READ_MONEY, Right.KEEP_MONEY}
EVERYBODY = frozenset({Right.ENTER, Right.READ_ACTS, Right.READ_PARTIES, Right.READ_BODIES})
EVERYBODY |= {Right.READ_NEEDS}
KEEPS_TIME = frozenset({Right.READ_DUTIES, Right.KEEP_DUTIES, Right.ASK_DATA})
KEEPS_SITTINGS = frozenset({Right.KEEP_ACTS, Right.KEEP_SITTINGS, Right.SEND_POST})
KEEPS_BODIES = frozenset({Right.KEEP_PARTIES, Right.KEEP_BODIES, Right.SHAPE_TERRITORY})
ACCOUNTS_FOR = frozenset({Right.READ_JOURNAL, Right.READ_PRIVACY})
HEARS = frozenset({Right.READ_VOICES, Right.TAKE_VOICES})
LISTENS = HEARS | {Right.KEEP_VOICES, Right.KEEP_NEEDS}
READS_PLAN = frozenset({Right.READ_PLAN, Right.READ_MONEY})
PLANS = READS_PLAN | {Right.KEEP_PLAN, Right.REMARK_PLAN, Right.KEEP_MONEY}
OFFICE = EVERYBODY | KEEPS_SITTINGS | KEEPS_BODIES | KEEPS_TIME | LISTENS | PLANS
# Statistics are of the whole house: what one loads, all read. Few may, and each answers for it.
# An administrator keeps the house: gives mandates by the acts that give them, and no more.
RIGHTS: dict[Role, frozenset[Right]] = dict.fromkeys(Role, EVERYBODY) | {
    Role.ADMINISTRATOR: EVERYBODY
    | {Right.KEEP_ACTS, Right.GIVE_MANDATES, Right.READ_JOURNAL, Right.SHAPE_TERRITORY}
    | {Right.SEND_POST, Right.LOAD_DATA, Right.KEEP_PARTIES, Right.READ_PRIVACY},
    Role.PLAN_DIRECTOR: OFFICE | ACCOUNTS_FOR | {Right.GIVE_MANDATES, Right.LOAD_DATA},
    Role.COORDINATOR: OFFICE | ACCOUNTS_FOR | {Right.LOAD_DATA},
    Role.OBSERVATORY: EVERYBODY | {Right.LOAD_DATA, Right.ASK_DATA, Right.KEEP_NEEDS},
    Role.PLAN_OFFICER: OFFICE,
    Role.SECRETARY: EVERYBODY | KEEPS_SITTINGS | HEARS | READS_PLAN | {Right.READ_DUTIES},
    Role.MAYOR: EVERYBODY
    | READS_PLAN
    | {Right.READ_DUTIES, Right.ANSWER_DATA, Right.READ_VOICES, Right.REMARK_PLAN},
    Role.ACCOUNTANT: EVERYBODY
    | READS_PLAN
    | {Right.READ_DUTIES, Right.ANSWER_DATA, Right.KEEP_MONEY},
    Role.SOCIAL_WORKER: EVERYBODY | HEARS | {Right.READ_DUTIES, Right.READ_PLAN, Right.REMARK_PLAN},
    Role.PROVINCE: OFFICE - {Right.SHAPE_TERRITORY},
    Role.REGION: EVERYBODY | {Right.ASK_DATA},
    Role.PLAN_GROUP: EVERYBODY | {Right.READ_VOICES, Right.READ_PLAN, Right.REMARK_PLAN},
    Role.THIRD_SECTOR: EVERYBODY | {Right.ANSWER_DATA, Right.OWN_CARD},
    Role.HEALTH: EVERYBODY | {Right.ANSWER_DATA, Right.OWN_CARD},
    Role.PARTNER: EVERYBODY | {Right.ANSWER_DATA, Right.OWN_CARD},
    Role.SUPERVISOR: EVERYBODY | ACCOUNTS_FOR | READS_PLAN | {Right.READ_VOICES},
    Role.DPO: ACCOUNTS_FOR | {Right.ENTER},
}
# Who coordinates a province, or observes it, has its own office and no part in those of the
# ambiti inside: of them it sees aggregates, and asks them data, as the Region does.
COORDINATES = frozenset({Role.PROVINCE, Role.OBSERVATORY})
# Who sees persons, or signs, enters with a second factor.
WITH_SECOND_FACTOR = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.PLAN_DIRECTOR,
        Role.COORDINATOR,
        Role.ACCOUNTANT,
        Role.SOCIAL_WORKER,
        Role.CALL_OFFICER,
        Role.PROCEDURE_OFFICER,
        Role.SECRETARY,
        Role.DPO,
    }
)
SEES_PERSONS = frozenset({Role.SOCIAL_WORKER, Role.CALL_OFFICER, Role.PROCEDURE_OFFICER})
# Who watches over the others. The office appoints them, by an act (GDPR art. 37; TUEL art. 234),
# and cannot send them away: the DPO is not dismissed for what she does (GDPR art. 38 c. 3), the
# auditor only for failing to do it, by the council (TUEL art. 235 c. 2).
WATCHES = frozenset({Role.SUPERVISOR, Role.DPO})
# Only an administrator ends these, or touches the account of who holds them.
ENDED_ABOVE = WATCHES | {Role.ADMINISTRATOR}
OUT_OF_REACH = ENDED_ABOVE | SEES_PERSONS
# Who else answers for the place is told that these were given.
DELICATE = WATCHES | SEES_PERSONS
# Nobody gives these to herself: she would watch over herself, open files, or vote for a town.
BY_ANOTHER = DELICATE | {Role.MAYOR}
TOLD = frozenset({Role.DPO, Role.PLAN_DIRECTOR, Role.ADMINISTRATOR})
# The administrator's first mandate comes with the installation, before any act.
WITHOUT_ACT = frozenset({Role.ADMINISTRATOR})
# Roles whose mandate is for a body; the others are for an area.
FOR_A_BODY = frozenset({Role.THIRD_SECTOR, Role.HEALTH, Role.PARTNER})


def reaches_inside(role: Role, right: Right) -> bool:
    """Whether holding a right on an area is, in this role, holding it on the areas inside too."""
    asks_for_itself = role == Role.REGION and right == Right.ASK_DATA
    return right in FLOWING and role not in COORDINATES and not asks_for_itself


def roles_given_by(role: str) -> list[Role]:
    """The roles that who acts in this one may give."""
    return [one for one in Role if one != Role.ADMINISTRATOR or role == Role.ADMINISTRATOR]
