"""The device that a member used, as Stytch's device fingerprinting sees it."""

from stytch_exchange.models._base import Model, OptionalTimestamp


class DeviceAttributeDetails(Model):
    """Whether one attribute of the device is new for this member, and when it was seen."""

    is_new: bool
    """Whether this value was not seen for this member before, going by the field's name. The
    contract's description says the opposite: that it was seen before. Look at a response of your
    own project before you rely on either."""

    first_seen_at: OptionalTimestamp = None
    """When this value was first seen for this member, in UTC. Null, absent or `""` if the API
    does not say."""

    last_seen_at: OptionalTimestamp = None
    """When this value was last seen for this member, in UTC. Null, absent or `""` if the API
    does not say."""


class DeviceInfo(Model):
    """The device that a member used: its identifier, and its location by IP address."""

    visitor_id: str
    """The identifier that device fingerprinting gave the browser or device."""

    visitor_id_details: DeviceAttributeDetails | None = None
    """Whether `visitor_id` is new for this member. Null or absent if the API does not say."""

    ip_address: str | None = None
    """The device's IP address. Null, absent or `""` if it is not known."""

    ip_address_details: DeviceAttributeDetails | None = None
    """Whether `ip_address` is new for this member. Null or absent if the API does not say."""

    ip_geo_city: str | None = None
    """The city that the IP address points to. Null, absent or `""` if it is not known."""

    ip_geo_region: str | None = None
    """The region that the IP address points to. Null, absent or `""` if it is not known."""

    ip_geo_country: str | None = None
    """The country code that the IP address points to, such as `DE`. Null, absent or `""` if it
    is not known."""

    ip_geo_country_details: DeviceAttributeDetails | None = None
    """Whether `ip_geo_country` is new for this member. Null or absent if the API does not say."""
