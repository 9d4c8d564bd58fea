"""Which two sizes of the ledger to compare."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yishi.foundation.ledger.documents import ConsistencyProof
from yishi.foundation.ledger.queries import consistency_proof

LARGEST = 2**31 - 1


class ConsistencyForm(forms.Form):
    """The fields are called as in the address: `from`, which is no name in Python, and `to`."""

    proof: ConsistencyProof

    def __init__(self, sizes: dict[str, Any] | None = None, *, signed_size: int) -> None:
        super().__init__(sizes)
        self.signed_size = signed_size
        self.fields["from"] = forms.IntegerField(label=_("从前的条数"), min_value=1, max_value=LARGEST)
        self.fields["to"] = forms.IntegerField(
            label=_("后来的条数"),
            min_value=1,
            max_value=LARGEST,
            initial=signed_size or None,
            help_text=_("目前签名盖到第 %(size)s 条。") % {"size": signed_size},
        )

    def clean(self) -> dict[str, Any]:
        sizes = super().clean() or {}
        if "from" in sizes and "to" in sizes:
            if not sizes["from"] <= sizes["to"] <= self.signed_size:
                raise ValidationError(
                    _("从前的条数不能大于后来的条数，后来的条数不能大于已签名的 %(size)s 条。"),
                    params={"size": self.signed_size},
                )
            self.proof = consistency_proof(sizes["from"], sizes["to"])
        return sizes
