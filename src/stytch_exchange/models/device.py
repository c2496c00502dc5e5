"""The device that a member used, as Stytch's device fingerprinting knows it."""

from stytch_exchange.models._base import Model, OptionalTimestamp


class DeviceAttributeDetails(Model):
    """Whether one attribute of the device is new for this member, and since when it is known."""

    is_new: bool
    """Whether this value was not seen before for this member."""

    first_seen_at: OptionalTimestamp = None
    """When this value was first seen for this member, in UTC. Null, absent or `""` where the API
    does not say."""

    last_seen_at: OptionalTimestamp = None
    """When this value was last seen for this member, in UTC. Null, absent or `""` where the API
    does not say."""


class DeviceInfo(Model):
    """The device that a member used: what identifies it, and where it seems to be."""

    visitor_id: str
    """The identifier that device fingerprinting gave the browser or device."""

    visitor_id_details: DeviceAttributeDetails | None = None
    """Whether `visitor_id` is new for this member. Null or absent where the API does not say."""

    ip_address: str | None = None
    """The device's IP address. Null, absent or `""` where it is not known."""

    ip_address_details: DeviceAttributeDetails | None = None
    """Whether `ip_address` is new for this member. Null or absent where the API does not say."""

    ip_geo_city: str | None = None
    """The city that the IP address points to. Null, absent or `""` where it is not known."""

    ip_geo_region: str | None = None
    """The region that the IP address points to. Null, absent or `""` where it is not known."""

    ip_geo_country: str | None = None
    """The code of the country that the IP address points to, such as `DE`. Null, absent or `""`
    where it is not known."""

    ip_geo_country_details: DeviceAttributeDetails | None = None
    """Whether `ip_geo_country` is new for this member. Null or absent where the API does not
    say."""
