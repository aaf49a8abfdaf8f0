import type { Pattern } from '@org/correlation-engine';
import { outcomeKey } from '@org/event-schema';
import type { Effect, InvestigationStore } from '@org/investigation-store';
import type { Notifier } from '@org/notifiers';
import type { DetectorPorts } from '@org/pattern-detector/src/detect';
import type { PatternTweak } from './schedule';

export interface BrokenDetector {
  readonly name: string;
  /** How the checker must see it. */
  readonly seen: RegExp;
  readonly tweak: PatternTweak;
  /** A seed near one that shows it, when that is rare. */
  readonly from?: number;
}

const store =
  (change: (store: InvestigationStore) => Partial<InvestigationStore>): PatternTweak =>
  (ports) => ({ ...ports, store: { ...ports.store, ...change(ports.store) } });

const notifier =
  (
    change: (notifier: Notifier, account: string | undefined, ports: DetectorPorts) => Partial<Notifier>,
  ): PatternTweak =>
  (ports) => ({
    ...ports,
    notifierFor: (destination, account) => {
      const inner = ports.notifierFor(destination, account);
      return { ...inner, ...change(inner, account, ports) };
    },
  });

const FREE = { taken: true, claim_id: 'none', in_doubt: false } as const;

let workers = 0;

/** Bugs that a change could bring into the pattern detector or its sweep. */
export const BROKEN_DETECTORS: readonly BrokenDetector[] = [
  {
    name: 'it tells before it claims',
    seen: /^doubled: the pattern/,
    tweak: store(() => ({ claim: async () => FREE, receipt: async () => true, failure: async () => undefined })),
  },
  {
    name: 'a crash leaves no doubt',
    seen: /^doubled: the pattern/,
    tweak: store((inner) => ({
      claim: async (effect, claimant) => {
        const claim = await inner.claim(effect, claimant);
        return claim.taken ? { ...claim, in_doubt: false } : claim;
      },
    })),
  },
  {
    name: 'a failed attempt leaves a receipt',
    seen: /^lost: the pattern/,
    tweak: store((inner) => ({
      failure: async (effect, claimId) => void (await inner.receipt(effect, claimId, { vendor_id: 'none' })),
    })),
  },
  {
    name: 'the watch is forgotten',
    seen: /^unwatched/,
    tweak: store(() => ({ savePatternWatch: async () => undefined })),
  },
  {
    name: 'a watch is put off for good',
    seen: /^late/,
    tweak: store((inner) => ({
      postponePatternWatch: (watch) => inner.postponePatternWatch(watch, '2027-11-20T10:00:00.000Z'),
    })),
  },
  {
    name: 'clients are told before the parent is there',
    seen: /^orphaned/,
    tweak: store((inner) => ({
      pattern: async (id) => {
        const known = await inner.pattern(id);
        const parent = { key: '', destination: 'jira:default', client_name: '', state: 'done', attempts: 1 } as const;
        const at = new Date(0).toISOString();
        return known && ({ ...known, deliveries: [...known.deliveries, { ...parent, at }] } as never);
      },
    })),
  },
  {
    name: 'another client is named to a client',
    seen: /^named/,
    tweak: notifier(({ patternMember: tell }) => ({
      ...(tell && { patternMember: (member, context) => tell({ ...member, title: 'As at Customer-01' }, context) }),
    })),
  },
  {
    name: "a client's own ticket is closed",
    seen: /^closed: CL/,
    tweak: notifier(({ followUp }, account, { store: { patterns, investigation } }) => ({
      ...(followUp && {
        followUp: {
          ...followUp,
          resolve: async (key, note) => {
            await followUp.resolve(key, note);
            const [pattern] = await patterns<Pattern>(1);
            for (const member of pattern?.members ?? []) {
              if (member.client_account_id !== account) continue;
              const { client_account_id, agent_space_id, investigation_id } = member;
              const { outcomes } = await investigation(`${client_account_id}/${agent_space_id}/${investigation_id}`);
              for (const { event } of outcomes) await followUp.resolve(outcomeKey(event), note);
            }
          },
        },
      }),
    })),
  },
  {
    name: 'the tickets of clients are left open',
    seen: /^left open: the ticket of/,
    tweak: notifier(({ followUp }, account) => ({
      ...(followUp && account && { followUp: { ...followUp, resolve: async () => undefined } }),
    })),
  },
  {
    name: 'the page is left open',
    seen: /^left open: the page/,
    tweak: notifier(({ notifyPattern: tell }) => ({
      notifyPattern: async (alert, context) =>
        alert.ended ? { vendor: 'pagerduty', id: 'none', action: 'accepted' } : tell(alert, context),
    })),
  },
  {
    name: 'the end is said twice',
    seen: /^doubled: the end/,
    tweak: notifier(({ notifyPattern: tell }) => ({
      notifyPattern: async (alert, context) => {
        if (alert.ended) await tell(alert, context);
        return tell(alert, context);
      },
    })),
  },
  {
    name: 'growth is told again with each report',
    seen: /^doubled: growth/,
    tweak: store((inner) => {
      // Each worker by an act of its own.
      const own = ++workers;
      const apart = (effect: Effect): Effect =>
        /^update-\d/.test(effect.act ?? '') ? { ...effect, act: `${effect.act as 'update-1'}-${own}` } : effect;
      return {
        claim: (effect, claimant) => inner.claim(apart(effect), claimant),
        receipt: (effect, claimId, receipt) => inner.receipt(apart(effect), claimId, receipt),
        failure: (effect, claimId, failure) => inner.failure(apart(effect), claimId, failure),
      };
    }),
  },
  {
    name: 'nobody hears a verdict',
    seen: /^left open: its ticket, and it was/,
    tweak: store((inner) => ({
      pattern: async (id) => {
        const known = await inner.pattern(id);
        return known && ({ ...known, verdicts: [] } as never);
      },
    })),
  },
  {
    name: 'a false alarm is counted with each look',
    seen: /^miscounted/,
    tweak: store((inner) => ({
      endPatternWatch: async (watch) => {
        await inner.postponePatternWatch(watch, new Date(Date.parse(watch.due_at ?? '') + 600_000).toISOString());
        return true;
      },
    })),
  },
  {
    name: 'the model is asked twice',
    seen: /^asked again/,
    tweak: ({ model, ...ports }) => ({
      ...ports,
      model: model && {
        ...model,
        complete: async (prompt) => {
          await model.complete(prompt);
          return model.complete(prompt);
        },
      },
    }),
  },
  {
    name: 'whoever tells of it asks the model',
    seen: /^asked again/,
    tweak: store(() => ({ claimQuestion: async () => true })),
  },
  {
    name: 'the budget is no limit',
    seen: /^overdrawn/,
    tweak: store((inner) => ({
      reserve: async (budget, date, amount) => inner.reserve(budget, date, amount, 1_000),
    })),
  },
  {
    name: 'what a silent model may have taken is given back',
    seen: /^unpaid/,
    tweak: ({ model, ...ports }) => ({
      ...ports,
      model: model && {
        ...model,
        complete: (prompt) =>
          model.complete(prompt).catch((error: object) => {
            throw Object.assign(error, { retryable: false });
          }),
      },
    }),
  },
];
