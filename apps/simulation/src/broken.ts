import { investigationKey, type BusEnvelope } from '@org/event-schema';
import type { Effect, InvestigationStore } from '@org/investigation-store';
import type { Tweaks } from './tweaks';

export interface Broken {
  readonly name: string;
  /** How the checker must see it. */
  readonly seen: RegExp;
  readonly tweaks: Tweaks;
  /** A seed near one that shows it, when that is rare. */
  readonly from?: number;
}

const store = (change: (store: InvestigationStore, envelope: Partial<BusEnvelope>) => Partial<InvestigationStore>) => ({
  store: (inner: InvestigationStore, envelope: Partial<BusEnvelope>) => ({ ...inner, ...change(inner, envelope) }),
});

async function isDone(inner: InvestigationStore, effect: Effect): Promise<boolean> {
  if (effect.of !== 'outcome') return false;
  const { deliveries } = await inner.investigation(investigationKey(effect.outcome));
  const key = `${investigationKey(effect.outcome)}/${effect.outcome.outcome_version}`;
  return deliveries.some(
    (each) => each.key === key && each.destination === effect.destination && each.state === 'done',
  );
}

const FREE = { taken: true, claim_id: 'none', in_doubt: false } as const;
const DONE = { taken: false, why: 'done' } as const;

/** Ways to deliver that people do choose, and that lose or double. */
export const BROKEN_DESIGNS: readonly Broken[] = [
  {
    name: 'page, then mark',
    seen: /^doubled/,
    tweaks: store((inner) => ({
      claim: async (effect) => ((await isDone(inner, effect)) ? DONE : FREE),
      receipt: async (effect, _claimId, receipt) => {
        const claim = await inner.claim(effect, { messageId: 'any', clientName: 'any', leaseMs: 0 });
        return claim.taken && inner.receipt(effect, claim.claim_id, receipt);
      },
      failure: async () => undefined,
    })),
  },
  {
    name: 'mark, then page',
    seen: /^lost/,
    tweaks: store((inner) => ({
      claim: async (effect, claimant) => {
        const claim = await inner.claim(effect, claimant);
        if (claim.taken) await inner.receipt(effect, claim.claim_id, { vendor_id: 'marked' });
        return claim;
      },
      receipt: async () => true,
      failure: async () => undefined,
    })),
  },
  {
    name: "the envelope's id is the key",
    seen: /^doubled/,
    tweaks: store((inner, { id = '' }) => {
      const own = (effect: Effect): Effect =>
        effect.of === 'outcome' ? { ...effect, outcome: { ...effect.outcome, investigation_id: id } } : effect;
      return {
        claim: (effect, claimant) => inner.claim(own(effect), claimant),
        receipt: (effect, claimId, receipt) => inner.receipt(own(effect), claimId, receipt),
        failure: (effect, claimId, failure) => inner.failure(own(effect), claimId, failure),
      };
    }),
  },
  {
    name: "only the vendor's key",
    seen: /^doubled/,
    tweaks: store(() => ({ claim: async () => FREE, receipt: async () => true, failure: async () => undefined })),
  },
  {
    name: 'no look-up before it is sent again',
    seen: /^doubled/,
    tweaks: {
      notifier: (notifier) => ({
        ...notifier,
        notify: (event, context) => notifier.notify(event, { ...context, repeat: false }),
      }),
    },
  },
  {
    name: 'a lease that is shorter than the timeout',
    seen: /^doubled/,
    tweaks: store((inner) => ({
      claim: (effect, claimant) => inner.claim(effect, { ...claimant, leaseMs: 1_000 }),
    })),
  },
];

/** Bugs that a change could bring in. */
export const SEEDED_BUGS: readonly Broken[] = [
  {
    name: 'an error is logged, and the message is done',
    seen: /^lost/,
    tweaks: { receive: (receive) => (body, ports, meta) => receive(body, ports, meta).catch(() => undefined) },
  },
  {
    name: 'the message is done before people are told',
    seen: /^lost/,
    tweaks: {
      receive: (receive) => async (body, ports, meta) => {
        receive(body, ports, meta).catch(() => undefined);
      },
    },
  },
  {
    name: 'a failed attempt leaves a receipt',
    seen: /^lost/,
    tweaks: store((inner) => ({
      failure: async (effect, claimId) => void (await inner.receipt(effect, claimId, { vendor_id: 'none' })),
    })),
  },
  {
    name: 'only the first destination is told',
    seen: /^lost/,
    tweaks: store((inner) => ({
      saveDecision: async (decision, outcome) => {
        const standing = await inner.saveDecision(decision, outcome);
        return { ...standing, destinations: standing.destinations.slice(0, 1) };
      },
    })),
  },
  {
    name: 'a crash leaves no doubt',
    seen: /^doubled/,
    tweaks: store((inner) => ({
      claim: async (effect, claimant) => {
        const claim = await inner.claim(effect, claimant);
        return claim.taken ? { ...claim, in_doubt: false } : claim;
      },
    })),
  },
  {
    name: 'it asks before the look-up can know',
    from: 2_350,
    seen: /^doubled/,
    tweaks: store((inner) => ({
      failure: (effect, claimId, failure) => inner.failure(effect, claimId, { ...failure, retryAfterMs: 0 }),
    })),
  },
  {
    name: 'a claim is no condition',
    seen: /^doubled/,
    tweaks: store((inner) => ({
      claim: async (effect, claimant) => {
        const claim = await inner.claim(effect, claimant);
        return claim.taken || claim.why === 'done' ? claim : FREE;
      },
    })),
  },
  {
    name: 'it tries again by itself',
    seen: /^doubled/,
    tweaks: {
      notifier: (notifier) => ({
        ...notifier,
        notify: (event, context) => notifier.notify(event, context).catch(() => notifier.notify(event, context)),
      }),
    },
  },
  {
    name: 'a claim never runs out',
    seen: /^(stuck|lost)/,
    tweaks: store((inner) => ({
      claim: (effect, claimant) => inner.claim(effect, { ...claimant, leaseMs: 10 ** 9 }),
    })),
  },
  {
    name: 'a replay is taken for news',
    seen: /^ledger: replays/,
    tweaks: {
      receive: (receive) => (body, ports, meta) =>
        receive({ ...(body as object), 'replay-name': undefined }, ports, meta),
    },
  },
  {
    name: 'what cannot be believed leaves no record',
    seen: /^ledger: quarantined/,
    tweaks: store(() => ({ quarantine: async () => ({ first: true }) })),
  },
  {
    name: 'the sender is believed',
    seen: /^forged/,
    tweaks: {
      receive: (receive) => (body, ports, meta) => {
        const envelope = body as BusEnvelope<{ client_account_id?: string }>;
        return receive({ ...envelope, account: envelope.detail.client_account_id ?? envelope.account }, ports, meta);
      },
    },
  },
  {
    name: 'a repeat is counted again',
    seen: /^ledger: .*counted/,
    tweaks: store((inner) => {
      let calls = 0;
      return { count: (day, mark, counts) => inner.count(day, `${mark}#${inner.count.length}${++calls}`, counts) };
    }),
  },
  {
    name: 'what the bus refused counts as published',
    seen: /^lost/,
    tweaks: {
      formatter: (ports) => ({ ...ports, publish: (event) => ports.publish(event).catch(() => undefined) }),
    },
  },
  {
    name: 'the receipt says that it left before it left',
    seen: /^lost/,
    tweaks: {
      formatter: (ports) => ({
        ...ports,
        publish: async (event) => {
          const { agent_space_id, investigation_id, outcome_version } = event;
          const identity = { agent_space_id, investigation_id, outcome_version };
          const receipt = await ports.receipts.of({ ...identity, kind: 'investigation', status: 'COMPLETED' });
          if (receipt) await ports.receipts.noteLeft(receipt, ports.now());
          await ports.publish(event);
        },
      }),
    },
  },
  {
    name: 'the formatter is asked once',
    seen: /^lost/,
    tweaks: {
      watcher: (ports) => ({
        ...ports,
        checkpoints: {
          ...ports.checkpoints,
          of: async (space, id) =>
            (await ports.checkpoints.of(space, id)).map((checkpoint) => ({ ...checkpoint, state: 'closed' as const })),
        },
      }),
    },
  },
  {
    name: 'nobody sweeps',
    seen: /^lost/,
    tweaks: {
      watcher: (ports) => ({
        ...ports,
        agent: { ...ports.agent, listBacklogTasks: async () => ({ tasks: [] }) },
      }),
    },
  },
];
