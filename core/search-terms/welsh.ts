import { near, phrases, type SearchTermList } from './list.ts';

export const WELSH: readonly SearchTermList[] = [
  {
    id: 'suicide-welsh',
    category: 'suicide',
    terms: phrases(
      'hunanladdiad* | hunan laddiad | lladd fy hun | ladd fy hun | lladd dy hun | ladd dy hun | eisiau marw | isio marw | eisiau lladd fy hun | dim eisiau byw | ddim eisiau byw | ddim isio byw',
    ),
    open: phrases('atal hunanladdiad | cymorth hunanladdiad | llinell gymorth hunanladdiad'),
  },
  {
    id: 'self-harm-welsh',
    category: 'self-harm',
    terms: phrases(
      'hunan niweidio | hunan niwed | hunanniweidio | hunan anafu | torri fy hun | torri dy hun | brifo fy hun | niweidio fy hun',
    ),
    open: phrases('cymorth hunan niweidio | stopio hunan niweidio'),
  },
  {
    id: 'eating-disorders-welsh',
    category: 'eating-disorders',
    terms: phrases('llwgu fy hun | lwgu fy hun | chwydu ar ol bwyta | sut i chwydu | peidio bwyta i golli pwysau | stopio bwyta yn llwyr'),
    open: phrases('anhwylder bwyta | anhwylderau bwyta'),
  },
  {
    id: 'violence-welsh',
    category: 'violence',
    terms: phrases('sut i ladd rhywun | lladd rhywun | ladd rhywun | lladd fy athro | lladd fy athrawes | brifo rhywun | trywanu rhywun'),
    context: [phrases('llofruddiaeth hanes | hanes')],
  },
  {
    id: 'weapons-welsh',
    category: 'weapons',
    together: [near('prynu | brynu | cael gafael ar & cyllell | gyllell | gwn | dryll | machete')],
  },
  {
    id: 'terrorism-welsh',
    category: 'terrorism',
    together: [near('sut i wneud | gwneud | creu & bom | bomiau | ffrwydron')],
    terms: phrases('ymuno ag isis | ymuno a grwp terfysgol'),
    context: [phrases('hanes | caersalem bath')],
  },
  {
    id: 'drugs-welsh',
    category: 'drugs',
    together: [near('prynu | brynu | cael gafael ar | ble i gael | gwerthu & cyffuriau | canabis | cocen | cetamin | mariwana')],
  },
  { id: 'alcohol-tobacco-welsh', category: 'alcohol-tobacco', together: [near('prynu | brynu & feps | fep | sigarets | alcohol | fodca')] },
  {
    id: 'pornography-welsh',
    category: 'pornography',
    terms: phrases(
      'merched noeth | bechgyn noeth | menywod noeth | dynion noeth | lluniau noeth | fideos rhyw | fideo rhyw | pornograffi | porno cymraeg',
    ),
  },
  {
    id: 'hate-welsh',
    category: 'hate',
    terms: phrases('jocs hiliol | joc hiliol | casau mwslimiaid | casau iddewon | casau pobl ddu'),
    context: [phrases('gwers | traethawd')],
  },
  {
    id: 'bullying-welsh',
    category: 'bullying',
    open: phrases('cael fy mwlio | yn fy mwlio | fy mwlio yn yr ysgol'),
  },
  {
    id: 'disclosure-welsh',
    category: 'relationships-sex-health',
    signal: 'danger',
    open: phrases(
      'priodas dan orfod | priodas orfodol | cam drin gartref | fy ngham drin | ofn mynd adref | cefais fy nhreisio | ges i fy nhreisio | rhedeg i ffwrdd o gartref | rhedeg i ffwrdd o adref',
    ),
    openTogether: [near('yn fy nharo | yn fy mrifo | yn fy nghuro | yn fy nghyffwrdd & dad | mam | tad | llystad | ewythr | rhieni')],
  },
  {
    id: 'circumvention-welsh',
    category: 'vpn-proxy',
    together: [near('osgoi | mynd heibio | diffodd & hidlydd | hidlo | wal dan'), near('am ddim | gorau & vpn | dirprwy')],
    terms: phrases('gemau heb eu rhwystro'),
  },
  {
    id: 'gambling-welsh',
    category: 'gambling',
    terms: phrases('gamblo ar lein | betio ar lein | casino ar lein'),
    open: phrases('stopio gamblo | problem gamblo'),
  },
  { id: 'essay-mills-welsh', category: 'essay-mills', terms: phrases('ysgrifennu fy nhraethawd | prynu traethawd') },
];
