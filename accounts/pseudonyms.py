"""Under which name do applicants meet a member of staff?"""

import secrets
from typing import Final

BIRDS: Final = tuple(
    """
    Avocet Bittern Blackbird Bullfinch Bunting Buzzard Chaffinch Chough Coot Cormorant
    Corncrake Crane Crossbill Cuckoo Curlew Dipper Dotterel Dunlin Dunnock Eider Fieldfare
    Finch Fulmar Gannet Godwit Goldcrest Goldfinch Goosander Grebe Greenfinch Guillemot
    Harrier Heron Hobby Jackdaw Kestrel Kingfisher Kite Kittiwake Knot Lapwing Linnet Magpie
    Martin Merlin Nightjar Nuthatch Osprey Ouzel Owl Petrel Pipit Plover Puffin Rail Raven
    Redshank Redwing Robin Ruff Sanderling Shearwater Siskin Skylark Snipe Sparrow Starling
    Stonechat Swallow Swift Teal Tern Thrush Treecreeper Turnstone Wagtail Warbler Waxwing
    Wheatear Wigeon Woodcock Wren Wryneck
    """.split()  # noqa: SIM905 -- eighty names read better as prose
)
NUMBERS: Final = 10_000


def pseudonym() -> str:
    """Draw a name such as `Reviewer Heron 27`. Not unique by itself: staff names are checked."""
    return f"Reviewer {secrets.choice(BIRDS)} {secrets.randbelow(NUMBERS - 10) + 10}"
