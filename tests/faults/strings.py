"""Text that has hurt programs before, one string for each way: our own list."""

from __future__ import annotations

from typing import Final

_BIDI: Final = {
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "arabic letter mark": "\u061c",
    "embedding left": "\u202a",
    "embedding right": "\u202b",
    "pop": "\u202c",
    "override left": "\u202d",
    "override right": "\u202e",
    "isolate left": "\u2066",
    "isolate right": "\u2067",
    "isolate first strong": "\u2068",
    "pop isolate": "\u2069",
}
_UNSEEN: Final = {
    "zero width space": "\u200b",
    "half space": "\u200c",
    "joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "combining grapheme joiner": "\u034f",
    "hangul filler": "\u3164",
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "ideographic space": "\u3000",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "next line": "\u0085",
    "variation selector": "\ufe0f",
    "interlinear anchor": "\ufff9",
    "object replacement": "\ufffc",
    "replacement": "\ufffd",
    "noncharacter": "\uffff",
    "plane-end noncharacter": "\U0010ffff",
    "tag letter": "\U000e0041",
    "private use": "\ue000",
}
_CONTROLS: Final = {
    "nul": "\0",
    "bell": "\a",
    "backspace": "\b",
    "vertical tab": "\v",
    "form feed": "\f",
    "escape sequence": "\x1b[31m",
    "unit separator": "\x1f",
    "delete": "\x7f",
    "c1 control": "\x9b",
    "carriage return": "\r",
    "windows line": "\r\n",
    "tab": "\t",
    "many lines": "\n" * 60,
}
_BROKEN: Final = {
    "high surrogate": "\ud800",
    "low surrogate": "\udfff",
    "surrogates the wrong way round": "\ude00\ud83d",
    "surrogates as a pair": "\ud83d\ude00",
}
_AROUND: Final = {
    name: f"آغاز{sign}پایان" for name, sign in (_BIDI | _UNSEEN | _CONTROLS | _BROKEN).items()
}
_ALONE: Final = {f"{name}, alone": sign for name, sign in (_BIDI | _UNSEEN | _CONTROLS).items()}
_FORMS: Final = {
    "composed": "\u0622\u0623\u0624",
    "decomposed": "\u0627\u0653\u0627\u0654\u0648\u0654",
    "latin composed": "\u00e9\u00e5",
    "latin decomposed": "e\u0301a\u030a",
    "compatibility ligature": "\ufdfa\ufb50",
    "presentation forms": "\ufe8f\ufe91\ufe92\ufe90",
    "arabic yeh and kaf": "\u064a\u0643",
    "harakat": "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f",
    "many marks on a letter": "\u0628" + "\u0651\u064e\u0670" * 40,
    "tatweel": "\u0628\u0640\u0640\u0640\u0628",
    "digits of three kinds": "123۱۲۳١٢٣",
    "fullwidth": "\uff21\uff11\uff1d",
    "mathematical letters": "\U0001d400\U0001d401",
    "dotless i": "İıIi",
    "sharp s": "straße STRASSE",
    "final sigma": "ΣΑΣ σας",
}
_EMOJI: Final = {
    "emoji": "\U0001f600",
    "family of joiners": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "skin tone": "\U0001f44d\U0001f3fd",
    "flag": "\U0001f1ee\U0001f1f7",
    "keycap": "1\ufe0f\u20e3",
    "beyond the first plane": "\U00020000",
}
_DIRECTIONS: Final = {
    "persian in latin": "report گزارش end",
    "latin in persian": "گزارش report پایان",
    "numbers between": "از ۱۲ تا 34 و -5٪ (۳/۴)",
    "brackets turned": "([{«سلام»}])",
    "address in persian": "نشانی http://example.test/؟الف=ب&x=1 است",
    "hebrew": "שלום עולם",
    "devanagari": "क्षत्रिय",
    "chinese": "監察",
}
MARKUP: Final = {
    "bold": "<b>درشت</b>",
    "script": "<script>alert(1)</script>",
    "picture from a file": "<img src='file:///etc/passwd'>",
    "picture from the net": '<img src="http://example.test/x.png">',
    "paragraph of the printer": "<para><font color='red'>x</font></para>",
    "open tag": "<a href='",
    "entities": "&lt;&amp;&#x202e;&nbsp;",
    "cdata": "<![CDATA[ ]]>",
    "doctype with entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "svg": "<svg onload=x()>",
    "markdown": "[x](javascript:alert(1)) **y** `z`",
}
_QUERIES: Final = {
    "end of a string": "x' OR '1'='1",
    "end of a statement": "'); DROP TABLE visits;--",
    "comment": "x /* y */ -- z",
    "like signs": "100%_\\%",
    "search operators": 'NEAR("x" "y") AND * OR ^"',
    "quotes of all kinds": "'\"`´‘’“”«»„",
    "null word": "NULL",
    "parameter": ":name ? $1 %(x)s {x} {0.__class__}",
    "python format": "%s%n%x{!r:>10}",
    "shell": "$(rm -rf /); `id` | cat && x > y",
    "backslashes": "C:\\new\\table\\0 \\u0000",
    "path up": "../../../../etc/passwd",
    "windows device": "CON.txt",
    "stream name": "a.txt::$DATA",
}
CELLS: Final = {
    "equals": "=1+1",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(A1)",
    "command cell": "=cmd|' /C calc'!A0",
    "link cell": '=HYPERLINK("http://example.test";"x")',
    "after a tab": "\t=1+1",
    "after a line": "\n=1+1",
    "after a mark": "\u200f=1+1",
    "fullwidth equals": "\uff1d1+1",
}
_NUMBERS: Final = {
    "not a number": "NaN",
    "infinity": "1e400",
    "negative zero": "-0",
    "leading zeros": "00012",
    "true": "true",
    "hex": "0xDEADBEEF",
    "date": "2025-02-30",
    "json": '{"a": [1, null, "x"]}',
    "long number": "9" * 400,
}
_LONG: Final = {
    "one megabyte": "ا" * 524_288,
    "one word of ten thousand": "بـ" * 5_000 + "ا",
    "ten thousand words": "واژه " * 10_000,
    "a thousand lines": "سطر\n" * 1_000,
    "spaces": " " * 4_000,
    "empty": "",
}

STRINGS: Final[dict[str, str]] = {
    **_AROUND,
    **_ALONE,
    **_FORMS,
    **_EMOJI,
    **_DIRECTIONS,
    **MARKUP,
    **_QUERIES,
    **CELLS,
    **_NUMBERS,
    **_LONG,
}
