//! Names for the demo: invented companies, and people with names that are common in Punjab.

/// A name in Latin and in Arabic letters.
pub(super) type Both = (&'static str, &'static str);

/// The cities of the demo's partners.
pub(super) const CITIES: [&str; 3] = ["Sialkot", "Faisalabad", "Lahore"];

/// Invented partners; none of them is a real company.
pub(super) const PARTNERS: [&str; 12] = [
    "Chenab Bridge Partners",
    "Paris Road Trade House",
    "Iqbal Garden Exports",
    "Clock Tower Channel",
    "Lyallpur Market Link",
    "Shalimar Digital Trade",
    "Cantt Seller Services",
    "Ugoki Growth Partners",
    "Ravi Commerce Desk",
    "Sambrial Trade Bridge",
    "Kotli Loharan Reach",
    "Jinnah Road Associates",
];

/// What makers of a city make, with the words that their company names end in.
pub(super) const TRADES: [(&str, &[Both]); 8] = [
    (
        "surgical instruments",
        &[("Surgical Works", "سرجیکل ورکس"), ("Instruments", "انسٹرومنٹس"), ("Surgico", "سرجیکو")],
    ),
    (
        "dental instruments",
        &[
            ("Dental Tools", "ڈینٹل ٹولز"),
            ("Dentec", "ڈینٹیک"),
            ("Dental Instruments", "ڈینٹل انسٹرومنٹس"),
        ],
    ),
    (
        "sports goods",
        &[
            ("Sports", "اسپورٹس"),
            ("Sports Industries", "اسپورٹس انڈسٹریز"),
            ("Football Works", "فٹ بال ورکس"),
        ],
    ),
    (
        "gloves",
        &[("Gloves", "گلوز"), ("Glove Makers", "گلوو میکرز"), ("Safety Wear", "سیفٹی ویئر")],
    ),
    ("leather", &[("Leather", "لیدر"), ("Leather Craft", "لیدر کرافٹ"), ("Tannery", "ٹینری")]),
    ("footwear", &[("Footwear", "فٹ ویئر"), ("Shoes", "شوز"), ("Shoe Works", "شو ورکس")]),
    ("costumes", &[("Costumes", "کاسٹیومز"), ("Uniforms", "یونیفارمز"), ("Regalia", "ریگیلیا")]),
    ("apparel", &[("Garments", "گارمنٹس"), ("Apparel", "ملبوسات"), ("Knitwear", "نٹ ویئر")]),
];

/// How a company's name goes on.
pub(super) const FORMS: [Both; 5] = [
    ("", ""),
    (" (Pvt) Ltd", " (پرائیویٹ) لمیٹڈ"),
    (" & Sons", " اینڈ سنز"),
    (" Brothers", " برادرز"),
    (" International", " انٹرنیشنل"),
];

/// First names.
pub(super) const FIRST: [Both; 24] = [
    ("Ahmed", "احمد"),
    ("Ali", "علی"),
    ("Amina", "آمنہ"),
    ("Ayesha", "عائشہ"),
    ("Bilal", "بلال"),
    ("Fatima", "فاطمہ"),
    ("Hamza", "حمزہ"),
    ("Hassan", "حسن"),
    ("Hina", "حنا"),
    ("Imran", "عمران"),
    ("Iqra", "اقرا"),
    ("Kamran", "کامران"),
    ("Khadija", "خدیجہ"),
    ("Maryam", "مریم"),
    ("Nadia", "نادیہ"),
    ("Omar", "عمر"),
    ("Rabia", "رابعہ"),
    ("Saad", "سعد"),
    ("Sana", "ثنا"),
    ("Tariq", "طارق"),
    ("Usman", "عثمان"),
    ("Waqas", "وقاص"),
    ("Yasir", "یاسر"),
    ("Zainab", "زینب"),
];

/// Family names.
pub(super) const LAST: [Both; 24] = [
    ("Ahmad", "احمد"),
    ("Akhtar", "اختر"),
    ("Anwar", "انور"),
    ("Arshad", "ارشد"),
    ("Aslam", "اسلم"),
    ("Awan", "اعوان"),
    ("Bajwa", "باجوہ"),
    ("Bhatti", "بھٹی"),
    ("Butt", "بٹ"),
    ("Chaudhry", "چوہدری"),
    ("Cheema", "چیمہ"),
    ("Dar", "ڈار"),
    ("Ghumman", "گھمن"),
    ("Gill", "گل"),
    ("Javed", "جاوید"),
    ("Khan", "خان"),
    ("Malik", "ملک"),
    ("Mirza", "مرزا"),
    ("Mughal", "مغل"),
    ("Qureshi", "قریشی"),
    ("Rana", "رانا"),
    ("Sheikh", "شیخ"),
    ("Sial", "سیال"),
    ("Warraich", "وڑائچ"),
];

/// What stands in notes and plans of the day.
pub(super) const PLANS: [Both; 6] = [
    ("Visit two factories on Daska Road", "ڈسکہ روڈ پر دو فیکٹریوں کا دورہ"),
    ("Call the sellers of last week's summit", "پچھلے ہفتے کے سمٹ کے سیلرز کو کال"),
    ("Demo for a glove maker in Sambrial", "سمبڑیال میں دستانے بنانے والے کو ڈیمو"),
    ("Collect papers for verification", "تصدیق کے کاغذات لینا"),
    ("Follow up on three proposals", "تین تجاویز پر بات"),
    ("Photos of products with a new seller", "نئے سیلر کی مصنوعات کی تصویریں"),
];
