"""Hypothesis strategies: text as the world has it, in one place, grown with every feature."""

from __future__ import annotations

from hypothesis import strategies as st

PROSE = (
    "The mayor opened the new library on Saturday, and two hundred people came to see the reading room.",
    "Nobody had expected the river to rise so fast, said the fire chief, who had been up since four o’clock.",
    "Die Brücke bleibt bis zum Herbst gesperrt, weil die Arbeiten länger dauern als im Frühjahr geplant.",
    "Le conseil municipal a voté mardi soir la rénovation de l’école, attendue depuis plus de dix ans déjà.",
    "El alcalde presentó ayer el nuevo plan de transporte, que empezará a funcionar en otoño de este año.",
    "Мэр города открыл в субботу новую библиотеку, и на праздник пришли около двухсот человек из района.",
    "市議会は月曜日、老朽化した橋を来年度から三年かけて架け替える計画を全会一致で可決しました。",
    "“We’ll see,” she said; “it isn’t over yet, and the board meets again on Thursday at half past nine.”",
)
CHROME = (
    "Share", "Share this:", "Advertisement", "ADVERTISEMENT", "Leave a Reply", "Post a Comment", "12 comments", "Read more",
    "Your email address will not be published. Required fields are marked *", "Follow us on Twitter", "Related articles",
    "XS", "SM", "MD", "LG", "Home | News | Sports", "© 2019 Example Media", "Tags: water, town", "Teilen", "Compartir", "Partager",
    "Подписаться", "分享", "Kommentare", "12", "*", "—", "•", "»", "Continue reading below", "By Ann Example", "May 3, 2019",
)  # fmt: skip
SHORT = (
    "The verdict",
    "Q: What now?",
    "“No.”",
    "2 cups flour",
    "1. Blue Train 4:05",
    "Home 2 Away 1",
    "A.",
    "Yes",
    "Why it matters",
)

odd_characters = st.sampled_from(
    list(
        "\u00a0\u2003\u3000\ufeff\u200b\u200d\u00ad\u0000\ud800\udfff\u2028\u0085\r\t\x0b\x0c¬†ÃÂ€™â“”‘’'\"`´«»&;{}[]|<>*#@…–—٣ßİıﬁ👩\u0301中ア한ไ"
    )
)
any_text = st.text(st.characters() | odd_characters, max_size=120)
"""Any str, lone surrogates among it."""

lines = st.one_of(
    st.sampled_from(PROSE),
    st.sampled_from(CHROME),
    st.sampled_from(SHORT),
    st.just(""),
    st.text(max_size=40),
    any_text.map(lambda t: t[:60]),
)
damage = st.text("éíВНîáÊÃâ†·¬ΘΓø№—–’”»`'?&=\\ \n\tabtheст2", max_size=12)
"""Lines of what is damage beside the right neighbours, and of what typography changes."""
documents = st.lists(lines, max_size=24).map("\n".join)
"""Documents of prose, chrome, short lines and noise."""
