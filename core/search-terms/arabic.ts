import { near, phrases, type SearchTermList } from './list.ts';

const HOW = 'كيف | طريقة | كيفية | طرق';
const BUY = 'شراء | اشتري | بيع | اين اجد | سعر | للبيع | اين اشتري';

/** Written without hamza and vowel signs, as they are compared. */
export const ARABIC: readonly SearchTermList[] = [
  {
    id: 'suicide-arabic',
    category: 'suicide',
    terms: phrases(
      'كيف انتحر | اريد ان اموت | اريد الموت | ابغى اموت | بدي اموت | عايز اموت | اريد ان انتحر | اريد الانتحار | كيف اقتل نفسي | اقتل نفسي | انهي حياتي | لا اريد ان اعيش | لا اريد العيش | طرق الانتحار | طريقة الانتحار | سانتحر | كرهت حياتي',
    ),
  },
  {
    id: 'suicide-mention-arabic',
    category: 'suicide',
    signal: 'warning',
    terms: phrases('انتحار | الانتحار | انتحاري | افكار انتحارية'),
    open: phrases('الوقاية من الانتحار | مساعدة انتحار'),
    context: [phrases('رواية | قصيدة')],
  },
  {
    id: 'self-harm-arabic',
    category: 'self-harm',
    terms: phrases('ايذاء النفس | اذية النفس | اؤذي نفسي | اجرح نفسي | جرح نفسي | اقطع يدي | تشطيب اليد | تجريح النفس'),
  },
  {
    id: 'eating-disorders-arabic',
    category: 'eating-disorders',
    terms: phrases(
      'نحيفة بدون اكل | اتقيا بعد الاكل | التقيؤ بعد الاكل | كيف اجوع نفسي | تجويع نفسي | كيف اصبح انوركسيا | كيف استفرغ الاكل',
    ),
    together: [near(`${HOW} & اتقيا | استفرغ | اجوع`)],
    open: phrases('علاج فقدان الشهية | اضطرابات الاكل'),
  },
  {
    id: 'violence-arabic',
    category: 'violence',
    terms: phrases('كيف اقتل شخص | كيف اقتل احد | اقتل شخصا | اريد ان اقتل شخص | قتل المعلم | كيف اطعن | كيف اسمم شخص'),
    context: [phrases('رواية | لعبة')],
  },
  {
    id: 'weapons-arabic',
    category: 'weapons',
    together: [near(`${BUY} & مسدس | سلاح | اسلحة | سكين | رشاش`)],
    context: [phrases('لعبة | مطبخ')],
  },
  {
    id: 'terrorism-arabic',
    category: 'terrorism',
    terms: phrases('كيف اصنع قنبلة | صنع قنبلة | صناعة قنبلة | صنع متفجرات | قطع راس | فيديو قطع الراس | اعدامات داعش | اصدارات داعش'),
    together: [near('الانضمام | انضم | التحق | الالتحاق & داعش | القاعدة | الدولة الاسلامية | الجهاد'), near(`${HOW} & قنبلة | متفجرات`)],
    except: phrases('القنبلة الذرية | قنبلة ذرية'),
    context: [phrases('هيروشيما | تاريخ | الحرب العالمية')],
  },
  {
    id: 'hate-arabic',
    category: 'hate',
    terms: phrases(
      'نكت عن السود | نكت عنصرية | نكت عن اليهود | اكره اليهود | اكره السود | اكره المسلمين | اكره الشيعة | اكره السنة | اقتلوا اليهود | اقتلوا الكفار | الموت لليهود',
    ),
  },
  { id: 'bullying-arabic', category: 'bullying', open: phrases('يتنمرون علي | يتنمر علي | اتعرض للتنمر') },
  {
    id: 'exploitation-arabic',
    category: 'sexual-exploitation',
    terms: phrases('بيع صوري العارية | شوغر دادي | ابيع صوري'),
    open: phrases('يبتزني بصوري | ابتزاز بالصور'),
  },
  {
    id: 'pornography-arabic',
    category: 'pornography',
    terms: phrases(
      'سكس | افلام سكس | افلام اباحية | مقاطع اباحية | مواقع اباحية | صور عارية | بنات عاريات | نساء عاريات | عاريات | صور سكسية | نيك | افلام جنسية',
    ),
    open: phrases('ادمان الاباحية | علاج ادمان الاباحية'),
  },
  { id: 'nudify-arabic', category: 'nudify', terms: phrases('برنامج تعرية | تعرية الصور | ازالة الملابس من الصور') },
  {
    id: 'drugs-arabic',
    category: 'drugs',
    terms: phrases('سيجارة حشيش | الف حشيش | لف حشيش | لف سيجارة حشيش'),
    together: [near(`${BUY} & مخدرات | حشيش | كوكايين | حبوب مخدرة | كبتاجون | ماريجوانا | بانجو`)],
    except: phrases('حشيش الليمون'),
    open: phrases('علاج الادمان'),
  },
  { id: 'alcohol-tobacco-arabic', category: 'alcohol-tobacco', together: [near(`${BUY} & فيب | سجائر | خمر | فودكا | شيشة الكترونية`)] },
  {
    id: 'gambling-arabic',
    category: 'gambling',
    terms: phrases('كازينو | مراهنات | موقع مراهنات | قمار | لعب القمار | رهان رياضي'),
    open: phrases('علاج ادمان القمار'),
  },
  {
    id: 'disclosure-arabic',
    category: 'relationships-sex-health',
    signal: 'danger',
    open: phrases(
      'ابي يضربني | امي تضربني | والدي يضربني | اخي يضربني | زوج امي يضربني | زوج امي يلمسني | عمي يلمسني | تعرضت للاغتصاب | اغتصبني | زواج قسري | زواج بالاكراه | الزواج القسري | اجبار على الزواج | جرائم الشرف | الهروب من البيت | اهرب من البيت | ختان البنات | ختان الاناث | اخاف من ابي | عنف اسري',
    ),
    context: [phrases('بحث عن | تعريف')],
  },
  {
    id: 'circumvention-arabic',
    category: 'vpn-proxy',
    terms: phrases('في بي ان | vpn مجاني | بروكسي مجاني | فتح المواقع المحجوبة | كسر الحجب'),
    together: [near('تجاوز | تخطي | فك & الحجب | حجب | الفلتر & المدرسة | المواقع')],
  },
  {
    id: 'hacking-arabic',
    category: 'hacking',
    together: [near('اخترق | اختراق | تهكير | اهكر & حساب | انستقرام | واي فاي | سناب | فيسبوك')],
  },
  { id: 'essay-mills-arabic', category: 'essay-mills', terms: phrases('اكتب لي بحث جاهز | شراء بحث جاهز | تسريب الامتحان | اسئلة مسربة') },
];
