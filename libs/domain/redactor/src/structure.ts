import type { Category } from './categories';
import type { Finding } from './scan';

/*
 * What a summary must not carry whole: lines copied from a log, and stack traces. Lines are judged by their beginning,
 * because that is where loggers put what makes a line a log line. People write times into timelines too, but no
 * fractions of a second, and no level, thread or logger behind them.
 */

function sourceOf(patterns: readonly RegExp[]): string {
  return `(?:${patterns.map(({ source }) => source).join('|')})`;
}

/** What loggers write behind a time without fractions. */
const BEHIND = sourceOf([
  /[[|{<"]/,
  /\(?\*?~L\b/,
  /-{1,3} ?(?:\[|[\w.]+ - |\(?~L\b|~s:)/,
  /~s[:\t\]]/,
  /[\w.$/:-]{2,60}(?:\[\d+\])?:? -? ?~L\b/,
  /(?:[\w.-]+ )?[\w./-]+\[[\w.]+\]: /,
  /\d{1,3}(?:\.\d{1,3}){3}\b/,
  /[\w./-]+\.(?:go|py|rs|[jt]s|java|rb|cc?|cpp|php):\d+/,
  /0x[0-9a-f]+ /,
  /\[?\d+\]? \[?/,
  /std(?:out|err) /,
  /[DIWEF] {1,3}[A-Z]+ /,
  /[\w.]+=\S* [\w.]+=/,
]);

/** What stands behind `~` in the patterns below. */
const SHORT: Readonly<Record<string, string>> = {
  /** Levels in capitals, and in small letters. */
  L: '(?:TRACE|DEBUG|INFO?|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|FATAL|SEVERE|ALERT|EMERG|PANIC|VERBOSE|FINE|LOG|DBG|WRN|FTL|VRB)',
  s: '(?:trace|debug|info|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|panic)',
  M: '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)',
  /** Days, times of day, zones, and a day with its time; strictly as RFC 3339 has them, and as loggers do. */
  D: '\\d{4}-\\d\\d-\\d\\d',
  T: '\\d\\d:\\d\\d:\\d\\d',
  Z: '(?: ?(?:Z|[A-Z]{3,4}|[+-]\\d\\d:?\\d\\d))?',
  S: '(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d|\\d\\d[-/.](?:\\d\\d|~M)[-/.]\\d{4}|\\d\\d? ~M \\d{4}|\\d\\d/\\d\\d/\\d\\d|\\d{8})(?:[T :,-]{1,2}| - )(?:~t|\\d{6})',
  t: '\\d\\d?:?\\d\\d:\\d\\d',
  B: BEHIND,
  E: '(?:Error|Exception|Warning|Failure|Interrupt|Exit|Panic|Fault|Throwable)',
  V: '(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT)',
};

/** One pattern for lines that begin as one of these. They are as long as {@link JUDGED} at most, so no repeat needs a bound. */
function beginning(patterns: readonly RegExp[]): RegExp {
  let source = `^${sourceOf(patterns)}`;
  while (/~\w/.test(source)) source = source.replace(/~(\w)/g, (_sign, key: string) => SHORT[key]!);
  return new RegExp(source);
}

// For lines that begin so, the loggers and formats.
const DIGIT_FIRST = beginning([
  // A fraction of a second, whatever follows; Go's log and nginx, which write dates with slashes.
  /(?!\S+\s*$)~S[.,]\d+(?!\d)~Z.{0,3}\S/,
  /\d{4}\/\d\d\/\d\d ~t \S/,
  /~S~Z(?:\t|[:,]["\d[]|\s{1,4}~B)/,
  /~T(?:[.,]\d{2,9}~Z\s{1,4}\S|\s{1,4}(?:\[|~L\b|~s[:\]]))/,
  // Android; IIS and Windows; CloudFront; epoch seconds of squid and redis; the JVM's collector.
  /\d\d-\d\d ~T\.\d{3}\s/,
  /\d{1,2}\/\d{1,2}\/\d{4},? \d{1,2}:\d\d:\d\d(?: [AP]M)?\s{1,4}\S/,
  /~D\t~T\t/,
  /\d{10}(?:\.\d{3,6}|\d{3})\s{1,8}\S/,
  /\d+\.\d{3}: \[/,
  // VPC flow logs; Redis; Kubernetes events.
  /\d{1,2} \d{12} eni-[0-9a-f]+ /,
  /\d+:[A-Z] \d\d ~M \d{4} /,
  /\d+[smhd]\S*\s\s+(?:Warning|Normal)\s\s+/,
]);
const BRACKET_FIRST = beginning([
  // Anything with a time of day in it that is more than the time.
  /\[(?:[^\]]+~T|~T[^\]]{2})[^\]]*\]/,
  /(?:\[[\w./ -]+\] ?){1,3}\[~L\]/,
  /\[~T\] ~B/,
  /\[\s*\d+\.\d{3,6}s?\]/,
  /\[(?:~L|~s|Note|System) {0,4}\](?!\()/,
  /\[\d+\] [-*!] (?:Worker|Puma|Gracefully|Starting|Restarting)\b/,
  /\[[\w./ -]+\]\s{1,4}(?:\d{1,7}\s{1,4})?(?:- ?)?~S/,
]);
const LETTER_FIRST = beginning([
  // The level first: log4j, Python, Postgres, Lambda; `ERROR rate` is prose.
  /~L\]?\s{0,4}[:|-]?\s{0,4}\[?(?:\d{4}[-/]\d\d[-/]\d\d|~T)/,
  /~L(?::? *\[|:? {1,8}[a-z]\w*(?:\.[\w$]+){2,}|:[\w.]+:|:? {1,4}[\w.:]+: \S|:\s\s+\S)/,
  /(?:ERROR|FATAL|SEVERE|PANIC|TRACE): \S/,
  /(?:STATEMENT|DETAIL|HINT|CONTEXT|QUERY): {2}\S/,
  /NOTICE: PHP message/,
  /PHP (?:Warning|Notice|Deprecated|(?:Fatal|Parse) error): /,
  /(?:Error|Warning|Info(?:rmation)?|Critical|Verbose|Debug):?\s{1,4}(?:\d{1,2}\/\d{1,2}\/\d{4} \d|~S)/,
  // Syslog, RFC 3164; java.util.logging; JavaScript's debug.
  /~M[a-z]* [ \d]\d ~T(?:[.,]\d+)? [\w.-]+ /,
  /[A-Z][a-z]{2} ~M [ \d]\d ~T \d{4} ?[[:|]/,
  /~M \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M \S/,
  /[A-Z][a-z]{2}, \d\d ~M \d{4} ~T \w{1,4} [\w-]+:/,
  // klog and glog; Ruby; Android.
  /[IWEF]\d{4} ~T\.\d+\s/,
  /[DIWEFA], \[~DT/,
  /[VDIWEF]\/[\w.$-]+\s{0,4}\(\s{0,4}\d+\):/,
  // Access logs: load balancers, S3, morgan.
  /(?:https?|h2|wss?|tls|grpcs?)(?: 2\.0)? ~DT~T/,
  /~V \/\S* \d{3} [\d.]+ ms\b/,
  // AWS Lambda's own lines.
  /(?:START|END|REPORT|INIT_START|INIT_REPORT|EXTENSION|RESTORE_REPORT) (?:RequestId|Runtime Version|Init Duration|Restore Duration|Name):/,
  /RequestId: [0-9a-f-]{36}\s{1,4}(?:Error|Process|Duration)/,
  /XRAY TraceId: |Process: \S+, PID: /,
  // Rails.
  /Started ~V "/,
  /Processing by [\w:]+#\w+ as /,
  /Completed \d{3} [\w ]+ in \d+ ?ms/,
  // Kubernetes events, with and without the heading; auditd.
  /(?:Warning|Normal)\s\s+\w+\s\s+\S/,
  /LAST SEEN\s\s+TYPE\s\s+/,
  /type=[A-Z_\d]{2,40} (?:msg=)?audit\(/,
  // logfmt: a time or a level first, or three pairs of anything.
  /(?:time|ts|timestamp|level|lvl|t)="?[\w:.+-]+"?(?: [\w.]+=)/,
  /[\w.]+=(?:"[^"]*"|[^\s"]*) [\w.]+=(?:"[^"]*"|[^\s"]*) [\w.]+=/,
  // .NET; a logger's small level before its JSON.
  /(?:info|warn|fail|dbug|crit|trce): [\w.]+\[\d+\]/,
  /~s: .+\{"/,
]);
const OTHER_FIRST = beginning([
  /<\d{1,3}>(?:1 \d{4}-|[A-Z][a-z]{2} [ \d]\d )/,
  // MySQL's slow queries; W3C headings; journalctl; RabbitMQ.
  /# (?:Time: \d|User@Host: |Query_time: |administrator command)/,
  /#(?:Fields|Software|Version|Date|Remark): /,
  /-- (?:Logs begin|Journal begins|Boot|Reboot)\b/,
  /={1,4}[A-Z]{4,8} REPORT={2,4}/,
  /::\S* - ~V /,
  /"~D[T ]~T[^"]*",/,
]);

/** Before the line of a container's log: `web-1  | `, `redis: `, `[pod container] `, `pod/web-7c5 orders `. */
const CONTAINER = /^(?:[\w.-]+(?:\s*\| {0,2}|: )|\[[\w.-]+ [\w.-]+\] |pod\/[\w.-]+ [\w.-]+ )(?=\S)/;
const ANY_ACCESS = beginning([/\S+(?: \S+){1,2} \[\d\d\/~M\/\d{4}:/]);
function isLogLine(line: string): boolean {
  if (line[0] === '{') return isJsonLog(line);
  const first = line.charCodeAt(0);
  const isLetter = (first | 32) >= 97 && (first | 32) <= 122;
  const isDigit = first >= 48 && first <= 57;
  const pattern = isLetter ? LETTER_FIRST : isDigit ? DIGIT_FIRST : first === 91 ? BRACKET_FIRST : OTHER_FIRST;
  if (pattern.test(line)) return true;
  if (line.includes(' [') && ANY_ACCESS.test(line)) return true;
  const prefix = CONTAINER.exec(line);
  return prefix !== null && isLogLine(line.slice(prefix[0].length));
}

/** Keys of a logger's JSON. */
function keys(names: string): RegExp {
  return new RegExp(`"(?:${names})" ?:`, 'i');
}

const JSON_TRACE = keys('errorType|stack_?trace');
const JSON_TIME = keys('@?t|@?time(?:stamp|Millis)?|ts|date|asctime|event_?time|datetime|instant');
const JSON_SEVERITY = keys('level|lvl|severity|levelname|log\\.?_?level');
const JSON_MESSAGE = keys('msg|message|event|error');
const JSON_OTHER = keys('@[lm]t?|s|messagetemplate|logger|log|textPayload|eventName|type|target|stream');

function isJsonLog(line: string): boolean {
  const isLevelled = JSON_SEVERITY.test(line);
  const isMessage = JSON_MESSAGE.test(line);
  return (
    (isLevelled && isMessage) ||
    JSON_TRACE.test(line) ||
    ((isLevelled || isMessage || JSON_OTHER.test(line)) && JSON_TIME.test(line))
  );
}

const FRAME = beginning([
  // JVM, JavaScript, .NET.
  /\s+at (?:async |new |static )?(?:[^\s\d(][^\s(]*\(.*\)|[^\d(].*(?: \(.*(?::\d+|native|index \d+|[0-9a-f])\)|[ :]line \d+|<anonymous>| in \S+:\d+$)|\S+:\d+\)?(?:$|[ :]))/,
  /\s*at [\w$.<>/@-]+\(.*\)(?:\s.*)?$/,
  /\s*\.\.\. \d+ (?:more|common frames omitted|lines matching)/,
  /\s*(?:Caused by|Suppressed|Wrapped by): (?:[\w$]+\.[\w$.]+|[\w$]+(?:Error|Exception|Throwable))\b/,
  // JavaScript in Firefox and Safari.
  /\s*[^\s@]*@(?:https?|file|webpack|resource|moz-extension):\/\/\S+:\d+:\d+$/,
  // Python.
  /\s*(?:\| {1,8})?File "[^"]+", line \d+/,
  // Go.
  /goroutine \d+ \[/,
  /\s+\/?[\w./@-]+\.go:\d+(?: \+0x[0-9a-f]+)?$/,
  /(?:created by )?[\w./-]+\.(?:\(\*?\w+\)\.)?\w+\((?:0x[0-9a-f]+|\.\.\.|\{0x).*\)$/,
  /created by [\w./*()-]+\.[\w.*()]+(?: in goroutine \d+)?$/,
  // Rust, WebAssembly.
  /\s{1,6}\d{1,4}:\s+(?:0x[0-9a-f]+ - )?[\w<$].*(?:::|@|!)/,
  // Ruby, PHP, Lua, Perl.
  /\s*(?:from )?\/?[\w./-]+\.(?:rb|erb|rake|php):\d+(?::in [`'"].*)?$/,
  /\s*#\d{1,3}\s{1,8}(?:\/|\[internal function\]|\{main\}|0x[0-9a-f]+|<signal handler|.*\(\d+\): |.*\((?:package|dart|file):|\S.* at \S+:\d+$)/,
  /\s{1,8}(?:[\w./-]+\.lua:\d+: in |\[C\]: in )/,
  /\s*\S.* at (?:\/[\w./-]+|[\w./-]+\.(?:p[lm]|t)) line \d+\.?$/,
  // Elixir and Erlang, native debuggers, Swift, databases, PowerShell.
  /\s\s+(?:\([\w.-]+ [\d.]+\) )?[\w./-]+\.(?:exs?|erl):\d+: /,
  /\s*\[?\{\w+,'?\w+'?,\d+,\[\{file,/,
  /0x[0-9a-f]+ in \S+ \(/,
  /\d{1,3}\s{1,4}\S+\s+0x[0-9a-f]{6,16} /,
  /ORA-\d{5}: /,
  /PHP {2,}\d+\. |\s+\S+, called at \S+:\d+:\d+ in /,
  /At (?:[A-Za-z]:\\.+|line|\/\S+):\d+ char:\d+/,
]);

const OPENER = beginning([
  /PHP Stack trace:|CallStack \(from |Segmentation fault \(|Uncaught exception '/,
  /\s*(?:\+ Exception Group )?Traceback \(most recent call last\):/,
  /thread '[^']*' (?:\(\d+\) )?panicked at /,
  /(?:panic|fatal error): /,
  /(?:[Ss](?:tack ?(?:back)?[Tt]race(?:back)?|TACK ?TRACE)|[Bb]acktrace|[Cc]all [Ss]tack|wasm backtrace|\[stacktrace\]|Caused by):?\s*$/,
  /Exception in thread|"[^"]+" #\d+ /,
  /(?:PHP )?(?:Fatal (?:Python )?error|Uncaught):/,
  /Unhandled [Ee]xception[.:]/,
  /\(node:\d+\) /,
  /(?:Current thread|Thread) 0x[0-9a-f]+ /,
  /(?:Task exception was never retrieved|(?:Program|Thread \d+ .*) (?:received|terminated with) signal |wasm trap: |terminate called |\*\* (?:\(\w|Generic s|State m|Last m|When S|Reason f)|==\d+==(?:ERROR|WARNING): |Msg \d+, Level \d+, State \d+|(?:lua\w{0,6}: )?\S+\.lua:\d+: )/,
  /Error in \S.* : \S/,
]);

/** Lines that only mean something inside a trace. */
const INSIDE =
  /^[\s~^|+-]*[~^][~^\s|]*$|^\s*(?:\(Coroutine boundary\)|<asynchronous suspension>|-{3} End of |-{3}> |- (?:parking|waiting|locked|eliminated|None)\b|Locked ownable|java\.lang\.Thread\.State:|thrown in |\+ {1,4}(?:\S|~)|[|+] |\+-|\*\* [{[]|"\}$|note: |\[signal |exit status \d|SUMMARY: |(?:READ|WRITE) of size |future: <|what\(\): |ClientConnectionId:|Error Number:|Node\.js v\d|Calls: |Execution halted$|\}$|Thread \d+ |\[cause\]: )/;

/** `file.js:42` above the source line that a caret points into. */
const SOURCE_PLACE = /^(?:file:\/\/)?\/?[\w./@-]+\.(?:[cm]?[jt]sx?|rb|py|lua|ex):\d+$/;
const CARET = /^\s*\^+\s*$/;

/** `java.io.IOException: Broken pipe`, `TypeError: …`, `System.NullReferenceException: …`: the line above the frames, or below Python's. */
const ERROR_LINE = beginning([
  /\s{0,4}(?:error: )?(?:Uncaught )?(?:\(in promise\) )?\[?(?:[A-Za-z_][\w$]*[.:]{1,2})*[\w$]*~E\b(?: \[.{1,40}\])?(?::|$| in | \(|\()/,
]);

/** Asked first, because it is cheap and mostly enough. */
const MAY_BE_ERROR = beginning([/.*~E(?:[:( [\]]| in |$)/]);
/** Any exception's name, of whatever ending: only where the next line is a frame, or a trace of Python ends. */
const DOTTED_NAME = /^\s{0,4}[A-Za-z_][\w$]*(?:\.[\w$]+)+(?::|$)/;
const BARE_NAME = /^[A-Za-z_][\w$.]*(?:: |:?$)/;

function isErrorLine(line: string): boolean {
  return MAY_BE_ERROR.test(line) && ERROR_LINE.test(line);
}

function isFrame(line: string): boolean {
  return FRAME.test(line);
}

function opens(line: string): boolean {
  return OPENER.test(line);
}

/** Lines are cut for judgement only; what is found is the whole line. */
const JUDGED = 400;
/** An error's message may go on for so many lines before its frames. */
const MESSAGE_LINES = 5;

interface Line {
  readonly start: number;
  readonly end: number;
  /** As judged: without the sign of a quotation, and without colours. */
  readonly line: string;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    const stop = text.indexOf('\n', start);
    const end = stop < 0 ? text.length : stop;
    const trimmed = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    const from = text.charCodeAt(start) === 62 ? start + (text.charCodeAt(start + 1) === 32 ? 2 : 1) : start;
    const line = text.slice(from, Math.min(trimmed, from + JUDGED));
    lines.push({ start, end: trimmed, line: line.includes('\u001b') ? line.replace(COLOURS, '') : line });
    start = end + 1;
  }
  return lines;
}

// eslint-disable-next-line no-control-regex -- terminals' colours are control characters
const COLOURS = /\u001b\[[\d;]*m/g;

/** Log lines and stack traces in the text, neighbours joined. */
export function findStructure(text: string): Finding[] {
  const found: Finding[] = [];
  const lines = linesOf(text);
  let previous: Category | undefined;
  const add = (index: number, category: Category) => {
    const { start, end } = lines[index]!;
    if (start === end) return;
    const last = found[found.length - 1];
    if (last && previous === category && last.end + 2 >= start) found[found.length - 1] = { ...last, end };
    else found.push({ start, end, category, ruleId: category === 'log_line' ? 'log-line' : 'stack-trace' });
    previous = category;
  };
  for (let index = 0; index < lines.length; index++) {
    const { line } = lines[index]!;
    if (line === '') continue;
    if (beginsTrace(lines, index)) {
      const end = traceEnd(lines, index);
      for (let within = index; within <= end; within++) add(within, 'stack_trace');
      index = end;
      continue;
    }
    const bare = line.replace(/^(?:\s|[>`*-]\s|`)*/, '');
    if (bare !== '' && isLogLine(bare)) {
      add(index, 'log_line');
      // .NET writes the message under its category.
      if (/^(?:info|warn|fail|dbug|crit|trce): /.test(bare))
        while (/^\s{6}/.test(lines[index + 1]?.line ?? '')) add(++index, 'log_line');
    } else previous = undefined;
  }
  return found;
}

function beginsTrace(lines: readonly Line[], index: number): boolean {
  const { line } = lines[index]!;
  if (opens(line) || isFrame(line)) return true;
  const next = lines[index + 1]?.line ?? '';
  if (SOURCE_PLACE.test(line))
    return CARET.test(lines[index + 2]?.line ?? '') || CARET.test(lines[index + 3]?.line ?? '');
  if (/^At \S.{0,200}:\d+ char:\d+/.test(next)) return true;
  if (DOTTED_NAME.test(line) && isFrame(next)) return true;
  if (/^Error: /.test(line) && next === '' && /^Caused by:$/.test(lines[index + 2]?.line ?? '')) return true;
  return isErrorLine(line) && framesFollow(lines, index);
}

/** Whether frames come behind the message that begins at `index`, which may have a few lines of its own and a blank one. */
function framesFollow(lines: readonly Line[], index: number): boolean {
  for (let behind = index + 1; behind <= index + MESSAGE_LINES; behind++) {
    const line = lines[behind]?.line;
    if (line === undefined) return false;
    if (isFrame(line)) return true;
    if (opens(line) || isErrorLine(line) || DOTTED_NAME.test(line)) return false;
  }
  return false;
}

const CHAINED = /^(?:During handling of|The above exception)/;

/** The last line of the trace that begins at `from`: frames, the source lines under Python's, and the error that ends it. */
function traceEnd(lines: readonly Line[], from: number): number {
  let end = from;
  const first = lines[from]!.line;
  let python = /^\s*(?:\+ Exception Group )?(?:Traceback|File ")/.test(first);
  const inR = /^Error in /.test(first);
  // Their message stands on the line below.
  const below =
    /^(?:thread '.*:$|Unhandled exception:$|Msg \d)/.test(first) && lines[from + 1]?.line.trim() ? from + 1 : from;
  const causes = /^Caused by:$/.test(first) || /^Caused by:$/.test(lines[from + 2]?.line ?? '');
  const place = SOURCE_PLACE.test(first);
  /** How many lines of a message may still come before its frames. */
  let message = isFrame(first) ? 0 : MESSAGE_LINES;
  for (let index = from + 1; index < lines.length; index++) {
    const { line } = lines[index]!;
    if (isFrame(line)) {
      end = index;
      message = /^\s{0,16}(?:Caused|Suppressed|Wrapped) ?(?:by)?:/.test(line) ? MESSAGE_LINES : 0;
    } else if (index <= below || opens(line)) end = index;
    else if (line.trim() === '') {
      const next = lines[index + 1]?.line ?? '';
      if (
        !isFrame(next) &&
        !/^(?:Traceback|goroutine|Caused by:$|Current thread|Node\.js v\d)/.test(next) &&
        !CHAINED.test(next) &&
        !(place && isErrorLine(next))
      )
        return end;
    } else if (INSIDE.test(line) && (inR || !/^(?:Calls|Execution)/.test(line))) end = index;
    else if ((python || causes) && /^\s{2,}\S/.test(line)) end = index;
    else if (place && CARET.test(lines[index + 1]?.line ?? '')) end = index;
    else if (python && CHAINED.test(line)) end = index;
    else if (/ \{$/.test(lines[index - 1]!.line) && /^\s{2,}[\w[\]]+: /.test(line)) {
      // Node prints the fields of an error behind its frames.
      while (index < lines.length && /^\s{2,}[\w[\]]+: /.test(lines[index]!.line)) end = index++;
      index--;
    } else if (isErrorLine(line) || (python && BARE_NAME.test(line))) {
      const more =
        CHAINED.test(lines[index + 1]?.line ?? '') ||
        (lines[index + 1]?.line === '' && CHAINED.test(lines[index + 2]?.line ?? ''));
      if (python) {
        end = index;
        if (!more) return end;
      } else if (framesFollow(lines, index)) {
        end = index;
        message = MESSAGE_LINES;
        python ||= /^\s*File "/.test(lines[index + 1]?.line ?? '');
      } else return index;
    } else if (message > 0 && framesFollow(lines, index)) {
      message--;
      end = index;
    } else return end;
  }
  return end;
}
