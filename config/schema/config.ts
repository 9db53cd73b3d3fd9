import Type from 'typebox';
import { CATEGORY_IDS } from '../../core/category.ts';
import { GROUP_IDS } from '../../core/identity.ts';
import { PolicyDocumentSchema } from '../../core/policy.ts';
import { InspectionSchema } from './inspection.ts';
import { PersonalUseReportSchema } from './personal-use-report.ts';
import { RequestMailSchema } from './request-mail.ts';
import { SignInSchema } from './sign-in.ts';
import { RequestWebhookSchema, type Webhook, WebhookSchema } from './webhooks.ts';

/** Everything schoolgate.yaml may say (docs/configuration.md). Defaults are filled in by config/load.ts. */
const strict = { additionalProperties: false } as const;
const Group = Type.Enum([...GROUP_IDS]);
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'an id of lower-case letters, digits and hyphens' });

const ContactSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    email: Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', description: 'an e-mail address' }),
  },
  strict,
);

export const SchoolSchema = Type.Object(
  {
    id: Id,
    name: Type.String({ minLength: 1 }),
    /** Of the block page's header. */
    colour: Type.Optional(Type.String({ pattern: '^#[0-9a-fA-F]{6}$', description: 'a colour like #1d70b8' })),
    dsl: Type.Optional(ContactSchema),
    deputies: Type.Optional(Type.Array(ContactSchema)),
    headteacher: Type.Optional(ContactSchema),
    chair: Type.Optional(ContactSchema),
    it: Type.Optional(ContactSchema),
    onCall: Type.Optional(ContactSchema),
    staff: Type.Optional(ContactSchema),
    digestOn: Type.Optional(Type.Enum(['every-day', 'school-days'])),
    digestAt: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'a time of day like 07:30' })),
    webhooks: Type.Optional(Type.Array(WebhookSchema)),
  },
  strict,
);

export const SOURCE_FORMATS = ['ut1', 'domains', 'hosts', 'adblock', 'dnsmasq', 'wildcard', 'urls', 'ip', 'sealed'] as const;

export const ListSourceSchema = Type.Object(
  {
    id: Id,
    format: Type.Enum([...SOURCE_FORMATS]),
    url: Type.String({ minLength: 1, description: 'file:, http: or https:' }),
    /** Required but for ut1, whose folders name their own categories. */
    category: Type.Optional(Type.Enum([...CATEGORY_IDS])),
    licence: Type.Optional(Type.String()),
    /** Hex SHA-256 the download must have. */
    sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$', description: 'a SHA-256 in lower-case hex' })),
    /** For sealed lists: a file (0600) with the HMAC key in hex. */
    keyFile: Type.Optional(Type.String()),
    /** A list with fewer entries is refused as truncated; with more, as wrong. */
    minEntries: Type.Optional(Type.Integer({ minimum: 1 })),
    maxEntries: Type.Optional(Type.Integer({ minimum: 1 })),
    maxBytes: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
);

export const NetworkSchema = Type.Object(
  {
    cidr: Type.String({ minLength: 1 }),
    name: Type.String({ minLength: 1 }),
    school: Type.Optional(Type.String()),
    group: Type.Optional(Group),
  },
  strict,
);

export const PeopleSettingsSchema = Type.Object(
  {
    removeAtMostShare: Type.Number({ minimum: 0, maximum: 1, default: 0.1, description: 'of the imported people, by one import' }),
    grades: Type.Record(Type.String(), Group, { default: {}, description: 'groups of year groups that are not called as usual' }),
    schools: Type.Record(Type.String(), Type.String(), { default: {}, description: 'ids of schools by what the school records call them' }),
  },
  { ...strict, default: {} },
);

const Ms = (defaultMs: number, description: string) => Type.Integer({ minimum: 1, default: defaultMs, description });

export const ProxySettingsSchema = Type.Object(
  {
    askForCredentials: Type.Boolean({ default: false, description: 'challenge (407) a client that no lease and no network identifies' }),
    maxConnectionsPerClient: Type.Integer({ minimum: 1, default: 2000 }),
    maxHeaderBytes: Type.Integer({ minimum: 4096, default: 65_536 }),
    connectTimeoutMs: Ms(10_000, 'upstream TCP connect'),
    headersTimeoutMs: Ms(60_000, 'client: time to send a whole request head'),
    responseTimeoutMs: Ms(120_000, 'upstream: silence before response headers, and between body bytes'),
    tunnelIdleMs: Ms(600_000, 'a tunnel without a byte either way'),
    tunnelLifetimeMs: Ms(43_200_000, 'a tunnel however busy'),
    parentProxy: Type.Optional(Type.String({ description: 'http://host:port that all upstream traffic goes through' })),
    portalUrl: Type.Optional(Type.String({ description: 'how pupils reach the portal; default http://<host>:<portal port>' })),
    allowWhenUnrecorded: Type.Boolean({ default: true, description: 'when the disk is full, routine allowed traffic goes on' }),
  },
  { ...strict, default: {} },
);

const Port = Type.Integer({ minimum: 1, maximum: 65_535 });

/** The same settings as the SCHOOLGATE_* variables, which win over these. */
export const ServerSettingsSchema = Type.Object(
  {
    data: Type.Optional(Type.String({ minLength: 1, description: 'data folder' })),
    host: Type.Optional(Type.String({ minLength: 1, description: 'address of the proxy and portal ports' })),
    adminHost: Type.Optional(Type.String({ minLength: 1, description: 'address of the admin port' })),
    proxyPort: Type.Optional(Port),
    adminPort: Type.Optional(Port),
    portalPort: Type.Optional(Port),
    workers: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
    allowUpstream: Type.Optional(Type.Array(Type.String(), { description: 'CIDRs that the address gate opens' })),
    connectPorts: Type.Optional(Type.Array(Port, { minItems: 1 })),
    nameServers: Type.Optional(Type.Array(Type.String(), { description: 'addresses of the name servers to ask, address or address:port' })),
    upstreamCa: Type.Optional(Type.String({ minLength: 1, description: 'PEM file of further roots to trust upstream' })),
  },
  { ...strict, default: {} },
);

export const ConfigSchema = Type.Object(
  {
    trust: Type.Object(
      {
        name: Type.String({ minLength: 1, default: 'Example Trust' }),
        safeguardingLead: Type.Optional(ContactSchema),
        webhooks: Type.Optional(Type.Array(WebhookSchema)),
      },
      { ...strict, default: {} },
    ),
    schools: Type.Array(SchoolSchema, { default: [] }),
    mail: Type.Object(
      {
        from: Type.String({ default: 'Schoolgate <schoolgate@localhost>' }),
        detail: Type.Enum(['minimal', 'full'], { default: 'minimal' }),
        mostPerMinute: Type.Optional(Type.Integer({ minimum: 4, maximum: 100_000 })),
        dpoDecision: Type.Optional(Type.String({ description: 'reference of the recorded DPO decision that full detail needs' })),
      },
      { ...strict, default: {} },
    ),
    goLive: Type.Boolean({ default: false, description: 'the school has finished its trial; refused while retention.mode is trial' }),
    retention: Type.Object(
      {
        mode: Type.Enum(['trial', 'chosen'], { default: 'trial' }),
        routineDays: Type.Optional(Type.Integer({ minimum: 1 })),
        signalledDays: Type.Optional(Type.Integer({ minimum: 1 })),
        auditDays: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      { ...strict, default: {} },
    ),
    inspection: InspectionSchema,
    personalUseReport: PersonalUseReportSchema,
    blocklists: Type.Optional(
      Type.Object({ sources: Type.Array(ListSourceSchema), updateEveryMinutes: Type.Integer({ minimum: 5, default: 360 }) }, strict),
    ),
    networks: Type.Array(NetworkSchema, { default: [] }),
    people: PeopleSettingsSchema,
    proxy: ProxySettingsSchema,
    alerts: Type.Object(
      {
        proofOfLifeTo: Type.Optional(
          Type.String({
            pattern: '^[^\\s@]+@[^\\s@]+$',
            description: 'a test mailbox: an hourly made-up alert travels the whole path to it',
          }),
        ),
      },
      { ...strict, default: {} },
    ),
    requests: Type.Object(
      { webhook: Type.Optional(RequestWebhookSchema), mail: Type.Optional(RequestMailSchema) },
      { ...strict, default: {} },
    ),
    admin: Type.Object(
      {
        url: Type.Optional(Type.String({ description: 'how staff reach the console; links in mails begin with it' })),
        tls: Type.Optional(
          Type.Object(
            {
              certFile: Type.String({ minLength: 1, description: 'PEM certificate chain' }),
              keyFile: Type.String({ minLength: 1, description: 'PEM private key; a file with mode 0600' }),
            },
            { ...strict, description: 'required when the admin port is reachable beyond this machine' },
          ),
        ),
        policySecondPerson: Type.Optional(Type.Boolean({ description: 'a change of policy waits for a second person' })),
        rateLimit: Type.Optional(
          Type.Object(
            {
              perSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
              burst: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
            },
            { ...strict, description: 'how often one token may call the API' },
          ),
        ),
      },
      { ...strict, default: {} },
    ),
    signIn: SignInSchema,
    server: ServerSettingsSchema,
    policy: Type.Optional(PolicyDocumentSchema),
  },
  strict,
);

export type ConfigFile = Type.Static<typeof ConfigSchema>;
export type ListSource = Type.Static<typeof ListSourceSchema>;
export type SchoolSettings = Type.Static<typeof SchoolSchema>;
export type NetworkSettings = Type.Static<typeof NetworkSchema>;
export type PeopleSettings = Type.Static<typeof PeopleSettingsSchema>;
export type ProxySettings = Type.Static<typeof ProxySettingsSchema>;

/** Where things are and listen: from the environment, then the file's `server`, then the contract's defaults. */
export interface Surroundings {
  /** Absolute path; folders below: db/, lists/, records/, redis/, run/, keys/ (all 0700). */
  readonly dataFolder: string;
  readonly configPath: string | null;
  readonly host: string;
  readonly adminHost: string;
  readonly proxyPort: number;
  readonly adminPort: number;
  readonly portalPort: number;
  readonly workers: number;
  /** CIDRs the address gate opens. */
  readonly allowUpstream: readonly string[];
  readonly connectPorts: readonly number[];
  /** `address:port` each; none: the system's. */
  readonly nameServers: readonly string[];
  readonly upstreamCaPath: string | null;
  /** Null: the private Redis at `redisSocketPath`. */
  readonly redisUrl: string | null;
  /** `<data>/redis/redis.sock`, or a shorter path where that is longer than a socket's may be. */
  readonly redisSocketPath: string;
  /** Null: SQLite at `<data>/db/schoolgate.sqlite`. */
  readonly databaseUrl: string | null;
  readonly smtpUrl: string | null;
  readonly webhooks: readonly Webhook[];
}

export interface Config extends ConfigFile {
  readonly at: Surroundings;
}
