// A stream of reports with known causes, drawn from ./families.mjs: pure, the same from the same seed.
import { ALONE, CATEGORIES, FAMILIES, VAGUE } from './families.mjs';
import { indicatorsIn } from './indicators.mjs';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2026, 5, 1);
const REGIONS = [
  'us-east-1',
  'us-east-1',
  'us-east-1',
  'eu-west-1',
  'eu-west-1',
  'us-west-2',
  'eu-central-1',
  'ap-southeast-2',
  'ca-central-1',
];

/**
 * @returns `{ deliveries, truth, coincidences, days }`: deliveries in order of arrival, `truth` by investigation id
 *   (`{ id, kind: 'shared' | 'pair' | 'storm', thing, clients }`), and the ids of alike reports that have nothing to do with each other
 */
export function streamOf({
  seed,
  days = 14,
  clients = 240,
  perDay = 400,
  shared = 60,
  pairs = 20,
  storms = 20,
  coincidences = 30,
}) {
  const random = generatorOf(seed);
  const { pick, chance, int, normal } = random;
  const pool = thingsOf(random);
  const people = Array.from({ length: clients }, (_, index) => clientOf(index, random));
  const reports = [];
  const truth = new Map();
  const alike = [];
  let counter = 0;

  for (let index = 0; index < days * perDay; index++) {
    const at = START + Math.floor(random() * days) * DAY + hourOf(random) * 60 * MINUTE;
    const client = chance(0.03) ? people[0] : pick(people); // the first is a noisy one
    if (chance(0.05))
      add(client, at, {
        text: pick(VAGUE),
        category: 'unknown',
        services: chance(0.5) ? [pick(pick(FAMILIES).services)] : [],
      });
    else if (chance(0.55)) {
      const [services, category, texts] = pick(ALONE);
      add(client, at, { text: pick(texts), category, services });
    } else add(client, at, ofFamily(pick(FAMILIES), ownThing, client));
  }

  const kinds = [...Array(shared).fill('shared'), ...Array(pairs).fill('pair'), ...Array(storms).fill('storm')];
  kinds.forEach((kind, index) => {
    const family = FAMILIES[(index * 7 + seed) % FAMILIES.length];
    const region = pick(REGIONS);
    const thing = sharedThing(family, region);
    const size =
      kind === 'pair' ? 2 : kind === 'storm' ? 1 : chance(0.45) ? 3 + int(4) : chance(0.8) ? 7 + int(9) : 16 + int(20);
    const incident = { id: `cause-${index}`, kind, family: family.id, thing: thing?.name, clients: size };
    // Some causes come while another of a kind is on.
    const begin =
      index > 0 && chance(0.15) ? reports.at(-1).at - 40 * MINUTE : START + (1 + random() * (days - 1.3)) * DAY;
    const spread = kind === 'storm' ? 120 : pick([25, 60, 60, 150]);
    const local = ['region', 'zone'].includes(family.shares);
    for (const client of shuffled(people.slice(1), random).slice(0, size)) {
      const times = kind === 'storm' ? 6 + int(20) : 1 + (chance(0.35) ? 1 + int(3) : 0);
      const first = begin + random() * spread * MINUTE;
      for (let time = 0; time < times; time++) {
        const at = first + (time === 0 ? 0 : random() * 60 * MINUTE);
        add(
          client,
          at,
          ofFamily(family, () => thing, client),
          incident,
          local ? region : undefined,
        );
      }
    }
  });

  for (let index = 0; index < coincidences; index++) {
    const family = pick(FAMILIES);
    const begin = START + (1 + random() * (days - 1.3)) * DAY;
    const ids = shuffled(people.slice(1), random)
      .slice(0, 3 + int(2))
      .map((client) => add(client, begin + random() * 50 * MINUTE, ofFamily(family, ownThing, client)));
    alike.push(ids);
  }

  return { deliveries: delivered(reports, random), truth, coincidences: alike, days };

  // A cause of the family at this client: what it shares is named by two in three.
  function ofFamily(family, thingFor, client) {
    const thing = thingFor(family, client);
    const named = thing !== undefined && chance(0.67);
    const cause = named ? pick(family.named).replace('{thing}', said(thing, random)) : pick(family.plain);
    const category = chance(0.07)
      ? 'unknown'
      : chance(0.08)
        ? pick(CATEGORIES)
        : chance(0.75)
          ? family.categories[0]
          : pick(family.categories);
    const services = chance(0.06)
      ? []
      : chance(0.7)
        ? family.services.slice(0, 1)
        : chance(0.6)
          ? family.services
          : family.services.slice(1);
    return { text: told(cause, family, random), category, services };
  }

  // What a client blames that nobody else has: its own, or one of many things in the world.
  function ownThing(family, client) {
    if (family.shares === 'region' || chance(0.35)) return undefined;
    if (['package', 'module', 'image', 'host'].includes(family.shares) && chance(0.5)) {
      const name =
        family.shares === 'host'
          ? `files.${client.word}.example`
          : `${client.word}-${pick(['core', 'search', 'infra', 'base'])}`;
      return { name, ...(family.shares === 'host' ? {} : { version: versionOf(random) }) };
    }
    return family.shares === 'zone'
      ? { name: `${pick(['use1', 'euw1', 'usw2'])}-az${1 + int(6)}` }
      : sharedThing(family);
  }

  function sharedThing(family, region = pick(REGIONS)) {
    if (family.shares === 'region') return { name: region };
    if (family.shares === 'zone') return { name: `${region.replace(/^(..)-(.).*-(\d)$/, '$1$2$3')}-az${1 + int(6)}` };
    const name = pick(pool[family.shares]);
    return ['package', 'module', 'image'].includes(family.shares) ? { name, version: versionOf(random) } : { name };
  }

  function add(
    client,
    at,
    { text, category, services },
    incident,
    region = chance(0.85) ? client.region : pick(REGIONS),
  ) {
    const id = `inv-${counter++}`;
    const app = pick(client.apps);
    const brief = text.replace('{app}', app);
    if (incident) truth.set(id, incident);
    const event = {
      event_type: 'investigation_completed',
      investigation_id: id,
      outcome_version: 1,
      agent_space_id: 'default',
      region,
      client_account_id: client.account,
      client_name: client.name,
      timestamp: new Date(at + normal() * 20_000).toISOString(),
      severity: pick(['LOW', 'MEDIUM', 'HIGH', 'HIGH', 'CRITICAL']),
      status: category === 'unknown' && chance(0.5) ? 'INCONCLUSIVE' : 'ROOT_CAUSE_FOUND',
      summary: {
        affected_resources: [`${app}-${int(9)}`],
        resource_types: services,
        resource_count: 1,
        duration_minutes: 5 + int(40),
        root_cause_category: category,
        root_cause_brief: `${brief[0].toUpperCase()}${brief.slice(1)}`.slice(0, 200),
        indicators: indicatorsIn(brief),
        mitigation_status: 'none',
      },
      tags: { environment: 'production', application: app, on_call_team: pick(['platform', 'data', 'web']) },
    };
    reports.push({ at, event });
    return id;
  }
}

/** The same stream with a tenth of its deliveries twice, and all of them up to five minutes later. */
export function disturbed(stream, seed) {
  const { chance, int } = generatorOf(seed);
  const deliveries = stream.deliveries.flatMap(({ received_at, event }) => {
    const at = Date.parse(received_at) + int(5 * MINUTE);
    return [{ at, event }, ...(chance(0.1) ? [{ at: at + int(30 * MINUTE), event }] : [])];
  });
  return { ...stream, deliveries: inOrder(deliveries) };
}

/** Only trouble that is nobody else's, and much of it: what is told of it is false. */
export const stressOf = (options) =>
  streamOf({ days: 4, clients: 2000, perDay: 5000, shared: 0, pairs: 0, storms: 0, coincidences: 0, ...options });

// Polled every five minutes; some late, some twice, some with a second outcome.
function delivered(reports, { chance, int }) {
  const all = reports.flatMap(({ at, event }) => {
    const arrives = at + int(5 * MINUTE) + (chance(0.04) ? int(120 * MINUTE) : 0);
    const again = chance(0.05) ? [{ at: arrives + int(30 * MINUTE), event }] : [];
    const later = chance(0.02) ? [{ at: arrives + int(60 * MINUTE), event: { ...event, outcome_version: 2 } }] : [];
    return [{ at: arrives, event }, ...again, ...later];
  });
  return inOrder(all);
}

function inOrder(deliveries) {
  return deliveries
    .sort((a, b) => a.at - b.at || (a.event.investigation_id < b.event.investigation_id ? -1 : 1))
    .map(({ at, event }) => ({ received_at: new Date(at).toISOString(), event }));
}

const TOLD = [
  ({ cause }) => cause,
  ({ cause, seen }) => `${cause}, which showed as ${seen}`,
  ({ cause, seen }) => `behind ${seen}: ${cause}`,
  ({ cause, proof }) => `${cause}. Indication: ${proof}.`,
  ({ cause, seen, proof }) => `[${'{app}'}] ${seen}. The trace ends where ${cause} (${proof}).`,
  ({ cause, proof }) => `After ${proof} it is clear that ${cause}`,
  ({ cause, seen }) => `{app}: ${cause}; effect: ${seen}. Reported by [email]`,
];
const told = (cause, { seen, proof }, { pick }) => pick(TOLD)({ cause, seen: pick(seen), proof: pick(proof) });

// Its version is told shorter by some, and left out by some.
function said({ name, version }, { pick, chance }) {
  if (version === undefined || chance(0.12)) return name;
  const told = chance(0.15) ? version.split('.').slice(0, 2).join('.') : version;
  return pick([`${name} ${told}`, `${name}@${told}`, `${name} v${told}`, `version ${told} of ${name}`]);
}

function thingsOf({ pick, int }) {
  const starts = [
    'bra',
    'cor',
    'dux',
    'fen',
    'gri',
    'hal',
    'jun',
    'kel',
    'lum',
    'mor',
    'nar',
    'orb',
    'pex',
    'quil',
    'rud',
    'sol',
    'tarn',
    'umb',
    'vex',
    'wis',
    'yar',
    'zeb',
  ];
  const ends = [
    'ato',
    'bel',
    'cade',
    'dine',
    'ford',
    'gon',
    'hart',
    'ique',
    'jet',
    'kin',
    'lane',
    'mint',
    'nova',
    'pass',
    'quay',
    'rix',
    'sen',
    'tide',
    'vane',
    'wick',
    'zar',
  ];
  const word = () => pick(starts) + pick(ends);
  const big = (text) => text[0].toUpperCase() + text.slice(1);
  const some = (count, make) => [...new Set(Array.from({ length: count }, make))];
  const parts = ['client', 'proxy', 'agent', 'sdk', 'codec', 'bridge', 'store', 'driver', 'mesh', 'sync'];
  return {
    package: some(60, () => (int(3) > 0 ? `${word()}-${pick(parts)}` : word())),
    module: some(30, () => `${pick(['terraform', 'cdk', 'landing'])}-${word()}`),
    image: some(20, () => `${word()}-${pick(['gpu', 'base', 'runtime'])}`),
    vendor: some(50, () => (int(2) > 0 ? big(word()) : big(word()) + big(pick(ends)))),
    host: some(40, () => `${pick(['api', 'cdn', 'files', 'static'])}.${word()}.example`),
    policy: some(30, () => big(word()) + pick(['Perimeter', 'Baseline', 'Retention', 'Fence'])),
  };
}

function clientOf(index, { pick, int }) {
  const word = `${pick(['alder', 'basalt', 'cobalt', 'dahlia', 'ember', 'falcon', 'garnet', 'heron', 'iris', 'jasper', 'krill', 'linden'])}${index}`;
  return {
    account: String(300_000_000_000 + index),
    word,
    name: `${word[0].toUpperCase()}${word.slice(1)} ${pick(['Bank', 'Retail', 'Energy', 'Media', 'Travel'])}`,
    region: pick(REGIONS),
    apps: Array.from({ length: 3 + int(3) }, () =>
      pick([
        'storefront',
        'billing',
        'ledger',
        'intake',
        'scheduler',
        'gateway',
        'catalogue',
        'claims',
        'telemetry',
        'portal',
      ]),
    ),
  };
}

// More by day than by night.
function hourOf({ chance }) {
  return chance.number() < 0.7 ? 7 + chance.number() * 11 : chance.number() * 24;
}

function shuffled(list, { int }) {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index--) {
    const other = int(index + 1);
    [copy[index], copy[other]] = [copy[other], copy[index]];
  }
  return copy;
}

const versionOf = ({ int }) => `${1 + int(9)}.${int(30)}.${int(12)}`;

// mulberry32, by Tommy Ettinger, in the public domain.
function generatorOf(seed) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below) => Math.floor(random() * below);
  const chance = (share) => random() < share;
  chance.number = random;
  const normal = () => random() + random() + random() - 1.5;
  return Object.assign(random, { int, chance, normal, pick: (list) => list[int(list.length)] });
}
