import { randomUUID } from 'node:crypto';
import { keys, listed, subjectKey, tellsPeople, type Act, type Effect } from './keys';
import { without, type Item, type Table } from './table';

/**
 * The record of one effect. `claimed`: a worker has it, or had it when it crashed; `done`: the receipt; `failed`: the
 * attempt ended without effect, and the next may begin.
 */
export interface Delivery {
  /** What it is about: an outcome's key, or `corr-<pattern id>`. */
  readonly key: string;
  readonly destination: string;
  readonly client_name: string;
  readonly state: 'claimed' | 'done' | 'failed';
  readonly attempts: number;
  /** The newest change, ISO 8601. */
  readonly at: string;
  readonly vendor_id?: string;
  readonly url?: string;
  /** What the vendor did: `accepted`, `created`, `commented`, or `found` when it knew it already. */
  readonly action?: string;
  readonly error?: string;
  /** True when people may have been told twice, or an attempt's end was not seen. */
  readonly in_doubt?: boolean;
  /** Absent when it is the first telling of an outcome or a pattern. */
  readonly act?: Act;
  /** It was told together with others in one page, and the vendor knows that page by this key. */
  readonly group?: string;
  /** What people did about it since, as the vendor said when it was asked. */
  readonly human?: HumanRecord;
}

/** An acknowledgement or a resolution, by a person, at the vendor. */
export interface HumanRecord {
  readonly state: 'acknowledged' | 'resolved';
  /** Who, as the vendor names them. */
  readonly by?: string;
  /** When, as the vendor says. */
  readonly at?: string;
  /** When we asked. */
  readonly seen_at: string;
}

export type Claim =
  | {
      readonly taken: true;
      readonly claim_id: string;
      /** True when an earlier attempt may have acted without leaving a receipt: ask the vendor before acting again. */
      readonly in_doubt: boolean;
      /** An attempt that came after a doubtful one may have acted too: whatever the vendor says, people may know it twice. */
      readonly again?: true;
      /** That attempt was part of one page for many, under this key: ask for it too. */
      readonly group?: string;
    }
  | { readonly taken: false; readonly why: 'done' }
  /** Its lease still runs. `by` is the message that has it. */
  | { readonly taken: false; readonly why: 'held'; readonly by: string }
  /** The last attempt failed, and the next may not begin yet. No message can be relied upon to make it. */
  | { readonly taken: false; readonly why: 'waiting' };

/** Who claims, and for how long. */
export interface Claimant {
  /** The id of the message that asks for the effect; it stays the same when the message comes again. */
  readonly messageId: string;
  /** For the record, so that a list of deliveries reads well. */
  readonly clientName: string;
  /** Must be longer than this worker can still live, or a slow worker and its successor both act. */
  readonly leaseMs: number;
  /** The key of the page for many that it will be told in. */
  readonly group?: string;
}

export interface Receipt {
  readonly vendor_id: string;
  readonly url?: string;
  readonly action?: string;
  /** People may have been told twice. */
  readonly in_doubt?: boolean;
  /** The key of the page for many that it was told in. */
  readonly group?: string;
}

export interface Failure {
  /** Safe to show: no payload, no secret. */
  readonly error: string;
  /** The vendor may have acted all the same. */
  readonly in_doubt: boolean;
  /** And it was not the first attempt that may have. */
  readonly again?: boolean;
  /** Nobody can claim it before. */
  readonly retryAfterMs?: number;
}

/**
 * Takes an effect for this worker, if it is absent, failed, or left behind by a worker whose lease ran out. Never by
 * trusting TTL.
 */
export async function claimEffect(
  table: Table,
  effect: Effect,
  { messageId, clientName, leaseMs, group }: Claimant,
): Promise<Claim> {
  const claimId = randomUUID();
  const now = table.now();
  const at = now.toISOString();
  const key = subjectKey(effect);
  const before = await table.update(
    keys.effect(effect),
    'SET #state = :claimed, claim_id = :claim_id, claimed_for = :message_id, lease_until = :lease_until, #at = :at, #key = :key, ' +
      'destination = :destination, client_name = :client_name, expires_at = :expires_at' +
      (effect.act === undefined ? '' : ', act = :act') +
      (group === undefined ? '' : ', #group = if_not_exists(#group, :group)') +
      (tellsPeople(effect) ? ', gsi1pk = :gsi1pk, gsi1sk = :gsi1sk' : '') +
      ' ADD attempts :one',
    {
      condition: 'attribute_not_exists(pk) OR expires_at <= :now OR (#state <> :done AND lease_until <= :now_ms)',
      values: {
        ':claimed': 'claimed',
        ':done': 'done',
        ':claim_id': claimId,
        ':message_id': messageId,
        ':lease_until': now.getTime() + leaseMs,
        ':now_ms': now.getTime(),
        ':at': at,
        ':key': key,
        ':destination': effect.destination,
        ':client_name': clientName,
        ':one': 1,
        ':act': effect.act,
        ':group': group,
        ...colon(placed(effect, at)),
      },
      names: { '#state': 'state', '#at': 'at', '#key': 'key', ...(group === undefined ? {} : { '#group': 'group' }) },
    },
  );
  if (before) {
    const earlier = table.isKept(before) ? before : {};
    const crashed = earlier['state'] === 'claimed';
    const in_doubt = crashed || earlier['in_doubt'] === true;
    const again = earlier['again'] === true || (crashed && earlier['in_doubt'] === true);
    const earlierGroup = earlier['group'] as string | undefined;
    return {
      taken: true,
      claim_id: claimId,
      in_doubt,
      ...(again ? { again } : {}),
      ...(in_doubt && earlierGroup !== undefined ? { group: earlierGroup } : {}),
    };
  }
  const standing = await table.get<Delivery & { claimed_for: string }>(keys.effect(effect));
  if (standing?.state === 'done') return { taken: false, why: 'done' };
  if (standing?.state === 'failed') return { taken: false, why: 'waiting' };
  return { taken: false, why: 'held', by: standing?.claimed_for ?? messageId };
}

/**
 * Records that it was done. The receipt is written even when the claim was lost to another worker meanwhile: then both
 * may have acted, and the record says so.
 *
 * @returns false when the claim was lost
 */
export async function recordReceipt(table: Table, effect: Effect, claimId: string, receipt: Receipt): Promise<boolean> {
  const done = (condition: string, inDoubt: boolean) =>
    settle(table, effect, 'done', condition, {
      set: {
        claim_id: claimId,
        vendor_id: receipt.vendor_id,
        url: receipt.url,
        action: receipt.action,
        group: receipt.group,
        in_doubt: inDoubt,
      },
      remove: receipt.group === undefined ? ['error', 'group'] : ['error'],
    });
  if (await done('claim_id = :claim_id', receipt.in_doubt === true)) return true;
  await done('attribute_exists(pk)', true);
  return false;
}

/** Records that an attempt failed, and frees the effect for the next one, when the vendor's wait is over. */
export async function recordFailure(table: Table, effect: Effect, claimId: string, failure: Failure): Promise<void> {
  await settle(table, effect, 'failed', 'claim_id = :claim_id', {
    set: {
      claim_id: claimId,
      lease_until: table.now().getTime() + (failure.retryAfterMs ?? 0),
      error: failure.error,
      in_doubt: failure.in_doubt,
      ...(failure.again && { again: true }),
    },
    // Nothing of it can be found under the group's key.
    remove: failure.in_doubt ? [] : ['group'],
  });
}

/** Records what people did about something that was told. */
export async function recordHuman(table: Table, effect: Effect, human: HumanRecord): Promise<void> {
  await table.update(keys.effect(effect), 'SET human = :human, expires_at = :expires_at', {
    condition: '#state = :done',
    values: { ':human': human, ':done': 'done' },
    names: { '#state': 'state' },
  });
}

async function settle(
  table: Table,
  effect: Effect,
  state: Delivery['state'],
  condition: string,
  { set: fields, remove }: { set: Item; remove: readonly string[] },
): Promise<boolean> {
  const at = table.now().toISOString();
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const set = given.map(([name]) => `#${name} = :${name}`);
  const listing = tellsPeople(effect) ? ', gsi1sk = :gsi1sk' : '';
  const { gsi1sk } = placed(effect, at);
  const before = await table.update(
    keys.effect(effect),
    `SET #state = :state, #at = :at, expires_at = :expires_at${listing}, ${set.join(', ')}` +
      (remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : ''),
    {
      condition: condition.replace('claim_id =', '#claim_id ='),
      values: {
        ':state': state,
        ':at': at,
        ':gsi1sk': gsi1sk,
        ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
      },
      names: {
        '#state': 'state',
        '#at': 'at',
        ...Object.fromEntries([...remove, ...given.map(([name]) => name)].map((name) => [`#${name}`, name])),
      },
    },
  );
  return before !== false;
}

function placed(effect: Effect, at: string): { gsi1pk: string; gsi1sk: string } {
  const about = [subjectKey(effect), effect.destination, effect.act].filter((part) => part !== undefined);
  return listed('DELIVERIES', about.join('#'), at);
}

function colon(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [`:${name}`, value]));
}

/** The record as readers see it, without what only claims need. */
export function asDelivery(item: Item): Delivery {
  return without(item, ['claim_id', 'claimed_for', 'lease_until', 'again']) as unknown as Delivery;
}
