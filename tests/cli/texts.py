"""A text with chrome, the same without, and the rules that make the difference."""

from __future__ import annotations

RULES = """
schema = 1
extends = []

[pack]
id = "test.page"
about = "For the tests of the command."
languages = ["en"]
category = "share"

[[rule]]
id = "share"
about = "A share label."
lines = ["share{ this? }"]
drop = ["Share", "SHARE THIS:"]
keep = ["They share a flat in town."]

[[rule]]
id = "reply"
about = "A comment prompt."
category = "comments"
lines = ["leave a {reply|comment}"]
drop = ["Leave a Reply"]
keep = ["Leave a comment to that effect in the margin, she said."]

[[rule]]
id = "maybe"
about = "A word that is chrome at the edges."
category = "nav"
confidence = "medium"
lines = ["home"]
drop = ["Home"]
keep = ["Home is where the harbour is, said the old man who had never left it."]
"""

ARTICLE = (
    "Share\n"
    "\n"
    "The mayor opened the new library on Saturday, and “two hundred people” came to see it for themselves.\n"
    "\n"
    "It cost the town four million, said the mayor, and it was worth every penny of all that money.\n"
    "\n"
    "Leave a Reply\n"
)
CLEAN = (
    'The mayor opened the new library on Saturday, and "two hundred people" came to see it for themselves.\n'
    "\n"
    "It cost the town four million, said the mayor, and it was worth every penny of all that money.\n"
)
