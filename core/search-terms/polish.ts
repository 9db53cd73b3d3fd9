import { near, phrases, type SearchTermList } from './list.ts';

const BUY =
  'kupic | kup | kupie | gdzie kupic | gdzie dostac | skad wziac | gdzie wziac | cena | sprzedam | sprzedaz | diler | dilera | tanio | bez dowodu | dla nieletnich';

/** Written without accents, as they are compared. */
export const POLISH: readonly SearchTermList[] = [
  {
    id: 'suicide-polish',
    category: 'suicide',
    terms: phrases(
      'jak sie zabic | chce sie zabic | zabic sie | zabije sie | zabij sie | chce umrzec | chcialbym umrzec | chcialabym umrzec | popelnic samobojstwo | nie chce zyc | nie chce mi sie zyc | nie chce juz zyc | nie mam sily zyc | zycie nie ma sensu | mam dosc zycia | nie mam po co zyc | jak umrzec | powiesic sie | podciac sobie zyly | podciac zyly | skonczyc ze soba',
    ),
  },
  {
    id: 'suicide-mention-polish',
    category: 'suicide',
    signal: 'warning',
    terms: phrases('samobojstw* | samobojcz*'),
    open: phrases('zapobieganie samobojstwom | mysli samobojcze pomoc | telefon zaufania'),
    except: phrases('samobojcza bramka | samobojczy gol | samobojcze trafienie'),
    context: [phrases('lektura | werter | wertera | rozprawka')],
  },
  {
    id: 'self-harm-polish',
    category: 'self-harm',
    terms: phrases(
      'samookalecz* | ciac sie | pociac sie | jak sie ciac | jak sie pociac | tne sie | okaleczac sie | ciecie sie | rany po cieciu',
    ),
    together: [near('sie | siebie & pociac | okaleczyc')],
    open: phrases('jak przestac sie ciac | samookaleczanie pomoc'),
  },
  {
    id: 'eating-disorders-polish',
    category: 'eating-disorders',
    terms: phrases(
      'motylki ana | motylki pro ana | dieta motylkow | jak zostac anorektyczka | jak miec anoreksje | jak sie glodzic | glodze sie | wymiotowac po jedzeniu | jak wymiotowac | zwymiotowac po jedzeniu | jak nie jesc',
    ),
    open: phrases('mam anoreksje | zaburzenia odzywiania pomoc | leczenie anoreksji'),
  },
  {
    id: 'violence-polish',
    category: 'violence',
    terms: phrases(
      'jak zabic czlowieka | jak zabic kogos | zabic nauczyciela | zabic nauczycielke | zabic rodzicow | jak kogos pobic | jak kogos otruc',
    ),
    context: [phrases('lektura | gra')],
  },
  {
    id: 'weapons-polish',
    category: 'weapons',
    together: [near(`${BUY} & bron | noz | pistolet | maczete | maczeta | noze | kastet`)],
    context: [phrases('sredniowieczu | historia | kuchenny | kuchenne')],
  },
  {
    id: 'terrorism-polish',
    category: 'terrorism',
    terms: phrases('jak zrobic bombe | jak zbudowac bombe | dolaczyc do isis | dolaczyc do panstwa islamskiego'),
    together: [near('zrobic | zbudowac | budowa & bombe | bomby | ladunek wybuchowy')],
    except: phrases('bomba kaloryczna | bombe kaloryczna | bombe do kapieli'),
  },
  {
    id: 'extremism-polish',
    category: 'extremism',
    terms: phrases('biala sila | white power polska | pedaly do gazu | zydzi do gazu | hitler mial racje'),
    context: [phrases('historia')],
  },
  {
    id: 'hate-polish',
    category: 'hate',
    terms: phrases(
      'dowcipy o zydach | zarty o zydach | dowcipy o czarnych | zarty o czarnych | dowcipy o cyganach | rasistowskie zarty | rasistowskie dowcipy | nienawidze muzulmanow | nienawidze zydow | nienawidze gejow | nienawidze czarnych | nienawidze ukraincow | pedaly',
    ),
  },
  { id: 'bullying-polish', category: 'bullying', open: phrases('drecza mnie w szkole | przesladuja mnie w szkole | znecaja sie nade mna') },
  {
    id: 'exploitation-polish',
    category: 'sexual-exploitation',
    terms: phrases(
      'sponsoring dla | szukam sponsora | sprzedawac nagie zdjecia | sprzedac nagie zdjecia | jak sprzedawac nudesy | starszy pan szuka',
    ),
  },
  {
    id: 'nudify-polish',
    category: 'nudify',
    terms: phrases('aplikacja do rozbierania | rozbieranie zdjec | rozbierz ze zdjecia | ai rozbieranie'),
    together: [near('nagie zdjecia & kolezanki | kolezanek | dziewczyny z klasy')],
  },
  {
    id: 'pornography-polish',
    category: 'pornography',
    terms: phrases(
      'filmy porno | darmowe porno | filmy erotyczne | seks filmy | filmy seks | sex filmy | nagie dziewczyny | nagie kobiety | gole baby | gole dziewczyny | nagie zdjecia | cycki | duze cycki | cipka | cipki | rozbierane zdjecia',
    ),
    open: phrases('uzaleznienie od porno*'),
  },
  {
    id: 'drugs-polish',
    category: 'drugs',
    terms: phrases(
      'kupic narkotyki | kupic trawke | kupic marihuane | jak zrobic skreta | jak skrecic skreta | jak skrecic jointa | amfetamina cena | jak sie nacpac | jak sie zjarac',
    ),
    together: [
      near(
        `${BUY} & narkotyki | narkotykow | trawke | trawka | marihuane | marihuana | amfetamine | amfetamina | kokaine | kokaina | dopalacze | ziolo | mefedron | ecstasy`,
      ),
    ],
    context: [phrases('lektura | kosiarka')],
  },
  {
    id: 'alcohol-tobacco-polish',
    category: 'alcohol-tobacco',
    together: [near(`${BUY} & papierosy | e papierosy | epapierosy | e papierosow | wodke | alkohol | vape`)],
  },
  {
    id: 'gambling-polish',
    category: 'gambling',
    terms: phrases('kasyno* | zaklady bukmacherskie | bukmacher* | zaklady sportowe | ruletka online | automaty do gier online'),
    open: phrases('uzaleznienie od hazardu'),
  },
  {
    id: 'disclosure-polish',
    category: 'relationships-sex-health',
    signal: 'danger',
    open: phrases(
      'boje sie wracac do domu | boje sie wrocic do domu | boje sie taty | boje sie ojca | zostalam zgwalcona | zostalem zgwalcony | zgwalcil mnie | ucieczka z domu | uciec z domu | jak uciec z domu | przemoc w domu | molestuje mnie | molestowal mnie | dotyka mnie',
    ),
    openTogether: [near('mnie & bije | bil | bija | uderzyl | dotyka & tata | ojciec | mama | matka | ojczym | rodzice | wujek | brat')],
  },
  {
    id: 'circumvention-polish',
    category: 'vpn-proxy',
    terms: phrases('darmowy vpn | vpn za darmo | odblokowane gry | gry odblokowane | strony proxy'),
    together: [near('ominac | obejsc | wylaczyc & blokade | blokada | filtr | zabezpieczenia & szkoln* | w szkole | strony | stron')],
  },
  {
    id: 'hacking-polish',
    category: 'hacking',
    together: [near('zhakowac | hakowac | wlamac sie & instagram* | konto | konta | facebook* | snapchat* | wifi | szkol* | dziennik')],
  },
  {
    id: 'essay-mills-polish',
    category: 'essay-mills',
    terms: phrases('napisz za mnie wypracowanie | kupie wypracowanie | kupie rozprawke | przecieki matura'),
  },
];
