import type { Time } from './calendar';
import { escaped, isRecord, onlyKeys, readText, type Note } from './reading';
import { readQuietHours, type MaintenanceWindowSource, type QuietHours, type QuietHoursSource } from './windows';

/** What the registry knows of a client; patterns ask for it under `client`. */
export interface ClientSource {
  readonly name: string;
  readonly environment: string;
  readonly membership: 'organization' | 'external';
  readonly regions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly quiet_hours?: QuietHoursSource;
  readonly maintenance_windows?: readonly MaintenanceWindowSource[];
}

/** The attributes of a client, in the form that patterns ask for. */
export interface Client extends Pick<ClientSource, 'name' | 'environment' | 'membership' | 'regions' | 'tags'> {
  readonly account_id: string;
  /** The tag of that name. */
  readonly tier?: string;
}

const KEYS = ['name', 'environment', 'membership', 'regions', 'tags', 'quiet_hours', 'maintenance_windows'];

/** Those of the clients that have the shape of one; the others are noted. */
export function readClientSources(clients: unknown, note: Note): ReadonlyMap<string, ClientSource> | undefined {
  if (clients === undefined) return undefined;
  const read = new Map<string, ClientSource>();
  if (!isRecord(clients)) {
    note('/clients', 'clients is not an object', 'Give an object by account id');
    return read;
  }
  for (const [account, client] of Object.entries(clients)) {
    const pointer = `/clients/${escaped(account)}`;
    if (!/^[0-9]{12}$/.test(account)) note(pointer, 'the key is not an account id', 'Give 12 digits, in quotes');
    if (!isRecord(client)) {
      note(pointer, 'the client is not an object', `Give ${KEYS.join(', ')}`);
      continue;
    }
    const before = note.count();
    onlyKeys(client, KEYS, pointer, note);
    readText(client['name'], `${pointer}/name`, note, 'Give the name of the client');
    readText(client['environment'], `${pointer}/environment`, note, 'Say what runs there, such as production');
    if (client['membership'] !== 'organization' && client['membership'] !== 'external') {
      note(`${pointer}/membership`, 'the membership is neither organization nor external', 'Write one of the two');
    }
    const { regions, tags } = client;
    if (!Array.isArray(regions) || !regions.every((region) => typeof region === 'string')) {
      note(`${pointer}/regions`, 'regions is no list of text', 'Give the Regions of its agent spaces');
    }
    if (!isRecord(tags) || !Object.values(tags).every((value) => typeof value === 'string')) {
      note(`${pointer}/tags`, 'tags is no object of text', 'Give the tags of the client, or {}');
    }
    if (note.count() === before) read.set(account, client as unknown as ClientSource);
  }
  return read;
}

export function attributesOf(account_id: string, client: ClientSource): Client {
  const { name, environment, membership, regions, tags } = client;
  const tier = Object.hasOwn(tags, 'tier') ? tags['tier'] : undefined;
  return { account_id, name, environment, membership, regions, tags, ...(tier === undefined ? {} : { tier }) };
}

export function readAllQuietHours(
  clients: ReadonlyMap<string, ClientSource> | undefined,
  times: ReadonlyMap<string, Time>,
  note: Note,
): ReadonlyMap<string, QuietHours> {
  const read = new Map<string, QuietHours>();
  for (const [account, { quiet_hours }] of clients ?? []) {
    if (quiet_hours === undefined) continue;
    const hours = readQuietHours(quiet_hours, `/clients/${escaped(account)}/quiet_hours`, times, note);
    if (hours) read.set(account, hours);
  }
  return read;
}
