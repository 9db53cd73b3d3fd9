import type { CategoryId } from '../../core/category.ts';

export const BYPASS_BUNDLES = ['support', 'assistive', 'health', 'banking', 'government', 'os-updates', 'pinned-apps'] as const;
export type BypassBundleId = (typeof BYPASS_BUNDLES)[number];

export interface BypassBundle {
  /** Why these are never opened: for the page that lists them, and for whoever asks. */
  readonly reason: string;
  /** Categories of the block lists that belong here. */
  readonly categories: readonly CategoryId[];
  /** Names, each with everything beneath it, that hold whatever lists are loaded. */
  readonly hosts: readonly string[];
}

/**
 * What is never decrypted, whoever asks and whatever else is switched on (`only: all` too). It is filtered by name like the rest.
 * Reviewed every term: names of our own gathering, checked against what the services say of themselves.
 */
export const BYPASS: Readonly<Record<BypassBundleId, BypassBundle>> = {
  support: {
    reason: 'Helplines: whoever asks for help does so unobserved.',
    categories: ['support'],
    hosts: [
      'beateatingdisorders.org.uk',
      'ceop.police.uk',
      'childline.org.uk',
      'galop.org.uk',
      'giveusashout.org',
      'kooth.com',
      'mind.org.uk',
      'nspcc.org.uk',
      'papyrus-uk.org',
      'refuge.org.uk',
      'reportremove.org.uk',
      'runawayhelpline.org.uk',
      'samaritans.org',
      'themix.org.uk',
      'womensaid.org.uk',
      'youngminds.org.uk',
    ],
  },
  assistive: {
    reason: 'Assistive technology: what a pupil needs in order to read or be heard must not break.',
    categories: ['assistive'],
    hosts: ['immersivereader.microsoft.com', 'texthelp.com', 'speechstream.net', 'contentstorage.osi.office.net'],
  },
  health: {
    reason: 'Health: what somebody asks a doctor or pharmacist is not the school’s to read.',
    categories: ['relationships-sex-health'],
    hosts: [
      'accurx.com',
      'bupa.co.uk',
      'healthcareimprovementscotland.org',
      'hscni.net',
      'livi.co.uk',
      'nhs.net',
      'nhs.scot',
      'nhs.uk',
      'nhs.wales',
      'nhs24.scot',
      'nhsinform.scot',
      'pharmacy2u.co.uk',
      'patientaccess.com',
      'patientknowsbest.com',
      'systmonline.tpp-uk.com',
    ],
  },
  banking: {
    reason: 'Banking: credentials and balances are nobody else’s business, and banks forbid sharing them.',
    categories: ['finance'],
    hosts: [
      'bankofscotland.co.uk',
      'barclays.co.uk',
      'barclaycard.co.uk',
      'co-operativebank.co.uk',
      'firstdirect.com',
      'gohenry.com',
      'halifax.co.uk',
      'hsbc.co.uk',
      'lloydsbank.co.uk',
      'lloydsbank.com',
      'metrobankonline.co.uk',
      'monzo.com',
      'nationwide.co.uk',
      'natwest.com',
      'nsandi.com',
      'paypal.com',
      'rbs.co.uk',
      'revolut.com',
      'santander.co.uk',
      'starlingbank.com',
      'tsb.co.uk',
      'ulsterbank.co.uk',
      'virginmoney.com',
      'worldpay.com',
    ],
  },
  government: {
    reason: 'Government: dealings with the state, the police and the courts.',
    categories: [],
    hosts: [
      'gov.scot',
      'gov.uk',
      'gov.wales',
      'ico.org.uk',
      'judiciary.uk',
      'llyw.cymru',
      'mod.uk',
      'parliament.scot',
      'parliament.uk',
      'police.uk',
      'senedd.wales',
    ],
  },
  'os-updates': {
    reason: 'Systems’ updates and management: they trust their makers’ certificates alone, and devices left without them are not safe.',
    categories: [],
    hosts: [
      // Apple, "Use Apple products on enterprise networks": inspection makes these fail.
      'apple.com',
      'apple-cloudkit.com',
      'apple-dns.net',
      'cdn-apple.com',
      'icloud.com',
      'icloud-content.com',
      'mzstatic.com',
      // Microsoft, "Windows Update" and "Network endpoints for Microsoft Intune".
      'windowsupdate.com',
      'windowsupdate.microsoft.com',
      'update.microsoft.com',
      'delivery.mp.microsoft.com',
      'dm.microsoft.com',
      'manage.microsoft.com',
      'wns.windows.com',
      'enterpriseregistration.windows.net',
      'device.login.microsoftonline.com',
      'certauth.login.microsoftonline.com',
      // Google, "Set up TLS inspection on ChromeOS devices".
      'android.clients.google.com',
      'chromeos-ca.gstatic.com',
      'clients2.google.com',
      'clients3.google.com',
      'clients4.google.com',
      'cros-omahaproxy.appspot.com',
      'dl.google.com',
      'gvt1.com',
      'm.google.com',
      'mtalk.google.com',
      'play.googleapis.com',
      'tools.google.com',
      // Debian, Ubuntu, Fedora, Mozilla.
      'deb.debian.org',
      'security.debian.org',
      'archive.ubuntu.com',
      'security.ubuntu.com',
      'api.snapcraft.io',
      'mirrors.fedoraproject.org',
      'aus5.mozilla.org',
      'push.services.mozilla.com',
    ],
  },
  'pinned-apps': {
    reason: 'Apps that accept only their own certificate: opened, they would just stop working.',
    categories: [],
    hosts: ['signal.org', 'whatsapp.com', 'whatsapp.net', 'whispersystems.org'],
  },
};
