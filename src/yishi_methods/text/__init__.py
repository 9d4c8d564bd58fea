"""Text of people: put in order for storing, folded for comparing, cut into the words of the search index.

Beside it: `personal` finds personal data, `similar` ranks texts that are alike, `categories` and `bayes` suggest a
subject.
"""

from yishi_methods.text.normalising import fold, normalise
from yishi_methods.text.words import QueryToken, query_tokens, tokens

__all__ = ["QueryToken", "fold", "normalise", "query_tokens", "tokens"]
