"""Words of danger are heard in every language we ship, however a phone spells them (3.3.1)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import override_settings

from upstander.intake.channels.danger import sounds_dangerous
from upstander.lib.languages import code_of

HEARD = {
    "en": ["he has a knife", "٩٩٩ please", "ＨＥＬＰ ＭＥ"],
    "pl": ["On mnie ZABIJE", "zabijĘ cię", "Pomocy!", "ma noz", "ma nóż", "stoi pod moimi drzwiami", "dzwońcie na policję"],
    "ar": ["سَيَقْتُلُنِي", "انا في خطر", "أنا في خطـــر", "ساعدونی", "معه سكّين", "يكسر الباب"],
    "ur": ["وہ مجھے جان سے مار دے گا", "وه مجهے جان سے مار دے گا", "میری مدد کریں", "دروازے پر ہے", "maar dalega", "چاقو"],
}  # fmt: skip
CALM = {
    "en": ["No danger, thank you", "loud music again"],
    "pl": ["Nie ma niebezpieczeństwa, dziękuję", "Sąsiad słucha głośnej muzyki", "Kiedy przyjdzie Pan?"],
    "ar": ["لست في خطر، شكراً", "الجيران يشغلون الموسيقى"],
    "ur": ["کوئی خطرہ نہیں، شکریہ", "پڑوسی شور کرتے ہیں", "madad ka shukriya"],
}


def test_every_language_that_ships_has_its_words() -> None:
    shipped = {code_of(code).partition("-")[0] for code, _ in settings.LANGUAGES}
    assert shipped == set(HEARD) == set(CALM)
    for words in (each for found in HEARD.values() for each in found):
        assert sounds_dangerous(words), words
    for words in (each for found in CALM.values() for each in found):
        assert not sounds_dangerous(words), words


@pytest.mark.parametrize("words", ["Il y a le FEU", "feux partout"])
def test_a_landlord_adds_its_own(words: str) -> None:
    assert not sounds_dangerous(words)
    with override_settings(UPSTANDER_DANGER_WORDS=("feu*",)):
        assert sounds_dangerous(words)
