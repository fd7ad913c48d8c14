"""Ways in which somebody changes how he writes, so that a second account is not taken for his.

Each is a plain function of one text. They are crude: a careful adversary does more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Change = Callable[[str], str]

SPELLINGS = """
colour/color colours/colors coloured/colored favour/favor favours/favors favourite/favorite
honour/honor honours/honors honourable/honorable labour/labor neighbour/neighbor
neighbours/neighbors neighbourhood/neighborhood behaviour/behavior behaviours/behaviors humour/humor
rumour/rumor rumours/rumors harbour/harbor flavour/flavor endeavour/endeavor vigour/vigor
grey/gray centre/center centres/centers centred/centered metre/meter metres/meters theatre/theater
fibre/fiber defence/defense offence/offense licence/license licences/licenses pretence/pretense
realise/realize realised/realized realises/realizes realising/realizing recognise/recognize
recognised/recognized organise/organize organised/organized organisation/organization
organisations/organizations criticise/criticize criticised/criticized apologise/apologize
authorise/authorize authorised/authorized authorisation/authorization emphasise/emphasize
summarise/summarize minimise/minimize maximise/maximize generalise/generalize civilise/civilize
civilised/civilized civilisation/civilization legalise/legalize privatise/privatize
optimise/optimize specialise/specialize specialised/specialized utilise/utilize utilised/utilized
analyse/analyze analysed/analyzed analysing/analyzing catalogue/catalog dialogue/dialog
programme/program programmes/programs travelled/traveled travelling/traveling traveller/traveler
cancelled/canceled cancelling/canceling labelled/labeled modelling/modeling signalling/signaling
judgement/judgment acknowledgement/acknowledgment learnt/learned spelt/spelled burnt/burned
dreamt/dreamed whilst/while amongst/among towards/toward afterwards/afterward backwards/backward
forwards/forward upwards/upward okay/ok alright/allright email/e-mail though/tho through/thru
tonight/tonite night/nite light/lite sceptical/skeptical sceptic/skeptic aluminium/aluminum
artefact/artifact enquiry/inquiry plough/plow tyre/tire fulfil/fulfill enrol/enroll skilful/skillful
wilful/willful database/data-base online/on-line website/web-site
"""
"""Words and how else they are spelt; either is swapped for the other."""


def _swaps(spellings: str) -> Mapping[str, str]:
    pairs = [tuple(entry.split("/")) for entry in spellings.split()]
    return dict(pairs) | {other: one for one, other in pairs}


SWAPS = _swaps(SPELLINGS)
SWAPPED = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, SWAPS), key=len, reverse=True))})(?![\w-])",
    re.IGNORECASE,
)


def without_form(text: str) -> str:
    """Return a text as somebody would leave it who gives up capitals and punctuation."""
    return re.sub(r"[^\w\s]", "", text.lower())


def respelt(text: str) -> str:
    """Return a text with every spelling variant swapped for its other; capitals stay."""
    return SWAPPED.sub(lambda found: _in_case(SWAPS[found.group().lower()], found.group()), text)


def _in_case(word: str, example: str) -> str:
    """Write a word in capitals, or with a capital, as an example has them."""
    if example.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if example[0].isupper() else word


CHANGES: Mapping[str, Change] = {"form": without_form, "spelling": respelt}
"""By the name that ``split_accounts.py --disguise`` takes."""


def change_by(name: str | None) -> Change:
    """Return a change by its name; without a name texts stay as they are."""
    return CHANGES[name] if name else str
