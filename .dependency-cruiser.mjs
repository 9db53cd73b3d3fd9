/** Who may import whom (docs/architecture.md, section 3). Checked by `npm run check`. */
const folders = {
  core: [],
  pages: ['core'],
  categoriser: ['core'],
  config: ['core'],
  telemetry: ['core', 'config'],
  outbound: ['core', 'config'],
  storage: ['core', 'config', 'telemetry'],
  snapshot: ['core', 'config', 'telemetry', 'categoriser', 'storage'],
  blocklists: ['core', 'config', 'telemetry', 'categoriser', 'storage'],
  alerts: ['core', 'config', 'telemetry', 'storage'],
  proxy: ['core', 'config', 'telemetry', 'outbound', 'categoriser', 'storage', 'snapshot', 'pages'],
  admin: ['core', 'config', 'telemetry', 'outbound', 'categoriser', 'storage', 'snapshot', 'alerts', 'blocklists', 'pages'],
  // Talks to the admin API alone; the types of that are generated into it.
  console: [],
};
const product = [...Object.keys(folders), 'cli'];

const layering = Object.entries(folders).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  comment: `${folder} may import ${allowed.join(', ') || 'nothing'} (and itself)`,
  from: { path: `^${folder}/`, pathNot: '^[a-z]+/main\\.ts$' },
  to: { path: `^(${[...product, 'test', 'bench', 'demo'].join('|')})/`, pathNot: `^(${[folder, ...allowed].join('|')})/` },
}));

/** A third party behind one file or folder: [packages, the only places that may import them]. */
const guarded = [
  [['lru-cache'], '^(categoriser/memo|proxy/tls/leaf-store|proxy/identity/verified-credentials|admin/plugins/kept-answers)\\.ts$'],
  [['undici'], '^blocklists/download\\.ts$'],
  [['http-proxy'], '^proxy/forward/upgrade\\.ts$'],
  [['ioredis'], '^(storage/redis|alerts/queue/.*)\\.ts$'],
  [['better-sqlite3', 'pg', 'kysely'], '^storage/database/'],
  [['bullmq'], '^alerts/queue/'],
  [['smtp-server', 'postal-mime'], '^admin/mail-in/'],
  [['htmlparser2'], '^admin/look/html\\.ts$'],
  [['nodemailer'], '^alerts/deliver/email\\.ts$'],
  [['pino'], '^telemetry/logger\\.ts$'],
  [['prom-client'], '^telemetry/metrics\\.ts$'],
  [['yaml'], '^config/(load|write)\\.ts$'],
  [['fastify', '@fastify/.*'], '^admin/'],
  [['commander'], '^cli/'],
  [['otplib'], '^admin/auth/totp\\.ts$'],
  [['openid-client'], '^admin/auth/oidc\\.ts$'],
  [['tar-stream'], '^blocklists/'],
  [['csv-parse', 'yauzl'], '^admin/import/'],
  [['node-forge'], '^proxy/tls/x509\\.ts$'],
  [['@fastify/static'], '^admin/console/'],
  [['vite', '@vitejs/plugin-react'], '^console/vite\\.config\\.ts$'],
  [['react', 'react-dom', 'wouter', 'uplot', '@tanstack/.*', 'openapi-fetch'], '^console/src/'],
  [['uqr'], '^pages/qr-code\\.ts$'],
  [['tldts'], '^blocklists/'],
  [['@node-rs/argon2'], '^(proxy/identity/hash-worker|cli/.*|admin/auth/.*|storage/password)\\.ts$'],
];

export default {
  forbidden: [
    ...layering,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'main-imported-by-nobody', severity: 'error', from: {}, to: { path: '^[a-z]+/main\\.ts$' } },
    {
      name: 'tests-imported-by-nobody',
      severity: 'error',
      from: { path: `^(${product.join('|')})/` },
      to: { path: '^(test|bench|demo)/' },
    },
    {
      name: 'pure-folders-use-no-node',
      severity: 'error',
      from: { path: '^(core|categoriser|config/schema|pages)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'env-and-files-only-in-load',
      severity: 'error',
      from: { path: '^config/', pathNot: '^config/(load|secret)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    ...guarded.map(([packages, place]) => ({
      name: `only-here-${packages[0].replace(/\W/g, '-')}`,
      severity: 'error',
      from: { path: `^(${product.join('|')})/`, pathNot: place },
      to: { path: `node_modules/(${packages.join('|')})/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^console/dist' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
