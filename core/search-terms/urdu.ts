import { near, phrases, type SearchTermList } from './list.ts';

const BUY = 'خریدنا | خریدیں | کہاں سے | قیمت | kahan se | kharid* | kahan milegi | kahan milta';

/** In its own script and, as most of it is typed, in Roman letters. */
export const URDU: readonly SearchTermList[] = [
  {
    id: 'suicide-urdu',
    category: 'suicide',
    terms: phrases(
      `خودکشی کا طریقہ | خودکشی کیسے کریں | خودکشی کرنے کے طریقے | خودکشی کرنا چاہتا | خودکشی کرنا چاہتی | میں مرنا چاہتا ہوں | میں مرنا چاہتی ہوں | مرنا چاہتا ہوں | مرنا چاہتی ہوں | میں جینا نہیں چاہتا | میں جینا نہیں چاہتی | جینا نہیں چاہتا | جینا نہیں چاہتی | اپنی جان لینا |
       marna chahta | marna chahti | mar jana chahta | mar jana chahti | jeena nahi chahta | jeena nahi chahti | jina nahi chahta | jina nahi chahti | khudkushi ka tarika | khudkushi karna | khudkushi kaise | khud kushi kaise | khud kushi karna | apni jaan lena | khud ko marna`,
    ),
  },
  {
    id: 'suicide-mention-urdu',
    category: 'suicide',
    signal: 'warning',
    terms: phrases('خودکشی | خود کشی | khudkushi | khud kushi | khudkashi'),
    open: phrases('خودکشی سے بچاؤ'),
  },
  {
    id: 'self-harm-urdu',
    category: 'self-harm',
    terms: phrases(
      'خود کو نقصان پہنچانا | خود کو کاٹنا | اپنی کلائی کاٹنا | khud ko nuksan | khud ko kaatna | khud ko katna | kalai kaatna | kalai katna',
    ),
  },
  {
    id: 'violence-urdu',
    category: 'violence',
    terms: phrases(
      'کیسے قتل کریں | قتل کرنے کا طریقہ | کسی کو قتل | کسی کو مارنے | qatal kaise | qatl kaise | kisi ko marne ka tarika | kisi ko kaise mare | zeher kaise dein',
    ),
    context: [phrases('تاریخ | ناول')],
  },
  { id: 'weapons-urdu', category: 'weapons', together: [near(`${BUY} & پستول | بندوق | چاقو | bandook | pistol | pistal | chaku`)] },
  {
    id: 'terrorism-urdu',
    category: 'terrorism',
    terms: phrases(
      'بم بنانے کا طریقہ | بم بنانا | بم کیسے بنائیں | bomb kaise banate | bomb kaise banaye | bomb banane ka tarika | داعش میں شامل ہونا | daesh mein shamil | isis mein shamil',
    ),
    together: [near('شامل | join & داعش | طالبان | daesh')],
  },
  { id: 'hate-urdu', category: 'hate', terms: phrases('ہندوؤں سے نفرت | یہودیوں سے نفرت | kafiron ko maro | کافروں کو مارو | شیعہ کافر') },
  {
    id: 'pornography-urdu',
    category: 'pornography',
    terms: phrases(
      'فحش فلمیں | سیکس ویڈیو | سیکسی ویڈیو | ننگی لڑکیاں | ننگی تصویریں | ننگی فلم | nangi larki* | nangi larkiyan | nangi tasveer* | nangi film* | nangi video* | nangi ladki* | sexy video nangi | gandi video* | chudai | mast larki nangi',
    ),
    open: phrases('فحش فلموں کی لت'),
  },
  {
    id: 'drugs-urdu',
    category: 'drugs',
    together: [near(`${BUY} | ملے گی | milegi | milti & چرس | ہیروئن | منشیات | آئس نشہ | charas | heroin | ganja | afeem | nasha`)],
    terms: phrases('منشیات خریدنا | charas kaise | charas pine'),
  },
  { id: 'gambling-urdu', category: 'gambling', terms: phrases('آن لائن جوا | جوا کھیلنا | online jua | jua khelna | satta online') },
  {
    id: 'disclosure-urdu',
    category: 'relationships-sex-health',
    signal: 'danger',
    open: phrases(
      'زبردستی شادی | زبردستی کی شادی | جبری شادی | zabardasti shadi | zabardasti ki shadi | jabri shadi | غیرت کے نام پر قتل | ghairat ke naam | گھر سے بھاگنا | گھر سے بھاگ | ghar se bhagna | ghar se bhag | میرے ساتھ زیادتی | mere sath zyadti | مجھے مارتے ہیں | مجھے مارتا ہے | مجھے مارتی ہے',
    ),
    openTogether: [
      near(
        'mujhe & marta hai | marti hai | marte hain | marta | martay | choota hai & baap | abbu | abu | maa | ammi | papa | bhai | chacha | mamu',
      ),
    ],
  },
  {
    id: 'circumvention-urdu',
    category: 'vpn-proxy',
    terms: phrases('مفت وی پی این | وی پی این | free vpn kaise | muft vpn | filter kaise hataye | filter kaise hatayen'),
    together: [near('hataye | hatayen | hatana | bypass & filter | block | firewall & school | kaise')],
  },
  {
    id: 'hacking-urdu',
    category: 'hacking',
    terms: phrases('ہیک کرنے کا طریقہ | account hack kaise | hack karne ka tarika | wifi hack kaise'),
  },
];
