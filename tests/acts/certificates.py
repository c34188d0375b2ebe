"""A certifier and signers made up for the tests, and the ways in which files are signed outside."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import typst
from asn1crypto import algos, cms, core, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

SPECIMEN = "TINIT-RSSMRA80A01H501U"  # the specimen that the tax agency itself prints
SIGNED_AT = datetime(2026, 3, 3, 10, 30, tzinfo=UTC)
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
STAMPED_AT = datetime(2026, 3, 3, 10, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """A key and its certificate."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def asn1(self):
        return as_asn1(self.certificate)

    def sign(self, data, digest="sha256"):
        algorithm = {"sha256": hashes.SHA256(), "sha1": hashes.SHA1()}[digest]
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), algorithm)
        return self.key.sign(data, ec.ECDSA(algorithm))


def as_asn1(certificate):
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@cache
def rsa_key(owner):
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def ec_key():
    return ec.generate_private_key(ec.SECP256R1())


def named(**attributes):
    oids = {name: getattr(NameOID, name.upper()) for name in attributes}
    return x509.Name(x509.NameAttribute(oids[name], value) for name, value in attributes.items())


def certificate(subject, key, issuer, issuer_key, *, years=30, since=SINCE, serial=7):
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


@cache
def certifier():
    key = rsa_key("certifier")
    name = named(
        country_name="IT", organization_name="Certificatore S.p.A.", common_name="CA Prova"
    )
    return Person(key, certificate(name, key, name, key, serial=1))


def issue(subject, key, **more):
    ca = certifier()
    made = certificate(subject, key, ca.certificate.subject, ca.key, **more)
    return Person(key, made, (ca.certificate,))


@cache
def rossi():
    subject = named(
        country_name="IT",
        organization_name="Comune di Esempio",
        surname="ROSSI",
        given_name="MARIA",
        serial_number=SPECIMEN,
        common_name="ROSSI MARIA",
        dn_qualifier="20261234",
    )
    return issue(subject, rsa_key("rossi"), serial=0xA1B2C3)


@cache
def bianchi():
    subject = named(
        country_name="IT",
        organization_name="NON PRESENTE",
        serial_number=SPECIMEN,
        common_name="BIANCHI LUCA:RSSMRA80A01H501U",
    )
    return issue(subject, ec_key(), serial=0xB1)


@cache
def lapsed():
    subject = named(country_name="IT", surname="VERDI", given_name="ANNA", common_name="VERDI ANNA")
    return issue(subject, rsa_key("lapsed"), years=1, serial=0xC1)


@cache
def stamper():
    subject = named(country_name="IT", organization_name="Certificatore S.p.A.", common_name="TSA")
    return issue(subject, rsa_key("stamper"), serial=0xD1)


# --- documents


@cache
def document(*pages):
    """A PDF as the application makes it: one page for each text."""
    source = '#set document(title: "Atto", date: datetime(year: 2026, month: 3, day: 3))\n'
    source += "\n#pagebreak()\n".join(f"= Atto\n{page}" for page in pages)
    return typst.compile(source.encode(), pdf_standards=["a-2a", "ua-1"], ignore_system_fonts=True)


# --- PAdES


def _registry(certificates):
    registry = SimpleCertificateStore()
    registry.register_multiple([as_asn1(each) for each in certificates])
    return registry


def _private(person):
    form = serialization.PrivateFormat.PKCS8
    bare = serialization.NoEncryption()
    return keys.PrivateKeyInfo.load(
        person.key.private_bytes(serialization.Encoding.DER, form, bare)
    )


def pades_signer(person, *, pss=False):
    return signers.SimpleSigner(
        signing_cert=person.asn1,
        signing_key=_private(person),
        cert_registry=_registry(person.chain),
        prefer_pss=pss,
    )


def time_stamper():
    return DummyTimeStamper(
        stamper().asn1,
        _private(stamper()),
        certs_to_embed=_registry(stamper().chain),
        fixed_dt=STAMPED_AT,
    )


def pades(data, person, **manner):
    """The PDF signed inside, as most signing programs do: an addition at its end."""
    return pades_of(IncrementalPdfFileWriter(io.BytesIO(data), strict=False), person, **manner)


def pades_of(
    writer, person, *, field="Firma1", box=None, stamped=False, page=0, pss=False, prepared=False
):
    """The signature added to whatever a writer is about to write."""
    if not prepared:
        fields.append_signature_field(writer, fields.SigFieldSpec(field, box=box, on_page=page))
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    signer = signers.PdfSigner(
        metadata, pades_signer(person, pss=pss), timestamper=time_stamper() if stamped else None
    )
    return signer.sign_pdf(writer).getvalue()


def archived(data):
    """The signed PDF with the proofs that let it be checked in years, and a time stamp over all."""
    out = io.BytesIO(data)
    DocumentSecurityStore.add_dss(
        out, sig_contents=None, certs=[rossi().asn1, certifier().asn1], force_write=True
    )
    writer = IncrementalPdfFileWriter(out, strict=False)
    return signers.PdfTimeStamper(time_stamper()).timestamp_pdf(writer, "sha256").getvalue()


# --- CAdES


def signer_info(
    person, content, *, digest="sha256", at=SIGNED_AT, countersigners=(), stamp=False, typed=True
):
    """One signature on a content, with the attributes that CAdES wants."""
    attributes = [
        ("content_type", "data"),
        ("signing_time", cms.Time({"utc_time": at})),
        ("message_digest", hashlib.new(digest, content).digest()),
        (
            "signing_certificate_v2",
            tsp.SigningCertificateV2(
                {"certs": [{"cert_hash": hashlib.sha256(person.asn1.dump()).digest()}]}
            ),
        ),
    ]
    signed = cms.CMSAttributes(
        [
            {"type": name, "values": [value]}
            for name, value in attributes
            if typed or name[:2] != "co"
        ]
    )
    signature = person.sign(signed.dump(), digest)
    kind = "rsa" if isinstance(person.key, rsa.RSAPrivateKey) else "ecdsa"
    unsigned = []
    if countersigners:
        over = [signer_info(each, signature, typed=False) for each in countersigners]
        unsigned.append({"type": "counter_signature", "values": over})
    if stamp:
        unsigned.append({"type": "signature_time_stamp_token", "values": [time_stamp(signature)]})
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": {
                    "issuer": person.asn1.issuer,
                    "serial_number": person.asn1.serial_number,
                }
            }
        ),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": digest}),
        "signed_attrs": signed,
        "signature_algorithm": {"algorithm": f"{digest}_{kind}"},
        "signature": signature,
    }
    if unsigned:
        info["unsigned_attrs"] = cms.CMSAttributes(unsigned)
    return cms.SignerInfo(info)


def time_stamp(signature):
    """A time stamp on a signature."""
    imprint = hashlib.sha256(signature).digest()
    return asyncio.run(time_stamper().async_timestamp(imprint, "sha256"))


def p7m(content, *people, detached=False, infos=None, certificates=None, version="v1", **more):
    """The content in an envelope signed by these people, side by side."""
    infos = [signer_info(person, content, **more) for person in people] if infos is None else infos
    everyone = [*people, *more.get("countersigners", ())]
    held = everyone if certificates is None else certificates
    enclosed = {"content_type": "data"}
    if not detached:
        enclosed["content"] = content
    signed_data = {
        "version": version,
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": more.get("digest", "sha256")})],
        "encap_content_info": enclosed,
        "certificates": [each.asn1 for each in held],
        "signer_infos": infos,
    }
    signed = cms.SignedData(signed_data)
    return cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()


def envelope_encrypted():
    """What looks like a p7m and holds something encrypted."""
    oid = core.ObjectIdentifier("1.2.840.113549.1.7.3").dump()
    inside = b"\xa0\x04\x30\x02\x05\x00"
    return b"\x30" + bytes([len(oid) + len(inside)]) + oid + inside


def as_pem(message, label="PKCS7"):
    text = base64.encodebytes(message)
    return b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label.encode(), text, label.encode())


def as_base64(message):
    return base64.encodebytes(message).replace(b"\n", b"\r\n")


def indefinite(message, *, piece=1000):
    """The same message as streaming programs write it: no lengths, the content in pieces."""
    outer = cms.ContentInfo.load(message)
    data = outer["content"]
    content = data["encap_content_info"]["content"].contents
    pieces = b"".join(
        core.OctetString(content[at : at + piece]).dump() for at in range(0, len(content), piece)
    )
    octets = b"\x24\x80" + pieces + b"\0\0"
    enclosed = (
        b"\x30\x80"
        + core.ObjectIdentifier("1.2.840.113549.1.7.1").dump()
        + b"\xa0\x80"
        + octets
        + b"\0\0"
        + b"\0\0"
    )
    signed_data = (
        b"\x30\x80"
        + data["version"].dump()
        + data["digest_algorithms"].dump()
        + enclosed
        + data["certificates"].dump()
        + data["signer_infos"].dump()
        + b"\0\0"
    )
    oid = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
    return b"\x30\x80" + oid + b"\xa0\x80" + signed_data + b"\0\0" + b"\0\0"
