import {
  ALNUM,
  DASH,
  DIGIT,
  DOT,
  PERCENT,
  QUOTE,
  SLASH_PLUS,
  SPACE,
  URL_SAFE,
  isAt,
  runEnd,
  runStart,
} from '../characters';
import { isFiller, type Proofs, type RedactionRule } from '../rule';
import { looksRandom } from '../secret-values';

const LONGEST_USERINFO = 320;

// RFC 3986 section 3.2.1: scheme://user:password@host. The password may hold signs that should have been encoded, a
// slash among them, so the end is the last @ before white space, and a port followed by a path is told apart by its digits.
const urlPassword: RedactionRule = {
  id: 'url-password',
  category: 'connection_string_password',
  on: { literals: ['://'] },
  find: (text, at, after) => {
    const schemeStart = runStart(text, at, ALNUM | DASH | DOT | SLASH_PLUS, 0, 40);
    const limit = Math.min(text.length, after + LONGEST_USERINFO);
    let colon = -1;
    let sign = -1;
    let slash = -1;
    let index = after;
    for (; index < limit; index++) {
      const code = text.charCodeAt(index);
      if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) continue;
      if (isAt(text, index, SPACE | QUOTE) || code === 60 || code === 62 || code === 92) break;
      if (code === 58 && colon < 0 && slash < 0) colon = index;
      else if (code === 47 || code === 63 || code === 35) {
        if (sign >= 0 || (code === 47 && text.charCodeAt(index - 1) === 58)) break;
        if (slash < 0) slash = index;
        if (colon < 0 || isPort(text, colon + 1, index)) break;
      } else if (code === 64 && (slash < 0 || sign < 0)) sign = index;
    }
    if (sign < 0) return undefined;
    const http = /^(?:https?|git|ftps?|svn|wss?|hg)$/i.test(text.slice(schemeStart, at).split('+').at(-1)!);
    const category = http ? 'basic_auth_url' : 'connection_string_password';
    if (colon < 0 || colon > sign) {
      const user = text.slice(after, sign);
      return looksRandom(user, 20) && !user.includes('/') ? { start: after, end: sign, category } : undefined;
    }
    const password = text.slice(colon + 1, sign);
    if (password === '' || isVariable(password)) return undefined;
    // A key in place of the user: `https://3f6d…:x-oauth-basic@`.
    const user = looksRandom(text.slice(after, colon), 24) ? after : colon + 1;
    return { start: user, end: sign, category };
  },
};

function isPort(text: string, from: number, to: number): boolean {
  return to - from <= 5 && runEnd(text, from, DIGIT, 6) === to;
}

function isVariable(value: string): boolean {
  return /^(?:\$\{?\w+\}?|\{\{.*\}\}|\{\w+\}|<[^>]*>|\[[a-z0-9_]+(?::\d+)?\]|\*+|x{3,}|%\w+%?|#\{.*\}|\.{3,})$/i.test(
    value,
  );
}

// MySQL's Go driver: user:password@tcp(host:port)/db. Oracle: jdbc:oracle:thin:user/password@host.
const driverPassword: RedactionRule = {
  id: 'driver-password',
  category: 'connection_string_password',
  on: { literals: ['@tcp(', '@unix(', '@//', '@(description', '@(DESCRIPTION'] },
  find: (text, at, _after, floor) => {
    const limit = Math.max(floor, at - 128);
    let start = at;
    while (start > limit && !isAt(text, start - 1, SPACE) && !':/"\'`='.includes(text[start - 1]!)) start--;
    const mark = text[start - 1];
    if (
      start === at ||
      (mark !== ':' && mark !== '/') ||
      !isAt(text, start - 2, URL_SAFE) ||
      isVariable(text.slice(start, at))
    )
      return undefined;
    return { start, end: at };
  },
};

/** Incoming webhooks: whoever knows the address may post. Each: the host's part to look for, and the path behind it. */
const webhook: RedactionRule = {
  id: 'webhook-url',
  category: 'webhook_url',
  on: {
    literals:
      'hooks.slack.com/ hooks.slack-gov.com/ /hooks/ /webhook/ /webhooks/ /receiver/v1/http/ hc-ping.com/ cronitor.link/p/ betterstack.com/api/v1/heartbeat/ .m.pipedream.net /open-apis/bot/ .webhook.office.com/ outlook.office.com/webhook api.telegram.org/bot chat.googleapis.com/v1/spaces/ events.pagerduty.com/integration/ maker.ifttt.com/trigger/ .logic.azure.com hooks.chime.aws/ api.opsgenie.com/v1/json/ alert.victorops.com/integrations/ oapi.dingtalk.com/robot/ qyapi.weixin.qq.com/cgi-bin/webhook/ webhook.site/ .make.com/ hook.integromat.com/ workflows.slack.com/ hooks.workato.com/'.split(
        ' ',
      ),
  },
  find: (text, at, after, floor) => {
    const hostStart = runStart(text, at, ALNUM | DASH | DOT, floor, 200);
    const start = text.startsWith('https://', hostStart - 8)
      ? hostStart - 8
      : text.startsWith('http://', hostStart - 7)
        ? hostStart - 7
        : hostStart;
    if (start < floor) return undefined;
    let end = after;
    const limit = Math.min(text.length, after + 600);
    // A path holds no dots, a query does.
    let signs = '/:~@';
    for (; end < limit; end++) {
      if (text[end] === '?') signs = './=&:~+@,;';
      else if (!isAt(text, end, URL_SAFE | PERCENT) && !signs.includes(text[end]!)) break;
    }
    while (end > after && '.,;:?'.includes(text[end - 1]!)) end--;
    const dashes = text.slice(after, end).indexOf('---');
    if (dashes >= 0) end = after + dashes;
    if (end - after < 12) return undefined;
    const path = text.slice(after, end);
    return !isFiller(path) &&
      !/(?<![a-z0-9])your|x{6}/i.test(path) &&
      ((path.length >= 24 && /[a-zA-Z]\d|[a-z][A-Z]|\d[a-zA-Z]/.test(path) && /\d/.test(path)) ||
        looksRandom(path.replace(/[^A-Za-z0-9]/g, ''), 10))
      ? { start, end }
      : undefined;
  },
};

export const urlRules: readonly RedactionRule[] = [urlPassword, driverPassword, webhook];

export const proofs: Proofs = {
  'url-password': {
    finds: [
      'redis://:«a/b?c#d»@cache.example.net:6379/0',
      'https://«3f6d704108e191f76c444b32df05d202»@git.example.org/x.git',
      'DATABASE_URL=postgres://app:«A1Zs_9FWt3g»@db.example.net:5432/core',
      'redis://:«OQSqZ2S35fjtGI8»@cache.example.net:6379/0',
      'git clone https://oauth2:«AyMkD_W3L4R»@git.example.org/x.git',
      'amqp://app:«HGhVpW4Sza02a/+»@mq.example.net',
      'mongodb+srv://ro:«p%40ss»@m.example.net/admin?retryWrites=true',
    ],
    leaves: [
      'https://bob@git.example.org/x.git',
      'https://git.example.org:8443/a@b',
      'postgres://user:${DB_PASS}@host/db',
      'http://host.example.org:8080/x@y',
      'https://example.org/a:b@c',
      'postgres://user:<password>@host/db',
      'ssh://git@example.org:22/x',
    ],
  },
  'driver-password': {
    finds: [
      'dsn app:«A1Zs_9FWt3g»@tcp(db.example.net:3306)/core',
      'jdbc:oracle:thin:scott/«tig3r»@//ora.example.net:1521/svc',
    ],
    leaves: ['user@tcp(db:3306)', 'app:${PW}@tcp(db:3306)/core'],
  },
  'webhook-url': {
    finds: [
      '«https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa»',
      'beat «https://betterstack.com/api/v1/heartbeat/8dk2eZ3yd8ABq91LmZ0q» missed',
      'at «https://hooks.slack.com/services/TYMLYOURI/BVW4XVNG4PK/a7K28Z802eB3YH99SnJxlrVh»',
      'move «https://hooks.slack.com/services/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» to',
      'posted to «https://vndbtwb.webhook.office.com/webhookb2/07e371db-1b7d-4a9c@1b7d/IncomingWebhook/9ab31».',
    ],
    leaves: [
      'https://example.org/hooks/XXXXXXXXXXXXXXXX',
      'https://example.org/webhooks/orders-created',
      'https://example.org/hooks/',
      'https://hooks.slack.com/services/T7XK2/B9QW8/YOUR_WEBHOOK_TOKEN_42',
      'https://hooks.slack.com/services/',
      'https://api.slack.com/messaging/webhooks',
      'https://hooks.slack.com/services/XXXXXX/XXXXXX/XXXXXXXX',
    ],
  },
};
