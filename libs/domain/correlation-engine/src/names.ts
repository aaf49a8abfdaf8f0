import { INDICATORS } from '@org/event-schema';

/** A thing that a brief names: a package, a vendor, a host, a zone. */
export interface NamedThing {
  /** Lower case, without its version: `cdc-relay`, `shopfabric`, `apse2-az1`. */
  readonly name: string;
  /** As the brief says it, with its version when it has one: `cdc-relay 1.17.4`. */
  readonly said: string;
  /** Whether its form can hardly be anything but a name: a version behind it, a host, a zone id. */
  readonly certain: boolean;
  /** Certain, or spelt as only names are: `PayRail`, or `Ledgerly` inside a sentence when no lexicon has it. */
  readonly likely: boolean;
  readonly version?: string;
  /** Only this client has it: a report that blames it has a cause of its own, and is not matched by it. */
  readonly own?: true;
}

/** A brief holds 200 characters; what is longer is no brief, and is not read to its end. */
const MAX_CHARACTERS = 400;

/** More names than this in 200 characters are no names. */
const MAX_NAMES = 8;

/** Whose brief it is, so that what means something to this client alone is told apart. */
export interface Speaker {
  readonly client_name: string;
  /** The client's applications, teams, resources. */
  readonly own: readonly string[];
  /** Whether a word is no word of the language that reports are written in. */
  readonly isRare: (word: string) => boolean;
}

const NOBODY: Speaker = { client_name: '', own: [], isRare: () => false };

interface How {
  readonly certain?: boolean;
  readonly likely?: boolean;
  readonly version?: string;
  readonly own?: boolean;
}

/** The things that a brief names: certain ones first, then likely ones, each in the order of the text. */
export function namedThings(brief: string, { client_name, own, isRare }: Speaker = NOBODY): NamedThing[] {
  const text = brief.slice(0, MAX_CHARACTERS).replace(/\[[a-z0-9_]+\]/gi, ' ');
  const mine = own.join('\n').toLowerCase();
  const isMine = (key: string) => saidIn(mine, key, PART);
  // Companies put their name before what is theirs: `tundra-search` of Tundra Health.
  const ourName = new Set(
    client_name
      .toLowerCase()
      .split(/[\s/:]+/)
      .slice(0, 1)
      .filter((word) => word.length > 3),
  );
  const found = new Map<string, NamedThing>();
  const add = (name: string, said: string, how: How = {}) => {
    const { certain = false, version = '', own = false } = how;
    const likely = how.likely ?? certain;
    const key = name.toLowerCase();
    if (key.length < 3 || key.length > 64 || ORDINARY.has(key)) return;
    const isOwn = own || isMine(key) || key.split(/[-_.]/).some((part) => ourName.has(part));
    if (isOwn && !own && version === '' && (isMine(key) || !/[-_.]/.test(key))) return; // its own name, in passing
    const before = found.get(key);
    if (before && (before.certain || !certain)) return;
    found.set(key, {
      name: key,
      said,
      certain,
      likely: likely || isOwn || /[a-z][A-Z]/.test(said),
      ...(version !== '' && { version }),
      ...(isOwn && { own: true }),
    });
  };
  if (/[0-9]\.[0-9]/.test(text)) {
    each(NAME_THEN_VERSION, text, ({ 0: match, 1: name = '', 2: join = '', 3: version = '', index }) => {
      if (/version/i.test(join) && /^ +of /i.test(text.slice(index + match.length))) return; // `the agent version 6.4.0 of …`
      // A plain word before a number is only a name for certain when the number can be nothing but a version.
      const certain =
        /[-_]/.test(name) ||
        /[@:]/.test(join) ||
        /v$/i.test(join) ||
        version.split('.').length > 2 ||
        isRare(name.toLowerCase());
      add(name, `${name.toLowerCase()} ${version}`, { certain, version });
    });
    each(VERSION_OF_NAME, text, ([, version = '', name = '']) =>
      add(name, `${name.toLowerCase()} ${version}`, { certain: true, version }),
    );
  }
  if (/\.[a-z]/i.test(text)) {
    each(HOST, text, ([match]) => {
      const host = match.toLowerCase();
      if (PRIVATE.test(host)) add(host, host, { certain: true, own: true });
      else {
        const label = registrableLabel(host);
        if (label !== undefined) add(label, host, { certain: true });
      }
    });
  }
  if (text.includes('-')) {
    each(ZONE_ID, text, ([zone]) => add(zone, zone, { certain: true }));
    each(HYPHENATED, text, ([match]) => {
      const word = match.toLowerCase();
      if (!REGION.test(word))
        add(word, word, { likely: word.split('-').some((part) => part.length > 3 && isRare(part)) });
    });
  }
  each(PROPER_NOUN, text, ([, word = '']) => {
    if (!TECHNICAL.test(word)) add(word, word, { likely: isRare(word.toLowerCase()) });
  });
  each(CAMEL_CASE, text, ([, word = '']) => {
    if (!TECHNICAL.test(word)) add(word, word);
  });
  return [...found.values()].sort((a, b) => rankOf(b) - rankOf(a)).slice(0, MAX_NAMES);
}

const rankOf = ({ certain, likely }: NamedThing) => (certain ? 2 : likely ? 1 : 0);

const NAME_THEN_VERSION =
  /(?<![\w.-])([a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)(\s*@|:|\s+v|\s+version\s+v?|\s+)([0-9]{1,4}(?:\.[0-9]{1,6}){1,3})(?![\w.]*[\w%])/gi;
const VERSION_OF_NAME = /\bversion\s+v?([0-9]{1,4}(?:\.[0-9]{1,6}){1,3})\s+of\s+([a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)/gi;
const HOST = /(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24}(?![\w-])(?!\.\w)/gi;
// Zone ids mean the same zone in every account; zone letters (eu-west-1a) do not. Source: AWS RAM User Guide, "AZ IDs".
const ZONE_ID = /\b[a-z]{2,4}[0-9]-az[0-9]{1,2}\b/g;
const REGION = /^[a-z]{2}(-[a-z]+)+-[0-9][a-z]?$/i;
const HYPHENATED = /(?<![\w.@/-])[a-z][a-z0-9]+(?:-[a-z0-9]+){1,4}(?![\w-])/gi;
// A capitalised word inside a sentence, so not behind its start, a colon or a dash.
const PROPER_NOUN = /(?<=[a-z0-9,)] )([A-Z][a-z]+(?:[A-Z]?[a-z0-9]+)*)(?![\w-])/g;
// What AWS and runtimes call their actions, metrics, states and errors: how trouble is told, and no thing that is shared.
// Endings of metrics: those that several metrics of the AWS CDK have (`*-canned-metrics.generated`).
const TECHNICAL =
  /^(?:Accept|Access|Approximate|Assume|Attach|Authorize|Average|Batch|Cannot|Change|Copy|Create|Delete|Deny|Deregister|Describe|Detach|Disable|Enable|Execute|Failed|Get|Initiate|Insufficient|Internal|Invalid|Invoke|List|Modify|Not|Number|Out|Publish|Put|Query|Receive|Register|Reject|Remove|Replace|Run|Send|Start|Stop|Terminate|Too|Unable|Update)(?=[A-Z])|(?:Age|Allocation|Available|BackOff|Balance|Bytes|Capacity|Connections?|Count|Creating|Deleted|Depth|Down|Duration|Errors?|Events|Evictions|Exceeded|Exception|Exceptions|Executions|Failed|Failures|Fault|Hits|IOPS|Instances|Invocations|Lag|Latency|Length|Limit|Loop|Memory|Messages|Milliseconds|Minutes|Misses|Nodes|Occupied|Operations|Pending|Percent|Percentage|Pool|Pressure|Processed|Published|Rate|Ratio|Reads|Received|Records|Requests|Reserved|Responses|Seconds|Sent|Size|Space|Status|Storage|Succeeded|Throttled|Throttles|Throughput|Time|Timeout|Token|Units|Usage|Used|Utilization|Violation|Visible|Writes|Written)$/;
const CAMEL_CASE = /(?<![\w-])((?:[A-Z][a-z]+){2,}[0-9]*)(?![\w-])/g;

// `api.vendor.example` is the vendor: the label before the public suffix, of which only the common double ones are known.
function registrableLabel(host: string): string | undefined {
  const labels = host.split('.');
  const double =
    labels.length > 2 && /^(co|com|net|org|gov|ac)$/.test(labels.at(-2) ?? '') && (labels.at(-1) ?? '').length === 2;
  const label = labels.at(double ? -3 : -2);
  return label === undefined || /^(amazonaws|aws|amazon)$/.test(label) || FILE_ENDING.test(host) ? undefined : label;
}

// Networks that nobody outside sees: two clients that say such a host do not mean the same one.
const PRIVATE = /\.(?:internal|corp|svc|local|lan|intranet|private|cluster|home|arpa)(?:\.|$)/;

const FILE_ENDING =
  /\.(js|ts|py|go|rb|java|json|ya?ml|xml|sql|log|txt|csv|sh|conf|cfg|ini|html?|jar|zip|so|dll|exe|lock|env|tf|md)$/;

const PART = /[^\s/:]/;

/** Whether a text says something that ends on both sides where `inside`, what a word is made of, ends. */
export function saidIn(text: string, what: string, inside: RegExp): boolean {
  for (let from = text.indexOf(what); from >= 0; from = text.indexOf(what, from + 1)) {
    if (!inside.test(text.charAt(from - 1)) && !inside.test(text.charAt(from + what.length))) return true;
  }
  return false;
}

function each(pattern: RegExp, text: string, use: (match: RegExpExecArray) => void): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) use(match);
}

// Words that stand where a name could, and name nothing: how reports speak, and the words of the closed vocabulary.
const ORDINARY = new Set([
  ...'version versions release image build tag revision update upgrade patch node chart plugin package library module from with and but than then into via was were has have had using runs running installed since after before until under over between about against for that this not now api apis http https tls ssl tcp udp dns root cause impact evidence summary service account host region monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december'.split(
    ' ',
  ),
  ...'read-only write-ahead third-party out-of-memory on-call time-out real-time long-running self-signed end-to-end cross-zone cross-region cross-account multi-az up-to-date follow-up roll-back fail-over back-off read-write high-priority low-priority newly-issued'.split(
    ' ',
  ),
  ...Object.values(INDICATORS).flatMap((phrases) => phrases.flatMap((phrase) => [phrase, ...phrase.split(' ')])),
]);
