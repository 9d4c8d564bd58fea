"""Two forms of a text: `normalise` for storing what a person typed, `fold` for comparing it. Both take linear time."""

import re
import unicodedata
from functools import cache

# UAX #15, Stream-Safe Text Format: no more than 30 combining marks in a row. Longer runs carry no writing and would
# make normalisation take quadratic time.
LONGEST_RUN_OF_MARKS = 30
END_OF_MARKS = 0x1F000

LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Controls except tab and line feed, and the two noncharacters that XML (spreadsheets, feeds) cannot carry.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# Characters nobody sees: soft hyphen, zero-width space, direction marks and overrides, fillers, tags.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
    "|[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
# A joiner means something between two pictures of an emoji and between letters of Arabic and Indic scripts only.
JOINERS = re.compile("[\u200c\u200d]")
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\u00a9\u00ae\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
IDLE_JOINERS = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_JOINED}])")
SURROGATES = re.compile("[\ud800-\udfff]")
# Far quicker to look for than the marks themselves: as many characters of the blocks that have any.
MAYBE_TOO_MANY_MARKS = re.compile(
    f"[\u0300-\u2fff\u302a-\u309a\ua600-\uabff\ufb00-\ufe2f\U00010000-\U0001efff]{{{LONGEST_RUN_OF_MARKS + 1}}}"
)
EMPTY_LINES = re.compile("\n{3,}")


def normalise(text: str) -> str:
    """What a person typed, in the form in which it is stored.

    Unicode NFC; lines end in a line feed; control and invisible characters are gone, halves of a surrogate pair joined
    (one without its other half becomes U+FFFD); no blanks at the ends of lines or of the text, at most one empty line
    in a row. Tabs, emoji sequences and rare characters (U+20000 and above) stay. Applying it twice changes no more.
    """
    text = _join_surrogates(text)
    text = _drop_invisible(CONTROLS.sub("", LINE_ENDS.sub("\n", text)))
    text = unicodedata.normalize("NFC", _limit_marks(text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return EMPTY_LINES.sub("\n\n", text).strip()


def fold(text: str) -> str:
    """The text for comparing: NFKC, case folded, full width equal to half width, nothing invisible.

    Traditional and simplified characters stay apart. The result is for comparing only, never for showing.
    """
    folded = unicodedata.normalize("NFKC", _limit_marks(_drop_invisible(text))).casefold()
    return folded if unicodedata.is_normalized("NFKC", folded) else unicodedata.normalize("NFKC", folded)


def _join_surrogates(text: str) -> str:
    if not SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _drop_invisible(text: str) -> str:
    text = INVISIBLE.sub("", text)
    return IDLE_JOINERS.sub("", text) if JOINERS.search(text) else text


def _limit_marks(text: str) -> str:
    return _too_many_marks().sub(r"\1", text) if MAYBE_TOO_MANY_MARKS.search(text) else text


@cache
def _too_many_marks() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, END_OF_MARKS) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{LONGEST_RUN_OF_MARKS}}})[{marks}]+")
