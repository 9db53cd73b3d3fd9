import { near, phrases, type SearchTermList } from './list.ts';

const SCHOOL =
  'school | schools | at school | chromebook* | school wifi | school laptop | school computer | school filter | school firewall | securly | smoothwall | goguardian | lightspeed filter | netsweeper | senso | impero | fortigate | iboss';

export const CIRCUMVENTION: readonly SearchTermList[] = [
  {
    id: 'circumvention',
    category: 'vpn-proxy',
    terms: phrases(
      `free vpn | free vpns | vpn free | best vpn | vpn for school | vpn download | vpn extension* | download vpn | vpn browser | vpn chrome* | vpn unblocked | vpn no download | vpn online | nordvpn* | expressvpn | protonvpn | proton vpn | surfshark | hotspot shield | tunnelbear | urban vpn | hola vpn | psiphon | ultrasurf | tor browser | tor download | onion browser | unblock sites | unblock websites | unblock youtube | unblock tiktok | unblock everything | unblocked site* | unblocked game* |
       unblocked games 66 | games unblocked | unblocked proxy | unblocked at school | unblocked browser | proxy site* | web proxy | free proxy | proxy unblocker | proxy for school | proxy list | proxies for school | croxyproxy* | holy unblocker | interstellar proxy | ultraviolet proxy | titanium network | rammerhead | bypass school filter | bypass school wifi | bypass web filter | bypass the filter | unblock games |
       bypass securly | bypass smoothwall | bypass filter | bypass firewall | bypass goguardian | get past school filter | get around school filter | get round the school filter | get past the school filter | get around the school filter | disable smoothwall | disable securly | disable goguardian | turn off school filter | unenroll chromebook | doh bypass | change dns | dns bypass | remove school management | unblock school`,
    ),
    together: [
      near(
        'hack | crack | bypass & school wifi | school internet | school network | school computer | school laptop | school account | school password',
      ),
      near(
        `bypass* | get around | get past | get round | turn off | disable* | remove | unenroll | hack | unblock* | uninstall | switch off | sneak past & ${SCHOOL}`,
      ),
      near(
        'proxy | proxies | vpn | vpns & school | schools | unblock* | free | tiktok | youtube | snapchat | sites | site | works | link* | blocked | instagram | discord',
      ),
      near(
        'get onto | get on | access | play | see | open | use | go on | watch & tiktok | snapchat | instagram | youtube | netflix | discord | roblox | blocked sites | blocked websites & at school | in school | school computer* | school wifi | school laptop | chromebook | in class',
      ),
      near(
        'get onto | get on | access | play | see | open | use & games & school computer* | school wifi | school laptop | chromebook | school internet',
      ),
      near('blocked & games | sites | websites & not | see | access | get on | open | school | get past'),
      near('unblock* & at school | on school | in school | school computer & games'),
      near(
        'unblock* | play & at school | on school | in school | school computer & youtube | netflix | tiktok | roblox | discord | spotify | snapchat',
      ),
    ],
    except: phrases(
      'unblock a sink | unblock nose | unblock drain* | unblock toilet | unblock sink | unblocked drain* | unblocked nose | bypass surgery | heart bypass | gastric bypass | bypass road | proxy war* | proxy voting | proxy vote | proxy pattern | proxy meaning | school proxy letter | proxy server definition | air filter | water filter | coffee filter | reverse proxy | unblock ears | school proxy form',
    ),
    context: [phrases('definition | gcse* | a level | ks3 | explained | ethics | business studies | cold war | sinus* | design pattern')],
  },
  {
    id: 'remote-access',
    category: 'remote-access',
    terms: phrases(
      'remote desktop from school | remote desktop at school | anydesk download | teamviewer download | chrome remote desktop | parsec school | remote into my home pc | control my home pc',
    ),
    together: [
      near('remote control & my pc | home pc | home computer | school computer*'),
      near('remote desktop | remote access | anydesk | teamviewer & school | home pc | home computer | my pc'),
    ],
  },
  {
    id: 'hacking',
    category: 'hacking',
    terms: phrases(
      `how to hack | hack my school | hack the school | hack roblox | hack snapchat* | hack instagram* | hack facebook* | hack whatsapp* | hack someone* | hack wifi | hack wi fi | hacking instagram | hacking snapchat | ip booter* | ip stresser* | free booter | booter site | how to ddos | ddos my school | ddos tool* | ddos someone | ddos attack tool | download keylogger | keylogger* | ip grabber* | ip logger* | grab someones ip | token grabber* | wifi password cracker | wifi cracker |
       crack wifi | password cracker* | crack passwords | brute force password | brute force instagram | phishing page* | make a phishing | phishing kit* | rubber ducky usb | usb rubber ducky | rubber ducky script* | kali linux wifi | admin password school | get admin password | bypass admin password | change my grades | change grades on | rat trojan builder | how to dox | dox someone | doxxing someone | doxbin | swatting someone | zip bomb | sql injection school | hack teacher* | aimbot free`,
    ),
    together: [
      near('find out | guess | get | steal | know | see & password* & someones | teacher* | friend* | his | her | somebody'),
      near(
        'crash | take down | shut down | break into | destroy & school network | school wifi | school website | school system* | school computer*',
      ),
      near('hacker | hackers & snapchat | instagram | account | wifi | hire | roblox'),
      near('get into & account | accounts | wifi | password* | school website | snapchat | instagram | roblox | teachers'),
      near(
        'hack | hacking | crack | cracking & account | accounts | wifi | password* | school website | grades | snapchat | instagram | roblox | phone | laptop | teacher*',
      ),
      near('admin | administrator & password* | access | rights & school | get | find out | crack | bypass | computer'),
      near('ddos | booter | stresser & how to | someone | tool* | school | free | attack my'),
      near(
        'sql injection | brute force | phishing | keylogger | rubber ducky | kali linux & school | login | instagram | password | wifi | page maker | script | someones | hack',
      ),
    ],
    except: phrases(
      'how to hack a hackathon | life hacks | hacking jacket | ikea hack* | growth hack* | how to hack habits | how to hack your brain | hacker t dog | mock the hack',
    ),
    context: [
      phrases(
        'gcse* | a level | ks3 | definition | explained | careers | algorithm | ethical hacking | computing | computer science | poster* | prevent | lesson | types of | how to protect | stop | screen | repair | malware',
      ),
    ],
  },
];
