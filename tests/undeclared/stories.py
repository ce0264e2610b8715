"""Stories that made sites tell: natural Hindi of varied sentences, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from newsbot import IST

PLACES = {
    "पटना": "patna", "गया": "gaya", "भागलपुर": "bhagalpur", "दरभंगा": "darbhanga", "लखनऊ": "lucknow", "कानपुर": "kanpur", "मेरठ": "meerut",
    "बरेली": "bareilly", "भोपाल": "bhopal", "इंदौर": "indore", "सागर": "sagar", "जयपुर": "jaipur", "कोटा": "kota", "अलवर": "alwar", "रांची": "ranchi",
    "धनबाद": "dhanbad", "देहरादून": "dehradun", "हरिद्वार": "haridwar", "रायपुर": "raipur", "बिलासपुर": "bilaspur",
}  # fmt: skip
THINGS = {
    "पुल": "pul", "स्कूल भवन": "school-bhavan", "बस अड्डे": "bus-adde", "जिला अस्पताल": "jila-aspatal", "सब्जी मंडी": "sabji-mandi", "पुस्तकालय": "pustakalay",
    "खेल मैदान": "khel-maidan", "नहर": "nahar", "पार्क": "park", "रेलवे फाटक": "railway-phatak",
}  # fmt: skip
EVENTS = {
    "का काम तय समय से पहले पूरा": "ka-kaam-pura",
    "की मरम्मत के लिए बजट मंजूर": "ki-marammat-ka-budget-manjur",
    "का निरीक्षण करने पहुंचे अधिकारी": "ka-nirikshan-karne-pahunche-adhikari",
    "के विस्तार की योजना तैयार": "ke-vistar-ki-yojana-taiyar",
    "को लेकर लोगों ने सौंपा ज्ञापन": "ko-lekar-logon-ne-saunpa-gyapan",
}
OPENINGS = (
    "{place} में {thing} {event} हो गया है, जिससे आसपास के {n} गांवों के लोगों को राहत मिलेगी।",
    "{place} के {thing} से जुड़ी बड़ी खबर सामने आई है और प्रशासन ने इसकी पुष्टि कर दी है।",
    "लंबे इंतजार के बाद {place} के {thing} पर काम आगे बढ़ा है, इसकी जानकारी {day} को दी गई।",
    "{place} जिला प्रशासन ने {day} को {thing} के बारे में विस्तार से जानकारी दी।",
)
SENTENCES = (
    "अधिकारियों ने बताया कि इस पर करीब {n} लाख रुपये खर्च होंगे और काम {m} महीने में पूरा होगा।",
    "स्थानीय निवासियों का कहना है कि {thing} की हालत कई साल से खराब थी और शिकायतें अनसुनी रह जाती थीं।",
    "जिलाधिकारी ने मौके पर जाकर व्यवस्था देखी और ठेकेदार को {m} दिन में सुधार करने का निर्देश दिया।",
    "नगर निगम के अभियंता के अनुसार {thing} के पास जल निकासी का इंतजाम भी किया जाएगा।",
    "बारिश के दिनों में यहां पानी भर जाता था, इसलिए पहले नालियों की सफाई कराई गई है।",
    "व्यापारियों ने उम्मीद जताई है कि इससे बाजार में रौनक लौटेगी और ग्राहकों को सुविधा होगी।",
    "पिछले साल इसी जगह पर {n} दिन तक आंदोलन चला था, तब सरकार ने लिखित आश्वासन दिया था।",
    "विद्यालय के प्रधानाचार्य ने कहा कि बच्चों को अब {m} किलोमीटर का चक्कर नहीं लगाना पड़ेगा।",
    "योजना का दूसरा चरण अगले वित्तीय वर्ष में शुरू होगा, जिसके लिए जमीन चिह्नित कर ली गई है।",
    "पुलिस ने यातायात का नया मार्ग तय किया है ताकि {place} में जाम की स्थिति न बने।",
    "गांव की पंचायत ने {n} लोगों की एक समिति बनाई है जो काम की निगरानी करेगी।",
    "स्वास्थ्य विभाग की टीम भी वहां तैनात रहेगी और जरूरत पड़ने पर मदद करेगी।",
    "महिलाओं ने मांग रखी कि शाम के समय रोशनी और सुरक्षा का पूरा बंदोबस्त किया जाए।",
    "सांसद ने कहा कि केंद्र से मिली राशि का पूरा हिसाब जनता के सामने रखा जाएगा।",
    "इस फैसले से {place} के अलावा पड़ोसी जिलों के यात्रियों का समय भी बचेगा।",
    "मौसम विभाग ने अगले {m} दिन तक साफ आसमान की संभावना जताई है, जिससे काम में बाधा नहीं आएगी।",
)
DAYS = ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार")
SECTIONS = {
    "bihar": "बिहार",
    "uttar-pradesh": "उत्तर प्रदेश",
    "madhya-pradesh": "मध्य प्रदेश",
    "desh": "देश",
}
NAMES = ("रेखा मिश्रा", "सुनील वर्मा", "अनिता सिंह", "मोहन यादव")


@dataclass(frozen=True)
class Told:
    """One story. ``number`` counts from 0, the newest first."""

    number: int
    headline: str
    slug: str
    section: str
    paragraphs: tuple[str, ...]
    at: datetime
    author: str

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def tell(count: int, seed: str) -> list[Told]:
    """Return stories, the newest first, each other than all others."""
    rng = Random(seed)
    choices = [(p, t, e) for p in PLACES for t in THINGS for e in EVENTS]
    stories = []
    at = datetime(2026, 2, 27, 18, 30, 12, tzinfo=IST)
    for number, (place, thing, event) in enumerate(rng.sample(choices, count)):
        at -= timedelta(minutes=rng.randint(35, 300), seconds=rng.randint(0, 59))
        words = {"place": place, "thing": thing, "event": event.replace(" पूरा", " पूरा")}
        lines = [rng.choice(OPENINGS), *rng.sample(SENTENCES, rng.randint(4, 7))]
        paragraphs = tuple(
            line.format(**words, n=rng.randint(4, 96), m=rng.randint(2, 19), day=rng.choice(DAYS))
            for line in lines
        )
        stories.append(
            Told(
                number,
                f"{place} में {thing} {event}",
                f"{PLACES[place]}-mein-{THINGS[thing]}-{EVENTS[event]}",
                rng.choice(list(SECTIONS)),
                paragraphs,
                at,
                rng.choice(NAMES),
            )
        )
    return stories
