"""Invented documents: a long one as a municipality would get it, and a small one with every kind of block."""

from dataclasses import replace
from datetime import date

from tests.invented_overview import NEW_LAW, trend

from sagsloft.messages import Language
from sagsloft.render.charts import Caption, control_chart
from sagsloft.render.document import (
    Account,
    Block,
    Bullets,
    Callout,
    DataTable,
    Document,
    Figure,
    KeyValues,
    Paragraph,
    Section,
    Strong,
)
from sagsloft.render.svg import embedded

DAY = date(2026, 6, 30)
CHARTS = 20
LONG_WORD = "forebyggelsesforanstaltningskoordineringsudvalgsmødereferatskabelon"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1,1h7v7h-7Z" fill="#1d5a96"/></svg>'
TRICKY = (
    '#panic("x")',
    "*stærk* _skrå_ $x^2$ `kode` @henvisning <etiket>",
    "= Ikke en overskrift",
    "- ikke et punkt",
    "// ikke en bemærkning, /* heller ikke */",
    "omvendt \\ skråstreg \\n \\u{41}",
    "https://eksempel.dk/a?b=c&d=e",
    "\"citat\" 'enkelt' -- --- ... ~ [note] {blok}",
    "{{ 7 * 7 }} {% raw %}",
    "<script>alert(1)</script></style></svg>]]>&amp;<!--",
    "=1+1 @SUM(A1) æøåÆØÅ ÉéÜß § ½ ≥ – ’",
    LONG_WORD,
    HASH,
)
"""Texts that some format would take for something else."""
THEMES = (
    "Underretninger",
    "Børnefaglig undersøgelse",
    "Inddragelse af barnet",
    "Valg af indsats",
    "Opfølgning",
    "Styring og ledelse",
    "Overgang til ungeindsatsen",
    "Samarbejde med skole og dagtilbud",
    "Dokumentation og journalisering",
    "Familie og netværk",
)
SENTENCES = (
    "Sagerne viser, at de fleste underretninger vurderes samme dag, og vurderingen er skrevet, så andre kan følge med.",
    "I en del af sagerne fremgår det ikke, om barnet er hørt før afgørelsen, og heller ikke hvorfor det er undladt.",
    "Ledelsen følger fristerne hver måned, men ikke indholdet af de børnefaglige undersøgelser.",
    "Planen har ofte mål, der beskriver indsatsen i stedet for den ændring, som barnet skal mærke i sin hverdag.",
    "Rådgiverne fortæller, at opfølgningen glider, når en sag skifter hænder, og at overleveringen sjældent skrives.",
    "Ændringen er set i to udtræk af sager fra hver sin periode, og skyldes ikke, hvilke sager der blev trukket.",
)


def figure(number: int, language: Language = Language.DANISH) -> Figure:
    title = f"{THEMES[number % len(THEMES)]}: andel i tide, måling {number}"
    alt = f"Andelen ligger på 80 % i måling {number}, bortset fra juni 2024 (20 %); fra januar 2025 er den 88 %."
    caption = Caption(f"figur-{number}", title, alt, language)
    svg = control_chart([trend(NEW_LAW, 24 + number)], caption, reference=(0.87, 0.92), changes=[date(2025, 1, 1)])
    return Figure(
        title, svg, alt, "Det skraverede bånd er kontrolgrænserne; den stiplede linje er offentliggjorte tal."
    )


def table(title: str, rows: int) -> DataTable:
    headings = ("Kriterium", "Kilde", "Ja", "Nej", "Fremgår ikke af sagen", "95 % interval")
    cells = tuple(
        (
            f"{chr(65 + row % 7)}{row + 1} Barnet er hørt før afgørelsen",
            "Barnets lov § 5",
            f"{row % 20}",
            f"{20 - row % 20}",
            "0",
            "62–94 %",
        )
        for row in range(rows)
    )
    return DataTable(
        title, headings, cells, frozenset({2, 3, 4, 5}), "Tallene er opdigtede. Intervallet gælder hele rammen."
    )


def claim(number: int) -> Paragraph:
    words = (Strong(f"{number} af 20 sager"), " lever op til kravet. ", SENTENCES[number % len(SENTENCES)])
    return Paragraph(words, f"{number} af 20; mellem 62 og 94 % af rammens 143 sager", f"A1-{number}")


def chapter(place: int) -> Section:
    asides = tuple(f"Det gælder også {theme.lower()}." for theme in THEMES)
    prose = tuple(
        Paragraph(" ".join(f"{SENTENCES[(place + at + step) % 6]} {asides[place - at - step]}" for step in range(6)))
        for at in range(6)
    )
    first, second = (figure(number + 1) for number in (2 * place, 2 * place + 1))
    bullets = Bullets((claim(place + 3), Paragraph(SENTENCES[1]), Paragraph(SENTENCES[4])))
    return Section(
        THEMES[place],
        (claim(place + 5), *prose[:2]),
        (
            Section(
                f"{THEMES[place]}: hvad sagerne viser",
                (*prose[2:], first, bullets),
                (Section("Det bedste eksempel", (prose[0],)),),
            ),
            Section(
                f"{THEMES[place]}: hvad tallene viser", (second, table(f"{THEMES[place]}: kriterier", 12), *prose[1:])
            ),
        ),
        page_break=True,
    )


def long_document(language: Language = Language.DANISH) -> Document:
    """Some forty pages with twenty charts, tables that run over several pages, and all other blocks."""
    front = Section(
        "Til jer, der skal beslutte", (claim(16), claim(9), every_block()[2], *every_block()[4:6]), page_break=True
    )
    annex = Section("Bilag: sagsmåling", (table("Alle kriterier", 80), every_block()[6]), page_break=True)
    return replace(
        small_document(language),
        sections=(front, *(chapter(place) for place in range(CHARTS // 2)), annex),
    )


def small_document(language: Language = Language.DANISH) -> Document:
    """One section with every kind of block."""
    return Document(
        title="Analyserapport for Eksempelkøbing",
        subtitle="Kvaliteten i sager om udsatte børn og unge, første runde",
        language=language,
        marks=("Opdigtede data", "Udkast"),
        day=DAY,
        author="Børn og Familie, Eksempelkøbing Kommune",
        sections=(Section("Ét af hvert", every_block()),),
    )


def every_block() -> tuple[Block, ...]:
    """One of each kind, and an account that somebody has written."""
    return (
        Paragraph(SENTENCES[0]),
        claim(16),
        Bullets((claim(9), Paragraph(SENTENCES[3]))),
        figure(0),
        Callout("Hvad vi ikke kan sige", (Paragraph(SENTENCES[5]), Bullets((Paragraph(SENTENCES[1]), claim(4))))),
        Account("Kommunens egen redegørelse", "Skriv, hvad I selv ser som det vigtigste, og hvad I har sat i gang."),
        KeyValues((("Hændelser, SHA-256", HASH), ("Program", "Sagsløft 0.6.0"), ("Et langt ord", LONG_WORD))),
        table("Seks kolonner", 3),
        Account("Lederens ord", "Skriv højst en side.", ("Vi har læst rapporten.", "Vi er enige i det meste.")),
    )


def drawing(words: str) -> Figure:
    """A square with the words for its title, its description and its note."""
    svg = embedded(SQUARE, name="kvadrat", title=words, description=words)
    return Figure(words, svg, words, words)


def saying(words: str) -> Document:
    """A document that says the words in every place where it can."""
    blocks = (
        Paragraph((words, Strong(words)), words, words),
        Bullets((Paragraph(words),)),
        DataTable(words, (words, words), ((words, words),), frozenset({1}), words),
        drawing(words),
        Callout(words, (Paragraph(words),)),
        Account(words, words, (words,)),
        KeyValues(((words, words),)),
    )
    made = replace(small_document(), title=words, subtitle=words, author=words, marks=(words,))
    return replace(made, sections=(Section(words, blocks),))
