import {
  ALNUM,
  COLON,
  DASH,
  DIGIT,
  DOT,
  HEX,
  LETTER,
  SPACE,
  UNDERSCORE,
  isAt,
  isLeftEdge,
  isRightEdge,
  runEnd,
  runStart,
  wordsBefore,
} from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';

/** What stands for the dot of a defanged or quoted address: 203[.]0[.]113[.]9, 203 dot 0 dot 113 dot 9. */
const DOTS = ['[.]', '(.)', '{.}', '[dot]', '(dot)', ' dot ', '\\.'];

/**
 * Where the four parts of an address end, or -1. The dots may be defanged, as analysts write them, and parts padded with
 * zeros, as octal numbers are.
 */
export function ipv4End(text: string, at: number): number {
  let index = at;
  let padded = 0;
  for (let part = 0; ; part++) {
    const end = runEnd(text, index, DIGIT, 5);
    const length = end - index;
    if (length === 0 || length > 4) return -1;
    const leadsWithZero = length > 1 && text.charCodeAt(index) === 48;
    if (leadsWithZero) padded = Math.max(padded, length);
    if ((length > 3 && !leadsWithZero) || valueOf(text, index, end) > (length > 3 ? 377 : 255)) return -1;
    // 1.02.03.04 is a version; an address is padded to three digits at least.
    if (part === 3) return padded === 2 ? -1 : end;
    if (text[end] === '.') index = end + 1;
    else {
      // Mostly none.
      if (!' [({\\'.includes(text[end] ?? 'x')) return -1;
      const dot = DOTS.find((form) => text.startsWith(form, end));
      if (!dot) return -1;
      index = end + dot.length;
    }
  }
}

function valueOf(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) value = value * 10 + text.charCodeAt(index) - 48;
  return value;
}

/** Loopback, the unspecified address, netmasks and the services of AWS on every machine (169.254.168.0 to 171.255) say nothing about anybody. */
function isWellKnown([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  // A netmask is ones, then zeros: turned over, one less than a power of two.
  const turned = ~((a << 24) | (b << 16) | (c << 8) | d);
  return (
    a === 127 || a === 0 || (a === 255 && (turned & (turned + 1)) === 0) || (a === 169 && b === 254 && (c | 3) === 171)
  );
}

const VERSION_WORDS =
  /^(?:versions?|ver|v|build|release|released|rev|revision|image|firmware|driver|upgraded?|downgraded?|tag|kernel|agent|sdk|jdk|jre|java|python|php|node|nginx|apache|tomcat|openssl|chrome|chromium|edge|firefox|safari|opera|mysql|postgres|postgresql|mariadb|redis|kafka|elasticsearch|kibana|grafana|jenkins|istio|envoy|terraform|spark|hadoop|cuda|windows|android|ios|macos|exchange|esxi|gecko|webkit|electron|curl|oracle|patch|hotfix|plugin|package|runtime|client|lib\w*|\w*ssl|schema|spec|section|rfc|oid|assembly|fileversion|productversion)$/;

/** Four numbers are also a version: behind such a word, behind `Product/`, or where small numbers follow a product's name. */
function isVersion(text: string, at: number, end: number, octets: readonly number[]): boolean {
  const before = text.slice(Math.max(0, at - 24), at);
  const behind = text.slice(end, end + 10);
  // v1.2.3.4, pip's foo==1.2.3.4, Product/1.2.3.4; 1.2.3.4-alpha, 1.2.3.4.jar.
  if (/[vV]$/.test(before) || /^(?:-[a-z]|\.(?:jar|tgz|zip))/i.test(behind)) return true;
  if (/\w[=<>~!]=$/.test(before) && octets.every((octet) => octet < 32)) return true;
  if (/(?:^|[^A-Za-z])[A-Z][A-Za-z]{2,}\/$/.test(before)) return true;
  const large = octets.filter((octet) => octet > 99).length;
  const mayBe = !isPrivate(octets);
  if (mayBe && large < 2 && /^ (?:upgrad|releas|build|version|patch|update|rollout|migrat)/.test(behind)) return true;
  // Punctuation or another number stands between, or the dots are written as nobody writes a version's.
  if (/[,;.!?)]\s?$|\d\s$/.test(before) || end - at > 15) return false;
  const near = wordsBefore(text, at, 32);
  const last = near.at(-1) ?? '';
  if (/^(?:\w{0,12}versions?|ver|build|release|firmware|revision)$/.test(last)) return true;
  if (VERSION_WORDS.test(last)) {
    // A package's release: driver 10.26.6.7-1.
    if (/^-\d{1,2}(?![\d.])/.test(behind)) return true;
    const high = large > 0 || octets.every((octet) => octet > 31);
    return mayBe && !(high && HOST_WORDS.has(last));
  }
  return (
    mayBe &&
    /^(?:to|from|is|of|was|at)$/.test(last) &&
    near.slice(-3, -1).some((word) => /^(?:versions?|upgraded?|downgraded?|build|release)$/.test(word)) &&
    (large === 0 || near.length < 3)
  );
}

function isPrivate([a = 0, b = 0]: readonly number[]): boolean {
  return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
}

function octetsOf(text: string, at: number, end: number): number[] {
  const octets: number[] = [];
  for (let index = at; index < end; index++) {
    const start = index;
    index = runEnd(text, index, DIGIT, 4);
    if (index > start) octets.push(valueOf(text, start, index));
  }
  return octets;
}

/** What machines are called by, before the hyphen and their address; a package's name before a version is another word. */
const HOST_WORDS = new Set(
  'ip host edge db database node server srv web app api worker peer client master replica primary secondary standby cache redis mysql pg postgres mongo kafka proxy gateway gw lb nat vpn bastion jump dns ns mail smtp mx router switch fw firewall vm instance box machine addr address target backend frontend upstream origin src dst source dest destination pod ec2 remote local private public internal external endpoint broker shard member'.split(
    ' ',
  ),
);

/**
 * `db-10.20.30.41`, `orders-81.109.19.61`, `node10.2.3.4`, `db.10.52.87.23`: whether four numbers behind a word are an
 * address; `libfoo-1.14.2.101` is a version.
 */
function isHost(word: string, octets: readonly number[]): boolean {
  const machine = HOST_WORDS.has(word);
  const above = (limit: number) => octets.filter((octet) => octet > limit).length;
  if (!isPrivate(octets)) {
    if (machine) return above(99) > 0;
    return !VERSION_WORDS.test(word) && (above(31) > 2 || above(99) > 1);
  }
  // Versions seldom go beyond thirty.
  const large = octets.slice(1).some((octet) => octet > 31);
  return VERSION_WORDS.test(word) ? machine && large : machine || large;
}

/** The letters of the name that ends before `to`, without its number: `orders` of `orders-`, `shard` of `shard-3.`. */
function nameBefore(text: string, to: number): string {
  let end = to;
  while (end > to - 6 && isAt(text, end - 1, DIGIT | DASH | DOT | UNDERSCORE)) end--;
  return text.slice(runStart(text, end, LETTER, 0, 16), end).toLowerCase();
}

/** `10.1.77.3.53412`: tcpdump writes the port behind a dot. */
function isPort(text: string, at: number): boolean {
  const end = runEnd(text, at, DIGIT, 6);
  return end - at > 3 && end - at < 6 && isRightEdge(text, end) && !(text[end] === '.' && isAt(text, end + 1, DIGIT));
}

function findIpv4(text: string, at: number): Span | undefined {
  const end = ipv4End(text, at);
  if (
    end < 0 ||
    isAt(text, end, DIGIT | LETTER) ||
    (text[end] === '.' && isAt(text, end + 1, DIGIT) && !isPort(text, end + 1)) ||
    (text[at - 1] === ':' && isAt(text, at - 2, HEX) && /::ffff:$/i.test(text.slice(Math.max(0, at - 7), at)))
  )
    return undefined;
  const octets = octetsOf(text, at, end);
  if (isWellKnown(octets)) return undefined;
  if (text[end] === '.' && isAt(text, end + 1, DIGIT) && !isPrivate(octets) && octets.every((octet) => octet < 100))
    return undefined;
  const glued = isAt(text, at - 1, DOT | LETTER) || (text[at - 1] === '-' && isAt(text, at - 2, LETTER));
  if (glued) {
    const name = nameBefore(text, at);
    if (name === '' || !isHost(name, octets)) return undefined;
    // A number before the dot makes five of them: only a machine's number is none of the address.
    if (text[at - 1] === '.' && isAt(text, at - 2, DIGIT) && !HOST_WORDS.has(name)) return undefined;
  }
  return isVersion(text, at, end, octets) ? undefined : { start: at, end };
}

const ipv4: RedactionRule = {
  id: 'ipv4',
  category: 'ipv4',
  on: { begin: 'number', digits: [1, 4], next: '.[({\\', then: DIGIT | DOT | LETTER },
  find: findIpv4,
};

// `node10.2.3.4`: the number begins no word, so the dot behind it asks.
const ipv4Glued: RedactionRule = {
  id: 'ipv4-glued',
  category: 'ipv4',
  on: { literals: ['.'], before: DIGIT, behind: DIGIT },
  find: (text, at, _after, floor) => {
    const start = runStart(text, at, DIGIT, floor, 4);
    return isAt(text, start - 1, LETTER) && at - start < 4 ? findIpv4(text, start) : undefined;
  },
};

// 203 dot 0 dot 113 dot 9, as it is read aloud.
const ipv4Spelled: RedactionRule = {
  id: 'ipv4-spelled',
  category: 'ipv4',
  on: { literals: ['dot'], before: SPACE, behind: SPACE },
  find: (text, at, _after, floor) => {
    const start = runStart(text, at - 1, DIGIT, floor, 4);
    return start < at - 1 && isLeftEdge(text, start) ? findIpv4(text, start) : undefined;
  },
};

// RFC 3986 section 7.4: other notations that programs take for an address, one number or four in hexadecimal.
const ipv4Number: RedactionRule = {
  id: 'ipv4-number',
  category: 'ipv4',
  on: { literals: ['://', '0x'], anyCase: true },
  find: (text, at, after) => {
    const shape =
      text[at] === ':'
        ? /0x[0-9a-f]{8}(?![\w.])|[1-9]\d{8,9}(?![\w.-])/iy
        : /0x[0-9a-f]{1,2}(?:\.0x[0-9a-f]{1,2}){3}(?!\w|\.\w)/iy;
    const start = text[at] === ':' ? after : at;
    shape.lastIndex = start;
    return shape.test(text) ? { start, end: shape.lastIndex } : undefined;
  },
};

/** Where an IPv6 address ends (RFC 4291 section 2.2), or -1; a dotted IPv4 tail is understood. */
function ipv6End(text: string, at: number): number {
  let index = at;
  let groups = 0;
  let gap = false;
  if (text[index] === ':' && text[index + 1] === ':') {
    gap = true;
    index += 2;
  }
  let end = index;
  while (groups < 8) {
    const groupEnd = runEnd(text, index, HEX, 5);
    const length = groupEnd - index;
    if (length === 0) break;
    if (text[groupEnd] === '.') {
      const tail = ipv4End(text, index);
      if (tail > 0 && groups <= 6) return tail;
    }
    if (length > 4) return -1;
    groups++;
    end = groupEnd;
    if (text[groupEnd] !== ':') break;
    if (text[groupEnd + 1] === ':') {
      if (gap) break;
      gap = true;
      end = groupEnd + 2;
      index = groupEnd + 2;
    } else if (isAt(text, groupEnd + 1, HEX)) index = groupEnd + 1;
    else break;
  }
  if (gap ? groups > 7 || groups === 0 : groups !== 8) return -1;
  return end;
}

/** `10:15:50.618`: most colons of a log, and an address begins with no three groups of two that end so. */
function isTime(text: string, at: number): boolean {
  return (
    text.charCodeAt(at + 2) === 58 &&
    text.charCodeAt(at + 5) === 58 &&
    text.charCodeAt(at + 8) !== 58 &&
    text.charCodeAt(at + 3) !== 58 &&
    text.charCodeAt(at + 6) !== 58 &&
    isAt(text, at + 4, DIGIT) &&
    isAt(text, at + 7, DIGIT) &&
    !isAt(text, at + 8, HEX)
  );
}

/** `denied:2001:db8::1`: the colon belongs to the word before it, which is no group of an address. */
function isNameBeforeColon(text: string, colon: number): boolean {
  const start = runStart(text, colon, ALNUM, 0, 24);
  return colon - start > 4 || (start < colon && runEnd(text, start, HEX, 4) < colon);
}

/**
 * Loopback and nothing; two short words and a double colon, which are a scope in code (add::cafe); two small numbers; eight
 * groups of two, which are a serial number, or a hardware address.
 */
const NO_IPV6 = /^(?:[0:]*[01]?|[a-f]*::?[a-f]*|\d\d?::?\d\d?|(?:[\da-f]{2}:){7}[\da-f]{2})$/i;

const ipv6: RedactionRule = {
  id: 'ipv6',
  category: 'ipv6',
  on: { literals: [':'], behind: HEX | COLON },
  find: (text, at, _after, floor) => {
    const start = runStart(text, at, HEX, floor, 5);
    if (
      at - start > 4 ||
      isTime(text, start) ||
      (start === at && text[at + 1] !== ':') ||
      isAt(text, start - 1, ALNUM) ||
      (isAt(text, start - 1, COLON) && (start === at || !isNameBeforeColon(text, start - 1))) ||
      (isAt(text, start - 1, DOT) && start === at)
    )
      return undefined;
    const end = ipv6End(text, start);
    if (end < 0 || !isRightEdge(text, end) || text[end] === '_') return undefined;
    if (text[end] === ':' && isAt(text, end + 1, ALNUM | COLON)) return undefined;
    // ::4111 1111 and ::DE89 3704 are the beginning of a card's or an account's number.
    if (start === at && end - at === 6 && isAt(text, end, SPACE | DASH) && isAt(text, end + 1, DIGIT)) return undefined;
    const address = text.slice(start, end);
    // us-east-1::/restapis
    if (text[start - 1] === '-' && address.length < 8) return undefined;
    return NO_IPV6.test(address) ? undefined : { start, end };
  },
};

const MAC_WORD = /(?:mac|eui|lladdr|ether|hwaddr|bssid|guid)[\w"'\\ ./-]{0,16}[:=]?[\s"'\\]{0,4}$/i;
/** Six groups of two; EUI-64 has eight, and netfilter writes both addresses and the type, fourteen, in one. */
const MAC_GROUPS = [6, 8, 14];

// IEEE 802: groups of two (colon or dash), or three of four (dots, as Cisco prints them).
const mac: RedactionRule = {
  id: 'mac',
  category: 'mac',
  on: { literals: [':', '-', '.'], before: HEX, behind: HEX },
  find: (text, at, _after, floor) => {
    const size = text.charCodeAt(at) === 46 ? 4 : 2;
    if (text.charCodeAt(at + size + 1) !== text.charCodeAt(at)) return undefined;
    const separator = text[at]!;
    const start = at - size;
    if (
      start < floor ||
      !isLeftEdge(text, start) ||
      (text[start - 1] === separator && (separator !== '-' || runStart(text, start - 1, ALNUM, 0, 3) === start - 3))
    )
      return undefined;
    let end = start;
    let groups = 0;
    while (groups < 20 && runEnd(text, end, HEX, size + 1) === end + size) {
      groups++;
      end += size;
      if (text[end] !== separator || !isAt(text, end + 1, HEX)) break;
      end++;
    }
    if (
      !(size === 4 ? groups === 3 : MAC_GROUPS.includes(groups)) ||
      !isRightEdge(text, end) ||
      text[end] === separator
    )
      return undefined;
    const digits = text.slice(start, end).replace(/[:.-]/g, '');
    if (/^(?:0+|[fF]+)$/.test(digits)) return undefined;
    const decimal = separator !== ':' && /^\d+$/.test(digits);
    if (decimal && separator === '.') return undefined;
    if ((groups > 6 || decimal) && !MAC_WORD.test(text.slice(Math.max(0, start - 24), start))) return undefined;
    return { start, end };
  },
};

// Twelve digits with nothing between them are an address only behind the word for one.
const macBare: RedactionRule = {
  id: 'mac-bare',
  category: 'mac',
  on: { literals: ['mac', 'hwaddr', 'bssid', 'ether'], anyCase: true },
  find: (text, _at, after) => {
    const shape =
      /(?:[ _-]?addr(?:ess)?)?["'\\]{0,2}[ :=]{1,3}["'\\]{0,2}([0-9a-f]{12}|[0-9a-f]{2}(?: [0-9a-f]{2}){5})(?![\w-])/iy;
    shape.lastIndex = after;
    const address = shape.exec(text)?.[1];
    return address ? { start: shape.lastIndex - address.length, end: shape.lastIndex } : undefined;
  },
};

export const networkRules: readonly RedactionRule[] = [ipv4, ipv4Glued, ipv4Spelled, ipv4Number, ipv6, mac, macBare];

export const proofs: Proofs = {
  ipv4: {
    finds: [
      'Connection refused by «172.22.93.17».',
      'route «10.141.89.45»/24 via igw',
      'see(«18.87.2.159»),"«10.166.44.219»":443',
      'Blocked «203[.]187[.]249[.]42» at the edge',
      'ssh ec2-user@«172.27.114.234»',
      'denied [client «69.34.64.91»:55122]',
      'db-«10.20.30.41» and host-«10.20.30.42»: no route',
      'edge peer-«185.139.165.82» flapped',
      'X-Forwarded-For: «10.60.71.227», «185.139.165.82»',
      'upstream: "http://«192.168.208.75»:8080/health"',
      'IP «10.1.77.3».53412 > «10.1.77.9».5432: Flags',
      'pool db.«10.52.87.23» and orders-«81.109.19.61» left',
      '«203\\.187\\.249\\.42» and «0313.0273.0371.052»',
    ],
    leaves: [
      '0.0.0.0/0 was open on 22',
      '127.0.0.1:9090 refused',
      'IMDS at 169.254.169.254 timed out, 169.254.170.2 and 169.254.169.123 too',
      'upgraded agent to 1.12.0.4',
      'mask 255.255.255.0',
      'libssl 1.1.1.6, driver version: 3.14.6.2',
      'build 1.2.3.1 fixed it',
      'libfoo-1.14.2.101 and agent-10.2.30.4 were installed',
      'node-20.11.5.1 image',
      'chart-10.0.3.2 rolled out',
      'Chrome/125.0.4.25 on Windows',
      'agent version 7.39.5.5 was rolled back',
      '1.2.3.4.5',
      '300.1.2.3',
      'pip install foo==10.4.5.7',
      'FileVersion 10.0.103.89 and driver 10.26.6.7-1',
      'engine 1.02.03.04',
    ],
  },
  'ipv4-spelled': {
    finds: ['from «203 dot 187 dot 249 dot 42» again'],
    leaves: ['3 dot 5 dot 1', 'a dot plot of 4 dot 2'],
  },
  'ipv4-glued': {
    finds: ['node«10.2.33.4» is gone', 'ip«198.51.100.7»'],
    leaves: ['go1.2.3.4', 'v10.2.3.4', 'cuda11.8.89.1'],
  },
  'ipv4-number': {
    finds: ['GET http://«0xc0a80a01»/ and http://«3232238081»:80/', 'at «0x0a.0x1a.0x47.0x6f».'],
    leaves: ['at 0xc0a80a01', 'https://1234567890.example.com', '0x0a.0x1a'],
  },
  ipv6: {
    finds: [
      'Client «fd04:dee4:e9c1::169b:836» timed out',
      '"remoteAddress":"«::ffff:10.89.165.145»"',
      'deny «2600:1f14:5f6c:c431:8e1a:431:1:2»/64',
      'peer «2A05:D015:5F09::37A8:75D1»%eth0 flapped',
      'http://[«2a05:d017:5168::1d19:7390»]:8080/ready',
      'to «fe80::749a:9c59:fe86:18be».',
      'denied:«2001:db8:de7e::5fd»',
    ],
    leaves: [
      'ingress ::/0 allowed',
      'bound to [::1]:8125',
      'ratio 3:1:2',
      'css a::before and b::after',
      '12:34:56 elapsed',
      'std::net::TcpStream::connect',
      'orders:3:1024',
      'add::cafe',
      'a:::b0a2 and s3:::c1d2',
      'arn:aws:apigateway:us-east-1::/restapis/x',
    ],
  },
  mac: {
    finds: [
      'HWaddr «02:0c:a0:f0:c3:06» MTU 9001',
      'who-has from «12-61-59-0a-80-c4»',
      'interfaces/macs/«36c9.6a70.10e5»/vpc-id',
      '443/«a4:36:24:c3:4f:8f»',
      'IN=eth0 MAC=«06:27:53:2e:e5:e7:00:11:22:33:44:55:08:00» LEN=60',
      'EUI-64 «02:0c:a0:ff:fe:f0:c3:06»',
      'node-«52-46-c0-c7-43-cd»',
    ],
    leaves: [
      'serial 02:0c:a0:ff:fe:f0:c3:06',
      'backup-26-07-12-14-05-10',
      '00:00:00:00:00:00',
      '43:51:43:a1:b5:fc:8b:b7:0a:3a:a9:b1:0f:66:73:a8',
      'time 00:00:00',
      '1234.5678.9012',
      'ff:ff:ff:ff:ff:ff',
    ],
  },
  'mac-bare': {
    finds: ['MAC address «3C5C0C22894B» flapping', 'macAddress: «3c5c0c22894b»'],
    leaves: ['commit 3c5c0c22894b', 'machine 3c5c0c22894b', 'macOS 12'],
  },
};
