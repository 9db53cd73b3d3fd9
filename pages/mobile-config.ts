import { escapeHtml } from '../core/html.ts';

export interface TrustedCertificate {
  /** SHA-256 of the certificate's DER: 64 hex digits, with or without colons. */
  readonly fingerprint: string;
  /** DER, in base64. */
  readonly base64: string;
}

/**
 * A configuration profile for macOS, iOS and iPadOS that holds root certificates (Apple, "CertificateRoot" payload). Its
 * identifiers follow from the certificates, so that installing it again replaces it instead of adding to it.
 */
export function mobileConfig(certificates: readonly TrustedCertificate[], organization: string): string {
  const name = `${escapeHtml(organization)}: web filter certificate`;
  const whole = hexOf(certificates.at(-1));
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
<key>PayloadContent</key>
<array>
${certificates.map((certificate) => payload(certificate, name)).join('\n')}
</array>
<key>PayloadDescription</key><string>Lets this device trust the school’s web filter where the school inspects encrypted traffic. Removing the profile removes that trust.</string>
<key>PayloadDisplayName</key><string>${name}</string>
<key>PayloadIdentifier</key><string>${IDENTIFIER}.${whole.slice(0, 16)}</string>
<key>PayloadOrganization</key><string>${escapeHtml(organization)}</string>
<key>PayloadRemovalDisallowed</key><false/>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadUUID</key><string>${uuidOf(whole.slice(32, 64))}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict>
</plist>
`;
}

const IDENTIFIER = 'org.schoolgate.inspection';

function payload(certificate: TrustedCertificate, name: string): string {
  const hex = hexOf(certificate);
  return `<dict>
<key>PayloadCertificateFileName</key><string>schoolgate-root-${hex.slice(0, 16)}.crt</string>
<key>PayloadContent</key><data>${certificate.base64}</data>
<key>PayloadDisplayName</key><string>${name}</string>
<key>PayloadIdentifier</key><string>${IDENTIFIER}.root.${hex.slice(0, 16)}</string>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadUUID</key><string>${uuidOf(hex.slice(0, 32))}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict>`;
}

function hexOf(certificate: TrustedCertificate | undefined): string {
  return certificate?.fingerprint.replaceAll(':', '').toLowerCase() ?? '';
}

/** 32 hex digits as a UUID of version 8, which leaves its bits to whoever makes it (RFC 9562 section 5.8). */
function uuidOf(hex: string): string {
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return parts.join('-').toUpperCase();
}
