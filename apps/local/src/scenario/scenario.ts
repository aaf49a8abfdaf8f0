import { Type, type Static } from '@sinclair/typebox';
import { parserOf } from '@org/event-schema';
import { parse } from 'yaml';

const closed = <P extends Parameters<typeof Type.Object>[0]>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const minute = Type.Number({ minimum: 0, maximum: 60, description: 'A minute of the scenario, 0 to 60.' });
const words = <const W extends readonly string[]>(...list: W) =>
  Type.Union(list.map((word) => Type.Literal(word as W[number])));

const FindingSchema = closed({
  title: Type.String(),
  description: Type.Optional(Type.String()),
  resources: Type.Optional(Type.Array(Type.String({ description: 'ARNs, with {account} and {region} filled in.' }))),
});

const EndSchema = {
  minutes: Type.Number({ minimum: 0.1, maximum: 60 }),
  root_cause: Type.Optional(FindingSchema),
  gaps: Type.Optional(Type.Array(Type.String())),
  notes: Type.Optional(
    Type.String({ description: 'What the agent wrote down on the way: log lines, settings, people.' }),
  ),
};

export const InvestigationSchema = closed({
  id: Type.String({ pattern: '^[a-z0-9-]+$' }),
  client: Type.String({ description: "The client's file name in the configuration folder, without .yaml." }),
  space: Type.Optional(
    Type.Integer({ minimum: 0, description: "Which of the client's agent spaces; the first by default." }),
  ),
  starts: minute,
  title: Type.String(),
  symptom: Type.String(),
  priority: words('CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'MINIMAL'),
  task_type: Type.Optional(words('INVESTIGATION', 'EVALUATION')),
  ends: words('completed', 'failed', 'timed_out', 'cancelled', 'linked', 'skipped'),
  ...EndSchema,
  reason: Type.Optional(Type.String()),
  linked_to: Type.Optional(Type.String()),
  records: Type.Optional(words('summary', 'summary_without_id', 'structured', 'result', 'message', 'unreadable')),
  journal: Type.Optional(
    Type.Array(closed({ record_type: Type.String(), content: Type.Unknown() }), {
      description: 'Records that the agent writes besides, as they stand.',
    }),
  ),
  push: Type.Optional(words('once', 'twice', 'never')),
  reopened: Type.Optional(closed({ at: minute, ...EndSchema })),
  mitigation: Type.Optional(closed({ at: minute, minutes: Type.Number(), ends: words('completed', 'failed') })),
});
export type ScenarioInvestigation = Static<typeof InvestigationSchema>;

/** Somebody puts a hostile event on the central bus by hand. */
export const IntrusionSchema = closed({
  at: minute,
  from: Type.String({ description: 'The client that sends it, or an account that is nobody.' }),
  kind: words('other_client', 'undeclared_field', 'not_an_event'),
});

const ScenarioSchema = closed({
  title: Type.String(),
  seed: Type.String(),
  investigations: Type.Array(InvestigationSchema),
  agent_spaces: Type.Optional(
    closed({
      name: Type.Optional(Type.String()),
      operator_app_url: Type.Optional(Type.String()),
      tags: Type.Optional(Type.Record(Type.String(), Type.String())),
    }),
  ),
  intrusions: Type.Optional(Type.Array(IntrusionSchema)),
});

/** An hour in the life of some clients: what the agents find, how it ends, and what goes wrong on the way. */
export type Scenario = Static<typeof ScenarioSchema>;

const parseShape = parserOf(ScenarioSchema);

/**
 * Reads a scenario file.
 * @throws one error that lists every problem with its JSON pointer
 */
export function parseScenario(text: string): Scenario {
  const parsed = parseShape(parse(text));
  if (!parsed.ok) {
    throw new Error(
      `The scenario is not valid:\n${parsed.problems.map((problem) => `  ${problem.pointer}: expected ${problem.expected}, found ${problem.found}`).join('\n')}`,
    );
  }
  const ids = new Set(parsed.value.investigations.map(({ id }) => id));
  const dangling = parsed.value.investigations.filter(
    ({ linked_to }) => linked_to !== undefined && !ids.has(linked_to),
  );
  if (ids.size < parsed.value.investigations.length)
    throw new Error('The scenario is not valid: an investigation id stands twice');
  if (dangling.length > 0)
    throw new Error(`The scenario is not valid: linked to nothing: ${dangling.map(({ id }) => id).join(', ')}`);
  return parsed.value;
}
