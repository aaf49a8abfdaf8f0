import { ALNUM, BASE64, DOT, SPACE, URL_SAFE, isAt, runEnd, skipSpace } from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';
import { secretName } from '../secret-names';
import { isStandIn, looksRandom } from '../secret-values';

const CREDENTIALS = BASE64 | URL_SAFE | DOT;

// RFC 9110 section 11.6.2: Authorization = scheme SP token. The scheme words are also words of prose, so what follows
// must look random.
const scheme: RedactionRule = {
  id: 'authorization-scheme',
  category: 'auth_header',
  generic: true,
  on: {
    literals: 'bearer basic token apikey splunk geniekey sso-key negotiate ntlm jwt'.split(' '),
    behind: SPACE,
    anyCase: true,
  },
  find: (text, at, after) => {
    let start = skipSpace(text, after, 4);
    if (text.startsWith('token=', start)) start += 6;
    while ('"\'\\'.includes(text[start] ?? ' ') && start - after < 6) start++;
    let end = start;
    const limit = Math.min(text.length, start + 4096);
    while (end < limit && (isAt(text, end, CREDENTIALS) || text[end] === '~') && !text.startsWith('---', end)) end++;
    while (end > start && isAt(text, end - 1, DOT)) end--;
    const body = text.slice(start, end);
    if (body.length < 12 || isStandIn(body) || !looksRandom(body.replace(/=+$/, ''), 12)) return undefined;
    const issuesUuids = /^[sg]/i.test(text[at]!);
    if ((/^[0-9a-f-]{36}$/i.test(body) && !issuesUuids) || (/^[\w-]+\.[\w.-]+$/.test(body) && !/\d.*\d.*\d/.test(body)))
      return undefined;
    return { start, end };
  },
};

/** Cookies that say how a page looks, not who looks at it. */
function isCookieSecret(name: string, value: string): boolean {
  if (value.length < 8 || isStandIn(value)) return false;
  return looksRandom(value, 12) || (secretName(name) !== undefined && /\d/.test(value));
}

// RFC 6265 sections 4.1 and 4.2: name=value pairs behind Cookie, one pair and its attributes behind Set-Cookie.
const cookie: RedactionRule = {
  id: 'cookie-header',
  category: 'session_cookie',
  on: { literals: ['cookie:', 'cookie=', 'cookie":', "cookie':", 'cookie\\":'], anyCase: true },
  find: (text, _at, after) => {
    const found: Span[] = [];
    let index = after;
    const limit = Math.min(text.length, after + 4096);
    while (index < limit && found.length < 40) {
      while (index < limit && (text[index] === ';' || text[index] === ' ' || '"\'\\['.includes(text[index]!))) index++;
      const nameEnd = runEnd(text, index, ALNUM | URL_SAFE | DOT, 80);
      if (nameEnd === index || text[nameEnd] !== '=') break;
      let end = nameEnd + 1;
      while (end < limit && !isAt(text, end, SPACE) && !';,"\'\\<>'.includes(text[end]!)) end++;
      if (isCookieSecret(text.slice(index, nameEnd), text.slice(nameEnd + 1, end)))
        found.push({ start: nameEnd + 1, end });
      index = end;
      if (text[index] !== ';') break;
    }
    return found.length > 0 ? found : undefined;
  },
};

// RFC 7616: the response is a hash of the password.
const digest: RedactionRule = {
  id: 'digest-response',
  category: 'auth_header',
  on: { literals: ['digest username'], anyCase: true },
  find: (text, _at, after) => {
    const response = /response="?([0-9a-f]{32,64})/.exec(text.slice(after, after + 400));
    if (!response) return undefined;
    const end = after + response.index + response[0].length;
    return { start: end - response[1]!.length, end };
  },
};

export const headerRules: readonly RedactionRule[] = [scheme, digest, cookie];

export const proofs: Proofs = {
  'authorization-scheme': {
    finds: [
      'Bearer «a7KX9mQ2wE4rT6yU8iO0pA1sD3fG5hJ7kL9zX1cV»---- end',
      'sent Basic «c3ZjLWxlZGdlcjpGRlVeVzN5c0pjREhVcQ==»',
      'sent Bearer «Ha91AkD73e5TOvLwGXO1jgLYtqTQ» upstream=503',
      '"authorization":"Token «aa8b93b623ca376cf68c69f214e9»"',
    ],
    leaves: [
      'Authorization: Bearer <token>',
      'Bearer token expired 3 minutes before the call',
      'basic authentication failed three times',
      'token 12345',
    ],
  },
  'cookie-header': {
    finds: [
      'Cookie: theme=dark; sessionid=«4gbWNPnjkS2KsAzVSCUbl6x4GsusNt5z»; csrftoken=«HXCcHN2evpO0pYjEjWc38adyQFidQTw0»',
      'Set-Cookie: sid=«s%3A9dYpB7sWm2NcVxT5h.RjUe6K4»; Path=/; HttpOnly',
    ],
    leaves: ['Cookie: theme=dark; lang=en', 'cookie: required'],
  },
  'digest-response': {
    finds: ['Digest username="x", nonce="", response="«6629fae49393a05397450978507c4ef1»"'],
    leaves: ['Digest username="x"'],
  },
};
