"""What a SCIM connection says of a member: attributes after RFC 7643, in Stytch's spelling."""

from stytch_exchange.models._base import Array, Label, Model


class SCIMGroup(Model):
    """A group of the identity provider that the member belongs to."""

    value: str
    """The group's identifier."""

    display: Label
    """The group's name for people. `""` where it has none."""


class SCIMValue(Model):
    """One of several values of the same kind: an email address, a phone number, a photo.

    Seven kinds of the API have this one shape.
    """

    value: str
    """The value itself: the address, the number, the URL."""

    type: str
    """What sort of value it is, in the provider's words, such as `work`. `""` where it does not
    say."""

    primary: bool
    """Whether this is the value to prefer."""


class SCIMAddress(Model):
    """A postal address. Each part is `""` where the provider does not give it."""

    formatted: str
    """The whole address as it is written on a letter, with line breaks."""

    street_address: str
    """Street, house number and what belongs to that line."""

    locality: str
    """City or place."""

    region: str
    """State or province."""

    postal_code: str
    """Postal code."""

    country: str
    """Country, as a two-letter code after ISO 3166-1 where the provider follows RFC 7643."""

    type: str
    """What sort of address it is, in the provider's words, such as `work`."""

    primary: bool
    """Whether this is the address to prefer."""


class SCIMName(Model):
    """The parts of a person's name. Each is `""` where the provider does not give it."""

    formatted: Label
    """The whole name, ready to show."""

    family_name: Label
    """Family name."""

    given_name: Label
    """Given name."""

    middle_name: Label
    """Middle name or names."""

    honorific_prefix: Label
    """What stands before the name, such as `Dr.`."""

    honorific_suffix: Label
    """What stands behind the name, such as `III`."""


class SCIMManager(Model):
    """The person whom the member reports to."""

    value: str
    """The manager's identifier at the identity provider. `""` where it does not say."""

    ref: str
    """The URI of the manager's SCIM resource. `""` where it does not say."""

    display_name: Label
    """The manager's name for people. `""` where it does not say."""


class SCIMEnterpriseExtension(Model):
    """The member's place in a company: the enterprise extension of RFC 7643.

    Each text is `""` where the provider does not give it.
    """

    employee_number: str
    """The number that the company gave the person."""

    cost_center: str
    """Cost center."""

    division: str
    """Division."""

    department: str
    """Department."""

    organization: str
    """The company, as the provider names it: not a Stytch organization."""

    manager: SCIMManager | None = None
    """The person whom the member reports to. Null or absent where the provider does not say."""


class SCIMAttributes(Model):
    """All that an identity provider says of a member through SCIM.

    A text is `""` and a list is empty where the provider gives nothing.
    """

    user_name: str
    """The name that the member signs in with at the provider, often an email address."""

    id: str
    """The identifier of the SCIM resource."""

    external_id: str
    """The provider's own identifier for the person."""

    active: bool
    """Whether the account is switched on at the provider."""

    groups: Array[SCIMGroup]
    """The groups that the member belongs to."""

    display_name: Label
    """The name to show."""

    nick_name: Label
    """What the person is called casually."""

    profile_url: str
    """The URL of a profile page."""

    user_type: str
    """How the person stands to the company, in the provider's words, such as `Contractor`."""

    title: Label
    """Job title."""

    preferred_language: str
    """The preferred language, in the form of an `Accept-Language` header, such as `pt-BR`."""

    locale: str
    """The locale for dates, numbers and money, such as `en-US`."""

    timezone: str
    """The time zone, by its IANA name, such as `Europe/Lisbon`."""

    emails: Array[SCIMValue]
    """Email addresses."""

    phone_numbers: Array[SCIMValue]
    """Phone numbers."""

    addresses: Array[SCIMAddress]
    """Postal addresses."""

    ims: Array[SCIMValue]
    """Names in messengers."""

    photos: Array[SCIMValue]
    """URLs of photos."""

    entitlements: Array[SCIMValue]
    """What the person is entitled to, in the provider's words."""

    roles: Array[SCIMValue]
    """The person's roles at the provider: not roles of Stytch's RBAC."""

    x509certificates: Array[SCIMValue]
    """X.509 certificates: DER, in Base64."""

    name: SCIMName | None = None
    """The parts of the name. Null or absent where the provider does not give them."""

    enterprise_extension: SCIMEnterpriseExtension | None = None
    """The person's place in the company. Null or absent where the provider does not give it."""


class SCIMRegistration(Model):
    """The SCIM connection that keeps a member's account, and what it says of the member."""

    connection_id: str
    """The connection, `scim-connection-<test|live>-<uuid>`."""

    registration_id: str
    """The identifier of this registration."""

    external_id: str | None = None
    """The member's identifier at the identity provider. Null, absent or `""` where it gave
    none."""

    scim_attributes: SCIMAttributes | None = None
    """What the provider says of the member. Null or absent where it says nothing."""
