"""Matter numbers: short, easy to say, never twice, and not to be counted up by a stranger.

A number such as PX-26-7K4Q is a keyed permutation of its place in the year's count, in the alphabet of Crockford's
Base 32 (no I, L, O, U). Confidential kinds take random numbers, long enough not to be guessed.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata

from django.conf import settings
from django.db import connection

from yishi.foundation.matters.models import NumberSeries

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST = 4
CONFIDENTIAL_LENGTH = 12
LOOKALIKES = str.maketrans("ILO", "110")


def next_numbers(prefix: str, year: int, count: int = 1) -> list[str]:
    """Give out `count` numbers of a year. Call inside the transaction that uses them."""
    last = _counted_up(prefix, year, count)
    if last is None:
        NumberSeries.objects.bulk_create([NumberSeries(prefix=prefix, year=year)], ignore_conflicts=True)
        last = _counted_up(prefix, year, count) or 0
    return [f"{prefix}-{year % 100:02d}-{_shuffled(place)}" for place in range(last - count, last)]


def _counted_up(prefix: str, year: int, count: int) -> int | None:
    table = connection.ops.quote_name(NumberSeries._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET given = given + %s WHERE prefix = %s AND year = %s RETURNING given",
            [count, prefix, year],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def confidential_number(prefix: str, year: int) -> str:
    """A random number of 60 bits."""
    return f"{prefix}-{year % 100:02d}-{''.join(secrets.choice(ALPHABET) for _ in range(CONFIDENTIAL_LENGTH))}"


def normalise_number(text: str) -> str:
    """A number as somebody typed or spelled it, as it is stored: upper case, with its hyphens, I and L for 1, O for
    0.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    parts = re.fullmatch(r"\W*([A-Z]{1,4})\W*(\d\d)\W*([0-9A-Z]+)\W*", plain)
    if parts is None:
        return plain.strip()
    return f"{parts[1]}-{parts[2]}-{parts[3].translate(LOOKALIKES)}"


def tracking_code(number: str) -> str:
    """The code that, with the number, opens a matter to whoever filed it: derived with the installation's key, never
    stored.
    """
    digest = hmac.new(settings.SECRET_KEY.encode(), f"tracking:{number}".encode(), hashlib.sha256).digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:8])


def code_matches(number: str, code: str) -> bool:
    """Whether a typed code is the one of this number, compared in constant time."""
    typed = re.sub(r"\W", "", unicodedata.normalize("NFKC", code).upper()).translate(LOOKALIKES)
    return hmac.compare_digest(typed.encode(), tracking_code(number).encode())


def _shuffled(place: int) -> str:
    """The `place`-th number of a year: a bijection on the numbers of each length."""
    length, offset = SHORTEST, place
    while offset >= 32**length:
        offset -= 32**length
        length += 1
    bits = 5 * length
    value = _permuted(offset, bits)
    return "".join(ALPHABET[value >> shift & 31] for shift in range(bits - 5, -1, -5))


def _permuted(value: int, bits: int) -> int:
    """A four-round unbalanced Feistel network over `bits` bits, keyed by the installation."""
    left_bits = bits // 2
    right_bits = bits - left_bits
    left, right = value >> right_bits, value & (1 << right_bits) - 1
    for step in range(4):
        if step % 2 == 0:
            left ^= _keyed(step, right) & (1 << left_bits) - 1
        else:
            right ^= _keyed(step, left) & (1 << right_bits) - 1
    return left << right_bits | right


def _keyed(step: int, half: int) -> int:
    message = f"number:{step}:{half}".encode()
    return int.from_bytes(hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()[:4], "big")
