"""The attributes of a member from a SCIM connection: RFC 7643 in Stytch's spelling."""

from stytch_exchange.models._base import Array, Label, Model


class SCIMGroup(Model):
    """A group at the identity provider that the member belongs to."""

    value: str
    """The group's identifier."""

    display: Label
    """The group's display name. `""` if it does not have one."""


class SCIMValue(Model):
    """One of several values of the same kind, such as an email address, a phone number or a photo.

    It represents seven schemas of the API with the same shape.
    """

    value: str
    """The value itself: the address, the number or the URL."""

    type: str
    """The provider's label for the value, such as `work`. `""` if the provider does not say."""

    primary: bool
    """Whether this is the preferred value."""


class SCIMAddress(Model):
    """A postal address. Each part is `""` if the provider does not give it."""

    formatted: str
    """The full address as on a letter, with line breaks."""

    street_address: str
    """Street, house number and anything else on that line."""

    locality: str
    """City or town."""

    region: str
    """State or province."""

    postal_code: str
    """Postal code."""

    country: str
    """Country. A two-letter ISO 3166-1 code if the provider follows RFC 7643."""

    type: str
    """The provider's label for the address, such as `work`."""

    primary: bool
    """Whether this is the preferred address."""


class SCIMName(Model):
    """The parts of a person's name. Each part is `""` if the provider does not give it."""

    formatted: Label
    """The full name, ready to display."""

    family_name: Label
    """Family name."""

    given_name: Label
    """Given name."""

    middle_name: Label
    """Middle name or names."""

    honorific_prefix: Label
    """The title before the name, such as `Dr.`."""

    honorific_suffix: Label
    """The suffix after the name, such as `III`."""


class SCIMManager(Model):
    """The manager of the member."""

    value: str
    """The manager's identifier at the identity provider. `""` if the provider does not say."""

    ref: str
    """The URI of the manager's SCIM resource. `""` if the provider does not say."""

    display_name: Label
    """The manager's display name. `""` if the provider does not say."""


class SCIMEnterpriseExtension(Model):
    """The member's position in a company: the enterprise extension of RFC 7643.

    Each string is `""` if the provider does not give it.
    """

    employee_number: str
    """The company's number for the person."""

    cost_center: str
    """Cost center."""

    division: str
    """Division."""

    department: str
    """Department."""

    organization: str
    """The provider's name for the company. It is not a Stytch organization."""

    manager: SCIMManager | None = None
    """The member's manager. Null or absent if the provider does not say."""


class SCIMAttributes(Model):
    """All attributes of a member that an identity provider sends through SCIM.

    If the provider does not give an attribute, its string is `""` or its list is empty.
    """

    user_name: str
    """The name that the member signs in with at the provider, often an email address."""

    id: str
    """The identifier of the SCIM resource."""

    external_id: str
    """The provider's own identifier for the person."""

    active: bool
    """Whether the account is active at the provider."""

    groups: Array[SCIMGroup]
    """The groups that the member belongs to."""

    display_name: Label
    """The name to display."""

    nick_name: Label
    """The person's informal name."""

    profile_url: str
    """The URL of a profile page."""

    user_type: str
    """The provider's label for the person's relationship to the company, such as `Contractor`."""

    title: Label
    """Job title."""

    preferred_language: str
    """The preferred language, in the format of an `Accept-Language` header, such as `pt-BR`."""

    locale: str
    """The locale for dates, numbers and currency, such as `en-US`."""

    timezone: str
    """The time zone by its IANA name, such as `Europe/Lisbon`."""

    emails: Array[SCIMValue]
    """Email addresses."""

    phone_numbers: Array[SCIMValue]
    """Phone numbers."""

    addresses: Array[SCIMAddress]
    """Postal addresses."""

    ims: Array[SCIMValue]
    """Instant messaging addresses."""

    photos: Array[SCIMValue]
    """URLs of photos."""

    entitlements: Array[SCIMValue]
    """The person's entitlements, in the provider's words."""

    roles: Array[SCIMValue]
    """The person's roles at the provider. They are not roles in Stytch's RBAC."""

    x509certificates: Array[SCIMValue]
    """X.509 certificates: DER, in Base64."""

    name: SCIMName | None = None
    """The parts of the name. Null or absent if the provider does not give them."""

    enterprise_extension: SCIMEnterpriseExtension | None = None
    """The person's position in the company. Null or absent if the provider does not give it."""


class SCIMRegistration(Model):
    """The SCIM connection that manages a member's account, and the member's attributes from it."""

    connection_id: str
    """The identifier of the connection, `scim-connection-<test|live>-<uuid>`."""

    registration_id: str
    """The identifier of this registration."""

    external_id: str | None = None
    """The member's identifier at the identity provider. Null, absent or `""` if the provider gave
    none."""

    scim_attributes: SCIMAttributes | None = None
    """The member's attributes from the provider. Null or absent if the provider sent none."""
