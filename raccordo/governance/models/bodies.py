from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raccordo.access.models import Mandate
from raccordo.acts.models import Act, Organ
from raccordo.foundation.keys import Keyed
from raccordo.foundation.periods import Period
from raccordo.governance.states import BodySort, DesignationState, SeatPart
from raccordo.parties.models import Office, Organisation, Representative
from raccordo.parties.states import OrganisationKind
from raccordo.territory.models import Area


class Body(Keyed, Period):
    """A body that meets: it decides, advises, supervises or only keeps minutes (organismo)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="bodies")
    sort = models.CharField(_("natura"), max_length=12, choices=BodySort.choices)
    name = models.CharField(_("nome"), max_length=160)
    slug = models.CharField(_("nome nell'indirizzo"), max_length=120, unique=True)
    duties = models.TextField(_("compiti"), blank=True)
    # Only what decides makes acts in its own name.
    organ = models.OneToOneField(
        Organ, models.PROTECT, null=True, blank=True, related_name="body", verbose_name=_("organo")
    )
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("istituito da")
    )
    ended_by = models.ForeignKey(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("atto che vi ha posto fine"),
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    public = models.BooleanField(_("composizione pubblicata sul sito"), default=True)
    search = models.CharField(max_length=240, editable=False)

    class Meta(Period.Meta):
        verbose_name = _("organismo")
        verbose_name_plural = _("organismi")
        ordering = ["search", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                "area",
                "search",
                name="a_body_is_told_once_in_its_area",
                violation_error_message=_("In quest'area c'è già un organismo con questo nome."),
            ),
            models.CheckConstraint(
                name="only_a_body_that_decides_makes_acts",
                condition=Q(organ=None) | Q(sort=BodySort.DECIDES),
                violation_error_message=_("Solo un organismo che delibera emana atti."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Regulation(Keyed, Period):
    """What a body's own rules prescribe, from a day, by an act (regolamento dell'organismo)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="regulations")
    # Typed by `rules.rulebook.Rulebook`: notice, legal number, majorities, each with its article.
    content = models.JSONField(_("regole"))
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("regolamento di un organismo")
        verbose_name_plural = _("regolamenti degli organismi")
        ordering = ["-since", "-pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="a_regulation_has_its_source",
                condition=Q(act__isnull=False) | ~Q(source=""),
                violation_error_message=_("Manca la fonte: l'atto, o dove si legge la regola."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.act or self.source)


class Seat(Keyed, Period):
    """A place in a body: of an office, of an organisation or of a category; it exists when vacant.

    On screen: «componente»; while nobody holds it, «componente da designare».
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    title = models.CharField(_("componente"), max_length=160)
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("carica"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("ente"),
    )
    category = models.CharField(
        _("categoria"), max_length=15, choices=OrganisationKind.choices, blank=True
    )
    # Whose residents it weighs, where the body's rules count them.
    weighs_for = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("abitanti di")
    )
    votes = models.BooleanField(_("ha diritto di voto"), default=True)
    presides = models.BooleanField(_("presiede"), default=False)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)
    # Of who presides over another body: when another presides there, it is hers or his.
    chair_of = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("di chi presiede"),
    )
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )

    class Meta(Period.Meta):
        verbose_name = _("componente di un organismo")
        verbose_name_plural = _("componenti degli organismi")
        ordering = ["position", "title", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="a_seat_follows_one_thing",
                condition=(
                    Q(office__isnull=False, organisation=None, category="")
                    | Q(office=None, organisation__isnull=False, category="")
                    | (Q(office=None, organisation=None) & ~Q(category=""))
                ),
                violation_error_message=_(
                    "Un componente è tale per carica, per ente o per categoria: una sola cosa."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Seating(Keyed, Period):
    """A person is in a seat for some time, by designation or as its alternate (titolarità).

    A seat that follows an office needs none: who holds the office is in it.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="seatings")
    part = models.CharField(
        _("in qualità di"), max_length=10, choices=SeatPart.choices, default=SeatPart.MEMBER
    )
    person = models.ForeignKey(Representative, models.PROTECT, related_name="seatings")
    # Of which body of the category, when the seat is of a category.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("atto")
    )
    ended_by = models.ForeignKey(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("atto che vi ha posto fine"),
    )
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    mandate = models.OneToOneField(
        Mandate, models.PROTECT, null=True, blank=True, related_name="seating"
    )
    # Ended on the very day it began: the period keeps that day, the right does not.
    revoked_on = models.DateField(_("revocata il"), null=True, blank=True)

    class Meta(Period.Meta):
        verbose_name = _("titolarità di un componente")
        verbose_name_plural = _("titolarità dei componenti")
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.person}, {self.seat}"


class Designation(Keyed):
    """The bodies of a category are called to say who sits for them (designazione)."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="designations")
    state = models.CharField(
        _("stato"),
        max_length=12,
        choices=DesignationState.choices,
        default=DesignationState.CALLED,
    )
    called_on = models.DateField(_("avviso del"))
    candidacies_until = models.DateField(_("candidature entro il"))
    choice_until = models.DateField(_("designazione entro il"))
    text = models.TextField(_("testo dell'avviso"), blank=True)
    record = models.TextField(_("verbale della designazione"), blank=True)
    seating = models.OneToOneField(
        Seating, models.PROTECT, null=True, blank=True, related_name="designation"
    )

    class Meta:
        verbose_name = _("designazione")
        verbose_name_plural = _("designazioni")
        ordering = ["-called_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_choice_follows_the_candidacies",
                condition=Q(choice_until__gte=models.F("candidacies_until")),
                violation_error_message=_("La designazione segue le candidature."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} ({self.get_state_display()})"


class Candidacy(Keyed):
    """A body of the category proposes a person for the seat (candidatura)."""

    designation = models.ForeignKey(Designation, models.PROTECT, related_name="candidacies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Representative, models.PROTECT, related_name="+")
    presented_on = models.DateField(_("presentata il"))
    withdrawn_on = models.DateField(_("ritirata il"), null=True, blank=True)
    note = models.TextField(_("presentazione"), blank=True)

    class Meta:
        verbose_name = _("candidatura")
        verbose_name_plural = _("candidature")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "designation",
                "organisation",
                condition=Q(withdrawn_on=None),
                name="a_body_has_one_candidate",
                violation_error_message=_("Quest'ente ha già presentato una candidatura."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.organisation})"


class Preference(models.Model):
    """A body of the category says whom it wants (preferenza)."""

    designation = models.ForeignKey(Designation, models.PROTECT, related_name="preferences")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="preferences")
    said_on = models.DateField(_("espressa il"))

    class Meta:
        verbose_name = _("preferenza")
        verbose_name_plural = _("preferenze")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "designation",
                "organisation",
                name="a_body_chooses_once",
                violation_error_message=_("Quest'ente ha già votato."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.candidacy}"
