import {
  ALNUM,
  COLON,
  DIGIT,
  DOT,
  HEX,
  LETTER,
  isAt,
  isLeftEdge,
  isRightEdge,
  runEnd,
  runStart,
  wordsBefore,
} from '../characters';
import type { Proofs, RedactionRule } from '../rule';

/** Where the four parts of an address end, or -1. The dots may be defanged, as analysts write them: 203[.]0[.]113[.]9. */
export function ipv4End(text: string, at: number): number {
  let index = at;
  for (let part = 0; ; part++) {
    const end = runEnd(text, index, DIGIT, 4);
    const length = end - index;
    if (length === 0 || length > 3 || Number(text.slice(index, end)) > 255) return -1;
    if (length > 1 && text.charCodeAt(index) === 48) return -1;
    if (part === 3) return end;
    if (text[end] === '.') index = end + 1;
    else if (text.startsWith('[.]', end) || text.startsWith('(.)', end) || text.startsWith('[dot]', end))
      index = text.indexOf(text[end] === '(' ? ')' : ']', end) + 1;
    else return -1;
  }
}

const NETMASK_OCTETS = new Set([0, 128, 192, 224, 240, 248, 252, 254, 255]);

/** Loopback, the unspecified address, netmasks and the metadata service say nothing about anybody. */
function isWellKnown(octets: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  if (a === 127 || (a | b | c | d) === 0) return true;
  if (a === 169 && b === 254 && c === 169 && d === 254) return true;
  if (a !== 255 || !octets.every((octet) => NETMASK_OCTETS.has(octet))) return false;
  return octets.every((octet, index) => index === 0 || octet === 0 || octets[index - 1] === 255);
}

const VERSION_WORDS =
  /^(?:versions?|ver|v|build|release|released|rev|revision|image|firmware|driver|upgraded?|downgraded?|tag|kernel|agent|sdk|jdk|jre|java|python|php|node|nginx|apache|tomcat|openssl|chrome|chromium|edge|firefox|safari|opera|mysql|postgres|postgresql|mariadb|redis|kafka|elasticsearch|kibana|grafana|jenkins|istio|envoy|terraform|spark|hadoop|cuda|windows|android|ios|macos|exchange|esxi|gecko|webkit|electron|curl|oracle|patch|hotfix|plugin|package|runtime|client|lib\w*|\w*ssl|schema|spec|section|rfc|oid|assembly|fileversion|productversion)$/;

/** Four numbers are also a version: behind such a word, behind `Product/`, or where small numbers follow a product's name. */
function isVersion(text: string, at: number, end: number, octets: readonly number[]): boolean {
  const before = text[at - 1];
  if (before === 'v' || before === 'V') return true;
  if (
    before === '/' &&
    isAt(text, at - 2, LETTER) &&
    !/(?:https?:\/|:\/)$/.test(text.slice(Math.max(0, at - 8), at - 1))
  ) {
    const product = text.slice(runStart(text, at - 1, LETTER, 0, 24), at - 1);
    if (/^[A-Z][A-Za-z]{2,}$/.test(product)) return true;
  }
  if (text[end] === '-' && isAt(text, end + 1, LETTER)) return true;
  if (text.startsWith('.jar', end) || text.startsWith('.tgz', end) || text.startsWith('.zip', end)) return true;
  if (
    !isPrivate(octets) &&
    /^ (?:upgrad|releas|build|version|patch|update|rollout|migrat)/.test(text.slice(end, end + 10))
  )
    return true;
  const near = wordsBefore(text, at, 32);
  const adjacent = text.slice(Math.max(0, at - 3), at);
  if (/[,;.!?)]\s*$/.test(adjacent)) return false;
  const last = near.at(-1) ?? '';
  if (VERSION_WORDS.test(last) && !isPrivate(octets)) return true;
  if (/^(?:versions?|ver|build|release|firmware|revision)$/.test(last)) return true;
  return (
    /^(?:to|from|is|of|was|at)$/.test(last) &&
    /^(?:versions?|upgraded?|downgraded?|build|release)$/.test(near.at(-2) ?? '') &&
    !isPrivate(octets)
  );
}

function isPrivate([a = 0, b = 0]: readonly number[]): boolean {
  return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
}

function octetsOf(text: string, at: number, end: number): number[] {
  return text.slice(at, end).match(/\d+/g)!.map(Number);
}

/** What machines are called by, before the hyphen and their address; a package's name before a version is another word. */
const HOST_WORDS = new Set(
  'ip host edge db database node server srv web app api worker peer client master replica primary secondary standby cache redis mysql pg postgres mongo kafka proxy gateway gw lb nat vpn bastion jump dns ns mail smtp mx router switch fw firewall vm instance box machine addr address target backend frontend upstream origin src dst source dest destination pod ec2 remote local private public internal external endpoint broker shard member'.split(
    ' ',
  ),
);

/** `db-10.20.30.41`: a private address behind a hyphen, or any behind a word for a machine; `libfoo-1.2.3.4` is a version. */
function isHost(text: string, at: number, octets: readonly number[]): boolean {
  const word = text.slice(runStart(text, at - 1, LETTER, 0, 16), at - 1).toLowerCase();
  const machine = HOST_WORDS.has(word);
  if (!isPrivate(octets)) return machine && octets.some((octet) => octet > 99);
  // Versions seldom go beyond thirty.
  const large = octets.slice(1).some((octet) => octet > 31);
  return VERSION_WORDS.test(word) ? machine && large : machine || large;
}

const ipv4: RedactionRule = {
  id: 'ipv4',
  category: 'ipv4',
  on: { begin: 'number', digits: [1, 3], next: '.[(' },
  find: (text, at, after) => {
    if (after - at > 3) return undefined;
    const next = text.charCodeAt(after);
    if (next !== 46 && next !== 91 && next !== 40) return undefined;
    const end = ipv4End(text, at);
    if (
      end < 0 ||
      isAt(text, end, DIGIT) ||
      (text[end] === '.' && isAt(text, end + 1, DIGIT)) ||
      isAt(text, end, LETTER)
    )
      return undefined;
    if (
      text[at - 1] === '.' ||
      (text[at - 1] === '-' && isAt(text, at - 2, LETTER) && !isHost(text, at, octetsOf(text, at, end))) ||
      (text[at - 1] === ':' && isAt(text, at - 2, HEX) && /::ffff:$/i.test(text.slice(Math.max(0, at - 7), at)))
    )
      return undefined;
    const octets = octetsOf(text, at, end);
    if (isWellKnown(octets) || octets[0] === 0 || isVersion(text, at, end, octets)) return undefined;
    return { start: at, end };
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

const ipv6: RedactionRule = {
  id: 'ipv6',
  category: 'ipv6',
  on: { literals: [':'] },
  find: (text, at, _after, floor) => {
    const start = runStart(text, at, HEX, floor, 5);
    if (
      at - start > 4 ||
      (start === at && text[at + 1] !== ':') ||
      isAt(text, start - 1, ALNUM | COLON) ||
      (isAt(text, start - 1, DOT) && start === at)
    )
      return undefined;
    const end = ipv6End(text, start);
    if (end < 0 || !isRightEdge(text, end) || text[end] === '_') return undefined;
    if (text[end] === ':' && isAt(text, end + 1, ALNUM | COLON)) return undefined;
    const address = text.slice(start, end);
    if (/^(?:0{0,4}:)*:?(?:0{0,3}[01]?)$/.test(address)) return undefined;
    // Two short words and a double colon are a scope in code: add::cafe.
    if (!/\d/.test(address) && (address.match(/[0-9a-f]+/gi) ?? []).length < 3) return undefined;
    if (/^\d{1,2}::?\d{1,2}$/.test(address)) return undefined;
    return { start, end };
  },
};

// IEEE 802: six groups of two (colon or dash) or three of four (dots, as Cisco prints them).
function macEnd(text: string, start: number, separator: string, size: number, groups: number): number {
  let index = start;
  for (let group = 1; ; group++) {
    const end = runEnd(text, index, HEX, size + 1);
    if (end - index !== size) return -1;
    if (group === groups) return text[end] === separator && isAt(text, end + 1, HEX) ? -1 : end;
    if (text[end] !== separator) return -1;
    index = end + 1;
  }
}

const mac: RedactionRule = {
  id: 'mac',
  category: 'mac',
  on: { literals: [':', '-', '.'] },
  find: (text, at, _after, floor) => {
    const separator = text[at]!;
    const size = separator === '.' ? 4 : 2;
    const start = at - size;
    if (
      start < floor ||
      !isAt(text, at - 1, HEX) ||
      !isAt(text, at + 1, HEX) ||
      text.charCodeAt(at + size + 1) !== text.charCodeAt(at) ||
      !isLeftEdge(text, start) ||
      text[start - 1] === separator
    )
      return undefined;
    const end = macEnd(text, start, separator, size, separator === '.' ? 3 : 6);
    if (end < 0 || !isRightEdge(text, end)) return undefined;
    const digits = text.slice(start, end).replace(/[:.-]/g, '');
    if (/^(?:0+|[fF]+)$/.test(digits)) return undefined;
    if (separator !== ':' && /^\d+$/.test(digits) && separator === '.') return undefined;
    return { start, end };
  },
};

export const networkRules: readonly RedactionRule[] = [ipv4, ipv6, mac];

export const proofs: Proofs = {
  ipv4: {
    finds: [
      'Connection refused by «172.22.93.17».',
      'route «10.141.89.45»/24 via igw',
      'see(«18.87.2.159»),"«10.166.44.219»":443',
      'Blocked «203[.]187[.]249[.]42» at the edge',
      'ssh ec2-user@«172.27.114.234»',
      'db-«10.20.30.41» and host-«10.20.30.42»: no route',
      'edge peer-«185.139.165.82» flapped',
      'X-Forwarded-For: «10.60.71.227», «185.139.165.82»',
      'upstream: "http://«192.168.208.75»:8080/health"',
    ],
    leaves: [
      '0.0.0.0/0 was open on 22',
      '127.0.0.1:9090 refused',
      'IMDS at 169.254.169.254 timed out',
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
    ],
  },
  ipv6: {
    finds: [
      'Client «fd04:dee4:e9c1::169b:836» timed out',
      '"remoteAddress":"«::ffff:10.89.165.145»"',
      'deny «2600:1f14:5f6c:c431:8e1a:431:1:2»/64',
      'peer «2A05:D015:5F09::37A8:75D1»%eth0 flapped',
      'http://[«2a05:d017:5168::1d19:7390»]:8080/ready',
      'to «fe80::749a:9c59:fe86:18be».',
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
    ],
  },
  mac: {
    finds: [
      'HWaddr «02:0c:a0:f0:c3:06» MTU 9001',
      'who-has from «12-61-59-0a-80-c4»',
      'interfaces/macs/«36c9.6a70.10e5»/vpc-id',
      '443/«a4:36:24:c3:4f:8f»',
    ],
    leaves: [
      '00:00:00:00:00:00',
      '43:51:43:a1:b5:fc:8b:b7:0a:3a:a9:b1:0f:66:73:a8',
      'time 00:00:00',
      '1234.5678.9012',
      'ff:ff:ff:ff:ff:ff',
    ],
  },
};
