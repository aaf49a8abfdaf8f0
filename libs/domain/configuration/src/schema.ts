import { Type, type Static, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
import { CHANNELS, SEVERITIES, type Severity } from '@org/event-schema';
import { ANALYSIS_DEFAULTS } from './analysis';

/** Marks a string that names a secret in Secrets Manager; a value that looks like the secret itself is refused. */
export const SECRET_NAME = 'x-secret-name';

/** Marks a string that is a destination, so that it can be looked up whatever list it stands in. */
export const DESTINATION = 'x-destination';

/** Marks a string that is an AWS Region. */
export const REGION = 'x-region';

const closed = <P extends TProperties>(
  properties: P,
  description: string,
  options: { default?: unknown } = {},
): TObject<P> => Type.Object(properties, { additionalProperties: false, description, ...options });

const named = <S extends TSchema>(values: S, description: string, options: { default?: unknown } = {}) =>
  Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), values, {
    additionalProperties: false,
    description,
    ...options,
  });

// `enum` is for the readers of the JSON Schema; TypeBox itself checks only the pattern. Entries are plain words.
const oneOf = <K extends string>(words: readonly K[], description: string, options: { default?: K } = {}) =>
  Type.Unsafe<K>(Type.String({ enum: [...words], pattern: `^(?:${words.join('|')})$`, description, ...options }));

export const SeverityName = oneOf(Object.keys(SEVERITIES) as Severity[], 'CRITICAL, HIGH, MEDIUM, LOW or MINIMAL.');

const AccountId = Type.String({
  pattern: '^[0-9]{12}$',
  description: 'An AWS account id: 12 digits in quotes, because a leading zero is part of it.',
});

const Region = Type.String({
  pattern:
    '^(af|ap|ca|cn|eu|il|me|mx|sa|us)(-(gov|iso|isob))?-(central|north|south|east|west|northeast|northwest|southeast|southwest)-[0-9]$',
  description: 'An AWS Region, such as eu-west-1.',
  [REGION]: true,
});

const Name = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: '^[^\\x00-\\x1F]*$',
  description: 'A name for people.',
});

const SecretName = (of: string) =>
  Type.String({
    pattern: '^[A-Za-z0-9/_+=.@-]{1,512}$',
    description: `The name in Secrets Manager of ${of}; never the secret itself.`,
    [SECRET_NAME]: true,
  });

const Destination = Type.String({
  pattern: `^(${Object.keys(CHANNELS).join('|')}):[A-Za-z0-9_-]{1,64}$`,
  description:
    'Where to tell people: pagerduty:<name>, jira:<name>, slack:<name>, teams:<name> or webhook:<name>; `default` is what the client or central names.',
  [DESTINATION]: true,
});

const HttpsUrl = (description: string, options: { default?: string } = {}) =>
  Type.String({
    maxLength: 2048,
    // Plain http only where nothing can listen in: this machine, and the reserved names of RFC 2606 and RFC 6761.
    pattern:
      '^(https://[A-Za-z0-9.-]+|http://(127\\.0\\.0\\.1|localhost|[A-Za-z0-9.-]+\\.(invalid|localhost|test)))(:[0-9]{1,5})?(/[\\x21-\\x7E]*)?$',
    description,
    ...options,
  });

const CallsPerMinute = (most: number, what: string) =>
  Type.Integer({ minimum: 1, maximum: 10_000, default: most, description: `At most so many calls a minute ${what}.` });

const Action = oneOf(
  ['page_engineer', 'create_ticket'],
  'page_engineer is pagerduty:default, create_ticket is jira:default.',
);

const PagerDutyService = closed(
  {
    routing_key_secret: SecretName("the service's Events API v2 integration key (32 characters)"),
    service_id: Type.Optional(
      Type.String({ pattern: '^[A-Z0-9]{1,32}$', description: 'The service, such as PABC123.' }),
    ),
  },
  'A PagerDuty service that can be paged.',
);

const JIRA_PROJECT_KEY = '^[A-Z][A-Z0-9_]{1,19}$'; // Jira Cloud, "Editing the project key"

const JiraProject = closed(
  {
    project_key: Type.String({ pattern: JIRA_PROJECT_KEY, description: 'The project, such as OPS.' }),
    issue_type: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: "The issue type; the integration's own when left out." }),
    ),
  },
  'A Jira project that takes tickets.',
);

const RoutingRule = closed(
  {
    severities: Type.Array(SeverityName, {
      minItems: 1,
      uniqueItems: true,
      description: 'Events of these severities.',
    }),
    actions: Type.Array(Action, { minItems: 1, uniqueItems: true, description: 'What to do.' }),
  },
  'The simple form of a rule: severities and what to do.',
);

const PatternDetection = closed(
  {
    enabled: Type.Boolean({ default: true, description: 'Whether clients are compared at all.' }),
    min_events: Type.Integer({
      minimum: 2,
      maximum: 100,
      default: 3,
      description: 'At least as many events, each from a different client, make a pattern.',
    }),
    time_window_minutes: Type.Integer({
      minimum: 5,
      maximum: 1440,
      default: 60,
      description: 'How close together they must be.',
    }),
    false_alerts_per_day: Type.Number({
      minimum: 0.01,
      maximum: 100,
      default: 0.5,
      description: 'How many alerts a day that are chance, and no common cause, are acceptable at most.',
    }),
    notify: Type.Array(Destination, {
      minItems: 1,
      uniqueItems: true,
      default: ['pagerduty:default'],
      description: 'Who hears of a pattern: the senior engineers. `default` is the central one.',
    }),
    ends_after_hours: Type.Integer({
      minimum: 1,
      maximum: 336,
      default: 24,
      description: 'A pattern without a new report for so long is over: its page is closed, and its ticket says so.',
    }),
    aws_health: Type.Boolean({
      default: false,
      description:
        'Whether events of AWS Health on the default bus of the central account corroborate patterns. Those of other accounts come only where the organizational view of AWS Health is delegated to it.',
    }),
  },
  'One cause behind several clients.',
  { default: {} },
);

const RuleId = Type.String({
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  maxLength: 64,
  description: 'Named in every decision.',
});
const Owner = Type.String({ minLength: 1, maxLength: 128, description: 'The team to ask before changing it.' });
const Why = Type.String({ minLength: 1, maxLength: 500, description: 'Why it exists, for whoever meets it at night.' });
const EventPattern = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'An EventBridge event pattern over the event, and under `client` over what the registry knows; {} matches every event.',
});

const TimeName = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'The name of a time of the central file, under `times`.',
});
const TimeNames = (description: string) => Type.Array(TimeName, { minItems: 1, uniqueItems: true, description });
const During = Type.Optional(TimeNames('Only inside any of these times.'));
const Outside = Type.Optional(TimeNames('Only outside all of these times.'));

const TimeOfDay = (description: string) =>
  Type.Optional(Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description }));

const Time = closed(
  {
    time_zone: Type.String({
      pattern: '^[A-Za-z0-9_+/-]{1,64}$',
      description: 'The IANA time zone whose clock decides, such as Europe/Berlin or UTC.',
    }),
    days: Type.Optional(
      Type.Array(oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], 'A day of the week.'), {
        minItems: 1,
        uniqueItems: true,
        description: 'The days on which it begins; every day when left out.',
      }),
    ),
    dates: Type.Optional(
      Type.Array(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'A date: 2026-12-25.' }), {
        minItems: 1,
        uniqueItems: true,
        description: 'The dates on which it begins, such as holidays.',
      }),
    ),
    from: TimeOfDay('From when, such as 09:00; midnight when left out.'),
    to: TimeOfDay('Until when, not included; midnight when left out. Not after `from`: on the next day.'),
    except: Type.Optional(TimeNames('Other times that take away from it, such as holidays.')),
  },
  'A stretch of the week, or days.',
);

const Instant = (description: string) =>
  Type.String({
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$',
    description,
  });
const From = Instant('From when, with its offset: 2026-11-20T22:00:00+01:00.');
const Until = Instant('Until when, with its offset, and within a year: nothing is muted for ever.');
const MaxHours = Type.Integer({ minimum: 1, maximum: 8784, description: 'At most so long without a break.' });

const Silence = closed(
  {
    id: RuleId,
    owner: Owner,
    why: Why,
    from: From,
    until: Until,
    when: EventPattern,
    during: During,
    outside: Outside,
    limit: closed(
      {
        clients: Type.Integer({ minimum: 1, maximum: 10_000, description: 'At most so many clients can match it.' }),
        hours: MaxHours,
      },
      'How much it may mute; a silence beyond it is refused.',
    ),
  },
  'What nobody has to hear for a while. The records stay.',
);

const MaintenanceWindow = closed(
  {
    id: RuleId,
    owner: Owner,
    why: Why,
    from: From,
    until: Until,
    when: Type.Optional(EventPattern),
    during: During,
    outside: Outside,
    limit: closed({ hours: MaxHours }, 'How much it may mute; a window beyond it is refused.'),
  },
  'Work on this client of which nobody has to hear: all its events, or those of `when`. The records stay.',
);

const QuietHours = closed(
  {
    during: TimeNames('When the client is not paged.'),
    severities: Type.Array(oneOf(['MEDIUM', 'LOW', 'MINIMAL'], 'Never CRITICAL or HIGH.'), {
      minItems: 1,
      uniqueItems: true,
      description: 'For which severities.',
    }),
    instead: Type.Array(Destination, { minItems: 1, uniqueItems: true, description: 'Who hears instead: no page.' }),
  },
  'When this client is told of lesser severities without a page.',
);

const SeverityOverride = closed(
  { id: RuleId, owner: Owner, why: Why, when: EventPattern, during: During, outside: Outside, severity: SeverityName },
  'Another severity for what it matches: the first that matches counts, before any rule is asked.',
);

const Route = closed(
  {
    id: RuleId,
    owner: Owner,
    why: Why,
    when: EventPattern,
    during: During,
    outside: Outside,
    notify: Type.Array(Destination, { minItems: 1, uniqueItems: true, description: 'Who hears.' }),
    continue: Type.Optional(Type.Boolean({ description: 'Go on to the rules below even when this one matches.' })),
    group: Type.Optional(
      closed(
        {
          by: Type.Array(Type.String({ pattern: '^[a-z_]+(\\.[A-Za-z0-9_-]+)*$', maxLength: 128 }), {
            minItems: 1,
            maxItems: 8,
            uniqueItems: true,
            description: 'Fields of the event that are the same within a group, such as client_account_id.',
          }),
          repeat_after_minutes: Type.Integer({
            minimum: 1,
            maximum: 10_080,
            description: 'A group is paged again after so long at the earliest.',
          }),
        },
        'One page for all that belong together.',
      ),
    ),
    escalate: Type.Optional(
      Type.Array(
        closed(
          {
            after_minutes: Type.Integer({ minimum: 1, maximum: 10_080, description: 'So long after the page.' }),
            notify: Type.Array(Destination, { minItems: 1, uniqueItems: true, description: 'Who hears then.' }),
          },
          'One step.',
        ),
        { minItems: 1, maxItems: 8, description: 'Who hears when nobody has acknowledged the page.' },
      ),
    ),
    ticket_is_enough: Type.Optional(
      Type.Boolean({ description: 'Nobody is paged by this rule, and for CRITICAL and HIGH that is meant.' }),
    ),
  },
  'A rule of the full list: the first match wins, unless it continues.',
);

export type RoutingRule = Static<typeof RoutingRule>;
export type PatternDetection = Static<typeof PatternDetection>;
export type AnalysisPrice = Static<typeof Analysis>['price'];
export type Route = Static<typeof Route>;
export type PagerDutyService = Static<typeof PagerDutyService>;
export type JiraProject = Static<typeof JiraProject>;

/** The simple rules by name, in the order of the file, and beside them the pattern detection. */
export interface RoutingRules {
  readonly pattern_detection: PatternDetection;
  readonly [name: string]: RoutingRule | PatternDetection;
}

const PagerDuty = closed(
  {
    routing_key_secret: SecretName("the default service's Events API v2 integration key (32 characters)"),
    api_key_secret: SecretName('the REST API key, for asking what a page came to'),
    service_id: Type.String({ pattern: '^[A-Z0-9]{1,32}$', description: 'The default service, such as PABC123.' }),
    services: Type.Optional(named(PagerDutyService, 'More services, by the name that destinations use.')),
    events_url: HttpsUrl('Where pages are sent.', { default: 'https://events.pagerduty.com/v2/enqueue' }),
    api_url: HttpsUrl('Where the REST API answers.', { default: 'https://api.pagerduty.com' }),
    // PagerDuty, "Events API v2": about 120 events a minute for each integration key.
    calls_per_minute: CallsPerMinute(100, 'with one integration key; PagerDuty takes about 120'),
  },
  'PagerDuty: `pagerduty:default` is service_id with routing_key_secret.',
);

const Jira = closed(
  {
    base_url: HttpsUrl('The site, such as https://example.atlassian.net.'),
    email_secret: SecretName('the e-mail address that the token belongs to'),
    api_key_secret: SecretName('the API token'),
    project_key: Type.String({ pattern: JIRA_PROJECT_KEY, description: 'The default project, such as OPS.' }),
    issue_type: Type.String({
      minLength: 1,
      maxLength: 64,
      default: 'Incident',
      description: 'The type of the issues.',
    }),
    projects: Type.Optional(named(JiraProject, 'More projects, by the name that destinations use.')),
    calls_per_minute: CallsPerMinute(120, 'to this site'),
  },
  'Jira Cloud: `jira:default` is project_key.',
);

const ChatChannel = (of: string) =>
  closed({ webhook_url_secret: SecretName(`the address of the channel's ${of}, which is its key`) }, 'A channel.');

// Slack, "Rate limits": one message a second for each channel. Microsoft Teams: four requests a second for each webhook.
const Slack = closed(
  {
    channels: named(ChatChannel('incoming webhook'), 'Channels, by the name that destinations use.'),
    calls_per_minute: CallsPerMinute(50, 'to one channel'),
  },
  'Slack, and what takes its incoming webhooks: `slack:<name>`.',
);
const Teams = closed(
  {
    channels: named(ChatChannel('Workflows webhook'), 'Channels, by the name that destinations use.'),
    calls_per_minute: CallsPerMinute(50, 'to one channel'),
  },
  'Microsoft Teams: `teams:<name>`.',
);
const Webhook = closed(
  {
    url: HttpsUrl('Where it is posted to.'),
    signing_secret: SecretName('the key that signs it (whsec_ and base64, Standard Webhooks)'),
    calls_per_minute: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'At most so many calls a minute; 600 when left out.' }),
    ),
  },
  'Any system that takes a signed POST: `webhook:<name>`.',
);

const Monitoring = closed(
  {
    silent_after_minutes: Type.Integer({
      minimum: 10,
      maximum: 10_080,
      default: 30,
      description: 'An agent space without a heartbeat for so long is silent, and an alarm tells of it.',
    }),
    late_after_minutes: Type.Integer({
      minimum: 1,
      maximum: 10_080,
      default: 15,
      description: 'What is told so long after the agent found it is marked as late.',
    }),
  },
  'When something counts as silent or late.',
  { default: {} },
);

const PerMillionTokens = (price: number, what: string) =>
  Type.Number({
    minimum: 0,
    maximum: 10_000,
    default: price,
    description: `US dollars for a million tokens that ${what}.`,
  });

const Analysis = closed(
  {
    adapter: oneOf(
      ['none', 'agent', 'converse'],
      'Who explains a pattern: nobody, the existing agent, or the model of `bedrock_agent`.',
    ),
    budget_usd_per_day: Type.Number({
      minimum: 0,
      maximum: 10_000,
      default: ANALYSIS_DEFAULTS.budget_usd_per_day,
      description: 'What all analyses of a day (UTC) may cost together; a pattern beyond it is told without one.',
    }),
    price: closed(
      {
        input_usd_per_million_tokens: PerMillionTokens(
          ANALYSIS_DEFAULTS.price.input_usd_per_million_tokens,
          'it reads',
        ),
        output_usd_per_million_tokens: PerMillionTokens(
          ANALYSIS_DEFAULTS.price.output_usd_per_million_tokens,
          'it writes',
        ),
      },
      "The model's price, from the price list of Amazon Bedrock. When left out, that of a dear model, so that no budget is overdrawn.",
      { default: {} },
    ),
    timeout_seconds: Type.Integer({
      minimum: 1,
      maximum: 300,
      default: ANALYSIS_DEFAULTS.timeout_seconds,
      description: 'How long an answer may take.',
    }),
  },
  'Who explains a pattern, and at what cost. When left out, `bedrock_agent` alone decides.',
);

/** `config/central_account.yaml`. */
export const CentralSchema = closed(
  {
    central_account_id: AccountId,
    organization_id: Type.String({
      pattern: '^o-[a-z0-9]{10,32}$', // AWS Organizations API Reference, "Organization"
      description: 'Our AWS organization, such as o-a1b2c3d4e5: its accounts may send to the bus.',
    }),
    event_bus: closed(
      {
        name: Type.String({
          pattern: '^[A-Za-z0-9._-]{1,256}$', // EventBridge API Reference, "CreateEventBus", less the partner form
          default: 'client-investigations',
          description: 'The name of the central bus.',
        }),
        retention_days: Type.Integer({
          minimum: 1,
          maximum: 3650,
          default: 90,
          description: 'How long the archive and the table keep what arrived.',
        }),
      },
      'The central event bus.',
      { default: {} },
    ),
    routing_rules: Type.Unsafe<RoutingRules>(
      Type.Object(
        { pattern_detection: PatternDetection },
        {
          additionalProperties: RoutingRule,
          default: {},
          description: 'Rules in the simple form, by name, tried after `routes`; and the pattern detection.',
        },
      ),
    ),
    routes: Type.Array(Route, {
      maxItems: 1000,
      default: [],
      description: 'Rules in the full form, tried from top to bottom before `routing_rules`.',
    }),
    times: named(Time, 'Stretches of the week and days, by the names that `during` and `outside` use.', {
      default: {},
    }),
    severity_overrides: Type.Array(SeverityOverride, {
      maxItems: 200,
      default: [],
      description: 'Other severities for what they match.',
    }),
    silences: Type.Array(Silence, {
      maxItems: 200,
      default: [],
      description: 'What nobody has to hear for a while: with a reason, an end, an owner and a limit.',
    }),
    default_destination: Type.String({
      ...Destination,
      default: 'pagerduty:default',
      description: 'Who hears of what no rule matches and a human must see: CRITICAL, HIGH, failed, timed out.',
    }),
    bedrock_agent: Type.Optional(
      closed(
        {
          region: Region,
          model_id: Type.Optional(
            Type.String({
              pattern: '^[A-Za-z0-9:/._-]{1,256}$',
              description: 'A model or inference profile, for `converse`.',
            }),
          ),
          agent_id: Type.Optional(
            Type.String({ pattern: '^[0-9A-Za-z]{10}$', description: 'An existing agent, for `agent`.' }),
          ),
          agent_alias_id: Type.Optional(
            Type.String({ pattern: '^[0-9A-Za-z]{10}$', description: "The agent's alias." }),
          ),
        },
        'Where Bedrock answers. With agent ids the existing agent is asked, else the model.',
      ),
    ),
    analysis: Type.Optional(Analysis),
    monitoring: Monitoring,
    integrations: closed(
      {
        pagerduty: Type.Optional(PagerDuty),
        jira: Type.Optional(Jira),
        slack: Type.Optional(Slack),
        teams: Type.Optional(Teams),
        webhooks: Type.Optional(named(Webhook, 'Webhooks, by the name that destinations use.')),
      },
      'The systems that tell people. Secrets by name only.',
      { default: {} },
    ),
  },
  'The central account: the bus, the rules, who is told, and by what.',
);
/** The central account's file, defaults filled in. */
export type CentralConfiguration = Static<typeof CentralSchema>;

const AgentSpaceId = Type.String({
  pattern: '^[a-zA-Z0-9-]{1,64}$', // the service's own API model
  description: 'The id of a DevOps Agent space in the client account.',
});

/** `config/clients/*.yaml`. */
export const ClientSchema = closed(
  {
    client_name: Name,
    client_account_id: AccountId,
    environment: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$',
      description: 'What runs there, such as production; every event carries it as a tag.',
    }),
    membership: oneOf(
      ['organization', 'external'],
      'Whether the account is in our AWS organization, or is admitted to the bus by its id.',
      { default: 'organization' },
    ),
    investigation_watcher: closed(
      {
        schedule_rate: Type.String({
          // EventBridge Scheduler User Guide, "Rate-based schedules": the singular for one, the plural for more.
          pattern: '^rate\\((1 (minute|hour)|([2-9]|[1-9][0-9]{1,3}) (minutes|hours))\\)$',
          default: 'rate(5 minutes)',
          description: 'How often the watcher looks for what an event missed, such as rate(5 minutes).',
        }),
        timeout_seconds: Type.Integer({
          minimum: 10,
          maximum: 900, // AWS Lambda quotas
          default: 60,
          description: 'How long one run of the watcher may take.',
        }),
      },
      'The watcher in the client account.',
      { default: {} },
    ),
    devops_agent: closed(
      {
        agent_space_id: Type.Optional(AgentSpaceId),
        region: Type.Optional(Region),
        agent_spaces: Type.Optional(
          Type.Array(closed({ agent_space_id: AgentSpaceId, region: Region }, 'An agent space and its Region.'), {
            minItems: 1,
            maxItems: 100, // AWS DevOps Agent User Guide, "Quotas": agent spaces per account
            description: 'All of them, when there are several.',
          }),
        ),
      },
      "The client's agent space (agent_space_id and region), or the list of them (agent_spaces).",
    ),
    severity_mapping: Type.Partial(
      Type.Object(
        Object.fromEntries(Object.keys(SEVERITIES).map((name) => [name, SeverityName])) as Record<
          Severity,
          typeof SeverityName
        >,
      ),
      {
        additionalProperties: false,
        default: {},
        description: "From the agent's priority to our severity; what is not listed stays as it is.",
      },
    ),
    privacy: closed(
      {
        affected_resources: oneOf(
          ['ids', 'pseudonyms', 'counts'],
          'How affected resources may be named: bare ids, keyed pseudonyms, or only their number.',
          { default: 'ids' },
        ),
      },
      'What the client lets us see.',
      { default: {} },
    ),
    destinations: closed(
      { pagerduty: Type.Optional(PagerDutyService), jira: Type.Optional(JiraProject) },
      'What `pagerduty:default` and `jira:default` mean for this client.',
      { default: {} },
    ),
    quiet_hours: Type.Optional(QuietHours),
    maintenance_windows: Type.Array(MaintenanceWindow, {
      maxItems: 50,
      default: [],
      description: 'Work on this client, with a reason, an end, an owner and a limit.',
    }),
    links: closed(
      {
        affected_application: Type.Optional(HttpsUrl("The application's own page.")),
        log_group: Type.Optional(
          Type.String({
            pattern: '^[A-Za-z0-9_/.#-]{1,512}$', // CloudWatch Logs API Reference, "CreateLogGroup"
            description: 'The log group that an engineer opens first.',
          }),
        ),
      },
      'Where an engineer reads on, in the client account.',
      { default: {} },
    ),
    tags: Type.Record(Type.String({ pattern: '^[^\\x00-\\x1F]{1,128}$' }), Type.String({ maxLength: 256 }), {
      additionalProperties: false,
      maxProperties: 40,
      default: {},
      description: 'Carried by every event of the client, such as on_call_team.',
    }),
  },
  'A client: an AWS account that we watch.',
);
/** A client's file, defaults filled in. */
export type ClientConfiguration = Static<typeof ClientSchema>;

/** Everything that the organisation has configured. */
export interface Configuration {
  readonly central: CentralConfiguration;
  /** In the order of their files. */
  readonly clients: readonly ClientConfiguration[];
}

/** The kinds of file, by what their path ends with. */
export const FILE_KINDS = {
  central: { schema: CentralSchema, file: 'central_account.yaml', schemaFile: 'central_account.json' },
  client: { schema: ClientSchema, file: 'clients/*.yaml', schemaFile: 'client.json' },
} as const;
export type FileKind = keyof typeof FILE_KINDS;

/**
 * The JSON Schema of a kind of file, for editors. It describes what people write, so what has a default is not required.
 */
export function jsonSchema(kind: FileKind): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(FILE_KINDS[kind].schema)) as Record<string, unknown>;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: FILE_KINDS[kind].file,
    ...(asWritten(plain) as object),
  };
}

function asWritten(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asWritten);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, asWritten(value)]));
  if (copy['enum'] !== undefined) delete copy['pattern']; // says the same again
  const properties = copy['properties'] as Record<string, Record<string, unknown>> | undefined;
  if (!properties || !Array.isArray(copy['required'])) return copy;
  return {
    ...copy,
    required: (copy['required'] as string[]).filter((name) => properties[name]?.['default'] === undefined),
  };
}
