import { near, phrases, type SearchTermList } from './list.ts';

const BUY = 'cumpar | cumpara | cumpar* | de unde | de vanzare | vand | ieftin* | pret';

/** Written without accents, as they are compared. */
export const ROMANIAN: readonly SearchTermList[] = [
  {
    id: 'suicide-romanian',
    category: 'suicide',
    terms: phrases(
      'vreau sa mor | vreau sa ma omor | cum sa ma omor | sa ma omor | ma omor | vreau sa ma sinucid | cum sa te sinucizi | cum sa ma sinucid | sa ma sinucid | nu mai vreau sa traiesc | nu vreau sa mai traiesc | nu are sens sa traiesc | urasc viata mea | metode de sinucidere | cum sa mori | sa ma spanzur',
    ),
    except: phrases('vreau sa mor de ras | sa mor de ras | ma omor cu rasul'),
  },
  {
    id: 'suicide-mention-romanian',
    category: 'suicide',
    signal: 'warning',
    terms: phrases('sinucid* | sinucig*'),
    open: phrases('prevenirea sinuciderii | ajutor sinucidere'),
    context: [phrases('eseu | bac | literatura | comentariu')],
  },
  {
    id: 'self-harm-romanian',
    category: 'self-harm',
    terms: phrases(
      'ma tai pe maini | ma tai pe mana | ma tai cu lama | sa ma tai pe | auto mutilare | automutilare* | ma ranesc singur* | cum sa ma tai',
    ),
    open: phrases('cum sa nu ma mai tai'),
  },
  {
    id: 'eating-disorders-romanian',
    category: 'eating-disorders',
    terms: phrases(
      'cum sa devii anorexica | cum sa devin anorexica | sa devin bulimica | sa vomiti dupa masa | sa vomit dupa masa | vomit dupa ce mananc | sa nu mai mananc deloc | ma infometez',
    ),
    open: phrases('am anorexie | tulburari alimentare ajutor'),
  },
  {
    id: 'violence-romanian',
    category: 'violence',
    terms: phrases(
      'cum sa omor pe cineva | sa omor pe cineva | omor un om | cum sa ucizi | sa ucid pe cineva | cum sa injunghii | injunghii pe cineva | vreau sa omor | sa omor profesor* | cum sa bat pe cineva',
    ),
    context: [phrases('drept | dreptul penal | eseu')],
  },
  {
    id: 'weapons-romanian',
    category: 'weapons',
    together: [near(`${BUY} & pistol | arma | arme | cutit | maceta | pistoale | pusca`)],
    context: [phrases('bucatarie | jucarie | istorie')],
  },
  {
    id: 'terrorism-romanian',
    category: 'terrorism',
    terms: phrases('cum sa faci o bomba | cum fac o bomba | cum se face o bomba | ma alatur isis | alatur isis'),
    together: [near('cum & fac | faci | face | construi* & bomba | bombe | exploziv*')],
    except: phrases('bomba calorica | bomboane'),
  },
  {
    id: 'hate-romanian',
    category: 'hate',
    terms: phrases(
      'glume cu tigani | glume cu evrei | glume rasiste | bancuri cu tigani | bancuri cu evrei | urasc tiganii | urasc evreii | urasc musulmanii | urasc negrii | moarte tiganilor',
    ),
  },
  {
    id: 'exploitation-romanian',
    category: 'sexual-exploitation',
    terms: phrases('vand poze nud | vand poze cu mine | vand nuduri | caut sugar daddy | caut sponsor | videochat angajare'),
  },
  {
    id: 'nudify-romanian',
    category: 'nudify',
    terms: phrases('aplicatie care dezbraca | aplicatie de dezbracat | ai care dezbraca | dezbraca poze | dezbraca fete'),
  },
  {
    id: 'pornography-romanian',
    category: 'pornography',
    terms: phrases(
      'filme porno | porno gratis | femei goale | fete goale | fete dezbracate | femei dezbracate | poze cu fete goale | poze nud | poze sexy fete | filme xxx | filme cu sex | tate mari | sex filme',
    ),
    open: phrases('dependenta de porno*'),
  },
  {
    id: 'drugs-romanian',
    category: 'drugs',
    together: [
      near(`${BUY} & iarba | droguri | cocaina | marijuana | canabis | cannabis | hasis | ecstasy | ketamina | ciuperci halucinogene`),
    ],
    terms: phrases('cum sa rulezi un joint | cum sa te droghezi'),
    except: phrases('iarba verde de acasa | iarba gazon | iarba pentru'),
    open: phrases('dependent de droguri ajutor'),
  },
  {
    id: 'alcohol-tobacco-romanian',
    category: 'alcohol-tobacco',
    together: [near(`${BUY} & tigari | vape | alcool | vodca & fara buletin | minori | sub 18 | ieftin*`)],
  },
  {
    id: 'gambling-romanian',
    category: 'gambling',
    terms: phrases('pariuri | pariuri sportive | cazino | cazinou* | cazino online | pacanele | ruleta online | sloturi online'),
    open: phrases('dependenta de jocuri de noroc'),
  },
  {
    id: 'disclosure-romanian',
    category: 'relationships-sex-health',
    signal: 'danger',
    open: phrases(
      'casatorie fortata | casatorii fortate | fug de acasa | am fugit de acasa | am fost violata | am fost violat | m a violat | abuz in familie | mi e frica sa merg acasa | mi e frica de tata',
    ),
    openTogether: [near('ma bate | ma loveste | ma atinge | ma bat & tata | mama | tatal | vitreg | parintii | unchiul | fratele')],
  },
  {
    id: 'circumvention-romanian',
    category: 'vpn-proxy',
    terms: phrases('vpn gratuit | vpn gratis | jocuri deblocate'),
    together: [
      near('treci | trec | ocolesc | ocoli | dezactivez | sari peste & filtrul | filtru | blocaj* | restrictii & scoal* | scolii'),
    ],
  },
  {
    id: 'hacking-romanian',
    category: 'hacking',
    together: [near('sparg | spargi | sparge | hackuiesc | hackui* & cont | contul | instagram | facebook | parola | wifi | catalog*')],
  },
  {
    id: 'essay-mills-romanian',
    category: 'essay-mills',
    terms: phrases('cumpar eseu | cumpar referat | scrie eseul pentru mine | subiecte bac furate'),
  },
];
