import type { Category } from './categories';
import { withoutPlaceholders } from './characters';

/**
 * How much a name says about its value. `password`: the value is secret whatever it looks like. `secret`: it is, unless
 * it reads like words. `weak`: only if it looks random. `pin`: only if it is a few digits.
 */
export interface SecretName {
  readonly strength: 'password' | 'secret' | 'weak' | 'pin';
  readonly category: Category;
  /** UUIDs, which mostly name things, are secrets behind this name. */
  readonly uuid?: boolean;
}

/** Words, each without the s of a plural; but tokens are what a model reads. */
function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').map(singular));
}

function singular(word: string): string {
  return word.length > 3 ? word.replace(/(?<!s|token)s$/, '') : word;
}

const PASSWORDS = words(
  'password passwd pwd passe passphrase passcode pswd passw pword passw0rd sshpass psk contrasena senha passwort kennwort motdepasse mdp wachtwoord haslo losenord adgangskode kodeord passord salasana heslo sifre parola jelszo khau sandi lozinka',
);
const SECRETS = words(
  'secret token credential creds presharedkey storepass keypass requirepass masterauth bindpw rootpw geheim geheimnis segredo segreto secreto authorization credenciales credenciais credenziali identifiants zugangsdaten anmeldedaten',
);
const WEAK = words(
  'pass pw pat sk sig signature auth hmac key code nonce salt seed mnemonic session sessionid sid jsessionid phpsessid csrftoken xsrf csrf cookie ticket assertion jwt otp bearer sas connstr webhook license licence value login api appid cle clave llave chave chiave sleutel schlussel nyckel klucz jeton',
);
const PINS = words('pin otp cvv cvc totp mfa');

/** What makes a mere `pass` a password rather than a test that went well. */
const PASS_QUALIFIERS = words(
  'db database user usr admin root mysql pg postgres redis smtp mail email ldap ftp ssh http proxy auth login account app service svc my rabbitmq mongo mq jenkins api sql default server client master become keystore wifi',
);
/** What makes a mere `key` the key to something. */
const KEY_QUALIFIERS = words(
  'api access secret private encryption encrypt decryption signing sign auth authentication account storage shared service license licence subscription master client app application admin ssh gpg pgp rsa dsa hmac webhook consumer deploy integration routing ingest ingestion instrumentation sas write read rest user root server session jwt aes kms data fernet cipher crypto env project team personal bot oauth security sdk vault azure aws gcp google stripe heroku genie',
);
/** What stands before a secret as often as it says something about one: `user_id_token`, `session_id`, `hash_key_secret`. */
const HARMLESS_BEFORE =
  'id file time mode no hash object group source store at reset template host url index field class method model header row state status error date version type';
/** A name with one of these is about a secret, not one: where it is kept, how long it lives, who may see it. */
const ABOUT = words(
  `${HARMLESS_BEFORE} public pub max min num count total sum avg limit length len size bytes budget used usage remaining per policy policies kind name arn uri endpoint path filename dir directory ref reference expired expiry expire expiration ttl age days hours minutes seconds ms timeout timestamp created updated issued rotated rotation rotate manager management provider mount column label hint prompt placeholder required enabled disabled valid invalid missing found failed failure alias prefix suffix format algorithm algo alg bits strength ids kid sort partition primary foreign cache idempotency dedup dedupe range routingkeyname translation bucket scope audience issuer position offset shard usageplan quota rate monkey is has forgot change changed requires must policyname tokenizer tokens parameter param lookup fingerprint thumbprint stdin next continuation page pagination starting resume checksum digest etag sha md`,
);
const BEFORE = words(HARMLESS_BEFORE);

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}

/** `AWS_SECRET_ACCESS_KEY`, `awsSecretAccessKey` and `x-api-key` cut into lower-case parts; compared whole, never as substrings. */
export function partsOf(identifier: string): string[] {
  // contraseña as contrasena: marks on letters are often lost on the way.
  const plain = isAscii(identifier)
    ? identifier
    : identifier.replace(/[łŁ]/g, 'l').replace(/ø/g, 'o').normalize('NFD').replace(/\p{M}/gu, '');
  // pAsSwOrD: capitals without order tell no parts.
  if (/[a-z][A-Z][a-z][A-Z][a-z][A-Z]|[A-Z][a-z][A-Z][a-z][A-Z][a-z][A-Z]/.test(plain)) return [plain.toLowerCase()];
  return plain
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]{2})([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bpass[ _-](?=word|phrase|code)/g, 'pass')
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');
}

/** Endings that are a secret even where the words before are written together: `dbpassword`, `PGPASSWORD`, `apikey`. */
const GLUED =
  /^[a-z0-9]{1,20}(password|passwd|passphrase|passwort|kennwort|wachtwoord|secret|token|schlussel)$|^(\w{2,20})key$|^(?:db|root|admin|user|mysql|smtp|ftp|ldap)(pass|pwd|pw)$/;

/** What makes a word for a key, in another language, the key to something: `clave de API`, `clé secrète`, `API-Schlüssel`. */
const FOREIGN_KEYS = words('cle clave llave chave chiave sleutel schlussel nyckel klucz jeton');
const FOREIGN_QUALIFIERS = words(
  'api acces acceso acesso accesso secrete secreta segreta geheimer geheime zugriffs secret',
);
/** Words for a password in scripts other than Latin. */
const OTHER_SCRIPTS = /парол|密码|密碼|口令|パスワード|비밀번호|암호|κωδικ|סיסמ|รหัสผ่าน|المرور$|पासवर्ड/i;
/** Words for a token or a key in them. */
const OTHER_KEYS = /токен|секрет|ключ|密钥|密鑰|秘[钥密]|令牌|トークン|キー|토큰|키$/i;

/** What every name that counts has somewhere in it; tried first, because most names before a `:` are of other things. */
const MAY_NAME = new RegExp(
  [...PASSWORDS, ...SECRETS, ...WEAK, ...PINS].map((word) => word.slice(0, 3)).join('|') + '|[^\0-\x7f]',
  'i',
);

/** What was answered before: the same few names stand before most values. Long identifiers may be values, so they are not kept. */
const ANSWERS = new Map<string, SecretName | null>();
const MOST_ANSWERS = 2000;
const LONGEST_KEPT = 24;

const TELLING = new Map<string, boolean>();

/** Whether anything in the name, alone or with its neighbour, may make it one of a secret. */
export function mayName(identifier: string): boolean {
  if (identifier.length > LONGEST_KEPT) return MAY_NAME.test(identifier);
  let tells = TELLING.get(identifier);
  if (tells === undefined) {
    if (TELLING.size >= MOST_ANSWERS) TELLING.clear();
    TELLING.set(identifier, (tells = MAY_NAME.test(identifier)));
  }
  return tells;
}

/** What the name says of its value, or undefined when the value may stay. */
export function secretName(identifier: string): SecretName | undefined {
  if (identifier.length > LONGEST_KEPT) {
    const name = withoutPlaceholders(identifier);
    return name.length > 80 || !MAY_NAME.test(name) ? undefined : judge(name);
  }
  let answer = ANSWERS.get(identifier);
  if (answer === undefined) {
    if (ANSWERS.size >= MOST_ANSWERS) ANSWERS.clear();
    const name = withoutPlaceholders(identifier);
    answer = (name.length > 1 && MAY_NAME.test(name) && judge(name)) || null;
    ANSWERS.set(identifier, answer);
  }
  return answer ?? undefined;
}

function judge(identifier: string): SecretName | undefined {
  if (OTHER_SCRIPTS.test(identifier)) return { strength: 'password', category: 'generic_password' };
  if (OTHER_KEYS.test(identifier)) return { strength: 'weak', category: 'generic_api_key' };
  const parts = partsOf(identifier).map((part) => singular(part.replace(/([a-z])\d+$/, '$1')));
  let strength: SecretName['strength'] | undefined;
  let category: Category = 'generic_secret';
  let where = -1;
  let uuid = false;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    const match = GLUED.exec(part);
    const qualifier = match?.[2];
    const glued =
      match?.[1] ??
      (match?.[3] && 'pwd') ??
      (qualifier && (KEY_QUALIFIERS.has(qualifier) || SECRETS.has(qualifier)) && 'key');
    const isPass = part === 'pass' && PASS_QUALIFIERS.has(parts[index - 1] ?? '');
    if (isPass || PASSWORDS.has(part) || (glued && PASSWORDS.has(glued))) {
      strength = 'password';
      category = 'generic_password';
      where = index;
    } else if (SECRETS.has(part) || glued) {
      if (strength !== 'password') {
        strength = 'secret';
        category = part.endsWith('key') ? 'generic_api_key' : 'generic_secret';
      }
      where = index;
    } else if (part === 'key') {
      const before = parts[index - 1];
      if (strength !== 'password') {
        const qualified = before !== undefined && (KEY_QUALIFIERS.has(before) || SECRETS.has(before));
        if (qualified) strength = 'secret';
        else strength ??= 'weak';
        category = 'generic_api_key';
      }
      where = index;
    } else if (PINS.has(part) && parts.length <= 3) {
      strength ??= 'pin';
      where = index;
    } else if (WEAK.has(part) && (part !== 'api' || index === parts.length - 1)) {
      if (FOREIGN_KEYS.has(part)) category = 'generic_api_key';
      if (FOREIGN_KEYS.has(part) && parts.some((other) => FOREIGN_QUALIFIERS.has(other))) strength ??= 'secret';
      else strength ??= 'weak';
      if (part === 'pass' || part === 'pw') category = 'generic_password';
      where = index;
    }
  }
  if (strength === undefined) return undefined;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (!ABOUT.has(part)) continue;
    if (index < where && BEFORE.has(part)) continue;
    // AppRole's secret_id and a session id are secrets in spite of their last word.
    if (part === 'id' && /^(?:session|secret)$/.test(parts[index - 1] ?? '') && strength !== 'password') {
      strength = 'weak';
      uuid = parts[index - 1] === 'secret';
      continue;
    }
    return undefined;
  }
  if (parts.includes('authorization')) category = 'auth_header';
  if (strength === 'weak' && /^sig/.test(parts[where]!)) category = 'presigned_signature';
  if (parts.includes('security') && parts.includes('token')) category = 'aws_session_token';
  if (parts.includes('aws') || (parts.includes('secret') && parts.includes('access'))) {
    if (parts.includes('secret')) category = 'aws_secret_access_key';
    else if (parts.includes('session')) category = 'aws_session_token';
  }
  return { strength, category, uuid };
}
