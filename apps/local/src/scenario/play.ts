import type { AgentSpace, AgentWorld, FinishOptions, Task } from '../devops-agent/world';
import { journalOf, mitigationRecords } from './journal';
import type { Planter } from './planted';
import type { Scenario, ScenarioInvestigation } from './scenario';

/** What a scenario needs from the world it is played in. */
export interface PlayPorts {
  readonly world: AgentWorld;
  readonly planter: Planter;
  /** The agent spaces of a client, by its file name in the configuration folder. */
  readonly spacesOf: (client: string) => readonly AgentSpace[];
  /** Resolves when nothing is under way any more: an end must be noticed before the same task is opened again. */
  readonly settled: () => Promise<void>;
  /** Waits for so many minutes of the scenario; at once when it is played as fast as it goes. */
  readonly pause: (minutes: number) => Promise<unknown>;
  readonly intrude: (intrusion: NonNullable<Scenario['intrusions']>[number]) => Promise<void>;
  /** The scenario's minute 0. */
  readonly startsAt: Date;
  readonly signal?: AbortSignal;
}

interface Step {
  readonly at: number;
  readonly run: () => Promise<void>;
}

const STATUS = {
  completed: 'COMPLETED',
  failed: 'FAILED',
  timed_out: 'TIMED_OUT',
  cancelled: 'CANCELED',
  linked: 'LINKED',
  skipped: 'SKIPPED',
} as const;

/** Plays a scenario to its end, step by step in the order of its minutes; stops early when the signal says so. */
export async function playScenario(scenario: Scenario, ports: PlayPorts): Promise<void> {
  const tasks = new Map<string, Task>();
  const steps = [
    ...scenario.investigations.flatMap((investigation) => stepsOf(investigation, tasks, ports)),
    ...(scenario.intrusions ?? []).map((intrusion) => ({ at: intrusion.at, run: () => ports.intrude(intrusion) })),
  ].sort((a, b) => a.at - b.at);
  let now = 0;
  for (const step of steps) {
    await ports.pause(step.at - now);
    if (ports.signal?.aborted) return;
    now = step.at;
    await step.run();
  }
}

function stepsOf(told: ScenarioInvestigation, tasks: Map<string, Task>, ports: PlayPorts): Step[] {
  const { world, planter, settled } = ports;
  const space = ports.spacesOf(told.client)[told.space ?? 0];
  if (!space)
    throw new Error(`the scenario's "${told.id}" needs an agent space that client "${told.client}" does not have`);
  const time = (minute: number) => new Date(+ports.startsAt + minute * 60_000);
  const plant = (text: string) =>
    planter.expand(text.replaceAll('{account}', space.account).replaceAll('{region}', space.region));
  const planted = <T>(value: T): T => JSON.parse(JSON.stringify(value), (_, item) => plantedItem(item, plant)) as T;
  const task = () => {
    const found = tasks.get(told.id);
    if (!found) throw new Error(`the scenario's "${told.id}" has not begun`);
    return found;
  };
  const end = told.starts + told.minutes;
  const steps: Step[] = [
    {
      at: told.starts,
      run: async () => {
        const created = await world.create(space, {
          title: plant(told.title),
          description: plant(told.symptom),
          priority: told.priority,
          at: time(told.starts),
          triage: told.ends === 'linked' || told.ends === 'skipped',
          ...(told.task_type ? { taskType: told.task_type } : {}),
        });
        tasks.set(told.id, created);
      },
    },
  ];
  if (told.ends !== 'linked' && told.ends !== 'skipped') {
    const begins = told.starts + Math.min(0.2, told.minutes / 2);
    steps.push({ at: begins, run: () => world.begin(space, task(), time(begins)) });
  }
  steps.push({
    at: end,
    run: () =>
      world.finish(space, task(), {
        ...endOf(told, planted),
        at: time(end),
        ...(told.reason ? { statusReason: plant(told.reason) } : {}),
        ...(told.linked_to ? { primaryTaskId: tasks.get(told.linked_to)?.taskId ?? '' } : {}),
      }),
  });
  const { reopened, mitigation } = told;
  if (reopened) {
    const again = reopened.at + reopened.minutes;
    steps.push(
      { at: reopened.at, run: async () => (await settled(), world.begin(space, task(), time(reopened.at))) },
      {
        at: again,
        run: () => world.finish(space, task(), { ...endOf({ ...told, ...reopened }, planted), at: time(again) }),
      },
    );
  }
  if (mitigation) {
    const ready = mitigation.at + mitigation.minutes;
    steps.push({
      at: ready,
      run: async () => {
        await settled();
        await world.mitigate(space, task(), {
          begunAt: time(mitigation.at),
          at: time(ready),
          status: STATUS[mitigation.ends],
          records: mitigation.ends === 'completed' ? planted(mitigationRecords(told.title)) : [],
        });
      },
    });
  }
  return steps;
}

// Keys as well: a report may use anything as a key.
function plantedItem(item: unknown, plant: (text: string) => string): unknown {
  if (typeof item === 'string') return plant(item);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [plant(key), value]));
}

function endOf(told: ScenarioInvestigation, planted: <T>(value: T) => T): Omit<FinishOptions, 'at'> {
  const mix = told.records ?? 'summary';
  return {
    status: STATUS[told.ends],
    records: [
      ...(told.ends === 'completed' ? journalOf(planted(told), mix) : []),
      ...(told.journal ?? []).map((record) => {
        const { record_type: recordType, content } = planted(record);
        return { recordType, content };
      }),
    ],
    omitSummaryRecordId: mix === 'summary_without_id',
    silent: told.push === 'never',
    copies: told.push === 'twice' ? 1 : 0,
  };
}
