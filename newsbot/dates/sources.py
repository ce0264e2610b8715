"""Who and where: the words that may stand before a date with nothing between.

Any other word there may name what the date is of (``एडमिट कार्ड 15 जनवरी 2026``), or the number
(``Windows 11 October 2021``). Spelled as in words.py. Words that are sports teams or products as
often as sources (names of countries, ``team``, ``live``) are left out, and so are words with
another meaning that takes dates (``वार्ता``, talks).
"""

PLACES = (
    "दिल्ली delhi नई नयी न्यू new नोएडा noida ग्रेटर greater गुरुग्राम गुड़गांव gurugram "
    "gurgaon फरीदाबाद faridabad गाजियाबाद ghaziabad मुंबई मुम्बई mumbai पुणे pune नागपुर "
    "nagpur नासिक nashik ठाणे thane औरंगाबाद aurangabad कोलकाता kolkata चेन्नई chennai "
    "बेंगलुरु बेंगलुरू बंगलुरु bengaluru bangalore हैदराबाद hyderabad विशाखापत्तनम "
    "visakhapatnam विजयवाड़ा vijayawada अमरावती तिरुवनंतपुरम thiruvananthapuram कोच्चि "
    "kochi अहमदाबाद ahmedabad सूरत surat वडोदरा vadodara राजकोट rajkot गांधीनगर gandhinagar "
    "पणजी panaji गोवा goa लखनऊ lucknow कानपुर kanpur वाराणसी varanasi प्रयागराज prayagraj "
    "इलाहाबाद allahabad आगरा agra मेरठ meerut बरेली bareilly गोरखपुर gorakhpur अयोध्या "
    "ayodhya मथुरा mathura वृंदावन अलीगढ़ aligarh मुरादाबाद moradabad सहारनपुर saharanpur "
    "झांसी jhansi रामपुर rampur बलिया ballia आजमगढ़ azamgarh जौनपुर jaunpur मिर्जापुर "
    "mirzapur सुल्तानपुर रायबरेली अमेठी amethi उन्नाव unnao सीतापुर हरदोई बाराबंकी गोंडा "
    "बहराइच बस्ती देवरिया कुशीनगर महराजगंज गाजीपुर बुलंदशहर हापुड़ शामली बिजनौर मुजफ्फरनगर "
    "बागपत इटावा एटा मैनपुरी फिरोजाबाद हाथरस बदायूं शाहजहांपुर पीलीभीत लखीमपुर फतेहपुर "
    "बांदा चित्रकूट महोबा हमीरपुर जालौन प्रतापगढ़ कौशांबी सोनभद्र चंदौली भदोही पटना patna "
    "गयाजी मुजफ्फरपुर muzaffarpur भागलपुर bhagalpur दरभंगा darbhanga पूर्णिया purnia "
    "बेगूसराय begusarai समस्तीपुर samastipur छपरा chhapra सीवान siwan गोपालगंज मोतिहारी "
    "बेतिया मधुबनी सीतामढ़ी सहरसा कटिहार किशनगंज अररिया आरा बक्सर सासाराम नालंदा नवादा जमुई "
    "मुंगेर लखीसराय शेखपुरा हाजीपुर वैशाली रांची ranchi जमशेदपुर jamshedpur धनबाद dhanbad "
    "बोकारो bokaro देवघर deoghar हजारीबाग hazaribagh दुमका गिरिडीह पलामू भोपाल bhopal इंदौर "
    "इन्दौर indore ग्वालियर gwalior जबलपुर jabalpur उज्जैन ujjain रीवा rewa सतना satna सागर "
    "रतलाम देवास छिंदवाड़ा खंडवा खरगोन मंदसौर नीमच विदिशा होशंगाबाद बैतूल सिवनी बालाघाट "
    "शहडोल सिंगरौली मुरैना भिंड शिवपुरी गुना रायपुर raipur बिलासपुर bilaspur दुर्ग भिलाई "
    "bhilai कोरबा korba जगदलपुर रायगढ़ अंबिकापुर राजनांदगांव जयपुर jaipur जोधपुर jodhpur "
    "उदयपुर udaipur कोटा kota अजमेर ajmer बीकानेर bikaner अलवर alwar भरतपुर सीकर भीलवाड़ा "
    "पाली नागौर चूरू झुंझुनूं श्रीगंगानगर हनुमानगढ़ बाड़मेर जैसलमेर चित्तौड़गढ़ बांसवाड़ा "
    "डूंगरपुर टोंक दौसा धौलपुर करौली बूंदी चंडीगढ़ chandigarh पंचकूला panchkula मोहाली "
    "अमृतसर amritsar लुधियाना ludhiana जालंधर jalandhar पटियाला patiala बठिंडा अंबाला "
    "ambala करनाल karnal पानीपत panipat सोनीपत sonipat रोहतक rohtak हिसार hisar सिरसा "
    "भिवानी रेवाड़ी कुरुक्षेत्र यमुनानगर कैथल जींद झज्जर शिमला shimla मंडी कुल्लू मनाली "
    "धर्मशाला dharamshala सोलन ऊना कांगड़ा चंबा देहरादून dehradun हरिद्वार haridwar ऋषिकेश "
    "rishikesh नैनीताल nainital हल्द्वानी haldwani रुड़की काशीपुर रुद्रपुर श्रीनगर srinagar "
    "जम्मू jammu लेह लद्दाख कश्मीर गुवाहाटी guwahati इंफाल इम्फाल imphal शिलांग shillong "
    "अगरतला agartala आइजोल कोहिमा ईटानगर गंगटोक भुवनेश्वर bhubaneswar कटक पुरी संबलपुर "
    "सिलीगुड़ी siliguri दार्जिलिंग उत्तर मध्य प्रदेश यूपी एमपी बिहार bihar झारखंड jharkhand "
    "छत्तीसगढ़ राजस्थान rajasthan हरियाणा haryana पंजाब punjab उत्तराखंड uttarakhand हिमाचल "
    "गुजरात gujarat महाराष्ट्र maharashtra uttar madhya pradesh"
)

# Agencies and publishers; those of a number or a date's word are PUBLISHER_PATTERNS.
PUBLISHERS = (
    "pti ani ians uni afp reuters पीटीआई पीटीआइ एएनआई एएनआइ आईएएनएस यूएनआई एएफपी रॉयटर्स "
    "भाषा bbc बीबीसी ndtv एनडीटीवी abp एबीपी zee ज़ी जी अमर उजाला amar ujala दैनिक dainik "
    "जागरण jagran भास्कर bhaskar हिन्दुस्तान हिंदुस्तान hindustan पत्रिका patrika नवभारत "
    "navbharat जनसत्ता jansatta प्रभात खबर ख़बर prabhat khabar केसरी kesari टाइम्स times "
    "हिंदी हिन्दी hindi"
)
# Kinds of source: these may have their own name before them (ज़ी न्यूज़, नगर संवाददाता).
DESKS = (
    "news न्यूज समाचार desk डेस्क bureau ब्यूरो संवाददाता संवाद correspondent reporter "
    "रिपोर्टर network नेटवर्क agency agencies एजेंसी एजेंसियां admin editor editorial"
)

# Names that hold a date's word or a number, as regular expressions.
_NEWS_NUMBER = "(?:18|24|१८|२४)"
PUBLISHER_PATTERNS = (
    r"आज ?तक\b",
    r"आज समाज\b",
    "लाइव हि(?:न्|ं)दुस्तान",
    "TV ?9",
    "टी ?वी ?[9९]",
    f"(?:[Nn]ews|NEWS) ?{_NEWS_NUMBER}",
    f"न्यूज़? ?{_NEWS_NUMBER}",
    "(?:Bharat|भारत|India|इंडिया|Zee|ज़ी|IBC) ?(?:24|२४)",
    "24 ?[xX] ?7",
    # the publisher's own domain
    r"(?>[A-Za-z][A-Za-z0-9-]*)(?:\.[A-Za-z0-9-]+){0,2}?\.(?:com|co\.in|in|net|org|news|live|tv)\b",
)
