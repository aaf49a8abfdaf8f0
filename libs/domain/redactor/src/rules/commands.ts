import { ALNUM, SPACE, UNDERSCORE, isAt } from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';
import { isStandIn, valueAt } from '../secret-values';

/** How far from its command a flag is looked for. */
const REACH = 240;

/**
 * Commands whose flags carry a password, by the manuals of each. `-p*`: joined to the value, or not at all (`-pSecret`);
 * `-p`: a space before the value; `-u:` a user before it, up to a colon, a percent sign or a comma. Behind a second bar what
 * the command must say besides, because it has other uses for the flag.
 */
const FLAGS = new Map<string, readonly [flags: [flag: string, mark: string][], says: string]>();
for (const line of [
  'mysql mysqldump mysqladmin mysqlimport mysqlcheck mariadb mariadb-dump|-p*',
  'sshpass|-p -p*',
  'docker podman nerdctl oras crane helm oc az|-p|login',
  'redis-cli valkey-cli|-a',
  'sqlcmd bcp isql osql ipmitool zip unzip rdesktop|-P',
  'mongo mongosh mongodump mongorestore mongoexport mongoimport cqlsh twine psexec ncftpput ncftpget sysbench|-p',
  'ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldappasswd|-w',
  '7z 7za unrar rar|-p*',
  'curl|-u: --user: -U: --proxy-user:',
  'http https httpie xh|-a:',
  'smbclient|-U:',
  'etcdctl|--user:',
  'lftp|-u:',
  'snmpwalk snmpget snmpset|-A -X',
  'openssl|-k|enc',
  'ssh-keygen|-N',
  'gh|--body -b|secret set',
  'keytool jarsigner|-storepass -keypass -srcstorepass -deststorepass',
  'xfreerdp|/p:*',
]) {
  const [commands, flags, says = ''] = line.split('|');
  const marked = flags!.split(' ').map((flag): [string, string] => {
    const [name] = flag.split(/[*:]$/);
    return [` ${name}`, flag.slice(name!.length)];
  });
  for (const command of commands!.split(' ')) FLAGS.set(command, [marked, says]);
}

const flags: RedactionRule = {
  id: 'command-password',
  category: 'generic_password',
  generic: true,
  on: { literals: [...FLAGS.keys()], behind: SPACE },
  find: (text, at, after) => {
    let end = after;
    const limit = Math.min(text.length, after + REACH);
    let dash = false;
    for (; end < limit; end++) {
      const code = text.charCodeAt(end);
      if (code === 45 || code === 47) dash = true;
      else if (
        (code === 10 && text.charCodeAt(end - 1) !== 92) ||
        code === 124 ||
        (code === 38 && text[end + 1] === '&')
      )
        break;
    }
    if (!dash) return undefined;
    const line = text.slice(after, end);
    const [flags, says] = FLAGS.get(text.slice(at, after))!;
    if (!line.slice(0, 40).includes(says)) return undefined;
    for (const [flag, mark] of flags) {
      const span = flagValue(text, after, line, flag, mark);
      if (span) return span;
    }
    return undefined;
  },
};

/** A flag that stands more often than this has another meaning. */
const MOST_FLAGS = 3;

function flagValue(text: string, from: number, line: string, flag: string, mark: string): Span | undefined {
  const joined = mark === '*';
  let count = 0;
  for (
    let place = line.indexOf(flag);
    place >= 0 && count < MOST_FLAGS;
    place = line.indexOf(flag, place + 1), count++
  ) {
    let start = from + place + flag.length;
    const spaced = isAt(text, start, SPACE) || text[start] === '=';
    if (spaced === joined) continue;
    if (spaced) start++;
    const value = valueAt(text, start, 200);
    if (!value) continue;
    let raw = text.slice(value.start, value.end);
    if (mark === ':') {
      const user = raw.search(/[:%,]/);
      if (user < 0) continue;
      raw = raw.slice(user + 1);
    }
    if (raw.length < (joined ? 4 : 3) || raw.startsWith('-') || isStandIn(raw)) continue;
    return { start: value.end - raw.length, end: value.end };
  }
  return undefined;
}

/**
 * Statements and commands in which a password has its place, not its name: what stands there, and the expression for what
 * follows, whose last group is the password. Manuals of MySQL, Oracle, PostgreSQL, SQL Server, Redis, PowerShell, Windows,
 * RabbitMQ, MinIO, Vault, Apache, sudo, OpenSSL.
 */
const PLACES: readonly (readonly [literals: string, follows: RegExp])[] = [
  [
    'identified|IDENTIFIED|Identified',
    /\s+(?:by|with\s+\w{1,40}\s+(?:by|as))\s+(?:password\s+)?(?:["']([^"'\n]{4,128})|(?=\S{0,128}\d)([^\s"';,]{4,128}))/iy,
  ],
  ['VALUES|values', /\s{0,4}\((?:[^'"()\n]{0,40}["'][^'"\n]{0,80}["']\s{0,2},){0,6}\s{0,2}["']([^'"\n]{6,128})["']/y],
  ['AUTH', /\s+(?:[\w-]{2,40}\s+)?["']?(?=\S{0,128}\d)([^\s"']{8,128})/y],
  ['SETUSER', /\s[^\n>]{1,40}\s>(\S{4,128})/y],
  ['requirepass|masterauth|REQUIREPASS|bindpw|rootpw|olcRootPW:', /\s+["']?([^\s"']{4,128})/y],
  ['ConvertTo-SecureString', /\s+(?:-String\s+)?["']?([^\s"'$(-][^\s"']{3,128})/iy],
  ['NetworkCredential', /\(\s{0,2}["'][^"'\n]{0,80}["']\s{0,2},\s{0,2}["']([^"'\n]{4,128})["']/y],
  [
    'net',
    / use (?:[A-Za-z*]: )?\\\\[^\s]{1,80} (?:\/user:\S{1,40} )?([^\s/]\S{3,80})|(?<!x) user \w{1,40} ([^\s/]\S{3,80})(?=\s*(?:$|\n|\/))/y,
  ],
  ['mc', / (?:alias|config host) (?:set|add) \S{1,40} \S{1,80} \S{1,40} (\S{4,128})/y],
  ['vault', / (?:login|unwrap|operator unseal) (?!-)(\S{16,256})/y],
  ['htpasswd', / -[a-zA-Z]{0,6}b[a-zA-Z]{0,6} (?:\S{1,120} )?\S{1,40} (\S{4,128})/y],
  ['rabbitmqctl', / (?:add_user|change_password|authenticate_user) \S{1,40} (\S{4,128})/y],
  ['cargo', / login (\S{16,128})/y],
  ['nuget', / setapikey (\S{16,128})/iy],
  ['sqlplus', / (?:-\S{1,8} ){0,3}["']?[\w$]{1,40}\/([^\s@"']{3,80})@/y],
  ['oracle:thin:', /[\w$]{1,40}\/([^\s@"'/]{3,80})@(?!\/\/)/y],
  [
    'echo|printf',
    /\s+(?:-n\s+|['"]?%s['"]?\s+)?["']?(?:[\w.-]{1,40}:)?([^\s"'|$:]{4,128})["']?\s*\|\s*(?:sudo\s+)?(?:chpasswd|sudo\s+(?:-\S+\s+){0,3}-S|\S{1,30} (?:auth )?login [^\n|]{0,80}--(?:password-stdin|with-token)|passwd\s+--stdin|kinit)/y,
  ],
  ['ssm put-parameter', /(?=[^\n|;]{0,160}SecureString)[^\n|;]{0,160} --value[= ]["']?([^\s"'$]{4,256})/y],
  ['keyvault secret set', /[^\n|;]{0,120} --value[= ]["']?([^\s"'$]{4,256})/y],
  [':5432:|:3306:|:6432:|:5433:', /(?:[\w$-]{1,60}|\*):[\w$.-]{1,60}:([^\s:"'\\]{3,128})(?=\s|$|["'\\])/y],
  [
    'mysqli_connect|mysqli|PDO|getConnection|DBI->connect',
    /\((?:[^()"'\n]{0,40}["'][^"'\n]{0,120}["']|[\w.$]{1,40})\s{0,2},\s{0,2}["'][\w.@-]{1,60}["']\s{0,2},\s{0,2}["']([^"'\n]{4,128})["']/y,
  ],
  [
    'login|authenticate|HTTPBasicAuth|BasicAuth|basicAuth|setBasicAuth|SetBasicAuth',
    /\(\s{0,4}["'][^"'\n]{1,80}["']\s{0,4},\s{0,4}["']([^"'\n]{4,128})["']/y,
  ],
  [
    'createHmac|Fernet|jwt.sign|jwt.encode|jwt.verify|hmac.new|cookieParser',
    /\((?:[\w.$'"{}-]{1,40},\s{0,4})?b?["'](?=[^"'\n]{0,200}\d)([^"'\s]{16,200})["']/y,
  ],
];

const BY_LITERAL = new Map(
  PLACES.flatMap(([literals, follows]) => literals.split('|').map((literal) => [literal, follows])),
);

const places: RedactionRule = {
  id: 'password-in-its-place',
  category: 'generic_password',
  generic: true,
  on: { literals: [...BY_LITERAL.keys()] },
  find: (text, at, after) => {
    if (text[at] !== ':' && (isAt(text, at - 1, ALNUM | UNDERSCORE) || text[at - 1] === '$')) return undefined;
    const literal = text.slice(at, after);
    // Rows: only where the columns before name a secret.
    if (/^values$/i.test(literal) && !/passw|pwd|secret|token/i.test(text.slice(Math.max(0, at - 200), at)))
      return undefined;
    const follows = BY_LITERAL.get(literal)!;
    follows.lastIndex = after;
    const match = follows.exec(text);
    if (!match) return undefined;
    const password = match.slice(1).find((group) => group !== undefined)!;
    // Look-aheads may read on, so the password is looked for from the end of what was matched.
    const start = text.lastIndexOf(password, follows.lastIndex);
    if (start < after || isStandIn(password) || /^[-*<>{%]/.test(password)) return undefined;
    return { start, end: start + password.length };
  },
};

export const commandRules: readonly RedactionRule[] = [flags, places];

export const proofs: Proofs = {
  'command-password': {
    finds: [
      'curl -x p:1 --proxy-user bob:«hGjpXz8azviDt3» https://x.example.org',
      'gh secret set DB --body «hGjpXz8azviDt3»',
      'mysql -p«db12» shop',
      'redis-cli -a «x7y» ping',
      'mysql -h db.example.net -u root -p«9Ij5qHAVHRGpB» -e "show processlist"',
      "sshpass -p '«cE47*Klr+31R1XBWN»' ssh x",
      'docker login -u ci -p «hGjpXz8azviDt3» registry.example.net',
      'curl -s -u admin:«hGjpXz8azviDt3» https://x.example.org',
      'redis-cli -a «hGjpXz8azviDt3» ping',
      'keytool -list -keystore k.jks -storepass «hGjpXz8azviDt3»',
      'http -a bot:«hGjpXz8azviDt3» GET https://x.example.org',
    ],
    leaves: [
      'redis-cli ping\nls -a hGjpXz8azviDt3',
      'gh issue create --body hGjpXz8azviDt3',
      'redis-cli -a $REDIS_AUTH ping',
      'redis-cli -a --tls ping',
      'mysql -pdb1 shop',
      'redis-cli -a x7 ping',
      'mysql -u root -p',
      'curl -u admin https://x.example.org',
      'mkdir -p /var/lib/mysql',
      'ssh -p 22 x',
      'docker login -u ci -p $PASSWORD',
      'docker run -p 8080:8080 web',
    ],
  },
  'password-in-its-place': {
    finds: [
      'ACL SETUSER app on >«hGjpXz8azviDt3» ~*',
      'printf %s «hGjpXz8azviDt3» | docker login -u ci --password-stdin',
      'net use Z: \\\\files\\x /user:ops «hGjpXz8azviDt3»',
      'az keyvault secret set --name db --value «hGjpXz8azviDt3»',
      'aws ssm put-parameter --value=«hGjpXz8azviDt3» --type SecureString',
      'aws ssm put-parameter --name /db --type SecureString --value "«hGjpXz8azviDt3»"',
      'sqlplus "scott/«hGjpXz8azviDt3»@orcl"',
      'sqlplus -S -L scott/«hGjpXz8azviDt3»@orcl',
      "CREATE USER 'app'@'%' IDENTIFIED BY '«Tango_signal6704»';",
      '127.0.0.1:6379> AUTH «8dk2eZ3yd8ABq91LmZ0q»',
      'requirepass «hGjpXz8azviDt3»',
      'ConvertTo-SecureString "«hGjpXz8azviDt3»" -AsPlainText -Force',
      'net use Z: \\\\files\\share «hGjpXz8azviDt3» /user:CORP\\bob',
      'sqlplus scott/«hGjpXz8azviDt3»@orcl',
      "echo '«hGjpXz8azviDt3»' | sudo -S systemctl restart x",
      'localhost:5432:*:postgres:«hGjpXz8azviDt3»',
      'mysqli_connect("db", "app", "«hGjpXz8azviDt3»", "shop")',
    ],
    leaves: [
      'requirepass %REDIS_AUTH%',
      'requirepass <password>',
      "IDENTIFIED BY '${DB_PASS}'",
      'aws ssm put-parameter --name /db --type String --value hGjpXz8azviDt3',
      'identified by the team',
      'AUTH failed for user bob',
      'net user bob /add',
      'vault login -method=oidc',
      "INSERT INTO orders VALUES (7, 'new')",
      'echo done | tee log',
      'pass: 14, fail: 2',
    ],
  },
};
