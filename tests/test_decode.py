"""Bytes to text: every codec with a paragraph of its language, declarations, broken bytes, no text."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.encoding.decode import Decoded, declared_in, decode, is_binary
from cleantext.errors import DecodeError

PARAGRAPHS = {
    "de": (
        "Der Ausschuss erklärte am Dienstag, dass er den Bericht vorläufig nicht veröffentlichen "
        "werde. „Wir müssen größte Sorgfalt walten lassen“, sagte die Vorsitzende über die "
        "Prüfung der Bücher."
    ),
    "fr": (
        "Le comité a déclaré mardi qu’il ne publierait pas le rapport avant l’été. « Nous devons "
        "être très prudents », a précisé la présidente, élue à l’unanimité en février dernier."
    ),
    "es": (
        "El comité declaró el martes que no publicará el informe por ahora. «Tenemos que ser muy "
        "cuidadosos», señaló la presidenta, que también pidió más tiempo a los niños y a sus "
        "compañeros."
    ),
    "en": (
        "The committee said on Tuesday that it wouldn’t publish the report “for now”. We’ve got "
        "to be careful – the café’s books weren’t complete."
    ),
    "pl": (
        "Komitet oświadczył we wtorek, że na razie nie opublikuje sprawozdania. Musimy zachować "
        "szczególną ostrożność, powiedziała przewodnicząca, która wcześniej pełniła funkcję "
        "sędziego w Łodzi."
    ),
    "cs": (
        "Výbor v úterý oznámil, že zprávu zatím nezveřejní. Musíme být velmi opatrní, řekla "
        "předsedkyně, která dříve působila jako soudkyně v Plzni a později přednášela na "
        "univerzitě."
    ),
    "hu": (
        "A bizottság kedden közölte, hogy egyelőre nem hozza nyilvánosságra a jelentést. Nagyon "
        "óvatosnak kell lennünk, mondta az elnök, aki korábban bíróként dolgozott Győrben, és "
        "több könyvet is írt."
    ),
    "ru": (
        "Комитет заявил во вторник, что пока не будет публиковать доклад. «Мы должны быть очень "
        "осторожны», — сказала председатель, которая раньше работала судьёй в Казани."
    ),
    "uk": (
        "Комітет заявив у вівторок, що поки не публікуватиме звіт. «Ми маємо бути дуже "
        "обережними», — сказала голова, яка раніше працювала суддею у Львові."
    ),
    "bg": (
        "Комисията заяви във вторник, че засега няма да публикува доклада. „Трябва да бъдем "
        "много внимателни“, каза председателката, която преди това беше съдия в Пловдив."
    ),
    "el": (
        "Η επιτροπή δήλωσε την Τρίτη ότι δεν θα δημοσιεύσει προς το παρόν την έκθεση. Πρέπει να "
        "είμαστε πολύ προσεκτικοί, είπε η πρόεδρος, που παλαιότερα ήταν δικαστής."
    ),
    "tr": (
        "Komite salı günü raporu şimdilik yayımlamayacağını açıkladı. Çok dikkatli olmamız "
        "gerekiyor, dedi daha önce İzmir'de yargıç olarak çalışan başkan; ğüşıöç harfleri de "
        "doğru göründü."
    ),
    "he": (
        "הוועדה הודיעה ביום שלישי כי לא תפרסם לעת עתה את הדוח. עלינו להיות זהירים מאוד, אמרה "
        "היושבת ראש, שכיהנה בעבר כשופטת בחיפה."
    ),
    "ar": (
        "أعلنت اللجنة يوم الثلاثاء أنها لن تنشر التقرير في الوقت الحالي. قالت رئيسة اللجنة، التي "
        "عملت سابقا قاضية في المدينة، إن علينا أن نكون حذرين جدا."
    ),
    "zh": (
        "委员会星期二表示，目前不会公布这份报告。“我们必须非常谨慎，”曾在上海担任法官的主席说，“账目还没有核对完。”"
    ),
    "zt": (
        "委員會星期二表示，目前不會公布這份報告。「我們必須非常謹慎，」曾在臺北擔任法官的主席說，「帳目還沒有核對完。」"
    ),
    "ja": (
        "委員会は火曜日、当面は報告書を公表しないと発表した。「とても慎重でなければなりません」と、以前大阪で裁判官を務めていた委員長は述べた。カタカナも混ざる。"
    ),
    "ko": (
        "위원회는 화요일에 당분간 보고서를 공개하지 않겠다고 밝혔다. 예전에 "
        "부산에서 판사로 일했던 위원장은 우리는 매우 신중해야 한다고 말했다."
    ),
    "th": (
        "คณะกรรมการแถลงเมื่อวันอังคารว่าจะยังไม่เผยแพร่รายงานในขณะนี้ ประธานซึ่งเคยเป็นผู้พิพากษากล่าวว่าเราต้องระมัดระวังอย่างมาก"
    ),
}

CODECS = [
    ("de", "cp1252"),
    ("fr", "cp1252"),
    ("es", "cp1252"),
    ("en", "cp1252"),
    ("de", "mac_roman"),
    ("fr", "mac_roman"),
    ("en", "mac_roman"),
    ("es", "mac_roman"),
    ("de", "cp850"),
    ("pl", "cp1250"),
    ("pl", "iso8859_2"),
    ("cs", "cp1250"),
    ("cs", "iso8859_2"),
    ("hu", "cp1250"),
    ("hu", "iso8859_2"),
    ("ru", "cp1251"),
    ("ru", "koi8_r"),
    ("ru", "cp866"),
    ("ru", "mac_cyrillic"),
    ("ru", "iso8859_5"),
    ("uk", "cp1251"),
    ("uk", "koi8_u"),
    ("bg", "cp1251"),
    ("el", "cp1253"),
    ("el", "iso8859_7"),
    ("tr", "cp1254"),
    ("he", "cp1255"),
    ("ar", "cp1256"),
    ("zh", "gbk"),
    ("zh", "gb18030"),
    ("zt", "big5"),
    ("ja", "cp932"),
    ("ja", "euc_jp"),
    ("ja", "iso2022_jp"),
    ("ko", "euc_kr"),
    ("th", "cp874"),
    ("ru", "utf-16-le"),
    ("en", "utf-16-be"),
    ("zh", "utf-16-le"),
    ("de", "utf-32-le"),
]

# Signs that the older codecs lack.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "«": '"', "»": '"', "—": "-", "–": "-"})


def written_in(text: str, codec: str) -> bytes:
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(codec)


@pytest.mark.parametrize(("language", "codec"), CODECS)
@pytest.mark.parametrize("times", [1, 4])
def test_a_paragraph_is_read_in_the_codec_it_was_written_in(language: str, codec: str, times: int) -> None:
    data = written_in(PARAGRAPHS[language] + "\n", codec) * times
    found = decode(data)
    assert found.text == data.decode(codec)
    assert found.how == "detected"
    assert found.broken == 0


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_utf8_comes_before_any_declaration(language: str) -> None:
    text = PARAGRAPHS[language]
    assert decode(text.encode(), declared="iso-8859-1") == Decoded(text, "utf-8", "utf-8")


@pytest.mark.parametrize("language", ["de", "ru", "zh"])
@pytest.mark.parametrize(
    ("bom", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(language: str, bom: bytes, codec: str) -> None:
    text = PARAGRAPHS[language]
    assert decode(bom + text.encode(codec)) == Decoded(text, codec, "bom")


def test_pure_ascii_and_nothing_are_utf8() -> None:
    assert decode(b"plain\r\n") == Decoded("plain\r\n", "utf-8", "utf-8")
    assert decode(b"") == Decoded("", "utf-8", "utf-8")


# -- what is declared --


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("windows-1251", "cp1251"),
        ("text/html; charset=windows-1251", "cp1251"),
        ('text/html; charset="koi8-r"', "koi8-r"),
        ("KOI8-R", "koi8-r"),
        ("x-mac-cyrillic", "mac-cyrillic"),
    ],
)
def test_a_declared_charset_is_taken_where_it_fits(declared: str, codec: str) -> None:
    data = PARAGRAPHS["ru"].translate(_PLAIN).encode(codec)
    found = decode(data, declared=declared)
    assert found.text == PARAGRAPHS["ru"].translate(_PLAIN)
    assert (codecs.lookup(found.encoding).name, found.how) == (codecs.lookup(codec).name, "declared")


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "Windows-1252", "x-cp1252"])
def test_latin_1_means_windows_1252_as_in_browsers(label: str) -> None:
    found = decode(b"it\x92s \x96 caf\xe9", declared=label)
    assert found == Decoded("it’s – café", "cp1252", "declared")


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gb18030", "朱镕基表示"),
        ("shift_jis", "cp932", "①髙橋さん"),
        ("euc-kr", "cp949", "똠방각하"),
        ("iso-8859-9", "cp1254", "“ışık”"),
        ("big5", "big5hkscs", "報告書"),
    ],
)
def test_labels_mean_their_larger_twins(label: str, codec: str, text: str) -> None:
    assert decode(text.encode(codec), declared=label).text == text


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="windows-1251">',
        "<meta charset=windows-1251 />",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>',
        '<!-- <meta charset="shift_jis"> --><meta charset="windows-1251">',
    ],
)
def test_a_page_declares_its_charset(head: str) -> None:
    page = f"{head}<title>Отчёт</title><p>Да.".encode("cp1251")
    assert declared_in(page) == "windows-1251"
    found = decode(page, html=True)
    assert "Отчёт" in found.text
    assert found.how == "declared"


def test_a_page_declares_only_at_its_beginning_and_only_as_a_page() -> None:
    late = b" " * 5000 + b"<meta charset=koi8-r>"
    assert declared_in(late) is None
    page = b"<meta charset=koi8-r>" + PARAGRAPHS["ru"].translate(_PLAIN).encode("cp1251")
    assert decode(page).encoding == "cp1251"


def test_a_declaration_that_does_not_fit_is_passed_over_and_noted() -> None:
    data = PARAGRAPHS["ru"].encode("cp1251")
    found = decode(data, declared="euc-jp")
    assert found.text == PARAGRAPHS["ru"]
    assert found.how == "detected"
    assert "euc-jp" in found.note
    assert "never-heard-of" in decode(data, declared="never-heard-of").note


def test_utf7_is_never_guessed_nor_taken_from_a_page() -> None:
    data = b"<meta charset=utf-7>+ADw-script+AD4-"
    assert decode(data, html=True, declared="utf-7").text == data.decode()
    data += b" caf\xe9"
    assert decode(data, html=True, declared="utf-7").encoding == "cp1252"


# -- what the caller asks for --


def test_an_encoding_that_is_asked_for_is_all_that_is_tried() -> None:
    assert decode("Да".encode("koi8-r"), encoding="koi8-r") == Decoded("Да", "koi8-r", "asked")
    assert decode(codecs.BOM_UTF8 + b"x", encoding="utf-8").text == "x"
    assert decode("да".encode("gb18030"), encoding="x-gbk").text == "да"


def test_bytes_that_are_not_in_it_are_named_with_their_offset() -> None:
    with pytest.raises(DecodeError, match=r"0x92 at offset 2 .*leave the encoding out"):
        decode(b"it\x92s", encoding="utf-8")


@pytest.mark.parametrize("name", ["no-such-thing", "base64", "rot13", "", "hex"])
def test_what_is_no_text_encoding_is_refused(name: str) -> None:
    with pytest.raises(DecodeError, match="is not known"):
        decode(b"abcd", encoding=name)


# -- UTF-8 with broken bytes --


def test_utf8_with_a_pasted_windows_byte_keeps_all_the_rest() -> None:
    text = PARAGRAPHS["fr"] + PARAGRAPHS["ru"]
    data = text.encode() + b" It\x92s caf\xe9 time. " + text.encode()
    found = decode(data)
    assert found.text == f"{text} It’s café time. {text}"
    assert (found.encoding, found.broken) == ("utf-8", 2)
    assert decode(data, declared="windows-1251").text == found.text


def test_utf8_cut_off_at_its_end_or_in_its_midst() -> None:
    text = PARAGRAPHS["ru"]
    assert decode(text.encode()[:-1] + b"\xd0").text.endswith("\ufffd")
    euro = "€".encode()[:2]
    assert decode(text.encode() + euro + b" a").text == text + "\ufffd a"
    assert decode("é".encode() + b" and a longer line \xc3").text == "é and a longer line \ufffd"


def test_surrogates_written_as_utf8_become_their_character() -> None:
    text = PARAGRAPHS["ru"]
    data = text.encode() + b"\xed\xa0\xbd\xed\xb8\x80" + b"\xed\xa0\xbd!"
    assert decode(data).text == text + "\U0001f600\ufffd!"


def test_utf16_with_a_lone_surrogate_or_an_odd_byte_loses_only_that() -> None:
    data = codecs.BOM_UTF16_LE + "Tag".encode("utf-16-le") + b"\x00\xd8" + "e".encode("utf-16-le")
    assert decode(data).text == "Tag\ufffde"
    assert decode(data + b"x").broken >= 1


# -- what is no text --


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "text")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (_zip(), "zip"),
        (gzip.compress(b"text" * 100, mtime=0), "gzip"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"GIF89a\x01\0", "GIF"),
        (b"\x7fELF\x02\x01\x01" + bytes(9), "Linux program"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", "Windows program"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "WebP"),
        (b"PAR1\x15\0\x15", "Parquet"),
        (bytes(range(256)) * 4, "binary"),
        (b"a line\0of\0words\0", "NUL"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, reason: str) -> None:
    assert reason in (is_binary(data) or "")
    with pytest.raises(DecodeError, match=f"not text.*{reason}"):
        decode(data)


@pytest.mark.parametrize("data", [b"BMW and MZ are names.", b"ID3 tags are text", b"PAR1 too", b"BZh", b""])
def test_text_that_begins_like_a_signature_is_text(data: bytes) -> None:
    assert is_binary(data) is None
    assert decode(data).text == data.decode()


def test_a_stray_control_character_does_not_make_a_text_binary() -> None:
    assert "\0" in decode(b"word " * 100 + b"\0" + b"word " * 100).text


@given(st.binary(max_size=200))
def test_any_bytes_give_text_without_surrogates_or_a_clear_error(data: bytes) -> None:
    if is_binary(data):
        with pytest.raises(DecodeError, match="not text"):
            decode(data)
    else:
        decode(data, html=True, declared="shift_jis").text.encode()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200))
def test_utf8_always_comes_back_as_it_is(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        (
            "koi8_r",
            "Старый паром в последний раз подошёл к причалу, и никто не знал, кто снимет с него колокол. ",
        ),
        ("cp1253", "Το παλιό πορθμείο έφτασε για τελευταία φορά στην αποβάθρα και κανείς δεν μίλησε πολύ. "),
        ("gb18030", "三月五日清晨，往返于石湾与沙洲之间的老渡船最后一次靠岸。船工把缆绳系好以后站了很久。"),
    ],
)
def test_pages_of_other_alphabets_that_are_declared_western(codec: str, text: str) -> None:
    page = f'<meta charset="iso-8859-1"><p>{text * 3}</p>'
    assert decode(page.encode(codec), declared="text/html; charset=ISO-8859-1", html=True).text == page


def test_western_pages_that_are_declared_western() -> None:
    page = '<meta charset="iso-8859-1"><p>Crème brûlée, über Ärger, Þórður ætlaði. ÀÉÎÕÜ ÄÖÜß. </p>' * 20
    assert decode(page.encode("cp1252"), html=True).how == "declared"
