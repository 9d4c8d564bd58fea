"""Telephone numbers, kept in one form: E.164, such as +8613812345678."""

import re
import unicodedata

from django.utils.translation import gettext as _

MAINLAND_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9]\d{9})")
ABROAD = re.compile(r"(?:\+|00)([1-9]\d{6,14})")


class NotATelephone(ValueError):
    """The text is no mobile number; the message says what to write."""


def normalise_telephone(text: str) -> str:
    """A mobile number as people write it -> E.164. Numbers without a country code are of mainland China.

    Raises NotATelephone.
    """
    digits = re.sub(r"[\s\-().·]", "", unicodedata.normalize("NFKC", text))
    if mainland := MAINLAND_MOBILE.fullmatch(digits):
        return f"+86{mainland[1]}"
    if (abroad := ABROAD.fullmatch(digits)) and not abroad[1].startswith("86"):
        return f"+{abroad[1]}"
    raise NotATelephone(_("请填写11位手机号码；境外号码请以“+”和国家（地区）代码开头，例如 +852 51234567。"))


def written_telephone(telephone: str) -> str:
    """A number as one reads it out: 138 1234 5678; one from abroad stays in E.164."""
    local = telephone.removeprefix("+86")
    return f"{local[:3]} {local[3:7]} {local[7:]}" if telephone.startswith("+86") else telephone


def masked_telephone(telephone: str) -> str:
    """A number of which only the beginning and the end can be read: 138****5678."""
    local = telephone.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}" if len(local) > 7 else "****"
