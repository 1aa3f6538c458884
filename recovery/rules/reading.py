"""How old a reader should be to read words with ease: the Flesch-Kincaid grade, as an age.

Kincaid, Fishburne, Rogers and Chissom, Derivation of new readability formulas for Navy enlisted personnel (1975):
0.39 words a sentence + 11.8 syllables a word - 15.59 is a school year; five years more is an age. Of English only.
"""

import re

from recovery.rules.wording import FIELD, TAG
from recovery.rules.wording_fields import FIELDS, PARTS

MOST_AGE = 12  # years: what the council's letters are held to
LEAST_AGE = 5
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
VOWELS = re.compile(r"[aeiouy]+")


def age(body: str) -> int:
    """The reading age of words in the markup, in whole years, with the examples in place of fields."""
    sentences = [found for found in map(WORD.findall, _sentences(body)) if found]
    spoken = [word for sentence in sentences for word in sentence]
    if not spoken:
        return LEAST_AGE
    grade = 0.39 * len(spoken) / len(sentences) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59
    return max(LEAST_AGE, round(grade + 5))


def _sentences(body: str) -> list[str]:
    """Parts are not counted: they are figures and addresses. A heading, bullet or paragraph ends a sentence."""
    text = TAG.sub("\n", body.replace("\r\n", "\n").replace("**", ""))
    text = FIELD.sub(lambda found: _example(found[1]), text)
    text = re.sub(r"(?m)^# (.*)$|^- ", r"\n\n\1\n\n", text)
    return re.split(r"[.!?:;](?=\s|$)|\n\s*\n", text)


def _example(name: str) -> str:
    return "" if name in PARTS or name not in FIELDS else FIELDS[name].example


# Words that threaten, blame or belong to lawyers, and what says the same calmly (product 7.9).
HARSH = {
    "debtor": "say ‘you’ or ‘the tenant’",
    "failure": "say what has not happened yet",
    "failed to": "say ‘have not yet’",
    "immediately": "give a day",
    "final warning": "say once what comes next",
    "demand": "say ‘ask’",
    "forthwith": "give a day",
    "hereby": "leave it out",
    "eviction": "say that a court decides about the home",
    "evicted": "say that a court decides about the home",
    "you must": "say ‘please’",
    "ignore": "say what to do",
    "refuse": "say what has not happened yet",
}


def tone(body: str) -> list[str]:
    """The harsh words in a text, each with what to say instead; empty where it is calm."""
    text = " ".join(body.lower().split())
    return [f"‘{word}’: {instead}" for word, instead in HARSH.items() if re.search(rf"\b{word}\b", text)]


def syllables(word: str) -> int:
    """How many syllables an English word has, near enough: its groups of vowels, less an e that is not spoken."""
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(VOWELS.findall(word))
    if word.endswith(("e", "es", "ed")) and not word.endswith(
        ("le", "eed", "ted", "ded", "ses", "ces", "ges", "xes", "zes")
    ):
        count -= 1
    return max(1, count)
