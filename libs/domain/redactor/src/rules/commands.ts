import { SPACE, isAt } from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';
import { isStandIn, valueAt } from '../secret-values';

/** How far from its command a flag is looked for. */
const REACH = 240;

/** Commands whose flags carry a password; the flag's value may be joined to it (`-pSecret`) or follow a space. */
const FLAGS: Readonly<Record<string, readonly { flag: string; joined?: boolean; userFirst?: boolean }[]>> = {
  // MySQL and MariaDB manuals: -p takes its value without a space, or asks.
  mysql: [{ flag: '-p', joined: true }],
  mysqldump: [{ flag: '-p', joined: true }],
  mysqladmin: [{ flag: '-p', joined: true }],
  mariadb: [{ flag: '-p', joined: true }],
  sshpass: [{ flag: '-p' }, { flag: '-p', joined: true }],
  'docker login': [{ flag: '-p' }],
  'podman login': [{ flag: '-p' }],
  'helm registry login': [{ flag: '-p' }],
  'oc login': [{ flag: '-p' }],
  'az login': [{ flag: '-p' }],
  'redis-cli': [{ flag: '-a' }],
  sqlcmd: [{ flag: '-P' }],
  bcp: [{ flag: '-P' }],
  mongo: [{ flag: '-p' }],
  mongosh: [{ flag: '-p' }],
  mongodump: [{ flag: '-p' }],
  ldapsearch: [{ flag: '-w' }],
  ldapmodify: [{ flag: '-w' }],
  ipmitool: [{ flag: '-P' }],
  // curl and wget manuals: user:password.
  curl: [
    { flag: '-u', userFirst: true },
    { flag: '--user', userFirst: true },
    { flag: '-U', userFirst: true },
  ],
  smbclient: [{ flag: '-U', userFirst: true }],
};

const flags: RedactionRule = {
  id: 'command-password',
  category: 'generic_password',
  generic: true,
  on: { literals: Object.keys(FLAGS) },
  find: (text, at, after) => {
    if (!isAt(text, after, SPACE)) return undefined;
    const line = text.slice(after, after + REACH).split(/\n|&&|\|/, 1)[0]!;
    for (const { flag, joined, userFirst } of FLAGS[text.slice(at, after)]!) {
      const span = flagValue(text, after, line, flag, joined === true, userFirst === true);
      if (span) return span;
    }
    return undefined;
  },
};

function flagValue(
  text: string,
  from: number,
  line: string,
  flag: string,
  joined: boolean,
  userFirst: boolean,
): Span | undefined {
  for (let place = line.indexOf(` ${flag}`); place >= 0; place = line.indexOf(` ${flag}`, place + 1)) {
    let start = from + place + 1 + flag.length;
    const spaced = isAt(text, start, SPACE) || text[start] === '=';
    if (spaced === joined) continue;
    if (spaced) start++;
    const value = valueAt(text, start, 200);
    if (!value) continue;
    let raw = text.slice(value.start, value.end);
    if (userFirst) {
      const mark = raw.search(/[:%]/);
      if (mark < 0) continue;
      raw = raw.slice(mark + 1);
    }
    if (raw.length < 3 || raw.startsWith('-') || isStandIn(raw) || (joined && raw.length < 4)) continue;
    return { start: value.end - raw.length, end: value.end };
  }
  return undefined;
}

export const commandRules: readonly RedactionRule[] = [flags];

export const proofs: Proofs = {
  'command-password': {
    finds: [
      'mysql -h db.example.net -u root -p«9Ij5qHAVHRGpB» -e "show processlist"',
      "sshpass -p '«cE47*Klr+31R1XBWN»' ssh x",
      'docker login -u ci -p «hGjpXz8azviDt3» registry.example.net',
      'curl -s -u admin:«hGjpXz8azviDt3» https://x.example.org',
      'redis-cli -a «hGjpXz8azviDt3» ping',
    ],
    leaves: [
      'mysql -u root -p',
      'curl -u admin https://x.example.org',
      'mkdir -p /var/lib/mysql',
      'ssh -p 22 x',
      'docker login -u ci -p $PASSWORD',
    ],
  },
};
