import { ALNUM, DASH, DIGIT, DOT, LETTER, UNDERSCORE, UPPER, isAt, isLeftEdge, runEnd, runStart } from '../characters';
import type { Category } from '../categories';
import type { Proofs, RedactionRule, Span } from '../rule';

const HOST = ALNUM | DASH | DOT | UNDERSCORE;
/** RFC 1035 section 2.3.4. */
const LONGEST_HOST = 253;

/** Names that every machine has and that lead nowhere. */
const WELL_KNOWN = new Set([
  'host.docker.internal',
  'gateway.docker.internal',
  'kubernetes.docker.internal',
  'metadata.google.internal',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'localhost.localdomain',
]);

/** The whole host name around a suffix, when the suffix is where the name ends. */
function hostAround(text: string, at: number, after: number, floor: number, category: Category): Span | undefined {
  if (isAt(text, after, ALNUM | DASH | UNDERSCORE) || (text[after] === '.' && isAt(text, after + 1, LETTER)))
    return undefined;
  if (text[after] === '(' || text[after] === '=') return undefined;
  let start = runStart(text, at, HOST, floor, LONGEST_HOST);
  while (start < at && !isAt(text, start, ALNUM)) start++;
  // `\nhost.internal` inside a JSON string.
  if (text.charCodeAt(start - 1) === 92 && 'nrt'.includes(text[start]!)) start++;
  // `./db.local` is a file, `.internal` alone a suffix.
  const wildcard = text[start - 1] === '.' && text[start - 2] === '*' && !text.startsWith('svc.', start);
  if (start >= at || (text[start - 1] === '.' && !wildcard)) return undefined;
  if (text[start - 1] === '/' && text[start - 2] === '.') return undefined;
  const name = text.slice(start, after).toLowerCase();
  if (WELL_KNOWN.has(name) || !/[a-z0-9]$/i.test(text.slice(start, at))) return undefined;
  // `Scope.INTERNAL` is a constant.
  if (isAt(text, at + 1, UPPER) && isAt(text, at + 2, UPPER) && name.split('.').length < 3 && !/[\d-]/.test(name))
    return undefined;
  return { start, end: after, category };
}

/** Behind a private label, the rest of a name that ends as public ones do. */
const WITHIN =
  /(?<=internal|corp|intra)\.[a-z0-9-]+\.(?:com|net|org|io|dev|cloud|(?!js|ts|go|py|r[bs]|cs|md|sh|kt|pl|gz|so)[a-z]{2})(?![\w-]|\.\w)/y;

/** Packages and fields: `java.util.internal`, and of two words `config.local`. */
const IN_CODE =
  /^(?:(?:process|window|document|com|org|io|net|jdk|sun|java|javax|software|kotlin|scala)\.|(?:this|self|state|config|settings|values|docker-compose|env)\.[^.]*$)/;

// RFC 6762 (.local), RFC 8375 (home.arpa), ICANN's reservation of .internal (2024), and the usual private suffixes.
const privateHost: RedactionRule = {
  id: 'private-hostname',
  category: 'private_hostname',
  on: {
    literals: [
      '.internal',
      '.local',
      '.corp',
      '.lan',
      '.consul',
      '.intranet',
      '.intra',
      '.private',
      '.localdomain',
      '.openstacklocal',
      '.home.arpa',
      '.home',
      '.svc',
      '.cluster',
      '.ad',
      '.priv',
      '.prv',
      '.node',
    ],
    anyCase: true,
  },
  find: (text, at, after, floor) => {
    // vault.internal.acme.io
    if (text[after] === '.') {
      WITHIN.lastIndex = after;
      if (after - at > 4 && WITHIN.test(text)) after = WITHIN.lastIndex;
    }
    const span = hostAround(text, at, after, floor, 'private_hostname');
    if (!span) return undefined;
    const name = text.slice(span.start, span.end);
    const suffix = text.slice(at, after).toLowerCase();
    // Short suffixes are also file endings and fields in code: only a name of several labels or with digits counts.
    const isField = /^\.(?:ad|home|node|private|cluster)$/.test(suffix);
    const isTelling = isField ? /\d|-.*private$/ : /^\.(?:svc|priv|prv)$/.test(suffix) ? /[\d-]/ : undefined;
    if (isTelling && !isTelling.test(name) && name.split('.').length < 3) return undefined;
    if (isField && /[A-Z_]/.test(name)) return undefined;
    return IN_CODE.test(name) ? undefined : span;
  },
};

// Azure Private Link, DNS configuration: the zone of each service has its name before the public one.
const privateLink: RedactionRule = {
  id: 'azure-private-link',
  category: 'private_hostname',
  on: { literals: ['.privatelink.'], anyCase: true },
  find: (text, at, after, floor) => {
    let end = runEnd(text, after, HOST, 100);
    while (isAt(text, end - 1, DOT | DASH)) end--;
    return hostAround(text, at, end, floor, 'private_hostname');
  },
};

// The hosts that lead into an account: databases, caches, load balancers, endpoints, file systems, brokers, machines.
const awsEndpoint: RedactionRule = {
  id: 'aws-private-endpoint',
  category: 'aws_private_endpoint',
  on: { literals: ['.amazonaws.com'], anyCase: true },
  find: (text, at, after, floor) => {
    if (text.startsWith('.cn', after)) after += 3;
    const span = hostAround(text, at, after, floor, 'aws_private_endpoint');
    if (!span) return undefined;
    const labels = text.slice(span.start, at).toLowerCase().split('.');
    // rds.us-east-1.amazonaws.com is the public API; a customer's name stands before the service.
    const kind = labels.find((label, index) => index > 0 && PRIVATE_SERVICES.has(label));
    // Two labels are a service's own name: pods.eks, directoryservice.rds; only machines have no more.
    if (kind === undefined || (labels.length < 3 && !kind.startsWith('compute'))) return undefined;
    if (labels[0] === 'oidc') return undefined;
    if (kind === 'es' && !/^(?:vpc|search)-/.test(labels[0]!)) return undefined;
    return span;
  },
};

const PRIVATE_SERVICES = new Set(
  'rds cache elb vpce efs fsx kafka kafka-serverless mq es aos aoss redshift redshift-serverless docdb docdb-elastic neptune memorydb dax-clusters dax compute compute-1 eks clustercfg emr airflow storagegateway directory'.split(
    ' ',
  ),
);

// Instances are named after their address: ip-10-1-2-3. Alone it is the address in other clothes.
const ipHost: RedactionRule = {
  id: 'ip-hostname',
  category: 'private_hostname',
  on: { literals: ['ip-'], anyCase: true },
  find: (text, at, after) => {
    if (!isLeftEdge(text, at) || !isAt(text, after, DIGIT)) return undefined;
    const shape = /\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?![\d-])/y;
    shape.lastIndex = after;
    if (!shape.test(text)) return undefined;
    // With a domain behind it, the rules above know better where the name ends.
    let end = shape.lastIndex;
    const domain = runEnd(text, end, HOST, 100);
    if (/^(?:\.[a-z0-9-]+)*\.(?:internal|local|amazonaws\.com)\b/i.test(text.slice(end, domain))) end = domain;
    while (isAt(text, end - 1, DOT)) end--;
    return { start: at, end };
  },
};

export const hostRules: readonly RedactionRule[] = [privateHost, privateLink, awsEndpoint, ipHost];

export const proofs: Proofs = {
  'private-hostname': {
    finds: [
      'host=«search.payments.svc.cluster.local» port=5432',
      'lookup «bastion-1.corp» on',
      'https://«build-agent-16.lan»:8443/x',
      '«vault.service.consul».',
      'only on «nas-2.local», other',
      'valid for *.«prod.acme.internal»',
      'logon to «WIN-DC1.AD.ACME.LOCAL» failed',
      'on «vault.internal.acme.io», «dc1.corp.acme.com».',
    ],
    leaves: [
      'jdk.internal.reflect.Method',
      'com.acme.internal',
      '*.internal and *.svc.cluster.local',
      'Scope.INTERNAL',
      'values.local.yaml',
      '.env.local',
      "from './db.local'",
      'host.docker.internal',
      'src/app.internal.utils.ts and org.acme.internal.db.io',
      'the internal. Local',
    ],
  },
  'aws-private-endpoint': {
    finds: [
      'psql -h «core.c0x5w4rtl5x0.us-east-1.rds.amazonaws.com» -U app',
      '«sess.hnxguy.ng.0001.use1.cache.amazonaws.com»',
      'host «internal-pricing-988618294.eu-central-1.elb.amazonaws.com»',
      '«vpce-0e2298a44d92bec5e-bgc151ci.ec2.eu-west-1.vpce.amazonaws.com» port',
      '«fs-0123456789abcdef0.efs.us-east-1.amazonaws.com»:/',
      '«b-1.orders.abc123.c4.kafka.us-east-1.amazonaws.com»:9098',
      '«ec2-54-1-2-3.compute-1.amazonaws.com»',
      '«clustercfg.sess.x1y2z3.euw3.cache.amazonaws.com»',
    ],
    leaves: [
      'lambda.amazonaws.com is the service principal',
      'calls to s3.us-east-1.amazonaws.com failed',
      'logs.eu-west-1.amazonaws.com',
      'rds.us-east-1.amazonaws.com',
      'pods.eks.amazonaws.com and https://oidc.eks.eu-west-1.amazonaws.com/id/AB12',
      'my-bucket.s3.amazonaws.com',
    ],
  },
  'azure-private-link': {
    finds: ['core on «core.privatelink.database.windows.net».'],
    leaves: ['the privatelink. Endpoint', 'core.database.windows.net'],
  },
  'ip-hostname': {
    finds: ['node «ip-10-131-166-20» left', 'on «ip-10-131-166-20.ec2.internal».'],
    leaves: ['ip-1-', 'ip-10-20-30 range', 'zip-1-2-3-4'],
  },
};
