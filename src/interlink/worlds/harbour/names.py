"""Invented people's and companies' names, in their own script and in Latin letters."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

__all__ = ["LANGUAGE_OF", "Name", "draw_name", "legal_form"]

LANGUAGE_OF = {
    "AE": "arabic", "BE": "dutch", "CL": "spanish", "CN": "chinese", "CO": "spanish", "CR": "spanish",
    "CY": "greek", "EC": "spanish", "ES": "spanish", "GR": "greek", "MA": "arabic", "NL": "dutch",
    "PA": "spanish", "PE": "spanish", "RU": "russian", "TR": "turkish",
}  # fmt: skip

LEGAL_FORMS = {
    "AE": "FZE", "BE": "BV", "CL": "SpA", "CN": "Co., Ltd", "CO": "S.A.S.", "CR": "S.A.", "CY": "Ltd",
    "EC": "S.A.", "ES": "S.L.", "GR": "A.E.", "MA": "SARL", "NL": "B.V.", "PA": "Corp.", "PE": "S.A.C.",
    "RU": "OOO", "TR": "A.S.",
}  # fmt: skip

# Male forenames, female forenames, surnames; `Latin=own` where the person's own script or spelling differs.
LANGUAGES = {
    "spanish": (
        "Anselmo Baltasar Cipriano Demetrio Eliseo Fermín Gaspar Hilario Leandro Nicanor Óscar Raimundo",
        "Adelaida Benigna Casilda Dorotea Eulalia Filomena Griselda Leonor Milagros Nélida Ofelia Remedios",
        "Arrizola Bustamonte Cardeñoso Echavarral Fuentelsaz Goyanes Izarrualde Landázuri Mondéjaro Oyarbide"
        " Pedrosillo Quiñonero Rebolledal Sanmartino Tordesal Urrestaraz Valdegrama Villagordo Zamorales"
        " Zúñeda",
    ),
    "dutch": (
        "Adriaan Berend Cornelis Diederik Evert Floris Gijsbert Hendrik Joost Lambert Maarten Roelof",
        "Aleida Brechtje Catharina Dieuwertje Femke Geertruida Hilde Liesbeth Maaike Neeltje Roosmarijn"
        " Sietske",
        "Aalderink Boezemans Cromvliet Dijkhuisen Elzenbroek Fokkersma Grutterink Haverland Ijsselmonde"
        " Kuipersveld Leemreize Molenbrugge Noorderwiel Oostindie Polderman Rietmeyer Schaepdrijver Terlouwen"
        " Veenstrade Zandwijker",
    ),
    "russian": (
        "Arsenii=Арсений Bogdan=Богдан Gennadii=Геннадий Ignat=Игнат Kirill=Кирилл Leonid=Леонид"
        " Matvei=Матвей Rodion=Родион Timofei=Тимофей Yaroslav=Ярослав",
        "Agniia=Агния Evdokiia=Евдокия Kapitolina=Капитолина Lidiia=Лидия Marfa=Марфа Raisa=Раиса"
        " Taisiia=Таисия Vasilisa=Василиса",
        "Balakovenko=Балаковенко Dolgorechko=Долгоречко Galchenko=Галченко Khvorostenko=Хворостенко"
        " Lebedushko=Лебедушко Morozenko=Морозенко Ostapchuk=Остапчук Podgornykh=Подгорных Ryabinykh=Рябиных"
        " Sedykh=Седых Tolstykh=Толстых Vereshchak=Верещак Zelenykh=Зеленых Chernykh=Черных",
    ),
    "arabic": (
        "Anwar=أنور Bassam=بسام Fadil=فاضل Ghassan=غسان Haitham=هيثم Jalal=جلال Marwan=مروان Nabil=نبيل"
        " Rashid=رشيد Wahib=وهيب",
        "Abeer=عبير Dalal=دلال Fadia=فادية Hanan=حنان Lubna=لبنى Nawal=نوال Rasha=رشا Suha=سهى",
        "Al-Barquqi=البرقوقي Al-Dabbagh=الدباغ Al-Fakhuri=الفاخوري Al-Halawani=الحلواني Al-Jammal=الجمال"
        " Al-Kattan=القطان Al-Mallah=الملاح Al-Najjar=النجار Al-Qasimawi=القاسماوي Al-Rammah=الرماح"
        " Al-Sabbagh=الصباغ Al-Tahhan=الطحان Al-Warraq=الوراق Al-Zayyat=الزيات",
    ),
    "greek": (
        "Achilleas=Αχιλλέας Dionysis=Διονύσης Fotis=Φώτης Iordanis=Ιορδάνης Leandros=Λέανδρος"
        " Miltiadis=Μιλτιάδης Orestis=Ορέστης Stathis=Στάθης Tilemachos=Τηλέμαχος Zisis=Ζήσης",
        "Anthoula=Ανθούλα Chrysa=Χρύσα Efterpi=Ευτέρπη Ismini=Ισμήνη Kalliroi=Καλλιρρόη Melpo=Μέλπω"
        " Polyxeni=Πολυξένη Thaleia=Θάλεια",
        "Armenaki=Αρμενάκη Daskalidi=Δασκαλίδη Fragkouli=Φραγκούλη Kalafati=Καλαφάτη Lagoudaki=Λαγουδάκη"
        " Makrygianni=Μακρυγιάννη Nerantzi=Νεραντζή Petrouni=Πετρούνη Roditi=Ροδίτη Skarlatou=Σκαρλάτου"
        " Trikoupa=Τρικούπα Vlastari=Βλαστάρη Xanthaki=Ξανθάκη Zografaki=Ζωγραφάκη",
    ),
    "turkish": (
        "Baris=Barış Cagatay=Çağatay Erdinc=Erdinç Gokalp=Gökalp Ilker=İlker Kivanc=Kıvanç Mumtaz=Mümtaz"
        " Oguz=Oğuz Sukru=Şükrü Tugrul=Tuğrul",
        "Aysun=Aysun Cigdem=Çiğdem Gulsen=Gülşen Isil=Işıl Mujgan=Müjgan Nurgul=Nurgül Sukran=Şükran"
        " Ulku=Ülkü",
        "Akcaoren=Akçaören Balikcioz=Balıkçıöz Cinaralti=Çınaraltı Demirbag=Demirbağ Gokcedag=Gökçedağ"
        " Isikoren=Işıkören Karasuoglu=Karasuoğlu Ogutveren=Öğütveren Sazlidere=Sazlıdere Tasocak=Taşocak"
        " Uzuncinar=Uzunçınar Yaylagul=Yaylagül",
    ),
    "chinese": (
        "Zhenhai=振海 Guangyuan=光远 Jianbo=建波 Haoran=浩然 Wenliang=文良 Yunpeng=云鹏 Shaohua=少华"
        " Tianyi=天一",
        "Meizhen=美珍 Xiulan=秀兰 Ruolin=若琳 Yuqing=雨晴 Shuyi=舒怡 Lihua=丽华 Qiaoyun=巧云 Jingwen=静雯",
        "Bian=卞 Cen=岑 Fei=费 Gan=甘 Hua=华 Ji=季 Lian=连 Miao=苗 Ouyang=欧阳 Qu=屈 Rong=荣 Shangguan=上官"
        " Tong=童 Weng=翁 Xuan=宣 Yin=殷 Zhuo=卓",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A person's name in Latin letters and as the person writes it; the two may be equal."""

    forename: str
    surname: str
    original: str
    sex: str

    @property
    def latin(self) -> str:
        """'Forename Surname' in Latin letters."""
        return f"{self.forename} {self.surname}"


def draw_name(rng: Random, country: str) -> Name:
    """A name as borne in the country; `original` has the family name first where it is written so."""
    language = LANGUAGE_OF[country]
    men, women, surnames = LANGUAGES[language]
    sex = rng.choice("FMM")
    forename, forename_own = split_pair(rng.choice((women if sex == "F" else men).split()))
    surname, surname_own = split_pair(rng.choice(surnames.split()))
    if language == "spanish":
        mother, mother_own = split_pair(rng.choice(surnames.split()))
        surname, surname_own = f"{surname} {mother}", f"{surname_own} {mother_own}"
    own = f"{surname_own}{forename_own}" if language == "chinese" else f"{forename_own} {surname_own}"
    return Name(forename, surname, own, sex)


def split_pair(text: str) -> tuple[str, str]:
    """('Oguz', 'Oğuz') for 'Oguz=Oğuz'; a name without '=' is the same in both."""
    latin, _, own = text.partition("=")
    return latin, own or latin


def legal_form(country: str) -> str:
    """The ending of a limited company's name in the country."""
    return LEGAL_FORMS[country]
