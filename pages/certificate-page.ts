import type { Band } from './band.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { qrCode } from './qr-code.ts';
import { pageFooter } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';

/** A root that devices are to trust. */
export interface CertificateFacts {
  /** Names its files. */
  readonly id: string;
  /** `AB:CD:…`, SHA-256. */
  readonly fingerprint: string;
  /** `21 November 2036`. */
  readonly until: string;
}

/** Sites that are never opened, and why. */
export interface SparedSites {
  readonly title: string;
  readonly reason: string;
  readonly hosts: readonly string[];
}

export interface CertificatePageInput {
  readonly school: PageSchool;
  readonly band: Band;
  /** None where there is no root yet; two while one takes over from the other. */
  readonly certificates: readonly CertificateFacts[];
  /** Whether what this visitor does is inspected. */
  readonly isInspected: boolean;
  /** What people were told; null where nothing was. */
  readonly notice: string | null;
  /** Address of this page, for a phone to read. */
  readonly address: string;
  readonly spared: readonly SparedSites[];
}

/** Where a device finds out whether it trusts the root: a name that the proxy itself answers, under a certificate of its own making. */
export const READY_HOST = 'ready.schoolgate.test';

/** The style sheet beyond the common one, which the page's Content-Security-Policy has to know too. */
export const CERTIFICATE_PAGE_STYLE = `.qr{float:right;margin:0 0 1rem 1.25rem;max-width:40%;height:auto}code{font:.92em/1.5 ui-monospace,Menlo,Consolas,monospace}ol{margin:.5rem 0;padding-left:1.5rem}details{border-top:1px solid var(--line)}details>:last-child{margin-bottom:1rem}@media(max-width:30rem){.qr{float:none;display:block;margin:1rem auto;max-width:100%}}`;

/** `/certificate`: what the certificate is for, how each kind of device is given it, and what is never opened. */
export function certificatePage(input: CertificatePageInput): string {
  const { school, band, certificates, address } = input;
  const title = 'The school’s web filter certificate';
  const main = html`<h1>${title}</h1>${whatFor(input)}${certificates.length === 0 ? notYet() : installing(certificates, address)}${never(input.spared)}<p><a href="/">Back to the start</a></p>`;
  return renderPage({ title, school, main, footer: pageFooter(school, band), moreStyle: CERTIFICATE_PAGE_STYLE });
}

function whatFor({ isInspected, notice }: CertificatePageInput): Html {
  const now = isInspected
    ? html`<p><strong>On this device, the filter looks inside some secure sites</strong>, such as search engines. It records the pages and what is searched for.</p>`
    : html`<p><strong>The filter does not look inside secure sites for you at the moment.</strong> You do not need the certificate for now.</p>`;
  return html`${now}<p>Devices that belong to the school are given a certificate, so that the filter can keep people safe inside secure sites too. Without it a device still works: the filter then sees the names of sites, and never what is on them.</p>${notice !== null && html`<h2>What people were told</h2><p>${notice}</p>`}`;
}

function notYet(): Html {
  return html`<p class="note">This school has no such certificate.</p>`;
}

function installing(certificates: readonly CertificateFacts[], address: string): Html {
  return html`<section aria-labelledby="ready"><h2 id="ready">Is my device ready?</h2><p>Open <a href="https://${READY_HOST}/">https://${READY_HOST}</a>. If it says “This device is ready”, there is nothing to do. If the browser warns you, the certificate is missing: do not click the warning away.</p></section>
<section aria-labelledby="get"><h2 id="get">Get the certificate</h2>${qrCode(address, `QR code: ${address}`)}<p>IT sets up the school’s own devices; they need nothing from this page. If you set up a device by hand, first compare the fingerprint with the one that IT gives you in person. If they are not the same, stop.</p>${
    certificates.length > 1 && html`<p>There are two at the moment: one takes over from the other. Install both.</p>`
  }${certificates.map(oneCertificate)}<p><a href="/certificate/schoolgate.mobileconfig">Profile for iPhone, iPad and Mac</a></p></section>
<section aria-labelledby="steps"><h2 id="steps">Steps for each kind of device</h2>${STEPS.map(steps)}</section>`;
}

function oneCertificate({ id, fingerprint, until }: CertificateFacts): Html {
  return html`<dl><dt>Fingerprint (SHA-256)</dt><dd><code>${fingerprint}</code></dd><dt>Valid until</dt><dd>${until}</dd><dt>Files</dt><dd><a href="/certificate/root-${id}.crt">schoolgate-root-${id}.crt</a> (Windows, Android, ChromeOS)<br><a href="/certificate/root-${id}.pem">schoolgate-root-${id}.pem</a> (Linux, Firefox)</dd></dl>`;
}

interface Steps {
  readonly device: string;
  readonly steps: readonly string[];
}

const STEPS: readonly Steps[] = [
  {
    device: 'Windows, by Group Policy',
    steps: [
      'In Group Policy Management, edit a policy that applies to the computers.',
      'Open Computer Configuration, Policies, Windows Settings, Security Settings, Public Key Policies, Trusted Root Certification Authorities.',
      'Choose Import, and give it the .crt file.',
      'On a computer run gpupdate /force. Edge and Chrome trust it from then on.',
    ],
  },
  {
    device: 'Windows, by Intune',
    steps: [
      'In the Intune admin centre open Devices, Configuration, and create a profile for Windows 10 and later: Templates, Trusted certificate.',
      'Upload the .crt file; destination store: Computer certificate store – Root.',
      'Assign it to the school’s devices.',
    ],
  },
  {
    device: 'Mac',
    steps: [
      'By MDM: upload the profile, or add the .crt file as a certificate payload, for the device and not for a user. It is trusted by itself.',
      'By hand: open the profile, then System Settings, General, Device Management, and install it. In Keychain Access set the certificate to “Always Trust”.',
    ],
  },
  {
    device: 'iPhone and iPad',
    steps: [
      'By MDM: upload the profile. It is trusted by itself.',
      'By hand: open the profile in Safari and allow it. Then Settings, General, VPN & Device Management: install it.',
      'Then Settings, General, About, Certificate Trust Settings: switch full trust on. Without this step nothing changes.',
    ],
  },
  {
    device: 'Chromebook',
    steps: [
      'In the Google Admin console open Devices, Networks, Certificates, for the organisational unit of the devices.',
      'Add the .crt file, and tick Chromebook under “Certificate authority”.',
      'The devices have it after their next policy update (chrome://policy).',
    ],
  },
  {
    device: 'Android',
    steps: [
      'By MDM: add the .crt file as a trusted certificate to the work profile or the managed device.',
      'By hand: Settings, Security, Encryption & credentials, Install a certificate, CA certificate. Browsers then trust it; most apps do not, and are filtered by the names of sites.',
    ],
  },
  {
    device: 'Firefox',
    steps: [
      'By policy, on every system: set Certificates, ImportEnterpriseRoots to true, and Firefox trusts what the system trusts.',
      'On Linux: name the .pem file in Certificates, Install, of /etc/firefox/policies/policies.json.',
      'By hand: Settings, Privacy & Security, View Certificates, Authorities, Import; tick “to identify websites”.',
    ],
  },
  {
    device: 'Linux and command-line programs',
    steps: [
      'Copy the .pem file to /usr/local/share/ca-certificates, with a name that ends in .crt, and run update-ca-certificates (Debian, Ubuntu).',
      'Programs with roots of their own need to be told: NODE_EXTRA_CA_CERTS for Node and npm, REQUESTS_CA_BUNDLE for Python, git config http.sslCAInfo for git.',
    ],
  },
];

function steps({ device, steps }: Steps): Html {
  return html`<details><summary>${device}</summary><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol></details>`;
}

function never(spared: readonly SparedSites[]): Html {
  if (spared.length === 0) return html``;
  return html`<section aria-labelledby="never"><h2 id="never">What is never looked into</h2><p>For nobody, on no device. The names of these sites are filtered like all others.</p>${spared.map(
    ({ title, reason, hosts }) =>
      html`<details><summary>${title}</summary><p>${reason}</p>${hosts.length > 0 && html`<p class="note">${hosts.join(', ')}, and all beneath them.</p>`}</details>`,
  )}</section>`;
}
