"""What does a PDF say to whoever reads it, with eyes or with a screen reader?"""

import pypdfium2
from pypdfium2 import raw


class Read:
    """One PDF, opened for questions."""

    def __init__(self, pdf):
        with pypdfium2.PdfDocument(pdf) as document:
            self.pages = [_text(page) for page in document]
            self.title = document.get_metadata_dict()["Title"]
            self.made_at = document.get_metadata_dict()["CreationDate"]
            self.is_tagged = bool(raw.FPDFCatalog_IsTagged(document))
            self.headings = [mark.get_title() for mark in document.get_toc()]

    @property
    def text(self):
        """All of it; a break that the setting has put in is a space."""
        return " ".join(" ".join(self.pages).replace("\u200b", "").split())


def _text(page):
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    text_page.close()
    page.close()
    return text
