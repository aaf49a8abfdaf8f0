import type { Category } from './categories';
import type { Finding } from './scan';

/*
 * What a summary must not carry whole: lines copied from a log, and stack traces. Lines are judged by their beginning,
 * because that is where loggers put what makes a line a log line.
 */

const LEVEL = '(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRIT|CRITICAL|FATAL|SEVERE|ALERT|EMERG|PANIC)';
const STAMP = '\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d[.,\\d]{0,10}(?: ?(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?';

/** Each with the logger or format that writes it so. */
const LOG_LINES: readonly RegExp[] = [
  // ISO time, then a level, a bracket, a tab-separated field, or another machine-made word: logback, log4j, winston, Lambda.
  new RegExp(
    `^\\[?${STAMP}\\]?(?:\\t|\\s{1,4}(?:\\[|\\||-{1,3} ?\\[|${LEVEL}\\b|(?:trace|debug|info|warn|warning|error|fatal)\\b|[\\w.$/-]{2,60}(?:\\[\\d+\\])?:? ${LEVEL}\\b|stdout |stderr |\\w+\\[\\d+\\]|\\[?\\d+\\]? ))`,
  ),
  new RegExp(`^\\[?${LEVEL}\\]?\\s{0,4}[:|-]?\\s{0,4}\\[?\\d{4}[-/]\\d\\d[-/]\\d\\d`),
  new RegExp(`^\\[?\\d\\d:\\d\\d:\\d\\d[.,\\d]{0,10}\\]?\\s{1,4}\\[?(?:[\\w-]{1,40}\\]\\s)?\\[?${LEVEL}\\b`),
  new RegExp(`^(?:\\[${LEVEL}\\]|${LEVEL}:?\\s{1,4}(?:\\[|[a-z][\\w]*(?:\\.[\\w$]+){2,}|[\\w.]{1,60}:))`),
  // Syslog, RFC 3164 and RFC 5424.
  /^(?:<\d{1,3}>)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,80} /,
  /^<\d{1,3}>1 \d{4}-/,
  // klog, glog.
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s/,
  // Access logs: common, combined, load balancers.
  /^\S{1,60} \S{1,40} \S{1,60} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/,
  /^(?:https?|h2|wss?|tls) \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z /,
  // VPC flow logs: version, account, interface.
  /^\d{1,2} \d{12} eni-[0-9a-f]+ /,
  // AWS Lambda's own lines.
  /^(?:START|END|REPORT|INIT_START|INIT_REPORT|EXTENSION) (?:RequestId|Runtime Version|Init Duration|Name):/,
  /^XRAY TraceId: /,
  // logfmt.
  /^(?:time|ts|timestamp|level|lvl|t)="?[\w:.+-]+"?(?: [\w.]+=)/,
  // nginx and Apache error logs, Python's and Rails' prefixes.
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d/,
  /^[DIWEFA], \[\d{4}-\d\d-\d\dT/,
  new RegExp(`^${LEVEL}:[\\w.]{1,60}:`),
  // Docker Compose and kubectl prefixes before a time stamp.
  /^[\w-]{1,60}\s{0,10}\| {1,2}\[?(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d)/,
  // Postgres, MySQL, Redis.
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [A-Z]{3,4} \[\d+\]/,
  /^\d+:[A-Z] \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d+ [*#.-]/,
];

function isJsonLog(line: string): boolean {
  if (line[0] !== '{' || line[line.length - 1] !== '}') return false;
  const fields = [
    '"level"',
    '"severity"',
    '"msg"',
    '"message"',
    '"timestamp"',
    '"time"',
    '"ts"',
    '"@timestamp"',
    '"logger"',
    '"levelname"',
    '"log"',
  ];
  return fields.filter((field) => line.includes(field)).length >= 2;
}

const FRAMES: readonly RegExp[] = [
  // JVM, JavaScript, .NET.
  /^\s{1,16}at (?:async |new )?\S.{0,300}(?:\(.*\)|:\d+|<anonymous>|line \d+|\[as .*\])/,
  /^\s{0,16}at [\w$.<>/]+\(.*\)(?:\s.*)?$/,
  /^\s*\.\.\. \d+ (?:more|common frames omitted)/,
  /^(?:\s{0,8})(?:Caused by|Suppressed|Wrapped by): ?\S/,
  // Python.
  /^\s{0,8}File "[^"]{1,300}", line \d+/,
  // Go.
  /^goroutine \d+ \[/,
  /^\s+\/?[\w./@-]{1,300}\.go:\d+(?: \+0x[0-9a-f]+)?$/,
  /^(?:created by )?[\w./-]{1,200}\.(?:\(\*?\w+\)\.)?\w+\((?:0x[0-9a-f]+|\.\.\.|\{0x).*\)$/,
  /^created by [\w./-]+/,
  // Rust.
  /^\s{1,6}\d{1,4}:\s+(?:0x[0-9a-f]+ - )?[\w<$].{0,200}(?:::|@)/,
  /^\s{4,20}at \.?\/?[\w./-]+\.rs:\d+/,
  // Ruby, PHP.
  /^\s{0,16}(?:from )?\/?[\w./-]{1,200}\.(?:rb|erb|rake|php):\d+(?::in [`'"].{0,200})?$/,
  /^#\d{1,3}\s{1,3}(?:\/|\[internal function\]|\{main\}|0x[0-9a-f]+|.*\(\d+\): )/,
  // Elixir, native debuggers.
  /^\s{2,8}\([\w.-]+ [\d.]+\) \S+\.exs?:\d+/,
];

const OPENERS: readonly RegExp[] = [
  /^\s*Traceback \(most recent call last\):/,
  /^thread '[^']*' (?:\(\d+\) )?panicked at /,
  /^(?:panic|fatal error): /,
  /^(?:stack backtrace|Stack trace|Backtrace|Stacktrace|Call stack):\s*$/i,
  /^Exception in thread "/,
  /^(?:PHP )?(?:Fatal error|Uncaught): ?.*/,
  /^Unhandled [Ee]xception[.:]/,
];

/** `java.io.IOException: Broken pipe`, `TypeError: …`, `System.NullReferenceException: …`: the line above the frames, or below Python's. */
const ERROR_LINE =
  /^\s{0,4}(?:Uncaught |\[?)?(?:[A-Za-z_][\w$]*[.:]{1,2})*[\w$]*(?:Error|Exception|Warning|Failure|Interrupt|Exit|Panic|Fault|Throwable)\b(?: \[.{1,40}\])?(?::|$| in |\()/;

/** Asked first, because it is cheap and mostly enough. */
const MAY_BE_ERROR = /(?:Error|Exception|Warning|Failure|Interrupt|Exit|Panic|Fault|Throwable)(?:[:( [\]]| in |$)/;

function isErrorLine(line: string): boolean {
  return MAY_BE_ERROR.test(line) && ERROR_LINE.test(line);
}

function isFrame(line: string): boolean {
  return FRAMES.some((frame) => frame.test(line));
}

/** Lines are cut for judgement only; what is found is the whole line. */
const JUDGED = 400;

/** Log lines and stack traces in the text, neighbours joined. */
export function findStructure(text: string): Finding[] {
  const found: Finding[] = [];
  const lines: { start: number; end: number; line: string }[] = [];
  for (let start = 0; start <= text.length; ) {
    const stop = text.indexOf('\n', start);
    const end = stop < 0 ? text.length : stop;
    const trimmed = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    lines.push({ start, end: trimmed, line: text.slice(start, Math.min(trimmed, start + JUDGED)) });
    start = end + 1;
  }
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
    const next = lines[index + 1]?.line ?? '';
    if (line === '') continue;
    const opens = OPENERS.some((opener) => opener.test(line));
    if (opens || isFrame(line) || (isErrorLine(line) && isFrame(next))) {
      const end = traceEnd(lines, index);
      for (let within = index; within <= end; within++) add(within, 'stack_trace');
      index = end;
      continue;
    }
    // eslint-disable-next-line no-control-regex -- terminals' colours are control characters
    const bare = line.replace(/^(?:\s|\u001b\[[\d;]*m|[>`*-]\s)*/, '').slice(0, JUDGED);
    if (LOG_LINES.some((pattern) => pattern.test(bare)) || isJsonLog(bare.trimEnd())) add(index, 'log_line');
    else previous = undefined;
  }
  return found;
}

/** The last line of the trace that begins at `from`: frames, the source lines under Python's, and the error that ends it. */
function traceEnd(lines: readonly { line: string }[], from: number): number {
  let end = from;
  const python = /^\s*(?:Traceback|File ")/.test(lines[from]!.line);
  for (let index = from + 1; index < lines.length; index++) {
    const { line } = lines[index]!;
    if (isFrame(line) || OPENERS.some((opener) => opener.test(line))) end = index;
    else if (python && /^\s{2,}\S/.test(line)) end = index;
    else if (isErrorLine(line)) {
      end = index;
      if (python) {
        if (!/^\s*$|^(?:During|The above)/.test(lines[index + 1]?.line ?? 'x')) return end;
      } else if (!isFrame(lines[index + 1]?.line ?? '')) return end;
    } else if (python && /^(?:During handling of|The above exception)/.test(line)) end = index;
    else if (
      line.trim() !== '' ||
      !(
        isFrame(lines[index + 1]?.line ?? '') ||
        /^(?:During|The above|Traceback|goroutine)/.test(lines[index + 1]?.line ?? '')
      )
    )
      return end;
  }
  return end;
}
