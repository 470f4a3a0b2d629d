"""How dates read: Django's own forms, but for times, which are labelled UTC and counted to 24."""
